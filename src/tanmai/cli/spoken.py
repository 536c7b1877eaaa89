"""In which languages a command speaks to whoever typed it: those of ``--lang``, both without it."""

from __future__ import annotations

import os
import sys
from itertools import pairwise

from tanmai.core.messages import LANGUAGES, Message, Name


def spoken() -> tuple[str, ...]:
    """Return the languages that the command line asks for."""
    words = sys.argv[1:]
    given = [word.removeprefix("--lang=") for word in words if word.startswith("--lang=")]
    given += [after for word, after in pairwise(words) if word == "--lang"]
    return (given[-1],) if given and given[-1] in LANGUAGES else LANGUAGES


def help_language() -> str:
    """Return the language of help: that of ``--lang``, else that of the system, else English."""
    asked = spoken()
    if len(asked) == 1:
        return asked[0]
    named = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, named), "").casefold().startswith("zh") else "en"


def said(message: Message | Name, between: str = " ") -> str:
    """Return a message in the languages of the command, each once."""
    return between.join(dict.fromkeys(message.into(language) for language in spoken()))
