"""SIGTERM while no broker answers: the process ends within its bound all the same."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from deploy.brokers import apache_kafka
from schemas.topics import ARTICLES
from services.runtime.process.errors import EXIT_STALLED
from tests.integration.harness import busy, own_interpreter, wait_for

_HASTY = """
from services.runtime import lifecycle
from tests.integration import stub_worker

lifecycle.STOP_SECONDS = 2
stub_worker.main()
"""


async def test_a_stop_that_gets_no_answer_is_cut_short() -> None:
    with apache_kafka() as broker:
        settings = await busy(broker.bootstrap_servers)
        with own_interpreter([sys.executable, "-c", _HASTY], settings) as worker:
            await wait_for(settings, [ARTICLES], lambda found: len(found) > 0)
            os.kill(broker.pid, signal.SIGSTOP)
            worker.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(worker.wait, 30) == EXIT_STALLED
        broker.kill()  # it would not stop
