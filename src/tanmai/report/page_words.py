"""The words of a page's own furniture: what its buttons, fields and marks are called."""

from __future__ import annotations

from dataclasses import dataclass

from tanmai.core.language import Language


@dataclass(frozen=True)
class PageWords:
    """What the parts of a page that are no result are called, in one language.

    Attributes
    ----------
    say : Language
        The language.
    """

    say: Language

    @property
    def about_the_data(self) -> str:
        """What stands before the caveat."""
        return self.say("Quality of the data")

    @property
    def print_summary(self) -> str:
        """The button that prints the first page."""
        return self.say("Print summary (1 page)")

    @property
    def print_all(self) -> str:
        """The button that prints everything."""
        return self.say("Print full report")

    @property
    def all_tables(self) -> str:
        """The button that saves every table as one workbook."""
        return self.say("All tables (xlsx)")

    @property
    def about(self) -> str:
        """The sheet of a workbook that tells what its tables are."""
        return self.say("About")

    @property
    def save(self) -> str:
        """What stands before the formats that a figure or table is saved in."""
        return self.say("Download")

    @property
    def fit(self) -> str:
        """The button that shows a figure at the width of a phone."""
        return self.say("Fit to screen")

    @property
    def chosen(self) -> str:
        """What the reader has chosen, as a region of the page."""
        return self.say("Selection")

    def choose_region(self, place: str) -> str:
        """Return the name of the list of regions."""
        return self.say("Choose a {place}", place=place)

    def all_regions(self, place: str) -> str:
        """Return the entry for no region in particular."""
        return self.say("All {place}s", place=place)

    @property
    def choose_sector(self) -> str:
        """The name of the list of sectors."""
        return self.say("Choose an emitting sector")

    @property
    def all_sectors(self) -> str:
        """The entry for no sector in particular."""
        return self.say("All sectors")

    @property
    def copy_link(self) -> str:
        """The button that copies the address of what is chosen."""
        return self.say("Copy link")

    @property
    def copied(self) -> str:
        """What the button says once it has."""
        return self.say("Copied")

    def largest_of_sector(self, place: str) -> str:
        """Return the heading of the largest flows that a sector emits."""
        return self.say("Largest flows between {place}s, emitted by the sector", place=place)

    def search(self, place: str) -> str:
        """Return what stands in the empty field of the search."""
        return self.say("Find a {place} or sector", place=place)

    @property
    def nothing_found(self) -> str:
        """What the search says where nothing fits."""
        return self.say("Nothing found")

    def save_figure(self, form: str) -> str:
        """Return the name of the button that saves a figure."""
        return self.say("Download figure as {form}", form=form)

    def save_table(self, form: str, caption: str) -> str:
        """Return the name of the button that saves a table."""
        return self.say("Download table as {form}: {caption}", form=form, caption=caption)
