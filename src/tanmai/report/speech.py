"""The languages of a page, under the names by which the pages of metals know them."""

from __future__ import annotations

from tanmai.core.language import NBSP, significant
from tanmai.core.language import Language as Speech
from tanmai.core.messages import LANGUAGES

__all__ = ["LANGUAGES", "NBSP", "Speech", "significant"]
