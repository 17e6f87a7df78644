"""The contract's documents, written from schemas and registry: `python -m services.contract`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

import schemas
from schemas.documents import EVENTS, asyncapi, json_schema
from services.registry import SERVICES

FOLDER = Path(schemas.__file__).parent


def render() -> dict[Path, str]:
    """Return the text of each document by its path."""
    events = {
        FOLDER / "json" / f"{name}.json": json_schema(event) for name, event in EVENTS.items()
    }
    return {path: _json(schema) for path, schema in events.items()} | {
        FOLDER / "asyncapi.yaml": yaml.safe_dump(asyncapi(SERVICES), sort_keys=False, width=100)
    }


def _json(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every document."""
    for path, text in render().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
