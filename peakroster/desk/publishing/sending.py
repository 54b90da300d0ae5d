"""A published roster on its way to an attendance system: what is lacking, the mapping, the push."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from peakroster.exports.platforms.ids import PlatformIds
from peakroster.publishing.published import newest
from peakroster.push.client import Listed
from peakroster.push.lists import Lists, read_lists
from peakroster.push.mapping import Open, Proposal, Proposals, propose, write_proposals
from peakroster.push.platforms import PLATFORMS
from peakroster.push.pushing import DryRun, Surroundings, dry_run, online_lists, push_roster, ready
from peakroster.push.report import PushReport
from peakroster.push.run import Observer
from peakroster.push.source import rows_to_push
from peakroster.shop.model import MappingKind, ShopFolder
from peakroster.tables.findings import Finding, InputError

SYSTEMS = tuple(PLATFORMS)
"""Attendance systems that a roster can be sent to."""


@dataclass(frozen=True)
class Readiness:
    """Whether a published roster can be sent.

    version: the publication that would be; None = nothing that holds. credentials: variables that are not
    set or wrong. mapping: people, shifts and the like that mapping.csv does not name. others: anything else
    that is in the way. warnings: what will be left out.
    """

    version: int | None
    credentials: tuple[Finding, ...] = ()
    mapping: tuple[Finding, ...] = ()
    others: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    @property
    def is_ready(self) -> bool:
        """Whether nothing is in the way."""
        return self.version is not None and not (self.credentials or self.mapping or self.others)


def readiness(folder: Path, first_day: date, platform: str, around: Surroundings | None = None) -> Readiness:
    """What the newest publication of a plan lacks for a platform; nothing is sent, and nobody is asked.

    Raises InputError for a shop that cannot be read.
    """
    publication = newest(folder, first_day)
    version = None if publication is None else publication.number
    try:
        roster = rows_to_push(folder, first_day)
        found = ready(roster, platform, around or Surroundings())
    except InputError as error:
        if version is None:
            return Readiness(None)
        kinds: dict[str, list[Finding]] = {"credentials": [], "mapping": [], "others": []}
        for one in error.findings:
            kinds[_kind(one)].append(one)
        return Readiness(version, *(tuple(kinds[name]) for name in ("credentials", "mapping", "others")))
    return Readiness(version, warnings=found.warnings)


def look_before_sending(
    folder: Path,
    first_day: date,
    platform: str,
    *,
    again: bool = False,
    observer: Observer | None = None,
    around: Surroundings | None = None,
) -> DryRun:
    """How many rows differ from what the platform holds; it is read, and nothing is sent.

    Raises InputError as :func:`readiness` would tell, PlatformError, StoppedError.
    """
    return dry_run(rows_to_push(folder, first_day), platform, again=again, observer=observer, around=around)


def send(
    folder: Path,
    first_day: date,
    platform: str,
    *,
    again: bool = False,
    observer: Observer | None = None,
    around: Surroundings | None = None,
) -> PushReport:
    """Bring the platform to the newest publication; only what differs is sent.

    Raises InputError before anything is sent. Whatever the platform does wrong stands in the report.
    """
    return push_roster(
        rows_to_push(folder, first_day), platform, again=again, observer=observer, around=around
    )


def mapping_proposals(
    shop: ShopFolder, platform: str, files: Sequence[Path] = (), around: Surroundings | None = None
) -> Proposals:
    """Rows of mapping.csv proposed from a platform's own lists, or from files that were exported there.

    Raises InputError without credentials, PlatformError, StoppedError.
    """
    lists: Lists
    if files:
        lists = read_lists(list(files))
    else:
        lists, _ = online_lists(shop, platform, around or Surroundings())
    return _with_single(propose(shop, PLATFORMS[platform], lists))


def mapping_by_hand(shop: ShopFolder, platform: str) -> Proposals:
    """Everything that mapping.csv lacks for a platform, each to be filled in: no list is read."""
    return _with_single(propose(shop, PLATFORMS[platform], Lists((), ())))


def _with_single(found: Proposals) -> Proposals:
    single = [Open(kind, "main", "") for kind in found.single]  # nobody's list says which is meant
    return replace(found, open=[*single, *found.open], single=())


def proposals_from_file(shop: ShopFolder, platform: str, name: str, content: bytes) -> Proposals:
    """The same from one file that was uploaded: its name, whose ending says what it is, and its bytes."""
    with tempfile.TemporaryDirectory(prefix="peakroster-") as place:
        path = Path(place) / Path(name).name
        path.write_bytes(content)
        return mapping_proposals(shop, platform, [path])


def confirmed(
    proposals: Proposals, chosen: Mapping[tuple[MappingKind, str], str]
) -> tuple[Proposals, tuple[str, ...]]:
    """The proposals that were confirmed, and ids that were chosen twice.

    chosen: (kind, our id) → the platform's id; what is not named is left out.
    """
    every: list[Proposal | Open] = [*proposals.proposed, *proposals.open]
    named = {(one.kind, one.local_id): one for one in every}
    rows, taken, twice = [], dict[tuple[MappingKind, str], str](), []
    for (kind, local_id), theirs in chosen.items():
        one = named.get((kind, local_id))
        theirs = theirs.strip()
        if one is None or not theirs:
            continue
        if (kind, theirs) in taken:
            twice.append(theirs)
        taken[kind, theirs] = local_id
        listed = _listed(one, theirs)
        rows.append(Proposal(kind, local_id, one.name, listed, "id"))
    return replace(proposals, proposed=rows, open=[]), tuple(twice)


def write_confirmed(shop: ShopFolder, proposals: Proposals) -> int:
    """Add the rows to mapping.csv through the door; returns how many. Raises InputError."""
    return write_proposals(shop, proposals)


def unmapped(shop: ShopFolder, platform: str) -> tuple[Finding, ...]:
    """Everybody of agents.csv and every shift that mapping.csv does not name for a platform."""
    ids = PlatformIds(shop, PLATFORMS[platform], shop.agent_names, [one.name for one in shop.shifts])
    return tuple(ids.findings)


def _listed(one: Proposal | Open, theirs: str) -> Listed:
    known = (one.theirs,) if isinstance(one, Proposal) else one.candidates
    return next((each for each in known if each.id == theirs), Listed(theirs, ""))


def _kind(finding: Finding) -> str:
    if finding.code.startswith(("push_no_credential", "push_bad")):
        return "credentials"
    return "mapping" if finding.file == "mapping.csv" else "others"
