from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import stamina
from typing_extensions import override

from deploy.brokers import BrokerError
from deploy.brokers.maven import Mirror, fetcher, mirror_of_central

NAMESPACE = ' xmlns="http://maven.apache.org/SETTINGS/1.2.0"'


def settings(*mirrors: tuple[str, str], more: str = "", namespace: str = "") -> str:
    named = "".join(
        f"<mirror><id>{url}</id><mirrorOf>{of}</mirrorOf><url> {url} </url></mirror>"
        for of, url in mirrors
    )
    return f"<settings{namespace}><mirrors>{named}</mirrors>{more}</settings>"


@pytest.mark.parametrize("of", ["central", "*", "external:*", "other, central", "*,!other"])
@pytest.mark.parametrize("namespace", ["", NAMESPACE])
def test_a_mirror_of_central_is_found(of: str, namespace: str) -> None:
    assert mirror_of_central(settings((of, "m"), namespace=namespace), {}) == Mirror("m")


@pytest.mark.parametrize("of", ["other", "*,!central", "external:http:*", ""])
def test_a_mirror_of_something_else_is_not(of: str) -> None:
    assert mirror_of_central(settings((of, "m")), {}) is None


def test_the_first_mirror_counts_but_one_of_central_alone_goes_before() -> None:
    assert mirror_of_central(settings(("*", "a"), ("external:*", "b")), {}) == Mirror("a")
    assert mirror_of_central(settings(("*", "a"), ("central", "b")), {}) == Mirror("b")


def test_settings_without_mirrors_name_none() -> None:
    assert mirror_of_central("<settings/>", {}) is None


def test_who_signs_in_is_taken_from_the_mirrors_server_and_the_environment() -> None:
    servers = (
        "<servers><server><id>other</id><username>x</username></server><server><id>m</id>"
        "<username>me</username><password>${env.SECRET}</password></server></servers>"
    )
    found = mirror_of_central(settings(("*", "m"), more=servers), {"SECRET": "s3"})
    assert found == Mirror("m", "me", "s3")


def test_settings_that_are_no_xml_are_refused() -> None:
    with pytest.raises(ValueError, match="line 1"):
        mirror_of_central("<settings>", {})


class Repository(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = self.path == "/maven/org/slf4j/slf4j-api/1.7.36/slf4j-api-1.7.36.jar"
        self.send_response(200 if known else 404)
        self.end_headers()
        self.wfile.write((self.headers["Authorization"] or "").encode())

    @override
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a home with Maven settings that name a repository of the test's own."""
    (tmp_path / ".m2").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "*")
    return tmp_path / ".m2" / "settings.xml"


@pytest.fixture
def mirror() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Repository)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/maven/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_files_are_fetched_from_the_mirror(home: Path, mirror: str) -> None:
    server = f"<server><id>{mirror}</id><username>me</username><password>p</password></server>"
    home.write_text(settings(("*", mirror), more=f"<servers>{server}</servers>"))
    sent = fetcher()("org.slf4j:slf4j-api:1.7.36").decode()
    assert sent == f"Basic {base64.b64encode(b'me:p').decode()}"


def test_a_missing_file_is_one_clear_error(home: Path, mirror: str) -> None:
    home.write_text(settings(("*", mirror)))
    stamina.set_active(False)
    try:
        with pytest.raises(BrokerError, match=r"network, HTTPS_PROXY and .*settings\.xml.* 404 "):
            fetcher()("org.slf4j:slf4j-api:0")
    finally:
        stamina.set_active(True)


def test_damaged_settings_are_named(home: Path) -> None:
    home.write_text("<settings>")
    with pytest.raises(BrokerError, match=r"settings\.xml cannot be read: "):
        fetcher()
