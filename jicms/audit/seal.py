"""Sealing the trail into a hash chain, and proving it.

Writers never wait for the chain: rows go in as they come, and a single sealer puts what is
committed into an order of its own. Membership is explicit (`audit_seal_entry`), because ids commit
late and rollbacks leave holes. What is deleted within the unsealed second is not detectable; a
forged row is refused by its MAC. The heads go to a file outside the database as well, which is what
shows that a tail was cut or all was sealed again.
"""

import fcntl
import json
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import exists, func, insert, select
from sqlalchemy.orm import Session

from jicms.audit.models import AuditEvent, Seal, SealEntry
from jicms.audit.recorder import canonical
from jicms.core import clock, crypto

BATCH = 5_000
#: How far back a quick pass looks for rows that committed late.
WINDOW = 10_000
GENESIS = "0" * 64
UNSEALED_LIMIT = timedelta(minutes=10)
#: PostgreSQL's advisory lock of the sealer. SQLite has one writer anyway.
_ONE_SEALER = 0x5EA1
#: Longer than any line of the anchor.
_LONGEST_LINE = 1_024

_events = AuditEvent.__table__
_entries = SealEntry.__table__
_seals = Seal.__table__


class BadRow(Exception):
    """An event whose MAC does not match its columns: it was not written by the application."""

    def __init__(self, event_id: int) -> None:
        super().__init__(f"event {event_id} was not written by the application")
        self.event_id = event_id


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with the trail; `place` orders the report."""

    place: int
    sentence: str


def digest_of(row: Any) -> str:
    """SHA-256 of an event's signed bytes with its id and MAC."""
    signed = canonical(dict(row._mapping))
    return crypto.digest(signed + f"|{row.id}|{row.mac}".encode())


def mac_holds(row: Any) -> bool:
    """Whether the application wrote this row of events."""
    return _tag_holds("audit", row.key_id, canonical(dict(row._mapping)), row.mac)


def seal_holds(seal: dict[str, Any]) -> bool:
    """Whether a seal's hash is that of what it says, under a key of ours."""
    signed = seal["hash"].encode()
    return bool(seal["hash"] == hash_of(seal)) and _tag_holds(
        "seal", seal["key_id"], signed, seal["mac"]
    )


def _tag_holds(purpose: str, key_id: str, data: bytes, mac: str) -> bool:
    """False, too, for a key that is not ours: whoever writes behind our back names any key."""
    try:
        return crypto.check_tag(purpose, key_id, data, mac)
    except crypto.UnknownKey:
        return False


def missing_keys(session: Session) -> list[str]:
    """The key ids that the trail names and JICMS_MASTER_KEY lacks: their rows can't be proved."""
    named = {
        key_id
        for column in (_events.c.key_id, _seals.c.key_id)
        for key_id in session.execute(select(column).distinct()).scalars()
    }
    return sorted(named.difference(crypto.keyring().key_ids))


def hash_of(seal: dict[str, Any]) -> str:
    """The hash of a seal over what it covers and the seal before it."""
    names = ("no", "first_seq", "last_seq", "n", "root", "prev")
    return crypto.digest(json.dumps([seal[name] for name in names]).encode())


def _unsealed(session: Session, *, quick: bool, refused: Collection[int]) -> list[Any]:
    statement = select(_events).where(
        ~exists().where(_entries.c.event_id == _events.c.id), _events.c.id.not_in(refused)
    )
    if quick:
        last = session.execute(select(func.max(_entries.c.event_id))).scalar() or 0
        statement = statement.where(_events.c.id > last - WINDOW)
    return list(session.execute(statement.order_by(_events.c.id).limit(BATCH)))


def is_anything_unsealed(session: Session, *, refused: Collection[int] = ()) -> bool:
    """Whether a quick pass would find an event. Takes no lock."""
    found = exists().where(_entries.c.event_id == _events.c.id)
    last = session.execute(select(func.max(_entries.c.event_id))).scalar() or 0
    statement = select(_events.c.id).where(
        ~found, _events.c.id > last - WINDOW, _events.c.id.not_in(refused)
    )
    return session.execute(statement.limit(1)).first() is not None


def seal_batch(session: Session, *, quick: bool = True, refused: Collection[int] = ()) -> int:
    """Seal up to `BATCH` committed events; the number sealed. One sealer at a time.

    Raises `BadRow` on a forged one; those in `refused` are known for forged and left unsealed, for
    `verify` to name, so that one of them can't keep all that follow from being sealed.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_ONE_SEALER)))
    rows = _unsealed(session, quick=quick, refused=refused)
    if not rows:
        return 0
    for row in rows:
        if not mac_holds(row):
            raise BadRow(row.id)
    head = session.execute(select(_seals).order_by(_seals.c.no.desc()).limit(1)).first()
    first = head.last_seq + 1 if head else 1
    digests = [digest_of(row) for row in rows]
    session.execute(
        insert(_entries),
        [
            {"seq": first + place, "event_id": row.id, "digest": digest}
            for place, (row, digest) in enumerate(zip(rows, digests, strict=True))
        ],
    )
    seal: dict[str, Any] = {
        "no": head.no + 1 if head else 1,
        "first_seq": first,
        "last_seq": first + len(rows) - 1,
        "n": len(rows),
        "root": crypto.digest("".join(digests).encode()),
        "prev": head.hash if head else GENESIS,
    }
    seal["hash"] = hash_of(seal)
    seal["key_id"] = crypto.current_key_id("seal")
    seal["mac"] = crypto.tag("seal", seal["hash"].encode(), key_id=seal["key_id"])
    session.execute(insert(_seals).values(at=clock.now(), **seal))
    return len(rows)


def heads(session: Session, *, after: int) -> Iterator[str]:
    """Lines for the outside anchor: number, time, last place, hash and MAC of each later seal."""
    for seal in session.execute(select(_seals).where(_seals.c.no > after).order_by(_seals.c.no)):
        place = f"{seal.no} {seal.at.isoformat()} {seal.last_seq}"
        yield f"{place} {seal.hash} {seal.key_id}:{seal.mac}"


def append_anchor(session: Session, path: Path) -> int:
    """Append the heads that the anchor file lacks; the number written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as anchor:
        fcntl.flock(anchor, fcntl.LOCK_EX)
        lines = list(heads(session, after=_last_number(anchor)))
        anchor.writelines(f"{line}\n" for line in lines)
    return len(lines)


