"""The works that a text cites; only those are listed."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from tanmai.report.citations import Work, works


@dataclass
class Citations:
    """The citations of one text, in the language that it is written in.

    Attributes
    ----------
    language : str
        ``"zh"`` or ``"en"``.
    anchor : str
        What the identifiers of the list begin with.
    cited : set of str
        The works cited so far.
    """

    language: str
    anchor: str
    cited: set[str] = field(default_factory=set)

    def cite(self, *labels: str) -> Markup:
        """Return a citation with links into the list of references.

        Raises
        ------
        ValueError
            A work is not known.
        """
        links = [
            Markup('<a href="#{}">{}</a>').format(self.identifier(label), label) for label in labels
        ]
        self.cited.update(labels)
        if self.language == "zh":
            return Markup("（{}）").format(Markup("；").join(links))
        return Markup(" ({})").format(Markup("; ").join(links))

    def identifier(self, label: str) -> str:
        """Return the identifier of a work in the list."""
        return f"{self.anchor}-ref-{list(works()).index(label) + 1}"

    def works(self) -> list[Work]:
        """Return the works cited, by author and year."""
        return [works()[label] for label in sorted(self.cited)]

    def listed(self) -> list[tuple[str, str]]:
        """Return identifier and full reference of the works cited, by author and year."""
        return [(self.identifier(work.label), work.reference) for work in self.works()]
