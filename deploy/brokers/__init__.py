"""Local Kafka brokers without Docker, as context managers and as a command.

`apache_kafka` runs the real thing for tests, `kept_kafka` on data that stays, `kafka_cluster`
several of them as one. `embedded_broker` runs Tansu, which starts at once, for trying things
out: it keeps data in memory and has no transactions. All of them need nothing but Python:
what they lack is fetched once, into the user's cache.
``python -m deploy.brokers --help`` runs a broker alone.
"""

from deploy.brokers.apache import Cluster, apache_kafka, kafka_cluster, kept_kafka
from deploy.brokers.broker import Broker
from deploy.brokers.embedded import embedded_broker
from deploy.brokers.errors import BrokerError

__all__ = [
    "Broker",
    "BrokerError",
    "Cluster",
    "apache_kafka",
    "embedded_broker",
    "kafka_cluster",
    "kept_kafka",
]
