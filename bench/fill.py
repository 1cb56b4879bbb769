"""Generated cases straight into the tables, shaped like a busy installation.

Four actors, as in the prototype's measurements: S supervises the office that leads 45 % of all
cases; I is assigned to a few hundred; L has one case in fifty referred to the office; P holds
shares in the oldest fifth only, the trap for a list that scans from the newest.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from jicms.allegations.models import Allegation, AllegationDetail, AllegationSubject
from jicms.auth.models import Office, User
from jicms.cases.models import Case, CaseCounter, CaseGrant, LogEntry, Party
from jicms.core.ids import case_number

BATCH = 5_000
NEWEST = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
OFFICES = (("IA", 45), ("OPR", 45), ("LEGACY-IA", 10))
STATUSES = (("CLOSED", 80), ("OPEN", 9), ("ASSIGNED", 3), ("TRIAGE", 3), ("ROI_REVIEW", 5))
CATEGORIES = ("IT-02", "WRK-01", "TNA-03", "DET-02", "INT-05", "PRP-01", "ALC-01", "UOF-03")
WORDS = ("vehicle", "locker", "radio", "overtime", "statement", "query", "gate", "visitor", "badge")
PLACES = ("Alder Bend", "Corvane", "Harlan Ridge", "Mesquite Flat", "Tallgrass")


def pick(rng: random.Random, weighted: tuple[tuple[str, int], ...]) -> str:
    """One of the values, by weight."""
    return rng.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]


def rows(start: int, total: int, offices: dict[str, Any], rng: random.Random) -> Iterator[Any]:
    """Values of `case_file`, oldest first."""
    for sequence in range(start, total + 1):
        received = NEWEST - timedelta(minutes=20 * (total - sequence))
        office = offices[pick(rng, OFFICES)]
        status = pick(rng, STATUSES)
        closed = received + timedelta(days=rng.randint(20, 400)) if status == "CLOSED" else None
        yield {
            "id": sequence,
            "number": case_number(2026, 1_000_000 + sequence),
            "fiscal_year": 2026,
            "sequence": 1_000_000 + sequence,
            "agency_id": office.agency_id,
            "origin_office_id": office.id,
            "lead_office_id": office.id,
            "title": f"The {rng.choice(WORDS)} at {rng.choice(PLACES)}",
            "case_type_code": "ADMIN_INVESTIGATION",
            "class_code": "CBP-2",
            "status": status,
            "received_at": received,
            "received_on": received.date(),
            "opened_at": received + timedelta(days=3),
            "closed_at": closed,
            "closed_on": closed.date() if closed else None,
            "closure_code": "ADJUDICATED" if closed else None,
        }


def fill(connection: Connection, total: int) -> None:
    """Bring the tables to `total` cases, with an allegation, a subject and a log line each."""
    rng = random.Random(20261123)
    have = connection.scalar(select(func.count()).select_from(Case.__table__)) or 0
    offices = {row.code: row for row in connection.execute(select(Office.__table__))}
    closure = connection.scalar(
        text("SELECT min(code) FROM closure_reason WHERE source <> 'legacy'")
    )
    batch: list[dict[str, Any]] = []
    for row in rows(have + 1, total, offices, rng):
        if row["closure_code"]:
            row["closure_code"] = closure
        batch.append(row)
        if len(batch) == BATCH:
            write(connection, batch)
            batch = []
    if batch:
        write(connection, batch)
    grant(connection, offices, rng)
    finish(connection)


def write(connection: Connection, cases: list[dict[str, Any]]) -> None:
    """One batch of cases with their children, ids equal to the case's."""
    connection.execute(insert(Case.__table__), cases)
    connection.execute(
        insert(Party.__table__),
        [
            {
                "id": c["id"],
                "case_id": c["id"],
                "n": 1,
                "role": "SUBJECT",
                "description": f"Officer {c['id']}",
                "subject_status": "NOT_REFERRED",
            }
            for c in cases
        ],
    )
    connection.execute(
        insert(Allegation.__table__),
        [
            {
                "id": c["id"],
                "case_id": c["id"],
                "n": 1,
                "category_code": CATEGORIES[c["id"] % len(CATEGORIES)],
                "class_code": "CBP-2",
                "incident_from": c["received_on"] - timedelta(days=9),
                "intake_method_code": "PHONE_HOTLINE",
                "received_at": c["received_at"],
            }
            for c in cases
        ],
    )
    narrative = "Caller says that the officer knew more than was told. " * 4
    detail = [
        {"allegation_id": c["id"], "case_id": c["id"], "narrative": narrative, "place": "Gate 4"}
        for c in cases
    ]
    connection.execute(insert(AllegationDetail.__table__), detail)
    joined = [
        {"id": c["id"], "allegation_id": c["id"], "case_id": c["id"], "m": 1, "party_id": c["id"]}
        for c in cases
    ]
    connection.execute(insert(AllegationSubject.__table__), joined)
    log = [
        {
            "id": c["id"],
            "case_id": c["id"],
            "kind": "NOTE",
            "occurred_at": c["received_at"],
            "text": "Received.",
        }
        for c in cases
    ]
    connection.execute(insert(LogEntry.__table__), log)


def grant(connection: Connection, offices: dict[str, Any], rng: random.Random) -> None:
    """Assignments of I, referrals to L's office, and P's shares in the oldest fifth."""
    connection.execute(CaseGrant.__table__.delete())
    cases = Case.__table__
    total = connection.scalar(select(func.max(cases.c.id))) or 0
    users = dict(connection.execute(select(User.username, User.principal_id)).all())
    wanted = (
        (
            users["investigator.ia"],
            offices["IA"].id,
            "assignment",
            "full",
            sample(rng, 1, total, 397),
        ),
        (
            offices["LER"].principal_id,
            None,
            "referral",
            "summary",
            sample(rng, 1, total, total // 50),
        ),
        (
            users["investigator2.ia"],
            offices["IA"].id,
            "share",
            "full",
            sample(rng, 1, total // 5, total // 40),
        ),
    )
    for principal, office, kind, level, ids in wanted:
        for place in range(0, len(ids), BATCH):
            found = connection.execute(
                select(cases.c.id, cases.c.received_at).where(
                    cases.c.id.in_(ids[place : place + BATCH])
                )
            )
            connection.execute(
                insert(CaseGrant.__table__),
                [
                    {
                        "case_id": case.id,
                        "principal_id": principal,
                        "office_id": office,
                        "kind": kind,
                        "level": level,
                        "received_at": case.received_at,
                        "reason": "bench",
                    }
                    for case in found
                ],
            )


def sample(rng: random.Random, low: int, high: int, count: int) -> list[int]:
    """`count` distinct ids, or all there are."""
    return sorted(rng.sample(range(low, high + 1), min(count, high - low + 1)))


def finish(connection: Connection) -> None:
    """Sequences behind the ids that were given by hand, the counter, and fresh statistics."""
    for table in (Case, Party, Allegation, AllegationSubject, LogEntry):
        name = table.__tablename__
        last = f"(SELECT max(id) FROM {name})"
        connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {last})"))
    connection.execute(CaseCounter.__table__.delete())
