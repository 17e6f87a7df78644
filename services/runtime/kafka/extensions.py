"""What is changed in libraries for the whole process, when its first Kafka client is made.

An import changes nothing: who only imports our modules has aiokafka and stamina as they are.
"""

from __future__ import annotations

from services.runtime.kafka.broker_errors import tell_retries
from services.runtime.kafka.protocol.fetch_results import bound_fetch_results
from services.runtime.kafka.protocol.lenient_headers import tolerate_odd_headers


def extend_libraries() -> None:
    """Have aiokafka's consumers read any record within limits, and stamina tell of brokers.

    To be called as often as anybody likes, before a client starts.
    """
    tolerate_odd_headers()
    bound_fetch_results()
    tell_retries()
