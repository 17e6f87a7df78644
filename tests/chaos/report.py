"""The numbers of a run, as a table."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.chaos.account import Account
from tests.chaos.plan import Plan
from tests.chaos.supervisor import Supervisor


def table(plan: Plan, account: Account, workers: Supervisor) -> str:
    """Return the table, a line for each number."""
    rows = list(_rows(plan, account, workers))
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:{width}}  {value}" for name, value in rows)


def _rows(plan: Plan, account: Account, workers: Supervisor) -> Iterator[tuple[str, object]]:
    yield "seed", plan.seed
    yield from account.disturbances.items()
    yield "under load", f"{account.under_load} of these"
    for service, exits in workers.exits.items():
        yield f"exits of {service}", ", ".join(f"{c} x {code}" for code, c in sorted(exits.items()))
    for page in account.pages:
        name, _, state = str(page).partition(": ")
        yield name, state
    yield "rolled back", f"{account.rolled_back} records"
    yield "audit", f"exit code {account.audit}"
    yield "seconds", round(time.monotonic() - account.started)
