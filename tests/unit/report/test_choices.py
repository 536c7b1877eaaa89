from __future__ import annotations

from pypinyin import lazy_pinyin

from tanmai.core.concordance import region_groups
from tanmai.core.labels import all_provinces
from tanmai.core.sector_schemes import VIEWS, sector_schemes
from tanmai.report.choices import known_pinyin


def test_the_pinyin_of_all_names_of_the_package_is_that_of_the_dictionary():
    names = [province.name_zh for province in all_provinces()]
    names += [group.name_zh for groups in region_groups().values() for group in groups.targets]
    for scheme in sector_schemes():
        names += [sector.name_zh for sector in scheme.sectors]
        names += [sector.name_zh for view in VIEWS for sector in scheme.view(view).values()]
    assert known_pinyin() == {name: " ".join(lazy_pinyin(name)) for name in names}
