"""Concordances: how the labels of one classification go into those of another.

A concordance is a CSV with the columns ``from``, ``to``, ``weight`` and
``reason``; names of both sides may stand beside the codes. A weight is a
number, or the word ``output`` where a row is split by the output of the
sectors that it goes into. What is split says by what. Groups of regions are
the same kind of file, from adcodes to the codes of the groups.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import FileError, LabelError, OptionError, did_you_mean
from tanmai.core.labels import Region, Sector
from tanmai.core.messages import Message, listed, message
from tanmai.core.resources import resource
from tanmai.core.units import is_number

FloatArray = NDArray[np.float64]

BY_OUTPUT = "output"
COLUMNS = ("from", "to", "weight", "reason")
NAME_COLUMNS = ("from_name_zh", "from_name_en", "to_name_zh", "to_name_en")
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Link:
    """One row of a concordance: a share of ``source`` goes into ``target``.

    Attributes
    ----------
    source, target : Sector
        Labels of the two sides.
    weight : float or None
        Share of the source; None where it follows output.
    reason : str
        Why; by what the source is split, where it is.
    """

    source: Sector
    target: Sector
    weight: float | None
    reason: str


@dataclass(frozen=True, eq=False)
class Concordance:
    """A table of links whose weights sum to one for each source.

    Parameters
    ----------
    name : str
        Its name, for instance ``ceads47_to_nbs42-2017``.
    links : tuple of Link
        The rows; their order is that of the labels on both sides.

    Raises
    ------
    LabelError
        A pair stands twice, a code has two names, weights are negative, mixed or do
        not sum to one, or a source is split without a reason. The source is named.
    """

    name: str
    links: tuple[Link, ...]

    def __post_init__(self) -> None:
        if not self.links:
            raise LabelError(
                message(
                    "Concordance '{name}' has no rows.",
                    name=self.name,
                )
            )
        for side in ("source", "target"):
            self._require_one_name(side)
        for code, links in self._by_source.items():
            self._check_source(code, links)

    @cached_property
    def _by_source(self) -> dict[str, tuple[Link, ...]]:
        links: dict[str, list[Link]] = {}
        for link in self.links:
            links.setdefault(link.source.code, []).append(link)
        return {code: tuple(each) for code, each in links.items()}

    @cached_property
    def sources(self) -> tuple[Sector, ...]:
        """Labels that are brought over, in the order of the file."""
        return tuple(dict.fromkeys(link.source for link in self.links))

    @cached_property
    def targets(self) -> tuple[Sector, ...]:
        """Labels that they go into, in the order of the file."""
        return tuple(dict.fromkeys(link.target for link in self.links))

    @cached_property
    def by_output(self) -> bool:
        """Whether a source is split by output."""
        return any(link.weight is None for link in self.links)

    def _require_one_name(self, side: str) -> None:
        labels: dict[str, Sector] = {}
        for link in self.links:
            label = getattr(link, side)
            first = labels.setdefault(label.code, label)
            if first != label:
                raise LabelError(
                    message(
                        "Concordance '{name}' gives code {code} two names, '{name_zh}' "
                        "({name_en}) and '{other_zh}' ({other_en}); keep one.",
                        name=self.name,
                        code=label.code,
                        name_zh=first.name_zh,
                        name_en=first.name_en,
                        other_zh=label.name_zh,
                        other_en=label.name_en,
                    )
                )

    def _check_source(self, code: str, links: tuple[Link, ...]) -> None:
        where = message("Concordance '{name}', source {code}:", name=self.name, code=code)
        targets = [link.target.code for link in links]
        twice = next((t for t in targets if targets.count(t) > 1), None)
        if twice is not None:
            raise LabelError(
                message(
                    "{where} target {twice} is given twice; merge the two rows.",
                    where=where,
                    twice=twice,
                )
            )
        numbers = [link.weight for link in links if link.weight is not None]
        if numbers and len(numbers) < len(links):
            raise LabelError(
                message(
                    "{where} some weights are numbers and some '{by_output}'; use one.",
                    where=where,
                    by_output=BY_OUTPUT,
                )
            )
        if any(weight < 0 for weight in numbers):
            raise LabelError(
                message(
                    "{where} a weight is negative; give shares between 0 and 1.",
                    where=where,
                )
            )
        if numbers and abs(sum(numbers) - 1.0) > _TOLERANCE:
            raise LabelError(
                message(
                    "{where} the weights sum to {numbers}, not to 1.",
                    where=where,
                    numbers=f"{sum(numbers):.10g}",
                )
            )
        if len(links) > 1 and not all(link.reason for link in links):
            raise LabelError(
                message(
                    "{where} it is split without a reason; state what it is split by.",
                    where=where,
                )
            )

    def require_sources(self, codes: Sequence[str], what: Message) -> None:
        """Reject codes that the concordance does not know.

        Raises
        ------
        LabelError
            Codes have no row; they are named.
        """
        known = [source.code for source in self.sources]
        missing = [code for code in codes if code not in known]
        if missing:
            raise LabelError(
                message(
                    "Concordance '{name}' has no row for {missing} of {what}.{nearest} Add the "
                    "rows; codes are text, so keep their leading zeros.",
                    name=self.name,
                    missing=listed(missing),
                    what=what,
                    nearest=did_you_mean(missing[0], known),
                )
            )

    def require_source_names(self, labels: Sequence[Sector]) -> None:
        """Reject labels that the concordance knows by another name.

        Codes alone do not tell classifications apart: electricity is 25 in
        ``nbs42-2012`` and 24 in ``nbs42-2017``. Names that the concordance does
        not give are not compared.

        Raises
        ------
        LabelError
            A label has another name; it is named.
        """
        self._require_names({source.code: source for source in self.sources}, labels)

    def require_targets(self, labels: Sequence[Sector]) -> None:
        """Reject targets that are not among the labels, or have another name there.

        Raises
        ------
        LabelError
            A target is unknown or has another name; it is named.
        """
        known = [label.code for label in labels]
        for target in self.targets:
            if target.code not in known:
                raise LabelError(
                    message(
                        "Concordance '{name}' goes to {target}, which is not a sector of the "
                        "table.{nearest}",
                        name=self.name,
                        target=target,
                        nearest=did_you_mean(target.code, known),
                    )
                )
        self._require_names({target.code: target for target in self.targets}, labels)

    def _require_names(self, own: Mapping[str, Sector], labels: Sequence[Sector]) -> None:
        for label in labels:
            name = own[label.code].name_zh if label.code in own else label.code
            if _fold(name) not in {label.code, _fold(label.name_zh), _fold(label.name_en)}:
                raise LabelError(
                    message(
                        "Concordance '{name}' knows {code} as '{known}', but in the table it is "
                        "'{name_zh}'; take the concordance of its own classification.",
                        name=self.name,
                        code=label.code,
                        known=name,
                        name_zh=label.name_zh,
                    )
                )

    def fits(self, labels: Sequence[Sector], without: Sequence[str] = ()) -> bool:
        """Whether the targets, but for some, are just these labels, by code and Chinese name."""
        own = {(t.code, _fold(t.name_zh)) for t in self.targets if t.code not in without}
        return own == {(label.code, _fold(label.name_zh)) for label in labels}

    def matrix(self, sources: Sequence[str], targets: Sequence[str]) -> FloatArray:
        """Return the weights (sources, targets); what follows output has NaN.

        Labels that are not among the two sequences are left out.
        """
        rows = {code: at for at, code in enumerate(sources)}
        columns = {code: at for at, code in enumerate(targets)}
        weights = np.zeros((len(rows), len(columns)))
        for link in self.links:
            if link.source.code in rows and link.target.code in columns:
                weight = np.nan if link.weight is None else link.weight
                weights[rows[link.source.code], columns[link.target.code]] = weight
        return weights

    def require_numbers(self) -> None:
        """Reject splits by output, where no output of the targets is known.

        Raises
        ------
        OptionError
            A source is split by output; it is named.
        """
        for link in self.links:
            if link.weight is None:
                raise OptionError(
                    message(
                        "Concordance '{name}' splits {source} by output, but the table has no "
                        "output of the finer sectors; give numbers for weights.",
                        name=self.name,
                        source=link.source,
                    )
                )


def _fold(name: str) -> str:
    return "".join(name.split())


def concordance_of(name: str, rows: Iterable[tuple[object, Mapping[str, str]]]) -> Concordance:
    """Return the concordance of rows of texts, each with the place that an error names.

    Parameters
    ----------
    name : str
        Its name.
    rows : iterable of (place, mapping)
        The columns ``from`` and ``to`` and, where wanted, ``weight`` (1 without it), ``reason``
        and the names of both sides. Codes stand for names that are left out.

    Raises
    ------
    FileError
        A cell is empty or not a weight.
    LabelError
        The links do not make a concordance; the source is named.
    """
    return Concordance(name, tuple(_link(where, row) for where, row in rows))


def _packaged(path: Path) -> Concordance:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return concordance_of(path.stem, ((f"{path}, line {n}", row) for n, row in enumerate(rows, 2)))


def _link(where: object, row: Mapping[str, str]) -> Link:
    weight = row.get("weight", "1")
    for column, cell in (("from", row["from"]), ("to", row["to"]), ("weight", weight)):
        if not cell:
            raise FileError(message("{where}: '{column}' is empty.", where=where, column=column))
    return Link(
        _label(row, "from"), _label(row, "to"), _weight(where, weight), row.get("reason", "")
    )


def _label(row: Mapping[str, str], side: str) -> Sector:
    code = row[side]
    zh, en = row.get(f"{side}_name_zh", ""), row.get(f"{side}_name_en", "")
    return Sector(code, zh or en or code, en or zh or code)


def _weight(where: object, text: str) -> float | None:
    if text.casefold() == BY_OUTPUT:
        return None
    share = text.rstrip("%％").rstrip()
    if not is_number(share) or not np.isfinite(float(share)):
        raise FileError(
            message(
                "{where}: weight is '{text}'; give a number from 0 to 1, or '{by_output}'.",
                where=where,
                text=text,
                by_output=BY_OUTPUT,
            )
        )
    return float(share) if share == text else float(share) / 100


class _Concordances(Mapping[str, Concordance]):
    """Concordances by name, each read when it is asked for first."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = {path.stem: path for path in paths}
        self._read: dict[str, Concordance] = {}

    def __getitem__(self, name: str) -> Concordance:
        if name not in self._read:
            self._read[name] = _packaged(self._paths[name])
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


@lru_cache(maxsize=1)
def concordances() -> Mapping[str, Concordance]:
    """Return the concordances that travel with the package, by name."""
    return _Concordances(sorted(resource("mrio_tables", "concordances").glob("*.csv")))


@lru_cache(maxsize=1)
def region_groups() -> dict[str, Concordance]:
    """Return the groups of provinces that travel with the package, by name."""
    paths = sorted(resource("shapefiles").glob("groups_*.csv"))
    return {path.stem.removeprefix("groups_"): _packaged(path) for path in paths}


def merged_region(group: Sector, members: Sequence[Region]) -> Region:
    """Return a group of regions as a region, at the member that lies nearest to their mean."""
    points = [(r.lon, r.lat) for r in members if r.lon is not None and r.lat is not None]
    if not points:
        return Region(group.code, group.name_zh, group.name_en)
    distance = np.abs(np.array(points) - np.mean(points, axis=0)).sum(axis=1)
    lon, lat = points[int(distance.argmin())]
    return Region(group.code, group.name_zh, group.name_en, lon, lat)
