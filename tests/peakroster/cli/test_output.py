"""Where an answer cannot be written, or memory lacks: one clear line, exit code 1, no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.peakroster.cli.small_shop import run, state_of

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="devices of Linux")


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of the shell, with the command as $1 and the folder as $2."""
    program = str(Path(sys.executable).with_name("python"))
    return subprocess.run(
        [
            "bash",
            "-o",
            "pipefail",
            "-c",
            command.replace("peakroster", '"$1" -m peakroster'),
            "-",
            program,
            folder,
        ],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "command",
    [
        'peakroster check "$2" --lang en >/dev/full',
        'peakroster check "$2" --json --lang en >/dev/full',
        'peakroster check "$2/nowhere" --json --lang en >/dev/full',
        "LANG=en_US.UTF-8 peakroster --help >/dev/full",
        "LANG=en_US.UTF-8 peakroster check --json >/dev/full",
    ],
)
def test_a_full_output_is_one_clear_line(command: str, shop: Path) -> None:
    """Also for help texts and usage errors."""
    ran = shell(command, shop)
    assert ran.returncode == 1, ran.stderr
    assert "could not be written to standard output: No space left on device" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "Exception" not in ran.stderr


def test_nothing_is_done_without_an_output(shop: Path) -> None:
    """With a closed standard output the next file to be opened would take its place."""
    before = state_of(shop)
    ran = shell('LANG=en_US.UTF-8 peakroster forecast "$2" --from 2026-11-09 >&-', shop)
    assert ran.returncode == 1
    assert ran.stderr.splitlines() == [
        "Standard output is closed, so there is nowhere to write the answer. Nothing was done."
    ]
    assert state_of(shop) == before


@pytest.mark.parametrize("options", ["", "--json"])
def test_a_reader_that_has_gone_is_no_failure_to_tell(options: str, shop: Path) -> None:
    """``peakroster … | head`` says nothing on standard error but its progress."""
    ran = shell(f'peakroster check "$2/nowhere" --lang en {options} | true', shop)
    assert ran.stderr == ""


def test_a_closed_standard_error_is_none_to_the_answer(shop: Path) -> None:
    """What would stand there is lost; the answer is not."""
    ran = shell('peakroster check "$2" --json --lang en 2>&-', shop)
    assert ran.returncode == 0
    assert '"exit_code": 0' in ran.stdout


def test_a_lack_of_memory_is_one_clear_line(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where nothing more can be loaded: the handler itself must not need memory."""

    def no_memory(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("peakroster.shop.folder.read_settings", no_memory)
    monkeypatch.setattr("peakroster.cli.output._unexpected", no_memory)
    ran = run("check", shop, "--json", "--lang", "en")
    assert ran.code == 1
    assert (
        ran.json["error"] == "There is not enough memory. Close other programs, or plan fewer days at once."
    )
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("limit", "what", "language", "words"),
    [(2, "folder", "en", "Raise the limit"), (1100, "file", "zh", "文件超过系统允许的大小。请调高")],
)
def test_a_file_too_large_for_the_system_is_told_in_words(
    limit: int, what: str, language: str, words: str, tmp_path: Path
) -> None:
    """``init`` names the folder that takes nothing, or the file, says why and what helps."""
    place = tmp_path / "new"
    ran = shell(f'ulimit -f {limit}; peakroster init "$2" --sample --lang {language}', place)
    assert ran.returncode == 1, ran.stderr
    assert words in ran.stderr
    assert "Errno" not in ran.stderr
    named = tmp_path if what == "folder" else place / "history.csv"
    assert f" {named} " in ran.stderr
    assert not place.exists()
