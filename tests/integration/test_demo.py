"""`tagwire demo`, with the embedded broker."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.integration.harness import tagwire_command

FLOOD = "Flood in Osk valley\nHundreds of people were evacuated after the river burst its banks.\n"


def test_the_demo_shows_the_samples_and_ends() -> None:
    result = subprocess.run(tagwire_command("demo"), capture_output=True, timeout=90, check=False)
    assert result.returncode == 0, result.stderr
    shown = result.stdout.decode()
    for expected in ("Fire tears through ferry terminal", "disaster", "no tags", "Most viewed"):
        assert expected in shown


def test_the_demo_takes_files_and_shows_dead_letters(tmp_path: Path) -> None:
    (tmp_path / "flood.txt").write_text(FLOOD)
    (tmp_path / "none.html").write_text("<html><body><script>1</script></body></html>")
    command = tagwire_command("demo", *map(str, sorted(tmp_path.iterdir())))
    result = subprocess.run(command, capture_output=True, timeout=90, check=False)
    assert result.returncode == 0, result.stderr
    assert "Flood in Osk valley" in result.stdout.decode()
    assert "dead letter, " in result.stdout.decode()
