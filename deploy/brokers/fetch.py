"""Fetch what a local Apache Kafka needs: ``python -m deploy.brokers.fetch``.

Later starts then need no network, and no test waits for a download.
"""

from __future__ import annotations

import sys

from deploy.brokers.errors import BrokerError
from deploy.brokers.jars import kafka_jars
from deploy.brokers.java import java


def main() -> int:
    """Fetch what is missing; return the exit code: 2 if something cannot be had."""
    try:
        java()
        kafka_jars()
    except BrokerError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
