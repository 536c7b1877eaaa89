from __future__ import annotations

import base64
import io
import re
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from fontTools.ttLib import TTFont

import made_up
from embedded import embedded_study
from tanmai.core.messages import LANGUAGES, Message, recognised
from tanmai.core.table import Provenance
from tanmai.report.content import asked, key_rule, limits, title, verdict
from tanmai.report.study_page import page
from tanmai.report.study_tables import ranking_table
from tanmai.report.voice import Voice
from tanmai.studies.files import boundary_of_accounts
from tanmai.studies.options import StudyOptions
from tanmai.studies.study import make_study

if TYPE_CHECKING:
    pass

VOID = {"meta", "link", "br", "img", "input", "hr"}
# Names of kinds of XML, which nobody asks for.
NAMESPACES = {
    "http://www.w3.org/2000/svg",
    "http://schemas.openxmlformats.org/package/2006",
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
LOADING = {"src", "srcset", "poster", "data", "action", "background"}


class Reader(HTMLParser):
    """Keeps what a page's tests look at, and refuses tags that are not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.headings: list[int] = []
        self.attributes: dict[str, list[dict[str, str | None]]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        self._keep(tag, dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._keep(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another tag"

    def _keep(self, tag: str, attrs: dict[str, str | None]) -> None:
        self.attributes.setdefault(tag, []).append(attrs)
        if attrs.get("id"):
            self.ids.append(str(attrs["id"]))
        if attrs.get("href"):
            self.links.append(str(attrs["href"]))
        self.loads += [str(value) for name, value in attrs.items() if name in LOADING]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


@pytest.fixture(scope="module")
def text(default_page) -> str:
    return default_page


@pytest.fixture(scope="module")
def english(study_of, small_table, stub_pictures) -> str:
    """The page of a made-up table in one language."""
    return page(study_of(small_table, lang="en"), stub_pictures).html()


@pytest.fixture(scope="module")
def official(study_of, small_table, stub_pictures) -> str:
    """The page of a table of the user's own, with records of its own."""
    hostile = Message("<script>alert(1)</script> & more")
    joined, own = recognised("Joined from the tables of 3 regions."), Message("The user's own.")
    recorded = Provenance("own", "user", "tests", changes=(joined, own, hostile))
    return page(study_of(replace(small_table, provenance=recorded)), stub_pictures).html()


@pytest.fixture(scope="module")
def read(text: str) -> Reader:
    return Reader(text)


def test_every_tag_is_closed_and_every_identifier_unique(read: Reader) -> None:
    assert read.open == []
    assert sorted(read.ids) == sorted(set(read.ids))


def test_every_link_leads_somewhere_within(read: Reader) -> None:
    assert {link[1:] for link in read.links if link.startswith("#")} <= set(read.ids)
    assert {link for link in read.links if not link.startswith("#")} == {"data:,"}


def test_a_made_up_table_without_caveat_is_marked_all_the_same(english) -> None:
    reader = Reader(english)
    assert "#en-caveat" in reader.links
    assert {link[1:] for link in reader.links if link.startswith("#")} <= set(reader.ids)


def test_nothing_is_loaded_from_outside(text: str, read: Reader) -> None:
    assert read.loads == []
    assert set(re.findall(r"url\(([^)]{5})", text)) == {"data:"}
    assert "@import" not in text
    assert set(re.findall(r"https?://[^\"' <]+", text)) <= NAMESPACES


def test_the_policy_forbids_all_but_the_page_itself(text: str) -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)
    assert policy is not None
    assert script is not None
    digest = base64.b64encode(sha256(script[1].encode()).digest()).decode()
    assert policy[1].startswith("default-src 'none'; ")
    assert f"script-src 'sha256-{digest}'" in policy[1]


def test_headings_descend_one_by_one(read: Reader) -> None:
    assert read.headings[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(read.headings))


def test_tables_have_captions_and_scopes(read: Reader) -> None:
    tables = len(read.attributes["table"])
    assert tables == len(read.attributes["caption"])
    assert {attrs.get("scope") for attrs in read.attributes["th"]} == {"col", "row"}


def test_both_languages_are_marked(read: Reader, text: str) -> None:
    editions = [a for a in read.attributes["div"] if a.get("class") == "edition"]
    assert [edition["lang"] for edition in editions] == ["zh-CN", "en"]
    assert text.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')


def test_one_language_has_no_switch(english) -> None:
    assert english.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert 'data-language="' not in english
    assert "部门" not in english.split("<main", 1)[1].split("</main>")[0]


def test_every_character_has_its_glyph(text: str) -> None:
    head, body = text.split("<main", 1)
    data = re.search(r"font-family:'Noto Sans SC';src:url\(data:font/woff;base64,([^)]+)\)", head)
    assert data is not None
    face = TTFont(io.BytesIO(base64.b64decode(data[1])))
    assert {c for c in body if not c.isspace()} <= set(map(chr, face.getBestCmap()))


def test_an_estimate_is_marked_at_the_top_and_beside_every_picture(text: str) -> None:
    assert text.count('role="note"') == 2
    assert text.count('class="badge" href="#zh-caveat"') >= 6
    first = text.index('class="quality"')
    assert first < text.index('class="badge" href="#zh-caveat"') < text.index('id="zh-caveat"')
    assert text.index('id="zh-caveat"') < text.index('id="zh-accounts"')


