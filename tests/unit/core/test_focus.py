import pytest

from made_up import small_table
from tanmai.core.errors import LabelError, OptionError
from tanmai.core.focus import find_focus, sector_mask

GROUPS = {"mining": ("02",), "heavy": ("02", "03")}


def codes(text, reading="emitters"):
    return find_focus(text, small_table(), reading, GROUPS).sector_codes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mining", ("02",)),
        ("Mining", ("02",)),
        ("02", ("02",)),
        ("2", ("02",)),
        ("煤炭采选", ("02",)),
        ("coal mining", ("02",)),
        ("02-04", ("02", "03", "04")),
        ("04, mining", ("02", "04")),
        ("04，02", ("02", "04")),
        ("heavy, 02", ("02", "03")),
    ],
)
def test_a_focus_is_named_by_group_code_name_or_range(text, expected):
    assert codes(text) == expected


@pytest.mark.parametrize("text", ["minning", "04-02", "02-", "99"])
def test_what_names_nothing_is_refused(text):
    with pytest.raises(LabelError, match=f"'{text}' is neither a sector nor a group"):
        codes(text)


def test_a_slip_of_the_pen_is_pointed_out():
    with pytest.raises(LabelError, match="Did you mean 'mining'"):
        codes("minning")


def test_an_empty_focus_is_refused():
    with pytest.raises(OptionError, match="needs at least one sector"):
        codes(" , ")


def test_the_mask_has_the_sectors_of_every_region():
    mask = sector_mask(small_table(), ("02", "04"))
    assert mask.tolist() == [0, 1, 0, 1] * 3
