"""Whatever spelling a file has: the same values, or one message."""

import string
from contextlib import suppress

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tanmai.core.errors import TanmaiError
from tanmai.core.labels import all_provinces
from tanmai.io.province_values import read_province_values

NUMBERS = st.integers(-999_999, 9_999_999).map(lambda whole: whole / 100)
PROVINCES = st.lists(st.sampled_from(all_provinces()), min_size=2, unique=True)
WRITTEN = {
    "plain": lambda number: f"{number:.2f}",
    "thousands": lambda number: f"{number:,.2f}",
    "comma": lambda number: f"{number:.2f}".replace(".", ","),
    "power": lambda number: f"{number:.8e}",
}
NAMES = (
    lambda p: p.code,
    lambda p: p.code[:2],
    lambda p: p.name_zh,
    lambda p: f" {p.name_zh} ",
    lambda p: p.name_en.upper(),
    lambda p: f"{p.code}000000",
)
HEADS = ("province{s}value", "地区{s}数值", "Adcode{s}排放量（Mt）", "省份{s}2017年")
ABOVE = ("", "数据库：分省年度数据\n", "表 1\n单位：Mt\n\n")
BELOW = ("", "\n\n", "注：不含港澳台\n", "来源：统计局\n说明：初步数\n")


def quoted(cell: str, separator: str) -> str:
    return f'"{cell}"' if separator in cell else cell


@given(
    provinces=PROVINCES,
    data=st.data(),
    write=st.sampled_from(sorted(WRITTEN)),
    separator=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    head=st.sampled_from(HEADS),
    above=st.sampled_from(ABOVE),
    below=st.sampled_from(BELOW),
    total=st.booleans(),
)
def test_any_spelling_gives_the_same_values(
    tmp_path_factory, provinces, data, write, separator, encoding, head, above, below, total
):
    values = {p.code: data.draw(NUMBERS) for p in provinces}
    lines = [head.format(s=separator)]
    for province in provinces:
        name = data.draw(st.sampled_from(NAMES))(province)
        cell = WRITTEN[write](values[province.code])
        lines.append(f"{name}{separator}{quoted(cell, separator)}")
    if total:
        cell = WRITTEN[write](sum(values.values()))
        lines.append(f"全国{separator}{quoted(cell, separator)}")
    path = tmp_path_factory.mktemp("spelt") / "v.csv"
    path.write_bytes((above + "\n".join(lines) + "\n" + below).encode(encoding))
    if write == "comma" and separator == ",":  # "1,50" in a file of commas may be anything
        return
    read = read_province_values(path)
    assert read.values == values
    assert len(read.notes) == total + bool(below.strip())


@given(text=st.text(alphabet=string.printable + "北京河天津省份数值，；%…-", max_size=120))
def test_any_text_gives_values_or_one_message(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("any") / "v.csv"
    path.write_text(text, encoding="utf-8", newline="")
    with suppress(TanmaiError):  # any other error is a failure
        assert np.isfinite(list(read_province_values(path).values.values())).all()
