"""The file of tokens, read again when it has changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from services.ingest.tokens import Token, read_tokens
from services.runtime.process.errors import SetupError
from services.runtime.process.logging import get_logger
from services.runtime.process.settings import variable

log = get_logger(__name__)

_Version = tuple[int, int, int]


class TokenFile:
    """The tokens in force: a file that breaks later leaves those it had, and is logged once.

    Raises:
        SetupError: the file cannot be read, or is no file of tokens.

    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._version = _version(path)
        try:
            self._tokens = read_tokens(path.read_bytes())
        except (OSError, ValueError) as error:
            raise SetupError(
                f"{variable('http_tokens')}: {path} is no file of tokens: {error}. "
                "`tagwire tokens new` prints what belongs into it"
            ) from None

    @property
    def tokens(self) -> Mapping[str, Token]:
        """The tokens by name, as the file has them now."""
        version = _version(self._path)
        if version != self._version:
            self._version = version
            self._read_again()
        return self._tokens

    def _read_again(self) -> None:
        try:
            self._tokens = read_tokens(self._path.read_bytes())
        except (OSError, ValueError) as error:
            log.error("tokens-unreadable", path=str(self._path), reason=str(error), kept=True)  # noqa: TRY400 - the user's fault
        else:
            log.info("tokens-read", names=sorted(self._tokens))


def _version(path: Path) -> _Version | None:
    """Return what tells a changed file; None if there is none. It follows links, as mounts have."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
