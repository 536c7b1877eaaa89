"""Regions, sectors and their one index; names are looked up here and nowhere else."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from tanmai.core.errors import LabelError, did_you_mean
from tanmai.core.messages import Message, listed, message
from tanmai.core.reserved_labels import control_character
from tanmai.core.resources import resource

if TYPE_CHECKING:
    # imported where it is used: half a second and 60 MB that accounts alone do not need
    import pandas as pd


REGION, SECTOR = message("region"), message("sector")


@dataclass(frozen=True)
class Region:
    """A region of a table; a province is keyed by its GB/T 2260 adcode.

    Attributes
    ----------
    code : str
        Six-digit adcode of a province, or the code of another kind of region.
    name_zh, name_en : str
        Names for people.
    lon, lat : float or None
        A point inside the region, degrees east and north (CGCS2000).
    """

    code: str
    name_zh: str
    name_en: str
    lon: float | None = None
    lat: float | None = None

    def name(self, language: str) -> str:
        """Return the name in ``"zh"`` or ``"en"``."""
        return self.name_zh if language == "zh" else self.name_en

    def into(self, language: str) -> str:
        """Return the name as messages have it."""
        return self.name_zh if language == "zh" else str(self)

    def __str__(self) -> str:
        return f"{self.name_en} {self.name_zh}" if self.name_zh != self.name_en else self.name_en


@dataclass(frozen=True)
class Sector:
    """A sector of a table, keyed by its code within a scheme."""

    code: str
    name_zh: str
    name_en: str

    def name(self, language: str) -> str:
        """Return the name in ``"zh"`` or ``"en"``."""
        return self.name_zh if language == "zh" else self.name_en

    def into(self, language: str) -> str:
        """Return code and name as messages have them."""
        if language == "zh":
            return " ".join(dict.fromkeys((self.code, self.name_zh)))
        return str(self)

    def __str__(self) -> str:
        return f"{self.code} {self.name_en}" if self.code != self.name_en else self.code


def _require_distinct(codes: Sequence[str], kind: Message) -> None:
    repeated = [code for code, count in Counter(codes).items() if count > 1]
    if repeated:
        raise LabelError(
            message(
                "{kind} {repeated} appears more than once; give every {kind} its own code.",
                kind=kind,
                repeated=listed(repeated),
            )
        )


def require_printable(kind: Message, *texts: str) -> None:
    """Reject texts with characters that cannot be seen, and that files of networks cannot hold.

    Raises
    ------
    LabelError
        There is one; its code and its place in the text are given.
    """
    for text in texts:
        found = control_character(text)
        if found is not None:
            shown = "".join(
                letter if control_character(letter) is None else f"\\u{ord(letter):04x}"
                for letter in text
            )
            raise LabelError(
                message(
                    "{kind} '{shown}' has the control character U+{code} at place {place}; take "
                    "it out.",
                    kind=kind,
                    shown=shown,
                    code=f"{ord(found):04X}",
                    place=text.index(found) + 1,
                )
            )


def require_readable(kind: Message, *texts: str) -> None:
    """Reject labels that are empty or hold characters that cannot be seen.

    Raises
    ------
    LabelError
        There is one.
    """
    if not all(text.strip() for text in texts):
        named = next((text for text in texts if text.strip()), "")
        of = message(" of '{named}'", named=named) if named else ""
        raise LabelError(
            message("A code or name{of} ({kind}) is empty; write it.", of=of, kind=kind)
        )
    require_printable(kind, *texts)


@dataclass(frozen=True)
class RegionSectorIndex:
    """The one index of both axes of a table: every sector of the first region, then the next.

    Parameters
    ----------
    regions : tuple of Region
        m regions in the order of the table.
    sectors : tuple of Sector
        n sectors in the order of the table.

    Raises
    ------
    LabelError
        A code stands twice, or there are none.
    """

    regions: tuple[Region, ...]
    sectors: tuple[Sector, ...]

    def __post_init__(self) -> None:
        if not self.regions or not self.sectors:
            raise LabelError(message("A table needs at least one region and one sector."))
        for kind, labels in ((REGION, self.regions), (SECTOR, self.sectors)):
            _require_distinct([label.code for label in labels], kind)
            for label in labels:
                require_readable(kind, label.code, label.name_zh, label.name_en)

    @property
    def m(self) -> int:
        """Number of regions."""
        return len(self.regions)

    @property
    def n(self) -> int:
        """Number of sectors."""
        return len(self.sectors)

    def __len__(self) -> int:
        return self.m * self.n

    @cached_property
    def region_codes(self) -> tuple[str, ...]:
        """Codes of the regions, in order."""
        return tuple(region.code for region in self.regions)

    @cached_property
    def sector_codes(self) -> tuple[str, ...]:
        """Codes of the sectors, in order."""
        return tuple(sector.code for sector in self.sectors)

    def position(self, region_code: str, sector_code: str) -> int:
        """Return the row of a region's sector.

        Raises
        ------
        LabelError
            The region or the sector is not in the index.
        """
        for code, codes, kind in (
            (region_code, self.region_codes, REGION),
            (sector_code, self.sector_codes, SECTOR),
        ):
            if code not in codes:
                raise not_in_table(kind, code, codes)
        return self.region_codes.index(region_code) * self.n + self.sector_codes.index(sector_code)

    def find_region(self, name: str | int) -> Region:
        """Return the region of a code or of a name, Chinese or English.

        Raises
        ------
        LabelError
            The table has no such region; the nearest name is given.
        """
        text = str(name).strip()
        for region in self.regions:
            if _fold(text) in map(_fold, (region.code, region.name_zh, region.name_en)):
                return region
        province = _province_names().get(_fold(text))
        if province is not None and province.code in self.region_codes:
            return self.regions[self.region_codes.index(province.code)]
        known = [label for region in self.regions for label in (region.name_en, region.name_zh)]
        raise LabelError(
            message(
                "'{text}' is not a region of this table.{nearest} Give one of its {m} regions by "
                "name or code.",
                text=text,
                nearest=did_you_mean(text, known),
                m=self.m,
            )
        )

    def where(self, position: int) -> Message:
        """Return the row's name for a message: ``Shaanxi 陕西, 02 Coal mining``."""
        region, sector = divmod(int(position), self.n)
        return message(
            "{region}, {sector}", region=self.regions[region], sector=self.sectors[sector]
        )

    def to_pandas(self) -> pd.MultiIndex:
        """Return the index as (region code, sector code) pairs."""
        import pandas as pd

        return pd.MultiIndex.from_product(
            [self.region_codes, self.sector_codes], names=["region", "sector"]
        )


