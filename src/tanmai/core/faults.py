"""What is wrong with a value of a file or an option that a model does not accept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tanmai.core.messages import Message, listed, message

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


class FaultError(ValueError):
    """A fault that a model finds by itself, as a message.

    Parameters
    ----------
    said : Message
        What is wrong and how to fix it, without a full stop at the end.
    """

    def __init__(self, said: Message) -> None:
        super().__init__(str(said))
        self.message = said


_NUMBER, _WHOLE = (
    message("input should be a valid number"),
    message("input should be a valid integer"),
)
_TRUTH, _TEXT = message("input should be true or false"), message("input should be a text")
# By the types of faults of pydantic; the parts are those of its context.
_FAULTS = {
    "bool_parsing": _TRUTH,
    "bool_type": _TRUTH,
    "dict_type": message("input should be a table of keys and values"),
    "extra_forbidden": message("unknown key"),
    "finite_number": message("input should be a finite number"),
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "greater_than": message("input should be greater than {gt}"),
    "greater_than_equal": message("input should be greater than or equal to {ge}"),
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "int_type": _WHOLE,
    "less_than": message("input should be less than {lt}"),
    "less_than_equal": message("input should be less than or equal to {le}"),
    "list_type": message("input should be a list"),
    "missing": message("this key is missing"),
    "model_attributes_type": message("input should be a table of keys and values"),
    "model_type": message("input should be a table of keys and values"),
    "path_type": message("input should be a path"),
    "string_pattern_mismatch": message("the text should match '{pattern}'"),
    "string_too_short": message("the text should have at least {min_length} characters"),
    "string_type": _TEXT,
    "too_long": message("the list should have at most {max_length} items, not {actual_length}"),
    "too_short": message("the list should have at least {min_length} items, not {actual_length}"),
    "tuple_type": message("input should be a list"),
}


def said_of(fault: ErrorDetails) -> Message:
    """Return what is wrong with a value, without its place and without a full stop."""
    context: Mapping[str, Any] = fault.get("ctx", {})
    if isinstance(context.get("error"), FaultError):
        said: Message = context["error"].message
        return said
    if fault["type"] in ("literal_error", "enum"):
        return message("input should be {expected}", expected=_one_of(str(context["expected"])))
    known = _FAULTS.get(fault["type"])
    if known is None:
        return Message(fault["msg"][0].lower() + fault["msg"][1:])
    shown = {key: _written_out(one) for key, one in context.items()}
    return known.filled(**shown) if shown else known


def _written_out(limit: object) -> object:
    """Return a limit as people write it: 1 for 1.0, 0.000001 for 1e-06."""
    return f"{limit:.12f}".rstrip("0").rstrip(".") if isinstance(limit, float) else limit


def reason_of(error: Exception) -> Message:
    """Return what an error says: a fault in the language of the reader, others as they are."""
    return error.message if isinstance(error, FaultError) else Message(str(error))


def _one_of(expected: str) -> Message:
    """Return the choices that pydantic lists: ``'a', 'b' or 'c'``."""
    *names, last = re.findall(r"'[^']*'", expected) or [expected]
    return message("{names} or {last}", names=listed(names), last=last) if names else Message(last)
