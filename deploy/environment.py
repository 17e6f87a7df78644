"""The virtual environment of a checkout: made once, and again when the pins change.

Only the standard library: this runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
_PINS = {False: ROOT / "requirements-local.txt", True: ROOT / "requirements-dev.txt"}
_STAMP = VENV / "tagwire-installed"
_PIP = ("-m", "pip", "install", "--disable-pip-version-check", "--no-input", "-qq", "--no-deps")


class SetupFailed(Exception):
    """The environment cannot be made; the message says why and what to do about it."""


def bin_path(name: str) -> Path:
    """Return the path of a program of the environment."""
    return VENV / ("bin/" + name if os.name == "posix" else f"Scripts/{name}.exe")


def ensure(*, dev: bool) -> None:
    """Have the pinned packages installed, with the development tools if `dev`.

    Raises `SetupFailed` if that cannot be done.
    """
    state = fingerprint()
    if _is_installed(state, dev=dev):
        return
    sys.stderr.write("Setting up .venv with the pinned packages (under a minute) ...\n")
    _make_venv()
    _STAMP.unlink(missing_ok=True)
    _pip("--require-hashes", "--only-binary", ":all:", "-r", str(_PINS[dev]))
    _pip("--no-build-isolation", "--editable", str(ROOT))
    _STAMP.write_text(_stamp(state, dev=dev))


def fingerprint() -> str:
    """Return a digest of all that decides what is installed: pins, project, Python."""
    digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for path in (*_PINS.values(), ROOT / "pyproject.toml"):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _is_installed(state: str, *, dev: bool) -> bool:
    if not (bin_path("python").exists() and _STAMP.is_file()):
        return False
    stamp = _STAMP.read_text()
    # The development pins hold all of the others, at the same versions.
    return stamp == _stamp(state, dev=True) or (not dev and stamp == _stamp(state, dev=False))


def _stamp(state: str, *, dev: bool) -> str:
    return f"{_PINS[dev].name} {state}\n"


def _make_venv() -> None:
    if Path(sys.prefix) == VENV or _is_usable():
        return
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupFailed(
            "this Python cannot make virtual environments: ensurepip is missing. "
            "Install it (Debian and Ubuntu: apt-get install python3-venv), then try again."
        )
    try:
        venv.create(VENV, clear=True, with_pip=True, symlinks=os.name == "posix")
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupFailed(f"{VENV} cannot be made: {error}") from error


def _is_usable() -> bool:
    """Tell whether there is an environment of this Python's version, with pip."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    check = f"import pip, sys; sys.exit('%d.%d' % sys.version_info[:2] != '{version}')"
    try:
        return subprocess.run([bin_path("python"), "-c", check], check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


def _pip(*arguments: str) -> None:
    command = [str(bin_path("python")), *_PIP, *arguments]
    if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:  # noqa: S603 - our own pip
        raise SetupFailed(
            "pip could not install the pinned packages (its message is above). "
            "Check the network and pip's settings, then try again."
        )
