"""The direction of imports, read from the tree as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import grimp
import pytest

_ROOTS = ("schemas", "services", "deploy")

_SHARED = {"records", "runtime", "language", "foreign_text", "registry", "taxonomies"}
"""What services stand on; all else under `services` is one, but for what puts them together."""

_TOGETHER = {"cli", "contract"}

_SHELL = {
    *("aiohttp", "aiokafka", "faust", "mode", "services.runtime"),
    *("asyncio", "os", "random", "socket", "subprocess", "threading", "time"),
}
"""Brokers, clocks, the environment: a core gets as arguments what they would tell it."""


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph(*_ROOTS, include_external_packages=True, cache_dir=None)


def _folders(package: str) -> Iterator[str]:
    children = _graph().find_children(package)
    if children:
        yield package
    for child in children:
        yield from _folders(child)


def _services() -> list[str]:
    names = {child.rpartition(".")[2] for child in _graph().find_children("services")}
    return sorted(names - _SHARED - _TOGETHER)


def _pure() -> list[str]:
    names = sorted(_graph().modules)
    return [
        *(name for name in names if name.startswith("services.") and name.endswith(".core")),
        *(name for name in names if name.startswith("services.records.")),
        "services.language",
        "services.foreign_text",
    ]


def test_no_folder_imports_one_that_imports_it() -> None:
    folders = [folder for root in _ROOTS for folder in _folders(root)]
    assert len(folders) > 20
    found = set().union(*(_graph().nominate_cycle_breakers(folder) for folder in folders))
    assert found == set()


def test_there_are_services() -> None:
    assert {"ingest", "parser", "classifier", "ledger"} <= set(_services())


@pytest.mark.parametrize("service", _services())
def test_services_import_no_other(service: str) -> None:
    found = _graph().find_upstream_modules(f"services.{service}", as_package=True)
    used = {name.split(".")[1] for name in found if name.startswith("services.")}
    assert used <= {service, *_SHARED}


@pytest.mark.parametrize("name", _pure())
def test_what_is_pure_imports_no_shell(name: str) -> None:
    found = _graph().find_upstream_modules(name)
    assert not {one for one in found if one in _SHELL or one.startswith("services.runtime")}


def test_faust_is_named_by_its_source_alone_and_that_by_the_worker() -> None:
    naming = _graph().find_modules_that_directly_import("faust")
    assert naming
    assert {name for name in naming if ".faust_source." not in name} == set()
    room = "services.runtime.faust_source"
    users = {
        name
        for module in _graph().find_descendants(room)
        for name in _graph().find_modules_that_directly_import(module)
    }
    assert {name for name in users if not name.startswith(room)} == {"services.runtime.worker"}
