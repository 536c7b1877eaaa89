from __future__ import annotations

import pytest

from tanmai.report.references import Citations


def test_only_what_is_cited_is_listed_once_by_author() -> None:
    citations = Citations("en", "en")
    assert citations.listed() == []
    citations.cite("Peters 2008")
    citations.cite("Freeman 1977", "Peters 2008")
    assert [work.split(",")[0] for _, work in citations.listed()] == ["Freeman", "Peters"]


def test_a_citation_links_to_its_work() -> None:
    citations = Citations("zh", "zh")
    text = citations.cite("Freeman 1977", "Brandes 2008")
    assert text.startswith('（<a href="#zh-ref-')
    assert "</a>；<a" in text
    for identifier, _ in citations.listed():
        assert f'href="#{identifier}"' in text


def test_an_unknown_work_is_refused() -> None:
    with pytest.raises(ValueError, match="Nobody 1999"):
        Citations("en", "en").cite("Nobody 1999")
