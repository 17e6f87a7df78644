"""Local Kafka brokers without Docker, as context managers and as a command.

`apache_kafka` runs the real thing on Java 17 or later, for tests and local work, and
`kafka_cluster` several of them as one; `embedded_broker` runs Tansu, which needs only
Python, for trying things out: it keeps data in memory and has no transactions.
``python -m deploy.brokers --help`` runs a broker alone.
"""

from deploy.brokers.apache import Cluster, apache_kafka, kafka_cluster
from deploy.brokers.broker import Broker
from deploy.brokers.embedded import embedded_broker
from deploy.brokers.errors import BrokerError

__all__ = ["Broker", "BrokerError", "Cluster", "apache_kafka", "embedded_broker", "kafka_cluster"]
