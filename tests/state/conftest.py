"""Fixtures of the tests of delivery without a broker."""

from tests.state.impatience import impatience

__all__ = ["impatience"]
