"""The report of a study or of a comparison: pictures, one page to read, words for a paper."""

from tanmai.report.comparison_page import write_comparison_page
from tanmai.report.comparison_pictures import draw_comparison
from tanmai.report.document import Picture
from tanmai.report.pictures import draw_pictures
from tanmai.report.study_page import write_page
from tanmai.report.words import write_words

__all__ = [
    "Picture",
    "draw_comparison",
    "draw_pictures",
    "write_comparison_page",
    "write_page",
    "write_words",
]
