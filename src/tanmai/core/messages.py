"""Messages: English texts with named parts, and the catalogues of the other languages.

The English text stands in the code and is the key. Every other language has a catalogue of
gettext, ``locale/<language>/LC_MESSAGES/tanmai.po``, which is read as it is: nothing has to be
compiled.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

LANGUAGES = ("zh", "en")
SOURCE = "en"
"""The language in which messages stand in the code."""


class Spoken(Protocol):
    """What is said in a language: a message, a region, a sector."""

    def into(self, language: str) -> str:
        """Return it in a language."""


class Named(Protocol):
    """What has a name in Chinese and in English: a region, a sector, a source."""

    @property
    def name_zh(self) -> str:
        """The name in Chinese."""

    @property
    def name_en(self) -> str:
        """The name in English."""


@dataclass(frozen=True)
class Name:
    """A name in Chinese and in English, without a code, as a part of a message."""

    zh: str
    en: str

    @classmethod
    def of(cls, named: Named) -> Name:
        """Return the name of a thing."""
        return cls(named.name_zh, named.name_en)

    def into(self, language: str) -> str:
        """Return it in a language."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Message:
    """A text that is said later, in the language of whoever reads it.

    Attributes
    ----------
    text : str
        Its English text, with ``{names}`` for its parts.
    parts : mapping
        What stands at the names: texts, numbers, or what is said in a language.
    many : str
        The English text for more than one; empty where the text has no plural.
    """

    text: str
    parts: Mapping[str, Any] = field(default_factory=dict)
    many: str = ""

    def into(self, language: str, pressure: str = "") -> str:
        """Return the text in a language, as it is said of a pressure by its name in it.

        The messages are those of CO2; of another pressure they are said as the catalogue
        ``pressures.po`` of the language has them, where it does.
        """
        parts = {name: _into(language, part, pressure) for name, part in self.parts.items()}
        one = parts.get("n") == 1 or not self.many
        said = self.text if one else self.many
        if language != SOURCE:
            said = translated(language, self.text)
        other = of_pressures(language).get(said if language == SOURCE else self.text)
        if pressure and other is not None:
            said = _spaced(language, other, pressure)
            parts |= {"pressure": pressure, "Pressure": pressure[:1].upper() + pressure[1:]}
        return said.format_map(parts) if parts else said

    def filled(self, **parts: Any) -> Message:
        """Return the message with these parts beside those that it has."""
        return replace(self, parts={**self.parts, **parts})

    @property
    def pair(self) -> tuple[str, str]:
        """The text in Chinese and in English, for tables and records that hold both."""
        return self.into("zh"), self.into("en")

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> CoreSchema:
        """Let models read a message from the English text that a file holds."""
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(recognised, core_schema.str_schema())

    def __str__(self) -> str:
        return self.into(SOURCE)

    def __bool__(self) -> bool:
        return bool(self.text)


def message(text: str, /, **parts: Any) -> Message:
    """Return a message; the catalogues hold its text.

    Examples
    --------
    >>> message("no {what} at {place}", what=message("inventory"), place="540000").into("en")
    'no inventory at 540000'
    """
    return Message(text, parts)


def plural(one: str, many: str, n: int, /, **parts: Any) -> Message:
    """Return a message on ``n`` things, which is ``{n}`` in its text.

    Examples
    --------
    >>> str(plural("{n} region", "{n} regions", 1)), str(plural("{n} region", "{n} regions", 3))
    ('1 region', '3 regions')
    """
    return Message(one, {"n": n, **parts}, many)


def recognised(said: str) -> Message:
    """Return the message that an English text says, so that other languages can say it.

    Files hold messages in English. A text that is none of the catalogue stays as it is.

    Examples
    --------
    >>> recognised("Joined from the tables of 31 regions.").parts
    {'n': '31'}
    """
    for text, first, *others in _literals():
        if not said.startswith(first) or not all(piece in said for piece in others):
            continue
        if found := _pattern(text).fullmatch(said):
            return Message(text, {name: _part(one) for name, one in found.groupdict().items()})
    return Message(said)


def _part(said: str) -> str | Message:
    one = recognised(said)
    return one if one.parts or one.text in catalogue("zh") else said


