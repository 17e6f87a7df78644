"""The error of the local brokers."""

from __future__ import annotations


class BrokerError(Exception):
    """A local broker cannot be had; the message says why and what to do about it."""
