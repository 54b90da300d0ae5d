"""``publish``, ``diff``, ``versions``, ``log`` and ``restore`` as a manager types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.peakroster.cli.small_shop import run

pytestmark = pytest.mark.slow

FROM = ("--from", "2026-11-09")


def moved_by_hand(shop: Path) -> None:
    """Somebody edits the roster: the first shift of the file goes."""
    path = shop / "plans" / "2026-11-09" / "roster.csv"
    lines = path.read_text("utf-8-sig").splitlines()
    path.write_text("\n".join([lines[0], *lines[2:]]) + "\n", "utf-8-sig")


def test_a_week_from_draft_to_published_and_back(planned: Path) -> None:
    """Publish, change, compare, publish in spite of the audit, look at the versions, restore the first."""
    first = run("publish", planned, *FROM, "--note", "first", "--json")
    assert (first.code, first.json["published"]["version"]) == (0, 1)
    assert first.json["published"]["in_spite_of"] is None
    assert all(one["kind"] == "given" for one in first.json["changes"])
    same = run("diff", planned, *FROM, "--lang", "en")
    assert (same.code, "No difference: version 1 and the draft" in same.out) == (0, True)
    before = (planned / "plans" / "2026-11-09" / "roster.csv").read_bytes()

    moved_by_hand(planned)
    differs = run("diff", planned, *FROM, "--json")
    assert [one["kind"] for one in differs.json["changes"]] == ["taken"]
    refused = run("publish", planned, *FROM, "--lang", "en")
    assert refused.code == 4
    assert "--in-spite-of" in refused.err
    second = run("publish", planned, *FROM, "--in-spite-of", "nobody else", "--lang", "en")
    assert second.code == 0
    assert "Compared with version 1: 1 change for 1 person." in second.out
    assert "nobody else" in second.out

    versions = run("versions", planned, *FROM, "--json").json["versions"]
    assert [one["version"] for each in versions for one in each["published"]] == [1, 2]
    assert run("restore", planned, *FROM, "--version", 1).code == 0
    assert (planned / "plans" / "2026-11-09" / "roster.csv").read_bytes() == before
    assert run("audit", planned, *FROM).code == 0
    log = run("log", planned, "--json").json["log"]
    assert [one["kind"] for one in log[:3]] == ["restore", "publish", "publish"]
    assert [one["command"] for one in log[:3]] == ["restore", "publish", "publish"]
    assert log[0]["files"]["plans/2026-11-09/roster.csv"]["after"] is not None
    shown = run("versions", planned, "--lang", "en")
    assert "nobody" in shown.out
    assert max(map(cell_len, (shown.out + run("log", planned, "--lang", "zh").out).splitlines())) <= 80


def test_withdrawing_says_so(planned: Path) -> None:
    """And nothing holds any more; the draft stays."""
    run("publish", planned, *FROM)
    gone = run("publish", planned, *FROM, "--withdraw", "--lang", "en")
    assert (gone.code, "is withdrawn" in gone.out) == (0, True)
    assert "(withdrawn)" in run("versions", planned, "--lang", "en").out
    assert "no published version" in run("export", planned, *FROM, "--format", "csv", "--lang", "en").out
    again = run("publish", planned, *FROM, "--withdraw", "--lang", "en")
    differs = run("diff", planned, *FROM, "--json").json
    assert (differs["before"]["kind"], {one["kind"] for one in differs["changes"]}) == ("nothing", {"given"})
    anew = run("publish", planned, *FROM, "--lang", "en")
    assert (anew.code, "previous version had been withdrawn" in anew.out) == (0, True)
    assert "Compared with version 1" not in anew.out
    assert (again.code, "has not been published, or was withdrawn" in again.err + again.out) == (2, True)


def test_after_a_withdrawal_everything_is_told_anew(planned: Path) -> None:
    """Comparing and publishing count from nothing, and no list claims to be the changes since the version
    that no longer holds."""
    run("publish", planned, *FROM)
    reason = run("publish", planned, *FROM, "--withdraw", "--in-spite-of", "a mistake", "--lang", "en")
    assert (reason.code, "--note" in reason.err) == (2, True)
    run("publish", planned, *FROM, "--withdraw", "--note", "a mistake")
    compared = run("diff", planned, *FROM, "--json").json
    assert (compared["before"]["kind"], {one["kind"] for one in compared["changes"]}) == (
        "nothing",
        {"given"},
    )
    again = run("publish", planned, *FROM, "--lang", "en").out
    assert ("had been withdrawn" in again, "Compared with" in again) == (True, False)


def test_a_search_that_finds_nothing_does_not_say_that_nothing_is_there(planned: Path) -> None:
    """Neither the log of another file nor the versions of another week."""
    assert "no change of locks.csv" in run("log", planned, "--file", "locks.csv", "--lang", "en").out
    other = run("versions", planned, "--from", "2027-01-04", "--lang", "en").out
    assert "starts on 2027-01-04" in other


def test_restore_wants_one_of_two_numbers(planned: Path) -> None:
    """A usage error names both."""
    assert run("restore", planned, *FROM).code == 2
    assert run("restore", planned, *FROM, "--version", 1, "--saved", 1).code == 2
    missing = run("restore", planned, *FROM, "--version", 3, "--json")
    assert (missing.code, missing.json["errors"][0]["code"]) == (2, "not_published")


def test_a_shop_without_a_store_has_neither_versions_nor_log(shop: Path) -> None:
    """Looking makes none."""
    assert "begin with the first plan" in run("versions", shop, "--lang", "en").out
    assert "The log is empty" in run("log", shop, "--lang", "en").out
    assert not (shop / "peakroster.db").exists()
