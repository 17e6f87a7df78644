from __future__ import annotations

import os
import sys

import pytest

from services.cli.terminal.pipes import reader_has_left


def test_a_reader_that_has_left_is_noticed_without_writing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reading, writing = os.pipe()
    with open(writing, "w") as stdout:  # noqa: PTH123 - a descriptor
        monkeypatch.setattr(sys, "stdout", stdout)
        assert not reader_has_left()
        os.close(reading)
        assert reader_has_left()


def test_a_file_has_no_reader_that_could_leave(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with (tmp_path_factory.mktemp("out") / "file").open("w") as stdout:
        monkeypatch.setattr(sys, "stdout", stdout)
        assert not reader_has_left()
