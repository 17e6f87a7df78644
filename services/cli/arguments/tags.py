"""A tag of the model pack that the settings choose, as people type it."""

from __future__ import annotations

from typing import Any

import click
from click.shell_completion import CompletionItem
from typing_extensions import override

from services.runtime.process.chosen_tags import chosen_taxonomy
from services.runtime.process.settings import load_settings


class PackTag(click.ParamType):
    """The name of a tag."""

    name = "tag"

    @override
    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Return the name."""
        known = _known()
        if value not in known:
            self.fail(f"{value!r} is no tag of the model pack: use {', '.join(known)}", param, ctx)
        return str(value)

    @override
    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> list[CompletionItem]:
        """Return the tags that begin so, with what they are."""
        return [
            CompletionItem(tag, help=name)
            for tag, name in _known().items()
            if tag.startswith(incomplete)
        ]


def _known() -> dict[str, str]:
    return {one.tag: one.name for one in chosen_taxonomy(load_settings().model)}
