"""What we stand on inside Faust, mode, aiokafka and aiohttp is there, as `upstream` lists it."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from types import CodeType
from typing import Any

import pytest
from aiohttp import web
from aiokafka import AIOKafkaConsumer
from typing_extensions import override

import services.runtime
from tests.unit.runtime.upstream import (
    ATTRIBUTES,
    CALLED,
    OVERRIDDEN,
    REPLACED,
    Attribute,
    Method,
    Replaced,
)

LIBRARIES = ("aiohttp", "aiokafka", "faust", "mode")
CALLED_BY_OTHERS = (web.RequestHandler, AIOKafkaConsumer)
"""By asyncio, as its documents promise; by us."""

NO_INSIDES = {"_asdict", "_commit_offsets", "_exit", "_membership", "_replace"}
"""Private names that Python documents, or that we add to objects of theirs."""


def described(one: Any) -> str:  # noqa: ANN401
    return f"{one.owner.__name__}.{one.name}"


def signature(function: Callable[..., Any]) -> str:
    """Return the parameters without types and values, after ``async`` for a coroutine."""
    shown = str(inspect.Signature([bare(one) for one in parameters(function)]))
    return f"async {shown}" if inspect.iscoroutinefunction(function) else shown


def parameters(function: Callable[..., Any]) -> Iterable[inspect.Parameter]:
    return inspect.signature(function).parameters.values()


def bare(one: inspect.Parameter) -> inspect.Parameter:
    default = one.empty if one.default is one.empty else _Given()
    return one.replace(annotation=one.empty, default=default)


class _Given:
    """Stands for a default, and shows nothing of it."""

    @override
    def __repr__(self) -> str:
        return ""


@pytest.mark.parametrize("one", [*OVERRIDDEN, *CALLED], ids=described)
def test_a_method_has_the_parameters_that_we_count_on(one: Method) -> None:
    found = inspect.getattr_static(one.owner, one.name, None)
    assert found is not None, f"{described(one)} is gone: {one.why}"
    assert signature(found) == one.signature, one.why


@pytest.mark.parametrize("one", ATTRIBUTES, ids=described)
def test_an_attribute_is_there(one: Attribute) -> None:
    assert one.name in attributes(one.owner), f"{described(one)} is gone: {one.why}"


@pytest.mark.parametrize("one", REPLACED, ids=described)
def test_what_we_replace_is_looked_up_where_we_put_it(one: Replaced) -> None:
    present = hasattr(one.owner, one.name) or one.name in attributes(one.owner)
    assert present, f"{described(one)} is gone: {one.why}"
    assert one.name in names_in(one.looked_up_by.__code__), one.why


@pytest.mark.parametrize(
    "one", [one for one in OVERRIDDEN if one.owner not in CALLED_BY_OTHERS], ids=described
)
def test_what_we_override_is_still_called(one: Method) -> None:
    assert re.search(rf"\.{one.name}\b", source_of_libraries()), one.why


def test_every_override_is_listed() -> None:
    listed = {(one.owner, one.name) for one in OVERRIDDEN}
    found = set(overridden())
    assert {name for owner, name in found if not is_among(owner, name, listed)} == set()
    assert {one.name for one in OVERRIDDEN} - {name for _, name in found} == set()


def test_every_override_says_that_it_is_one() -> None:
    """Mypy sees it for typed libraries only, and aiokafka has no types."""
    assert [
        f"{owner.__name__}.{name}"
        for owner in own_classes()
        for name, value in vars(owner).items()
        if not name.startswith("__") and inspect.isfunction(value)
        if any(hasattr(base, name) for base in upstream_bases(owner))
        if not hasattr(value, "__override__")
    ] == []


def test_every_private_name_is_listed() -> None:
    tables: list[Iterable[Any]] = [OVERRIDDEN, CALLED, ATTRIBUTES, REPLACED]
    listed = {one.name for table in tables for one in table}
    found = {name for path in sources() for name in foreign_names(ast.parse(path.read_text()))}
    assert found - listed - NO_INSIDES == set()


def attributes(owner: Any) -> set[str]:  # noqa: ANN401
    """Return what a class has, declares, and sets when an object of it is made."""
    found = set(dir(owner))
    for base in owner.__mro__ if isinstance(owner, type) else ():
        found |= vars(base).get("__annotations__", {}).keys()
        for constructor in map(vars(base).get, ("__init__", "__post_init__")):
            if inspect.isfunction(constructor):
                found |= set(stored(ast.parse(dedent(inspect.getsource(constructor)))))
    return found


def stored(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and is_own(node):
            yield node.attr


def is_own(node: ast.Attribute) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")


def names_in(code: CodeType) -> set[str]:
    """Return the names that a function looks up, those of functions in it included."""
    inner = [one for one in code.co_consts if isinstance(one, CodeType)]
    return {*code.co_names, *(name for one in inner for name in names_in(one))}


@cache
def source_of_libraries() -> str:
    roots = [Path(import_module(name).__path__[0]) for name in LIBRARIES]
    return "".join(path.read_text() for root in roots for path in sorted(root.rglob("*.py")))


@cache
def own_classes() -> list[type]:
    """Return the classes of the runtime that have a base in a library."""
    modules = [
        import_module(found.name)
        for found in pkgutil.walk_packages(services.runtime.__path__, "services.runtime.")
    ]
    return [
        one
        for module in modules
        for one in vars(module).values()
        if isinstance(one, type) and one.__module__ == module.__name__ and upstream_bases(one)
    ]


def upstream_bases(owner: type) -> list[type]:
    return [one for one in owner.__mro__ if one.__module__.split(".")[0] in LIBRARIES]


def overridden() -> Iterator[tuple[type, str]]:
    """Yield each method that we override, with the class of the library that has it."""
    for owner in own_classes():
        for name, value in vars(owner).items():
            if hasattr(value, "__override__"):
                bases = (base for base in upstream_bases(owner) if hasattr(base, name))
                yield next(bases, owner), name


def is_among(owner: type, name: str, listed: set[tuple[Any, str]]) -> bool:
    return any((base, name) in listed for base in owner.__mro__)


def sources() -> list[Path]:
    return sorted(Path(services.runtime.__path__[0]).rglob("*.py"))


def foreign_names(tree: ast.Module) -> Iterator[str]:
    """Yield the private names of other objects, and those that a class has from its bases."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and not is_own(node) and is_private(node.attr):
            yield node.attr
        if isinstance(node, ast.ClassDef) and node.bases:
            yield from inherited(node)


def inherited(owner: ast.ClassDef) -> Iterator[str]:
    methods = [one for one in owner.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    made = {one.name for one in methods}
    for one in methods:
        if one.name == "__init__":
            made |= set(stored(one))
    for node in ast.walk(owner):
        if isinstance(node, ast.Attribute) and is_own(node) and is_private(node.attr):
            yield from {node.attr} - made


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")
