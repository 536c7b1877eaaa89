"""A metal that there is not, as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tanmai.metals.stocks.definition_file import read_metal

if TYPE_CHECKING:
    from pathlib import Path

    from tanmai.metals.stocks.definition import MetalDefinition

HEAD = """
name = "unobtainium"
symbol = "Uo"
metal_en = "Unobtainium"
metal_zh = "难得素"
region_en = "Utopia"
region_zh = "乌有"
unit = "t"
first_year = 1950
base_year = 2020
last_year = 2100
sankey_year = 2020
[sources.made_up]
citation_en = "Made up"
citation_zh = "虚构"
assumed = true
"""
USE = """
[[uses]]
key = "{key}"
name_en = "{name}"
name_zh = "用途{key}"
{driver}
lifetime = {{ {lifetime}, source = "made_up" }}
collection = {{ value = {collection}, source = "made_up" }}
recovery = {{ value = {recovery}, source = "made_up" }}
"""
OPEN = """
[supply]
trade = "open"
mine = { value = 30.0, unit = "t", source = "made_up" }
"""
CLOSED = """
[supply]
trade = "closed"
"""
RESERVES = """
[reserves]
amount = 20000.0
unit = "t"
year = 2020
source = "made_up"
"""


def constant(amount: float, unit: str = "t") -> str:
    """Return a driver that is the same in every year."""
    return f'amount = {{ value = {amount}, unit = "{unit}", source = "made_up" }}'


def use(
    key: str = "gadgets",
    driver: str = constant(100.0),
    lifetime: str = 'kind = "fixed", mean = 10.0',
    collection: float = 0.5,
    recovery: float = 0.8,
    more: str = "",
) -> str:
    """Return a use as it stands in a file."""
    text = USE.format(
        key=key,
        name=key.capitalize(),
        driver=driver,
        lifetime=lifetime,
        collection=collection,
        recovery=recovery,
    )
    return text + more


def metal(folder: Path, *parts: str, head: str = HEAD) -> MetalDefinition:
    """Return a metal of some parts, read from a file in a folder."""
    path = folder / "unobtainium.toml"
    path.write_text(head + "".join(parts), encoding="utf-8")
    return read_metal(path)