def _last_number(anchor: TextIO) -> int:
    """The number of the anchor's last seal, from its end: the file grows for years."""
    end = anchor.seek(0, os.SEEK_END)
    anchor.seek(max(0, end - _LONGEST_LINE))
    lines = anchor.read().splitlines()
    anchor.seek(0, os.SEEK_END)
    return int(lines[-1].split()[0]) if lines else 0


def verify(session: Session, *, anchor: Path | None = None) -> tuple[int, list[Problem]]:
    """Prove the chain: the number of sealed events checked, and what is wrong, in order."""
    problems: list[Problem] = []
    checked = _verify_entries(session, problems)
    _verify_seals(session, problems)
    _verify_unsealed(session, problems)
    if anchor is not None and anchor.exists():
        _verify_anchor(session, anchor, problems)
    return checked, sorted(problems, key=lambda problem: problem.place)


def _verify_entries(session: Session, problems: list[Problem]) -> int:
    joined = (
        select(_entries.c.seq, _entries.c.event_id, _entries.c.digest.label("sealed"), _events)
        .select_from(_entries.outerjoin(_events, _events.c.id == _entries.c.event_id))
        .order_by(_entries.c.seq)
        .execution_options(yield_per=2_000)
    )
    expected = 1
    for row in session.execute(joined):
        if row.seq != expected:
            problems.append(Problem(expected, f"entry {expected} of the sealed order is gone"))
            expected = row.seq
        expected += 1
        if row.id is None:
            problems.append(Problem(row.seq, f"event {row.event_id} was removed"))
        elif digest_of(row) != row.sealed or not mac_holds(row):
            problems.append(Problem(row.seq, f"event {row.event_id} was changed"))
    return expected - 1


def _verify_seals(session: Session, problems: list[Problem]) -> None:
    previous, number, last = GENESIS, 1, 0
    for row in session.execute(select(_seals).order_by(_seals.c.no)):
        seal = dict(row._mapping)
        place = seal["last_seq"]  # after the rows that it seals: those are named first
        if seal["no"] != number:
            problems.append(Problem(place, f"seal {number} is gone"))
            number = seal["no"]
        elif seal["prev"] != previous:
            problems.append(Problem(place, f"the link before seal {number} is broken"))
        if not seal_holds(seal):
            problems.append(Problem(place, f"seal {number} was changed"))
        elif _root_of(session, seal) != (seal["n"], seal["root"]):
            problems.append(Problem(place, f"seal {number} does not match its entries"))
        previous, number, last = seal["hash"], number + 1, seal["last_seq"]
    beyond = session.execute(
        select(_entries.c.event_id).where(_entries.c.seq > last).order_by(_entries.c.seq).limit(1)
    ).scalar()
    if beyond is not None:
        problems.append(Problem(last + 1, f"event {beyond} belongs to no seal"))


def _root_of(session: Session, seal: dict[str, Any]) -> tuple[int, str]:
    digests = session.execute(
        select(_entries.c.digest)
        .where(_entries.c.seq.between(seal["first_seq"], seal["last_seq"]))
        .order_by(_entries.c.seq)
    ).scalars()
    listed = list(digests)
    return len(listed), crypto.digest("".join(listed).encode())


def _verify_unsealed(session: Session, problems: list[Problem]) -> None:
    rows = session.execute(
        select(_events)
        .where(~exists().where(_entries.c.event_id == _events.c.id))
        .order_by(_events.c.id)
        .execution_options(yield_per=2_000)
    )
    end = (session.execute(select(func.max(_entries.c.seq))).scalar() or 0) + 1
    for row in rows:
        if not mac_holds(row):
            problems.append(Problem(end, f"event {row.id} was inserted or changed before sealing"))
        elif row.at < clock.now() - UNSEALED_LIMIT:
            problems.append(Problem(end, f"event {row.id} was never sealed"))


def _verify_anchor(session: Session, anchor: Path, problems: list[Problem]) -> None:
    stored = {row.no: row for row in session.execute(select(_seals))}
    for line in anchor.read_text().splitlines():
        number, _at, last, seal_hash, _mac = line.split()
        seal = stored.get(int(number))
        if seal is None:
            problems.append(Problem(int(last), f"seal {number} is gone"))
        elif seal.hash != seal_hash:
            problems.append(Problem(seal.first_seq, f"seal {number} differs from the anchor"))
