"""What is wrong with a request, whatever the dump."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus


class Refused(Exception):
    """A request that is not taken, by status and a stable reason.

    `detail` tells the producer what is wrong and what to do about it.
    """

    def __init__(
        self,
        status: HTTPStatus,
        reason: str,
        detail: str,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.reason = reason
        self.detail = detail
        self.headers = headers or {}
