"""Made-up groups of provinces."""

from tanmai.core.concordance import Concordance, Link
from tanmai.core.labels import Sector, find_province

_NAMES = {"N": ("北方", "Northern capital coast"), "S": ("南方", "South")}


def groups_of(shares: dict[str, dict[str, float]]) -> Concordance:
    """Return groups by adcode and code of the group, with the share that goes into each."""
    links = []
    for adcode, weights in shares.items():
        province = find_province(adcode)
        source = Sector(province.code, province.name_zh, province.name_en)
        for code, weight in weights.items():
            target = Sector(code, *_NAMES.get(code, (code, code)))
            links.append(Link(source, target, weight, "made up"))
    return Concordance("made-up", tuple(links))


COASTS = groups_of(
    {
        "110000": {"N": 1.0},
        "120000": {"N": 1.0},
        "130000": {"N": 1.0},
        "350000": {"S": 1.0},
        "440000": {"S": 1.0},
    }
)
