"""Fetch and prepare what a local Apache Kafka needs: ``python -m deploy.brokers.fetch``.

Later starts then need no network and half the work, and no test waits for a download.
"""

from __future__ import annotations

import sys

from deploy.brokers.errors import BrokerError
from deploy.brokers.nodes import fill_cache


def main() -> int:
    """Fetch what is missing; return the exit code: 2 if something cannot be had."""
    try:
        fill_cache()
    except BrokerError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
