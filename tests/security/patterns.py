"""Every regular expression of the program, and texts made to hurt each of them."""

from __future__ import annotations

import ast
import functools
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import mainline

ROOT = Path(mainline.__file__).parent
_CALLS = {"compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
_WITHOUT = ("mainline.__main__", "mainline.migrations", "mainline.wsgi")
_MEMBERS = {
    sre.CATEGORY_DIGIT: "0", sre.CATEGORY_NOT_DIGIT: "a", sre.CATEGORY_SPACE: " ",
    sre.CATEGORY_NOT_SPACE: "a", sre.CATEGORY_WORD: "a", sre.CATEGORY_NOT_WORD: " ",
}  # fmt: skip
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_USE = re.compile(r"\b(\w+)(?:\[[^\]\n]+\])?\.(match|search|fullmatch|sub|subn|split|findall|finditer)\b")
_INLINE = re.compile(r"^(?:[ \t]+[^\n#]*|def [^\n]*)\bre\.(?:" + "|".join(sorted(_CALLS)) + r")\(", re.M)
"""A line that is indented and uses ``re``: worth to be parsed."""
_MANY = 10
"""A repetition that may go on this long is one that a text can pump."""


def modules() -> list[str]:
    """Names of all modules of the program."""
    found = pkgutil.walk_packages(mainline.__path__, "mainline.")
    return sorted(one.name for one in found if not one.name.startswith(_WITHOUT))


def compiled() -> dict[str, re.Pattern[Any]]:
    """``module:NAME`` to pattern: what modules and their classes hold, also in tables."""
    found: dict[str, re.Pattern[Any]] = {}
    for name in modules():
        for where, value in vars(importlib.import_module(name)).items():
            patterns = [] if where.startswith("__") else _held(value, name)
            for pattern in patterns:
                if not any(pattern is one for one in found.values()):
                    key = f"{name}:{where}"
                    found[f"{key}#{len(found)}" if key in found else key] = pattern
    return found


def _held(value: object, module: str, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth > 4:
        return
    elif isinstance(value, Mapping):
        for one in (*value.keys(), *value.values()):
            yield from _held(one, module, depth + 1)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for one in value:
            yield from _held(one, module, depth + 1)
    elif isinstance(value, type) and value.__module__ == module:
        for one in list(vars(value).values()):
            yield from _held(one, module, depth + 1)
    elif type(value).__module__.startswith("mainline.") and hasattr(value, "__dict__"):
        yield from _held(vars(value), module, depth + 1)


@dataclass(frozen=True)
class Expression:
    """A pattern of the program and how it is used."""

    where: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


def expressions() -> list[Expression]:
    """Every pattern that stands in a module, and every one that a function writes out where it uses it."""
    found = [Expression(where, pattern, _methods(where, pattern)) for where, pattern in compiled().items()]
    for path, call in _calls():
        first = call.args[0]
        if isinstance(first, ast.Constant) and _is_inside(path, call):
            where = f"{path.relative_to(ROOT.parent)}:{call.lineno}"
            method = "search" if call.func.attr == "compile" else call.func.attr
            found.append(Expression(where, re.compile(first.value), frozenset({method})))
    return found


def made() -> list[str]:
    """Patterns that functions put together as they run: ``file expression``."""
    found = []
    for path, call in _calls():
        if not isinstance(call.args[0], ast.Constant) and _is_inside(path, call):
            found.append(f"{path.relative_to(ROOT.parent)} {ast.unparse(call.args[0])}")
    return sorted(found)


def _methods(where: str, pattern: re.Pattern[Any]) -> frozenset[str]:
    """How the file that holds a pattern uses it; where that does not show, in every way."""
    module, _, name = where.partition(":")
    path = Path(str(importlib.import_module(module).__file__))
    said = {method for named, method in _USE.findall(_source(path)) if named == name.partition("#")[0]}
    return frozenset(said) or frozenset({"search", "match", "fullmatch"})


@functools.cache
def _source(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@functools.cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(_source(path))


@functools.cache
def _calls() -> list[tuple[Path, Any]]:
    files = [path for path in sorted(ROOT.rglob("*.py")) if _INLINE.search(_source(path))]
    return [(path, node) for path in files for node in _calls_in(path)]


def _calls_in(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(_tree(path)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _CALLS
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
        ):
            yield node


def _is_inside(path: Path, call: ast.Call) -> bool:
    """Whether a call stands in a function: what stands in a module is found in the module."""
    return any(
        isinstance(node, (ast.FunctionDef, ast.Lambda))
        and node.lineno <= call.lineno <= (node.end_lineno or 0)
        for node in ast.walk(_tree(path))
    )


def attacks(pattern: re.Pattern[Any]) -> set[tuple[str, str, str]]:
    """(before, what is repeated, after) for every repetition in a pattern, and for every character it knows."""
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = _parser.parse(
        text, pattern.flags & ~re.DEBUG & ~(re.UNICODE if isinstance(pattern.pattern, bytes) else 0)
    )
    letters = sorted(_letters(tree))[:12]
    found = {("", letter, "\0") for letter in letters}
    found |= {("", one + other, "\0") for one in letters[:4] for other in letters[:4] if one != other}
    for before, body in _pumps(tree, ""):
        for pumped in _words(body)[:3]:
            if pumped:
                found |= {
                    (before, pumped, "\0"),
                    (before, pumped, ""),
                    ("", pumped, "\0"),
                    ("", before + pumped, ""),
                }
    return found


def _letters(tree: Any) -> set[str]:
    found: set[str] = set()
    for op, value in tree:
        if op is sre.LITERAL:
            found.add(chr(value))
        elif op is sre.NOT_LITERAL:
            found.add("a" if value != ord("a") else "b")
        elif op is sre.ANY:
            found.add("a")
        elif op is sre.IN:
            found |= set(_members(value))
        else:
            for part in _parts(op, value):
                found |= _letters(part)
    return found


def _parts(op: Any, value: Any) -> list[Any]:
    if op in _REPEATS:
        return [value[2]]
    if op is sre.SUBPATTERN:
        return [value[3]]
    if op is sre.BRANCH:
        return list(value[1])
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return [value[1]]
    if op is sre.ATOMIC_GROUP:
        return [value]
    if op is sre.GROUPREF_EXISTS:
        return [part for part in value[1:] if part is not None]
    return []


def _members(items: Any) -> list[str]:
    negated = items[0][0] is sre.NEGATE
    found, taken = [], set()
    for op, value in items:
        if op is sre.LITERAL:
            found.append(chr(value))
            taken.add(value)
        elif op is sre.RANGE:
            found += [chr(value[0]), chr(value[1])]
            taken |= set(range(value[0], min(value[1], value[0] + 300) + 1))
        elif op is sre.CATEGORY:
            found.append(_MEMBERS.get(value, "a"))
            if negated:
                taken |= {ord(c) for c in " \t\n0123456789" if re.match(_category(value), c)}
    if negated:
        return [c for c in ("a", " ", "0", "x", "-", "中") if ord(c) not in taken][:2] or ["~"]
    return found[:4]


def _category(value: Any) -> str:
    return {sre.CATEGORY_DIGIT: r"\d", sre.CATEGORY_SPACE: r"\s", sre.CATEGORY_WORD: r"\w"}.get(value, r"\S")


def _words(tree: Any) -> list[str]:
    """Some texts that a part of a pattern fits, short ones."""
    found = [""]
    for op, value in tree:
        if op is sre.LITERAL:
            more = [chr(value)]
        elif op is sre.NOT_LITERAL:
            more = ["a" if value != ord("a") else "b"]
        elif op is sre.ANY:
            more = ["a", " "]
        elif op is sre.IN:
            more = _members(value)[:3]
        elif op in _REPEATS:
            once = _words(value[2])
            more = [word * max(value[0], 1 if value[0] else 0) for word in once] + (
                list(once) if not value[0] else []
            )
        elif op is sre.BRANCH:
            more = [word for part in value[1] for word in _words(part)[:1]]
        elif op is sre.SUBPATTERN:
            more = _words(value[3])
        elif op is sre.ATOMIC_GROUP:
            more = _words(value)
        else:
            continue
        found = [first + second for first in found[:3] for second in more[:4]]
    return found


def _pumps(tree: Any, before: str) -> Iterator[tuple[str, Any]]:
    for op, value in tree:
        if op in _REPEATS and value[1] >= _MANY:
            yield before, value[2]
        for part in _parts(op, value):
            yield from _pumps(part, before)
        before += (_words([(op, value)]) or [""])[0]
