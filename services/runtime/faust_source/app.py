"""Faust, configured to read bytes and nothing more: no tables, no web, no own topics."""

from __future__ import annotations

from typing import Any

import faust
from faust.app import BootStrategy
from typing_extensions import override

from services.runtime.batch_size import BatchSize
from services.runtime.faust_source.consumer import CommittingTransport, SilentTransport
from services.runtime.kafka import clients
from services.runtime.kafka.extensions import extend_libraries
from services.runtime.kafka.protocol.group_member import METADATA_AGE_MS
from services.runtime.kafka.tls import ssl_context
from services.runtime.process.settings import Settings
from services.runtime.source import Run


class RunSchema(faust.Schema[bytes, Run]):
    """Gives an event its message's run as it is: Faust would have its codecs decode it."""

    @override
    def compile(self, app: Any, **_: Any) -> Any:
        """Return what makes a message an event."""

        async def decode(message: Any, **_: Any) -> faust.Event:  # noqa: ANN401
            return faust.Event(app, message.key, message.value, None, message)

        return decode


class _Boot(BootStrategy):
    enable_kafka_producer = False  # ours write; Faust's would only fail a start without brokers


class App(faust.App):
    """A Faust app, and how many records a batch of it may have."""

    BootStrategy = _Boot
    batch_size: BatchSize


def make_app(service: str, settings: Settings, *, folder: str, commits: bool) -> App:
    """Return the Faust app of a service; its consumer group is named after it.

    Without `commits` Faust commits no offsets. It insists on a folder for tables, which
    stays empty.
    """
    extend_libraries()
    size = BatchSize(settings.batch_records)
    app = _app(service, settings, folder, size.ceiling)
    app.batch_size = size
    transport = CommittingTransport if commits else SilentTransport
    app.transport = transport(app.conf.broker_consumer, app)
    return app


def _app(service: str, settings: Settings, folder: str, most_records: int) -> App:
    session = settings.kafka_session_timeout_seconds
    return App(
        settings.group(service),
        broker=[f"kafka://{server.strip()}" for server in _servers(settings)],
        broker_credentials=_credentials(settings),
        broker_session_timeout=session,
        broker_heartbeat_interval=session / 10,
        broker_request_timeout=max(90.0, session),
        consumer_metadata_max_age_ms=METADATA_AGE_MS,
        broker_commit_interval=1.0,
        broker_max_poll_records=most_records,
        consumer_auto_offset_reset="earliest",
        datadir=folder,
        key_serializer="raw",
        value_serializer="raw",
        stream_wait_empty=True,
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        worker_redirect_stdouts=False,
    )


def _servers(settings: Settings) -> list[str]:
    return settings.kafka_bootstrap_servers.split(",")


def _credentials(settings: Settings) -> faust.types.auth.CredentialsT | None:
    context = ssl_context(settings)
    if settings.kafka_security_protocol.startswith("SASL"):
        return faust.SASLCredentials(
            username=settings.kafka_sasl_username,
            password=clients.sasl_password(settings),
            mechanism=settings.kafka_sasl_mechanism,
            ssl_context=context,
        )
    return faust.SSLCredentials(context) if context else None
