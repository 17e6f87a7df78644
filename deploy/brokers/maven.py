"""Maven's repository: the central one, or the mirror that the user's Maven settings name.

Settings: https://maven.apache.org/settings.html, guides/mini/guide-mirror-settings.html.
"""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, NoReturn
from xml.etree import ElementTree as ET

import stamina

from deploy.brokers.errors import BrokerError

SETTINGS = Path(".m2", "settings.xml")  # below the user's home
_VARIABLE = re.compile(r"\$\{env\.([^}]+)\}")
_ANSWER_SECONDS = 60
_TRIES = 3


class Mirror(NamedTuple):
    """A repository that stands in for the central one, and who signs in there, if anybody."""

    base: str
    username: str | None = None
    password: str | None = None


def mirror_of_central(settings: str, variables: Mapping[str, str]) -> Mirror | None:
    """Return the mirror that Maven settings (XML) put in the place of the central repository.

    ``${env.NAME}`` is taken from `variables`. Of several mirrors one of ``central`` alone goes
    before those of a pattern, else the first counts, as with Maven. Raises `ValueError` if the
    settings are not XML.
    """
    try:
        root = ET.fromstring(_VARIABLE.sub(lambda found: variables.get(found[1], ""), settings))  # noqa: S314 - the user's own file
    except ET.ParseError as error:
        raise ValueError(str(error)) from error
    mirrors = [one for one in root.iterfind("{*}mirrors/{*}mirror") if _is_central(_of(one))]
    if not mirrors:
        return None
    chosen = min(mirrors, key=lambda one: _of(one) != "central")
    return Mirror(_text(chosen, "url") or "", *_credentials(root, _text(chosen, "id")))


def _of(mirror: ET.Element) -> str:
    return _text(mirror, "mirrorOf") or ""


def _is_central(pattern: str) -> bool:
    parts = {part.strip() for part in pattern.split(",")}
    return "!central" not in parts and not parts.isdisjoint({"*", "external:*", "central"})


def _credentials(root: ET.Element, mirror_id: str | None) -> tuple[str | None, str | None]:
    for server in root.iterfind("{*}servers/{*}server"):
        if _text(server, "id") == mirror_id:
            return _text(server, "username"), _text(server, "password")
    return None, None


def _text(element: ET.Element, name: str) -> str | None:
    return (element.findtext(f"{{*}}{name}") or "").strip() or None


def fetcher() -> Callable[[str], bytes]:
    """Return a function that fetches the file of Maven coordinates, ``group:name:version``.

    Raises `BrokerError` if the settings cannot be read; the function, if it gets no file.
    """
    try:  # not among the services' own dependencies
        library = importlib.import_module("maven_artifact")
    except ImportError as error:
        raise BrokerError(
            "The package maven-artifact is not installed: pip install 'tagwire[local]'."
        ) from error
    mirror = _mirror()
    given = mirror._asdict() if mirror else {}
    downloader = library.Downloader(**given)

    @stamina.retry(on=_NoAnswerError, attempts=_TRIES)
    def fetch(coordinates: str) -> bytes:
        return _fetch(downloader, library.Artifact.parse(coordinates))

    return fetch


class _NoAnswerError(BrokerError):
    """The repository did not answer, or refused."""


def _mirror() -> Mirror | None:
    path = Path.home() / SETTINGS
    try:
        return mirror_of_central(path.read_text(encoding="utf-8"), os.environ)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise BrokerError(f"Maven's settings in {path} cannot be read: {error}") from error


def _fetch(downloader: Any, artifact: Any) -> bytes:  # noqa: ANN401 - the library has no types
    url = downloader.resolver.uri_for_artifact(artifact)
    answer = downloader.requestor.request(url, _fail, timeout=_ANSWER_SECONDS)
    content: bytes = answer.content
    return content


def _fail(_url: str, error: Exception) -> NoReturn:
    raise _NoAnswerError(
        "Apache Kafka's jars could not be fetched; check the network, HTTPS_PROXY and the "
        f"mirrors in ~/{SETTINGS.as_posix()}, then try again. {error}"
    )
