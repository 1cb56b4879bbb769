"""The state of the seal, and a check of its newest part: for a page, where `verify` is too slow."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from jicms.audit.models import AuditEvent, Seal, SealEntry
from jicms.audit.seal import GENESIS, WINDOW, digest_of, mac_holds, seal_holds
from jicms.core import crypto

#: How many of the newest sealed events a bounded check proves.
CHECKED = 5_000
#: Unsealed events are counted up to here.
COUNTED = 1_000
_TAIL_BYTES = 4_096

_events = AuditEvent.__table__
_entries = SealEntry.__table__
_seals = Seal.__table__


@dataclass(frozen=True, slots=True)
class SealState:
    """Where the chain stands. `anchor` is None without an outside file, else whether it agrees."""

    no: int | None
    at: datetime | None
    events: int
    head: str
    unsealed: int
    oldest: datetime | None
    anchor: bool | None
    anchor_no: int | None


def state_of(session: Session, anchor: Path) -> SealState:
    """The last seal, what is not sealed yet, and whether the outside copy agrees."""
    last = session.execute(select(_seals).order_by(_seals.c.no.desc()).limit(1)).first()
    top = session.execute(select(func.max(_entries.c.event_id))).scalar() or 0
    waiting = (
        select(_events.c.at)
        .where(
            _events.c.id > top - WINDOW,
            ~exists().where(_entries.c.event_id == _events.c.id),
        )
        .limit(COUNTED)
        .subquery()
    )
    unsealed, oldest = session.execute(
        select(func.count(), func.min(waiting.c.at)).select_from(waiting)
    ).one()
    number, agrees = _anchored(session, anchor)
    return SealState(
        no=last.no if last else None,
        at=last.at if last else None,
        events=last.n if last else 0,
        head=last.hash if last else "",
        unsealed=unsealed,
        oldest=oldest,
        anchor=agrees,
        anchor_no=number,
    )


def _anchored(session: Session, anchor: Path) -> tuple[int | None, bool | None]:
    """The last head in the outside file, and whether the database has that very seal."""
    try:
        with anchor.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _TAIL_BYTES))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return None, None
    parts = lines[-1].split() if lines else []
    if len(parts) != 5 or not parts[0].isdigit():
        return None, False
    number, seal_hash = int(parts[0]), parts[3]
    stored = session.execute(select(_seals.c.hash).where(_seals.c.no == number)).scalar()
    return number, stored is not None and crypto.same(stored, seal_hash)


def verify_tail(session: Session, anchor: Path) -> tuple[int, list[str]]:
    """Prove the newest seals, up to `CHECKED` events: the number proved, and what is wrong.

    A chain that is broken further back is found by `flask audit verify`.
    """
    problems: list[str] = []
    seals = _newest_seals(session)
    checked = 0
    for place, seal in enumerate(seals):
        before = seals[place + 1] if place + 1 < len(seals) else None
        problems += _seal_problems(session, seal, before)
        problems += _event_problems(session, seal)
        checked += seal["n"]
    if _anchored(session, anchor)[1] is False:
        problems.append("the outside copy of the heads does not agree")
    return checked, problems


def _newest_seals(session: Session) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    total = 0
    for row in session.execute(select(_seals).order_by(_seals.c.no.desc()).limit(CHECKED)):
        if found and total + row.n > CHECKED:
            break
        found.append(dict(row._mapping))
        total += row.n
    return found


def _seal_problems(
    session: Session, seal: dict[str, Any], before: dict[str, Any] | None
) -> list[str]:
    number = seal["no"]
    if before is None:
        stored = session.execute(select(_seals.c.hash).where(_seals.c.no == number - 1)).scalar()
        previous = stored if number > 1 else GENESIS
    else:
        previous = before["hash"] if before["no"] == number - 1 else None
    said = []
    if seal["prev"] != previous:
        said.append(f"the link before seal {number} is broken")
    if not seal_holds(seal):
        said.append(f"seal {number} was changed")
    return said


def _event_problems(session: Session, seal: dict[str, Any]) -> list[str]:
    rows = session.execute(
        select(_entries.c.seq, _entries.c.event_id, _entries.c.digest.label("sealed"), _events)
        .select_from(_entries.outerjoin(_events, _events.c.id == _entries.c.event_id))
        .where(_entries.c.seq.between(seal["first_seq"], seal["last_seq"]))
        .order_by(_entries.c.seq)
    ).all()
    said = []
    for row in rows:
        if row.id is None:
            said.append(f"event {row.event_id} was removed")
        elif digest_of(row) != row.sealed or not mac_holds(row):
            said.append(f"event {row.event_id} was changed")
    root = crypto.digest("".join(row.sealed for row in rows).encode())
    if (len(rows), root) != (seal["n"], seal["root"]):
        said.append(f"seal {seal['no']} does not match its entries")
    return said
