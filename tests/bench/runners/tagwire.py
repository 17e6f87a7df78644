"""Our worker, as every service runs it: ``python -m tests.bench.runners.tagwire STAGE NAME``."""

from __future__ import annotations

import asyncio

from services.runtime.process.logging import configure_logging
from services.runtime.worker import run_worker
from tests.bench.stages import job


def main() -> None:
    stage, name, settings = job()
    configure_logging(settings, name)
    asyncio.run(
        run_worker(name, stage.handler, source=stage.source, sinks=stage.sinks, settings=settings)
    )


if __name__ == "__main__":
    main()
