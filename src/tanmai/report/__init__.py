"""The report of a study: its pictures, and one page to read."""

from tanmai.report.comparison_pictures import draw_comparison
from tanmai.report.document import Picture
from tanmai.report.page import write_page
from tanmai.report.pictures import draw_pictures

__all__ = ["Picture", "draw_comparison", "draw_pictures", "write_page"]
