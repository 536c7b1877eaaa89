"""Known figures of China, to tell a unit mistaken or parts exchanged by their size."""

from __future__ import annotations

# Gross domestic product of China at current prices, 10⁸ CNY.
# Source: National Bureau of Statistics, China Statistical Yearbook 2024, table 3-1.
CHINA_GDP = {
    1997: 79715.0,
    1998: 85195.5,
    1999: 90564.4,
    2000: 100280.1,
    2001: 110863.1,
    2002: 121717.4,
    2003: 137422.0,
    2004: 161840.2,
    2005: 187318.9,
    2006: 219438.5,
    2007: 270092.3,
    2008: 319244.6,
    2009: 348517.7,
    2010: 412119.3,
    2011: 487940.2,
    2012: 538580.0,
    2013: 592963.2,
    2014: 643563.1,
    2015: 688858.2,
    2016: 746395.1,
    2017: 832035.9,
    2018: 919281.1,
    2019: 986515.2,
    2020: 1013567.0,
    2021: 1149237.0,
    2022: 1204724.0,
    2023: 1260582.1,
}

# Exports and imports of goods and services of China at current prices, 10⁸ CNY.
# Source: United Nations, National Accounts Main Aggregates Database (2000-2020).
CHINA_EXPORTS = {
    2000: 23136.0,
    2001: 24782.0,
    2002: 30244.0,
    2003: 40146.0,
    2004: 50270.0,
    2005: 63350.0,
    2006: 79059.0,
    2007: 95586.0,
    2008: 109858.0,
    2009: 91076.0,
    2010: 112036.0,
    2011: 129637.0,
    2012: 137298.0,
    2013: 145865.0,
    2014: 151302.0,
    2015: 147099.0,
    2016: 146177.0,
    2017: 163847.0,
    2018: 175694.0,
    2019: 182470.0,
    2020: 188125.0,
}
CHINA_IMPORTS = {
    2000: 20753.0,
    2001: 22458.0,
    2002: 27150.0,
    2003: 37181.0,
    2004: 46034.0,
    2005: 53141.0,
    2006: 62404.0,
    2007: 72163.0,
    2008: 85631.0,
    2009: 76039.0,
    2010: 96979.0,
    2011: 117948.0,
    2012: 122662.0,
    2013: 131312.0,
    2014: 137691.0,
    2015: 124753.0,
    2016: 129201.0,
    2017: 149268.0,
    2018: 168640.0,
    2019: 171072.0,
    2020: 161710.0,
}

# Gross regional product (10⁸ CNY) and population at the end of the year (10⁴ persons) of 2017.
# Source: National Bureau of Statistics, national data by province (after the fifth census).
# A province's share of the nation moves by less than a factor of two within decades, a
# unit mistaken by a factor of ten at least.
_OF_2017 = {
    "110000": (31325.9, 2194.0),
    "120000": (12468.2, 1410.0),
    "130000": (31065.5, 7409.0),
    "140000": (14679.1, 3510.0),
    "150000": (15009.9, 2433.0),
    "210000": (22105.4, 4312.0),
    "220000": (11083.0, 2526.0),
    "230000": (12659.5, 3399.0),
    "310000": (34378.3, 2466.0),
    "320000": (86512.9, 8423.0),
    "330000": (53135.2, 6170.0),
    "340000": (30141.8, 6057.0),
    "350000": (34432.2, 4065.0),
    "360000": (20497.6, 4511.0),
    "370000": (63958.6, 10033.0),
    "410000": (44586.5, 9829.0),
    "420000": (37624.2, 5904.0),
    "430000": (34127.7, 6633.0),
    "440000": (93004.8, 12141.0),
    "450000": (18071.7, 4907.0),
    "460000": (4552.9, 972.0),
    "500000": (20260.8, 3144.0),
    "510000": (38517.1, 8289.0),
    "520000": (14067.3, 3803.0),
    "530000": (18864.6, 4693.0),
    "540000": (1381.0, 349.0),
    "610000": (21776.1, 3904.0),
    "620000": (7642.6, 2522.0),
    "630000": (2517.0, 586.0),
    "640000": (3271.6, 705.0),
    "650000": (11460.8, 2480.0),
}
_PRODUCT_OF_2017 = sum(product for product, _ in _OF_2017.values())


def expected_product(code: str, year: int) -> float | None:
    """Return about what a province's product of a year is, 10⁴ CNY, by its share of 2017.

    None for what is no province of the mainland and for years without a known GDP.
    """
    if code not in _OF_2017 or year not in CHINA_GDP:
        return None
    return CHINA_GDP[year] * 1e4 * _OF_2017[code][0] / _PRODUCT_OF_2017


def expected_population(code: str) -> float | None:
    """Return about what a province's population is, 10⁴ persons; None outside the mainland."""
    return _OF_2017[code][1] if code in _OF_2017 else None
