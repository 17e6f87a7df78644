"""Run a local broker: ``python -m deploy.brokers kafka|embedded [--port N]``.

Prints its address, and stays until Ctrl-C or SIGTERM.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn, TextIO

from deploy.brokers import Broker, BrokerError, apache_kafka, embedded_broker

_BROKERS = {"kafka": apache_kafka, "embedded": embedded_broker}
_LOOK_SECONDS = 0.5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code: 0 after Ctrl-C, 2 if the broker fails."""
    options = _options(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        with _BROKERS[options.broker](options.port) as broker:
            _say(sys.stdout, broker.bootstrap_servers)
            _wait(broker)
    except KeyboardInterrupt:
        return 0
    except BrokerError as error:
        _say(sys.stderr, f"error: {error}")
        return 2


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m deploy.brokers",
        description="Run a local Kafka broker, print its address, stay until Ctrl-C.",
    )
    parser.add_argument(
        "broker",
        choices=_BROKERS,
        help="kafka: Apache Kafka; embedded: Tansu, in memory, no transactions",
    )
    parser.add_argument("--port", type=int, help="the port to listen on (default: a free one)")
    return parser.parse_args(arguments)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _say(stream: TextIO, line: str) -> None:
    stream.write(f"{line}\n")
    stream.flush()


def _wait(broker: Broker) -> NoReturn:
    while broker.alive:
        time.sleep(_LOOK_SECONDS)
    raise BrokerError(f"{broker.name} ended by itself.")


if __name__ == "__main__":
    sys.exit(main())
