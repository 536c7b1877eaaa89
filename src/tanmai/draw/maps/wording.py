"""What a map says by itself, of provinces or of groups of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tanmai.core.labels import Region
from tanmai.core.language import Language
from tanmai.core.messages import Message, message
from tanmai.draw.boundaries import Boundaries
from tanmai.draw.page import Caption

_MOST_NAMES, _NAMED_OF_MANY = 8, 3


@dataclass(frozen=True)
class Wording:
    """What a map says by itself in a language.

    Attributes
    ----------
    say : Language
        The language.
    of_provinces : bool
        Whether its areas are provinces, or groups of them.
    """

    say: Language
    of_provinces: bool

    @property
    def given(self) -> str:
        """Say that the bounds between the classes were given."""
        return self._said(
            message("Classes as given (number of provinces)"),
            message("Classes as given (number of regions)"),
        )

    def jenks(self, classes: int) -> str:
        """Say how the classes were found."""
        return self._said(
            message("Fisher-Jenks, {classes} classes (number of provinces)"),
            message("Fisher-Jenks, {classes} classes (number of regions)"),
            classes=classes,
        )

    @property
    def jenks_signed(self) -> str:
        """Say how the classes around zero were found."""
        return self._said(
            message("Centred on 0, Fisher-Jenks (number of provinces)"),
            message("Centred on 0, Fisher-Jenks (number of regions)"),
        )

    def without_data(self, regions: Sequence[Region]) -> str:
        """Return the legend's words for the regions that have no value; none for none."""
        if not regions:
            return ""
        say = self.say
        names = [say("Taiwan") if r.code == "710000" else say.name(r) for r in regions]
        if len(names) <= _MOST_NAMES:
            return say("No data: {names}", names=say(", ").join(names))
        return self._said(
            message("No data: {names} and others ({count} provinces)"),
            message("No data: {names} and others ({count} regions)"),
            names=say(", ").join(names[-_NAMED_OF_MANY:]),
            count=len(names),
        )

    def flows_drawn(self, number: int, **parts: str) -> str:
        """Say what the flows on the map carry, and the share of all flows that this is."""
        if self.of_provinces:
            return self.say.plural(
                "The flow drawn is {sum}, {share} of all flows between provinces ({total})",
                "The {n} flows drawn sum to {sum}, {share} of all flows between provinces "
                "({total})",
                number,
                **parts,
            )
        return self.say.plural(
            "The flow drawn is {sum}, {share} of all flows between regions ({total})",
            "The {n} flows drawn sum to {sum}, {share} of all flows between regions ({total})",
            number,
            **parts,
        )

    def changes_drawn(self, number: int, **parts: str) -> str:
        """Say what the changes of flows on the map come to, and the share of all that this is."""
        return self.say.plural(
            "The change drawn is {sum}, {share} of all changes of this sign ({total})",
            "The changes of the {n} flows drawn sum to {sum}, {share} of all changes of this sign "
            "({total})",
            number,
            **parts,
        )

    def _said(self, of_provinces: Message, of_groups: Message, **parts: Any) -> str:
        return self.say((of_provinces if self.of_provinces else of_groups).filled(**parts))


def wording(caption: Caption, boundaries: Boundaries) -> Wording:
    """Return what a map says, in the language of its caption."""
    return Wording(caption.say, boundaries.of_provinces)
