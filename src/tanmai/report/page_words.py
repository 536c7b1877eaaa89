"""The words of a page's own furniture: what its buttons, fields and marks are called."""

from __future__ import annotations

from dataclasses import dataclass

from tanmai.report.speech import Speech


@dataclass(frozen=True)
class PageWords:
    """What the parts of a page that are no result are called, in one language.

    Attributes
    ----------
    say : Speech
        The language.
    """

    say: Speech

    @property
    def about_the_data(self) -> str:
        """What stands before the caveat."""
        return self.say("数据质量", "Quality of the data")

    @property
    def print_summary(self) -> str:
        """The button that prints the first page."""
        return self.say("打印摘要（1 页）", "Print summary (1 page)")

    @property
    def print_all(self) -> str:
        """The button that prints everything."""
        return self.say("打印全文", "Print full report")

    @property
    def all_tables(self) -> str:
        """The button that saves every table as one workbook."""
        return self.say("全部表格（xlsx）", "All tables (xlsx)")

    @property
    def about(self) -> str:
        """The sheet of a workbook that tells what its tables are."""
        return self.say("说明", "About")

    @property
    def save(self) -> str:
        """What stands before the formats that a figure or table is saved in."""
        return self.say("下载", "Download")

    @property
    def fit(self) -> str:
        """The button that shows a figure at the width of a phone."""
        return self.say("整图", "Fit to screen")

    @property
    def chosen(self) -> str:
        """What the reader has chosen, as a region of the page."""
        return self.say("所选内容", "Selection")

    def choose_region(self, place: str) -> str:
        """Return the name of the list of regions."""
        return self.say(f"选择{place}", f"Choose a {place}")

    def all_regions(self, place: str) -> str:
        """Return the entry for no region in particular."""
        return self.say(f"全部{place}", f"All {place}s")

    @property
    def choose_sector(self) -> str:
        """The name of the list of sectors."""
        return self.say("选择排放部门", "Choose an emitting sector")

    @property
    def all_sectors(self) -> str:
        """The entry for no sector in particular."""
        return self.say("全部部门", "All sectors")

    @property
    def copy_link(self) -> str:
        """The button that copies the address of what is chosen."""
        return self.say("复制链接", "Copy link")

    @property
    def copied(self) -> str:
        """What the button says once it has."""
        return self.say("已复制", "Copied")

    def largest_of_sector(self, place: str) -> str:
        """Return the heading of the largest flows that a sector emits."""
        return self.say(
            f"该部门排放的最大{place}间流动",
            f"Largest flows between {place}s, emitted by the sector",
        )

    def search(self, place: str) -> str:
        """Return what stands in the empty field of the search."""
        return self.say(f"查找{place}或部门", f"Find a {place} or sector")

    @property
    def nothing_found(self) -> str:
        """What the search says where nothing fits."""
        return self.say("未找到", "Nothing found")

    def save_figure(self, form: str) -> str:
        """Return the name of the button that saves a figure."""
        return self.say(f"下载图件 {form}", f"Download figure as {form}")

    def save_table(self, form: str, caption: str) -> str:
        """Return the name of the button that saves a table."""
        return self.say(f"下载表格 {form}：{caption}", f"Download table as {form}: {caption}")
