"""Fixtures of the tests on real brokers."""

from tests.state.impatience import impatience

__all__ = ["impatience"]
