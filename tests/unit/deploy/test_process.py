from __future__ import annotations

import sys
import time
from pathlib import Path

from deploy.brokers import process

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True)"
)


def test_output_is_kept_and_a_session_of_its_own_is_made(tmp_path: Path) -> None:
    program = "import os; print(os.getcwd(), os.getsid(0) == os.getpid())"
    log = tmp_path / "log"
    child = process.spawn([sys.executable, "-c", program], folder=tmp_path, log=log)
    assert child.wait(20) == 0
    assert process.tail(log) == f"{tmp_path.resolve()} True"


def test_the_environment_is_what_was_given(tmp_path: Path) -> None:
    program = "import os; print(os.environ.get('GIVEN'), os.environ.get('HOME'))"
    log = tmp_path / "log"
    child = process.spawn(
        [sys.executable, "-c", program], folder=tmp_path, log=log, environment={"GIVEN": "yes"}
    )
    assert child.wait(20) == 0
    assert process.tail(log) == "yes None"


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    child = process.spawn(["/no/such/program"], folder=tmp_path, log=tmp_path / "log")
    assert child.wait(20) == 1
    assert process.tail(tmp_path / "log") == "/no/such/program: No such file or directory"


def test_one_that_ignores_sigterm_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = [sys.executable, "-c", f"{STUBBORN}; time.sleep(60)"]
    child = process.spawn(command, folder=tmp_path, log=log)
    while not process.tail(log):
        time.sleep(0.01)
    process.stop(child, grace=0.1)
    assert child.returncode == -9


def test_stopping_one_that_ended_does_nothing(tmp_path: Path) -> None:
    child = process.spawn([sys.executable, "-c", ""], folder=tmp_path, log=tmp_path / "log")
    child.wait(20)
    process.stop(child, grace=0)
    assert child.returncode == 0


def test_the_tail_is_the_last_lines(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert process.tail(log) == ""
    log.write_bytes(b"one\ntwo\n\xff three\n")
    assert process.tail(log, lines=2) == "two\n\N{REPLACEMENT CHARACTER} three"
