"""The report of a study: its pictures, one page to read, and its words for a paper."""

from tanmai.report.comparison_pictures import draw_comparison
from tanmai.report.document import Picture
from tanmai.report.page import write_page
from tanmai.report.pictures import draw_pictures
from tanmai.report.words import write_words

__all__ = ["Picture", "draw_comparison", "draw_pictures", "write_page", "write_words"]
