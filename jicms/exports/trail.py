"""The audit extract of a package: what was done with its records, and what proves it offline.

An extract holds the sealed rows about the records themselves. Who only looked is not part of it.
All other rows of the same seals stand as digests, the seals between as links, so that the chain can
be checked without a word of what the recipient may not read.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, tuple_

from jicms.access.actor import Actor
from jicms.audit import seal as sealing
from jicms.audit.events import Event
from jicms.audit.models import AuditEvent, Seal, SealEntry
from jicms.audit.recorder import SIGNED_COLUMNS, plain
from jicms.cases.notices import whole
from jicms.core import unit_of_work

#: What is done with a record. Views, downloads and refusals name people who did nothing with it.
DONE = (
    *(Event.ROW_CREATED, Event.ROW_CHANGED, Event.ROW_DELETED, Event.STATUS_CHANGED),
    *(Event.EVIDENCE_RECORDED, Event.STATEMENT_RECORDED, Event.EXHIBIT_ADDED),
    *(Event.CUSTODY_RECORDED, Event.REPORT_SUBMITTED),
    *(Event.REPORT_RETURNED, Event.REPORT_APPROVED, Event.FILE_ALARM),
)
#: From so many seals between two on, the links between them are left out: a stretch begins anew.
FARTHEST = 5_000
_BATCH = 500
_SEAL = ("no", "first_seq", "last_seq", "n", "root", "prev", "hash")


@dataclass(frozen=True, slots=True)
class Extract:
    """The extract as lines of JSON, and what the manifest says of it."""

    events: bytes
    seals: bytes
    count: int
    stretches: tuple[tuple[int, int], ...]


def extract(records: Iterable[tuple[str, int]]) -> Extract | None:
    """What the sealed trail holds about these rows (table, id): `seal` first. None where there is
    nothing, which no record that was made through the application brings about."""
    rows = list(_rows(sorted(set(records))))
    if not rows:
        return None
    holding = _seals_holding([row.seq for row in rows])
    lines, stretches = _chain(holding)
    return Extract(
        events=_lines(_event(row) for row in rows),
        seals=_lines(lines),
        count=len(rows),
        stretches=tuple(stretches),
    )


def seal() -> None:
    """Seal what is committed: in the open write transaction, else batch by batch, so that writers
    get their turn. A row that was not written by the application stays unsealed, as the sealer
    leaves it."""
    refused: set[int] = set()
    while True:
        try:
            if not _seal_batch(refused):
                return
        except sealing.BadRow as forged:
            refused.add(forged.event_id)


def _seal_batch(refused: set[int]) -> int:
    if unit_of_work.is_writing():
        return sealing.seal_batch(unit_of_work.session(), refused=refused)
    with unit_of_work.write(Actor.system("sealer")) as session:
        return sealing.seal_batch(session, refused=refused)


def _rows(records: Sequence[tuple[str, int]]) -> Iterator[Any]:
    session = unit_of_work.session()
    found: dict[int, Any] = {}
    columns = [getattr(AuditEvent, name) for name in SIGNED_COLUMNS]
    for begin in range(0, len(records), _BATCH):
        statement = (
            select(SealEntry.seq, AuditEvent.id, AuditEvent.mac, *columns)
            .join(SealEntry, SealEntry.event_id == AuditEvent.id)
            .where(
                tuple_(AuditEvent.entity, AuditEvent.entity_id).in_(
                    records[begin : begin + _BATCH]
                ),
                AuditEvent.event.in_([event.value for event in DONE]),
            )
        )
        found |= {row.seq: row for row in session.execute(whole(statement))}
    return iter(found[seq] for seq in sorted(found))


def _event(row: Any) -> Mapping[str, Any]:
    signed = {name: plain(getattr(row, name)) for name in SIGNED_COLUMNS}
    return {"seq": row.seq, "id": row.id, "mac": row.mac, "row": signed}


def _seals_holding(places: Sequence[int]) -> list[Any]:
    """The seals that hold these places of the sealed order, by number."""
    session, found, done = unit_of_work.session(), [], 0
    for place in places:
        if place <= done:
            continue
        row = session.execute(
            whole(select(Seal).where(Seal.last_seq >= place).order_by(Seal.last_seq).limit(1))
        ).scalar_one()
        found.append(row)
        done = row.last_seq
    return found


def _chain(holding: Sequence[Any]) -> tuple[list[Mapping[str, Any]], list[tuple[int, int]]]:
    """Lines of the seals with the digests in them, of the links between, and the stretches."""
    lines: list[Mapping[str, Any]] = []
    stretches: list[tuple[int, int]] = []
    for row in holding:
        if stretches and row.no - stretches[-1][1] <= FARTHEST:
            lines += _links(stretches[-1][1], row.no)
            stretches[-1] = (stretches[-1][0], row.no)
        else:
            stretches.append((row.no, row.no))
        lines.append(_seal(row) | {"digests": _digests(row)})
    return lines, stretches


def _links(after: int, before: int) -> list[Mapping[str, Any]]:
    found = unit_of_work.session().scalars(
        whole(select(Seal).where(Seal.no > after, Seal.no < before).order_by(Seal.no))
    )
    return [_seal(row) for row in found]


def _digests(row: Any) -> list[str]:
    found = select(SealEntry.digest).where(SealEntry.seq.between(row.first_seq, row.last_seq))
    return list(unit_of_work.session().scalars(whole(found.order_by(SealEntry.seq))))


def _seal(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _SEAL}


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(f"{json.dumps(row, separators=(',', ':'))}\n" for row in rows).encode()
