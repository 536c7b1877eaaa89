"""Every error is a message of the catalogue, so that it is said in the user's language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import tanmai
from tanmai.core import errors

SOURCE = Path(tanmai.__file__).parent
CLASSES = {
    name
    for name, found in vars(errors).items()
    if isinstance(found, type) and issubclass(found, errors.TanmaiError)
}


def raised_as_texts() -> Iterator[tuple[str, int]]:
    """Yield the file and the line of every error whose message is a text of the code."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            raised = isinstance(node, ast.Call) and _name(node.func) in CLASSES and node.args
            if raised and _is_text(node.args[0]):
                yield path.relative_to(SOURCE).as_posix(), node.lineno


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_text(said: ast.expr) -> bool:
    if isinstance(said, ast.BinOp):
        return _is_text(said.left) or _is_text(said.right)
    if isinstance(said, ast.IfExp):
        return _is_text(said.body) or _is_text(said.orelse)
    if isinstance(said, ast.Call):
        return _name(said.func) in {"format", "join", "str"}
    return isinstance(said, ast.JoinedStr | ast.Constant)


def test_errors_are_messages() -> None:
    wrong = [f"{file}:{line}" for file, line in raised_as_texts()]
    assert not wrong, f"Raise these with message(...): {', '.join(wrong)}"
