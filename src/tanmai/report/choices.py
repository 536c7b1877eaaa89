"""What the scripts of a study's page know: its regions, its sectors, and the flows of each."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from tanmai.core.labels import Region, Sector
from tanmai.report.page_words import PageWords
from tanmai.report.table_of_sectors import sectors_in_order
from tanmai.report.voice import Voice, languages
from tanmai.studies.study import Study

# Flows of a sector are kept to two decimals more than a table shows.
_MORE_DECIMALS = 2


def flows_by_sector(study: Study) -> dict[str, Any]:
    """Return the flows between regions, of all sectors and of each that a page shows.

    Returns
    -------
    dict
        ``codes`` of the m regions; ``flows``, m lists of m; ``sectors``, codes of the k sectors;
        ``bySector``, for each of them the m × m flows that it emits as whole numbers, row by
        row; ``unit``, by which to divide these; ``decimals`` of a flow as a table shows it.
    """
    say, accounts = Voice("en", study), study.accounts
    m, n = study.table.index.m, study.table.index.n
    emissions = accounts.emissions_by_destination.reshape(m, n, m).transpose(0, 2, 1)
    unit = 10 ** (say.decimals + _MORE_DECIMALS)
    counted = np.rint(say.by_shown_sector(emissions) * unit).astype(int).transpose(2, 0, 1)
    return {
        "codes": list(study.table.index.region_codes),
        "flows": accounts.flows.values.tolist(),
        "sectors": [sector.code for sector in say.shown_sectors],
        "bySector": counted.reshape(len(counted), m * m).tolist(),
        "unit": unit,
        "decimals": say.decimals,
    }


def searched(study: Study) -> dict[str, Any]:
    """Return what can be searched for, by Chinese and English name, code, pinyin and initials."""
    voices = [Voice(language, study) for language in languages(study)]
    return {
        "fields": [
            {
                "language": say.language,
                "placeholder": PageWords(say).search(say.place),
                "none": PageWords(say).nothing_found,
            }
            for say in voices
        ],
        "entries": [
            *(_entry("region", region) for region in study.table.regions),
            *(_entry("sector", sector) for sector in sectors_in_order(voices[0])),
        ],
    }


def _entry(what: str, named: Region | Sector) -> dict[str, Any]:
    return {
        "what": what,
        "code": named.code,
        "zh": named.name_zh,
        "en": named.name_en,
        "pinyin": _pinyin(named.name_zh),
    }


def _pinyin(name: str) -> list[str]:
    """Return a Chinese name in pinyin without tones, and its initials."""
    syllables = _syllables(name)
    return ["".join(syllables), "".join(syllable[0] for syllable in syllables)]


def _syllables(name: str) -> list[str]:
    known = known_pinyin().get(name)
    if known is not None:
        return known.split()
    from pypinyin import lazy_pinyin  # its dictionaries take a while to load

    return list(lazy_pinyin(name))


@cache
def known_pinyin() -> Mapping[str, str]:
    """Return the syllables of the provinces, their groups and the sectors of the schemes."""
    text = files("tanmai.report").joinpath("pinyin.csv").read_text(encoding="utf-8")
    return {row["name"]: row["pinyin"] for row in csv.DictReader(text.splitlines())}
