"""Two systems that are no magnesium, and edited copies of them."""

from pathlib import Path

import pytest

from tanmai.metals.magnesium.flows.definition_file import read_definition

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def bypass():
    return read_definition(HERE / "bypass.toml")


@pytest.fixture(scope="session")
def aluminium():
    return read_definition(HERE / "aluminium.toml")


@pytest.fixture
def edited(tmp_path):
    """Return a file of aluminium in which one text takes the place of another."""

    def edit(old: str, new: str, name: str = "aluminium") -> Path:
        text = (HERE / f"{name}.toml").read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "edited.toml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return edit