@cache
def _literals() -> list[list[str]]:
    """Return the texts that may be recognised, each with what is no part of it; longest first."""
    texts = [[text, *_PART.split(text)[::2]] for text in catalogue("zh")]
    long = [text for text in texts if sum(map(len, text[1:])) >= _ENOUGH]
    return sorted(long, key=lambda text: sum(map(len, text[1:])), reverse=True)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Return the pattern of a text with its parts as groups."""
    literals, names = _PART.split(text)[::2], _PART.split(text)[1::2]
    groups = [
        f"(?P={name})" if name in names[:place] else f"(?P<{name}>.+?)"
        for place, name in enumerate(names)
    ]
    pieces = zip(map(re.escape, literals), [*groups, ""], strict=True)
    return re.compile("".join(chain.from_iterable(pieces)), re.DOTALL)


@dataclass(frozen=True)
class Listed(Message):
    """Things one after the other, with what stands between two of them as the text.

    Attributes
    ----------
    things : tuple
        Texts, numbers, or what is said in a language.
    """

    things: tuple[object, ...] = ()

    def into(self, language: str, pressure: str = "") -> str:
        """Return the list in a language; "none" where there is nothing."""
        said = [str(_into(language, thing, pressure)) for thing in self.things]
        return translated(language, self.text).join(said) or translated(language, "none")


def listed(things: Iterable[object], between: Message = Message(", ")) -> Message:
    """Return things one after the other, with what stands between; "none" where there are none.

    Examples
    --------
    >>> str(listed(["coal", "ore"])), str(listed([])), listed(["coal", "ore"]).into("zh")
    ('coal, ore', 'none', 'coal、ore')
    """
    return Listed(between.text, things=tuple(things))


def together(*said: Message) -> Message:
    """Return messages run together, with nothing between them.

    Examples
    --------
    >>> str(together(message("{n} cells", n=3), message(", of coal")))
    '3 cells, of coal'
    """
    parts = {f"part_{place}": one for place, one in enumerate(said)}
    return Message("".join(f"{{{name}}}" for name in parts), parts)


def and_more(n: int, most: int) -> Message:
    """Return how many of ``n`` things are not listed, where ``most`` are; nothing where all are."""
    return message(" and {n} more", n=n - most) if n > most else Message("")


def each_once(said: Iterable[Message]) -> tuple[Message, ...]:
    """Return messages without those that say the same as one before."""
    return tuple({str(one): one for one in said}.values())


def lines(things: Iterable[object]) -> Message:
    """Return things on lines of their own."""
    return Listed("\n", things=tuple(things))


def _into(language: str, part: object, pressure: str) -> object:
    if isinstance(part, Message):
        return part.into(language, pressure)
    said = getattr(part, "into", None)
    return part if said is None else said(language)


def translated(language: str, text: str) -> str:
    """Return a text in a language, its parts not yet filled; English where there is none."""
    return text if language == SOURCE else catalogue(language).get(text, text)


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return the texts of a language by the English ones."""
    path = files("tanmai").joinpath("locale", language, "LC_MESSAGES", "tanmai.po")
    return read_catalogue(path.read_text(encoding="utf-8"))


@cache
def of_pressures(language: str) -> Mapping[str, str]:
    """Return the messages of a language that are other ones of a pressure that is not CO2."""
    path = files("tanmai").joinpath("locale", language, "LC_MESSAGES", "pressures.po")
    return read_catalogue(path.read_text(encoding="utf-8"))


_ENOUGH = 12  # letters that tell a sentence from others
_PART = re.compile(r"\{(\w+)\}")
_AFTER_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff])(?=\{pressure\})")


def _spaced(language: str, text: str, pressure: str) -> str:
    """Return a text with a space between Chinese and a name that begins in Latin letters."""
    latin = language == "zh" and pressure[:1].isascii()
    return _AFTER_CHINESE.sub(" ", text) if latin else text


def read_catalogue(text: str) -> dict[str, str]:
    r"""Read a catalogue of gettext (``.po``) of a language with one plural form, as Chinese has.

    Examples
    --------
    >>> read_catalogue('msgid "flow"\nmsgstr "flux"')
    {'flow': 'flux'}
    """
    found: dict[str, str] = {}
    entry: dict[str, str] = {}
    at = ""
    for line in (*text.splitlines(), ""):
        if line.startswith("msg"):
            at, _, line = line.partition(" ")
            entry[at] = ""
        if line.startswith('"'):
            entry[at] += ast.literal_eval(line) if "\\" in line else line[1:-1]
        elif not line and entry:
            found[entry["msgid"]] = entry.get("msgstr", "") or entry.get("msgstr[0]", "")
            entry = {}
    found.pop("", None)  # the head
    return found
