"""What the processes of `forked` have imported before they are forked: all that ours may need."""

from importlib import import_module

from services import cli
from services.registry import SERVICES

for _module in (
    "services.runtime.worker",
    *(service.module for service in SERVICES),
    *(f"services.cli.commands.{name}" for name in set(cli._COMMANDS.values())),  # noqa: SLF001
):
    import_module(_module)