def not_in_table(kind: Message, code: str, codes: Sequence[str]) -> LabelError:
    """Return the error of a code that a table does not have."""
    return LabelError(
        message(
            "{kind} '{code}' is not in this table.{nearest}",
            kind=kind,
            code=code,
            nearest=did_you_mean(code, codes),
        )
    )


@lru_cache(maxsize=1)
def all_provinces() -> tuple[Region, ...]:
    """Return China's 34 provinces by adcode, from ``shapefiles/provinces.csv``."""
    path = resource("shapefiles", "provinces.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Region(
                row["adcode"], row["short"], row["name_en"], float(row["lon"]), float(row["lat"])
            )
            for row in csv.DictReader(file)
        )


def mainland_provinces() -> tuple[Region, ...]:
    """Return the 31 provinces of the provincial tables, in NBS order."""
    return tuple(p for p in all_provinces() if int(p.code) < 700000)


@lru_cache(maxsize=1)
def _province_names() -> dict[str, Region]:
    path = resource("shapefiles", "provinces.csv")
    by_code = {province.code: province for province in all_provinces()}
    names: dict[str, Region] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            province = by_code[row["adcode"]]
            keys = [row["adcode"], row["name"], row["short"], row["name_en"]]
            keys += [alias for alias in row["aliases"].split(";") if alias]
            for key in keys:
                names[_fold(key)] = province
    return names


def _fold(name: str) -> str:
    return "".join(name.split()).casefold()


# ISO 3166-2:CN, by adcode; HASC writes CN.HE and means other provinces by HA, HB and HE.
# fmt: off
_ISO = {
    "BJ": "11", "TJ": "12", "HE": "13", "SX": "14", "NM": "15", "LN": "21", "JL": "22", "HL": "23",
    "SH": "31", "JS": "32", "ZJ": "33", "AH": "34", "FJ": "35", "JX": "36", "SD": "37", "HA": "41",
    "HB": "42", "HN": "43", "GD": "44", "GX": "45", "HI": "46", "CQ": "50", "SC": "51", "GZ": "52",
    "YN": "53", "XZ": "54", "SN": "61", "GS": "62", "QH": "63", "NX": "64", "XJ": "65", "TW": "71",
    "HK": "81", "MO": "82",
}
# fmt: on
_SIMPLIFIED = str.maketrans(
    "廣東內遼龍蘇貴雲陝肅寧臺灣門慶壯維爾區別", "广东内辽龙苏贵云陕肃宁台湾门庆壮维尔区别"
)
_KIND_OF_PROVINCE = re.compile(
    r"(zhuang|hui|uyghur|uygur|uighur)?(zu)?"
    r"(province|sheng|municipality|autonomousregion|zizhiqu|specialadministrativeregion|sar)?",
)
_MUNICIPALITIES = re.compile(r"(beijing|tianjin|shanghai|chongqing)(city|shi)")
_OF_CHINA = re.compile(r"^中国(?=.)|(,|\()china\)?$")


def _province_otherwise(name: str) -> Region | None:
    """Return the province of an ISO code or a name in another form: CN-BJ, 廣東, Hebei Province."""
    folded = _OF_CHINA.sub("", _fold(name).translate(_SIMPLIFIED)).replace(".", "")
    known = _province_names()
    if folded.startswith("cn-"):
        code = folded[3:].upper()
        return known.get(_ISO.get(code, code if code.isdigit() else "") + "0000")
    if municipality := _MUNICIPALITIES.fullmatch(folded):
        return known[municipality[1]]
    if folded.endswith("000000"):  # the code of statistics, 110000000000
        return known.get(folded.removesuffix("000000"))
    starts = (at for at in range(len(folded), 0, -1) if _KIND_OF_PROVINCE.fullmatch(folded[at:]))
    return next((known[folded[:at]] for at in starts if folded[:at] in known), None)


@lru_cache(maxsize=4096)
def known_province(name: str) -> Region | None:
    """Return the province that `find_province` finds, or nothing."""
    return _province_names().get(_fold(name)) or _province_otherwise(name)


def find_province(name: str | int) -> Region:
    """Return the province of a code or of a name, Chinese or English, short or full.

    Codes are adcodes (110000, 110000000000) and those of ISO 3166-2 (CN-BJ). Two
    letters alone are not accepted: ISO and HASC disagree on HA, HB and HE.

    Raises
    ------
    LabelError
        No province has this name.

    Examples
    --------
    >>> find_province("陕西").code, find_province("Shanxi").code
    ('610000', '140000')
    """
    text = str(name)
    found = known_province(text)
    if found is None:
        known = [p.name_en for p in all_provinces()] + [p.name_zh for p in all_provinces()]
        raise LabelError(
            message(
                "'{text}' is not a province of China that tanmai knows.{nearest} Give the "
                "six-digit adcode or the Chinese or English name.",
                text=text,
                nearest=did_you_mean(text, known),
            )
        )
    return found
