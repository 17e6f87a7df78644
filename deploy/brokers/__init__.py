"""Local Kafka brokers without Docker, as context managers and as a command.

`apache_kafka` runs the real thing on Java 17 or later, for tests and local work;
`embedded_broker` runs Tansu, which needs only Python, for trying things out: it keeps
data in memory and has no transactions. ``python -m deploy.brokers --help`` runs either.
"""

from deploy.brokers.apache import apache_kafka
from deploy.brokers.broker import Broker
from deploy.brokers.embedded import embedded_broker
from deploy.brokers.errors import BrokerError

__all__ = ["Broker", "BrokerError", "apache_kafka", "embedded_broker"]
