"""Labels of CEADs workbooks: every sector by its name, damaged labels as they were."""

from __future__ import annotations

import pytest

from tanmai.core.errors import LabelError
from tanmai.core.sector_schemes import sector_schemes
from tanmai.io.ceads import labels

# Other spellings of the same sectors in published tables, by code of nbs42-2012.
SPELLINGS = {
    "01": "Agriculture, Forestry, Animal Husbandry and Fishery",
    "03": "Extraction of petroleum and natural gas",
    "05": "Nonmetal minerals mining and dressing",
    "06": "Food and tobacco processing",
    "07": "Textile industry",
    "08": "Manufacture of leather, fur, feather and related products",
    "11": "Processing of petroleum, coking, processing of nuclear fuel",
    "13": "Manuf. of non -metallic mineral products",
    "14": "Smelting and processing of metals",
    "18": "Manufacture of transport equipment",
    "19": "Electrical machinery and equipment",
    "21": "Manufacture of measuring instruments",
    "25": "Production and distribution of electric power and heat power",
    "27": "Production and distribution of tap water",
    "32": "Information transfer, software and information technology services",
    "33": "Fi0ce",
    "36": "Scientific research and polytechnic services",
    "37": "Administration of water, environment, and public facilities",
    "42": "Public administration, social insurance, and social organizations",
}


OF_CEADS = [one for one in sector_schemes() if one.name in labels.SECTORS_OF_SCHEME]


@pytest.mark.parametrize("scheme", OF_CEADS, ids=lambda scheme: scheme.name)
@pytest.mark.parametrize("column", ["name_zh", "name_en"])
def test_a_name_fits_its_own_sector_and_no_other(scheme, column):
    sectors = labels.SECTORS_OF_SCHEME[scheme.name]
    for own, name in zip(sectors, scheme.columns[column], strict=True):
        assert [sector for sector in sectors if labels.fits_sector(name, sector)] == [own]


def test_other_spellings_fit_their_own_sector_and_no_other():
    sectors = labels.SECTORS_OF_SCHEME["nbs42-2012"]
    for code, name in SPELLINGS.items():
        found = [sector for sector in sectors if labels.fits_sector(name, sector)]
        assert found == [sectors[int(code) - 1]]


def test_no_name_fits_the_code_of_the_other_vintage_by_chance():
    one, other = labels.SECTORS_OF_SCHEME.values()
    differing = [i for i, pair in enumerate(zip(one, other, strict=True)) if len(set(pair)) == 2]
    assert [i + 1 for i in differing] == list(range(22, 37))
    for scheme, sectors in zip(OF_CEADS, (other, one), strict=True):
        for at in differing:
            assert not labels.fits_sector(scheme.columns["name_zh"][at], sectors[at])
            assert not labels.fits_sector(scheme.columns["name_en"][at], sectors[at])


@pytest.mark.parametrize(
    ("text", "code", "damaged"),
    [
        ("He0", "410000", True),
        ("Hu0", "430000", True),
        ("Hai0", "460000", True),
        ("Yun0", "530000", True),
        ("Shannxi", "610000", True),
        ("Xizang", "540000", True),
        ("内蒙", "150000", True),
        ("Shaanxi", "610000", False),
        ("Shanxi", "140000", False),
        ("内蒙古自治区", "150000", False),
        ("Hubei", "420000", False),
        ("610000", "610000", False),
    ],
)
def test_provinces_are_known_by_whole_and_damaged_names(text, code, damaged):
    province, corrected = labels.province_of(text)
    assert (province.code, corrected) == (code, damaged)


@pytest.mark.parametrize("text", ["He", "0", "SX", "Total", "部门1"])
def test_what_is_no_province_is_refused(text):
    with pytest.raises(LabelError, match="is not a province of China"):
        labels.province_of(text)


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("ex", "", "EX"),
        ("", "出口", "EX"),
        ("", "Gross Output", "GO"),
        ("", "CO2 (Mt)", "CO2"),
        ("CO2", "", "CO2"),
        ("", "Gross Input", "GI"),
        ("", "Employment", ""),
        ("XY", "出口", "XY"),
    ],
)
def test_rows_and_columns_are_known_by_code_or_by_name(code, name, expected):
    assert labels.special_code(code, name) == expected


@pytest.mark.parametrize(
    ("label", "known"),
    [
        ("CO2 (Mt)", True),
        ("CO2", True),
        ("CO2 emissions (Mt)", True),
        ("Carbon dioxide", True),
        ("二氧化碳排放", True),
        ("碳排放量（万吨）", True),
        ("MtCO2", True),
        ("SO2 (Mt)", False),
        ("CO2 intensity", False),
        ("碳排放强度", False),
    ],
)
def test_emissions_are_known_under_any_of_their_names(label, known):
    assert labels.is_emissions(label) == known
    assert (labels.special_code("", label) == "CO2") == known