def test_a_table_without_caveat_has_no_mark(official) -> None:
    assert 'role="note"' not in official
    assert 'class="badge"' not in official
    assert Reader(official).open == []


def test_only_what_was_run_is_described(text, study_of, make_table, stub_pictures) -> None:
    plain, table = text, make_table(1)
    other = page(
        study_of(
            table,
            focus="01",
            focus_reading="products",
            backbone="disparity_filter",
            imports="domestic_technology",
            lang="en",
        ),
        stub_pictures,
    ).html()
    assert "Chenery, H. B. (1953)" in plain
    assert "Chenery, H. B. (1953)" not in other
    assert "Serrano, M. Á." in other
    assert "Serrano, M. Á." not in plain
    assert "This study keeps to products" in other
    assert "This study keeps to" not in plain
    assert "balancing column</b> is a sink" in other
    assert "balancing column</b> is a sink" not in plain
    assert 'id="en-imports"' in other
    assert 'id="en-imports"' not in plain


def test_inventories_without_a_region_stand_in_the_formula(
    small_table, study_of, stub_pictures, english
) -> None:
    text = page(study_of(made_up.with_stock_change(small_table)), stub_pictures).html()
    formula = "<var>e</var> + <var>s</var> + <var>err</var></span>"
    assert text.count(formula) == 2
    assert "Inventories without a region</b> are a sink of their own" in text
    assert "未分地区的存货变动</b>同样单列" in text
    assert "<var>s</var> +" not in english
    assert "nventories without a region</b>" not in english


def test_merging_of_sectors_is_said_with_its_effect(stub_pictures, tmp_path) -> None:
    rows = ["from,to,weight,reason", "01,A,1,", "02,A,1,"]
    (tmp_path / "one.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    scheme = str(tmp_path / "one.csv")
    study = make_study(StudyOptions(table="textbook-mini", scheme=scheme, lang="en"))
    text = page(study, stub_pictures).html()
    effect = Voice("en", study).amount(study.aggregation_effect)
    assert f"by {effect} Mt CO₂ at most" in text
    merged = embedded_study(scheme="s26")
    assert ("Sectors", "merged to s26 (26 sectors) before solving") in asked(Voice("en", merged))


def test_regions_that_are_no_provinces_have_no_maps(foreign_table, study_of, stub_pictures) -> None:
    charts = [p for p in stub_pictures if p.kind in ("accounts", "flows")]
    study = study_of(foreign_table, lang="en")
    text = page(study, charts).html()
    assert "so there are no maps" in text
    assert "Fisher, W. D." not in text
    assert "map review" not in text
    assert "regions" in title(Voice("en", study))


@pytest.mark.parametrize(("language", "word"), [("zh", "省"), ("en", "province")])
def test_regions_that_are_no_provinces_are_called_so(
    foreign_table, study_of, language, word
) -> None:
    say = Voice(language, study_of(foreign_table))
    boundary = " ".join(boundary_of_accounts(say.study.accounts).pair)
    for text in (key_rule(say), ranking_table(say).note, boundary):
        assert word not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_limits_and_verdict_speak_of_this_study(default_study, language) -> None:
    say = Voice(language, default_study)
    caveat = default_study.table.provenance
    assert limits(say)[0] == (caveat.caveat_zh if language == "zh" else caveat.caveat_en)
    assert str(len(default_study.checks.warnings)) in verdict(say)


def test_without_flows_nobody_is_ranked(
    table_without_trade, study_of, below_zero_study, stub_pictures
) -> None:
    for study in (study_of(table_without_trade), below_zero_study):
        text = page(study, stub_pictures).html()
        assert study.network.number_of_edges() == 0
        assert 'class="ranking"' not in text
        assert 'class="network"' not in text
        assert "不排关键省份" in text
        assert re.search(r"so there is no network: (provinces|regions) are not ranked", text)
        assert "条流量中的" not in text
        assert not re.search(r"\b0/0\b", text.split("</style>")[-1])
        assert "off its diagonal; none is listed." in text
        assert ("Backbone", "no flows to keep") in asked(Voice("en", study))
        assert ("骨架", "没有流动可以保留") in asked(Voice("zh", study))


def test_with_flows_they_are_ranked(text: str) -> None:
    assert text.count('class="ranking"') == text.count('class="network"') == 2
    assert "of the total" in text
    assert "so there is no network" not in text


@pytest.mark.parametrize("reading", [None, "emitters", "products"])
def test_limits_put_households_where_the_accounts_put_them(small_table, study_of, reading) -> None:
    focus = {} if reading is None else {"focus": "02", "focus_reading": reading}
    study = study_of(small_table, **focus)
    zh, en = " ".join(limits(Voice("zh", study))), " ".join(limits(Voice("en", study)))
    assert study.accounts.household.any() == (reading is None)
    assert ("households are in both accounts of their region" in en) == (reading is None)
    assert ("居民直接排放计入本地区" in zh) == (reading is None)
    assert ("households are left out" in en) == (reading is not None)


def test_records_of_a_table_are_said_in_the_language_of_the_page(official) -> None:
    assert "<ul><li>由 3 个地区的表连接而成。</li><li>The user&#39;s own.</li><li>" in official
    assert "<li>Joined from the tables of 3 regions.</li>" in official


def test_texts_from_a_table_are_escaped(official) -> None:
    assert "<script>alert(1)" not in official
    assert "<li>&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</li></ul>" in official
