"""The chain of an item: its first event, no gap, nothing in the future, no change."""

import hashlib
import json
from datetime import timedelta

import pytest
from flask_migrate import downgrade, upgrade
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.custody import chain, queries, service
from jicms.custody.kinds import CustodyKind
from jicms.custody.models import CustodyEvent
from jicms.custody.service import Told
from jicms.extensions import db
from tests.factories import accounts
from tests.factories.custody import (
    hand_over,
    handed,
    log_of,
    the_item,
    the_step,
    to_laboratory,
)
from tests.factories.evidence import TAKEN, item
from tests.factories.files import upload
from tests.factories.investigations import user


def test_recording_an_item_begins_its_chain(acting, reading, number):
    with acting("investigator.ia") as session:
        item(session, number, location="Locker 3", seal_number="S-1")
        item(session, number, collected_by="Border Patrol")
        item(session, number, kind_code="DIGITAL_FILE", file=upload())
    with reading("investigator.ia") as session:
        first, second, third = (log_of(session, n)[0] for n in (1, 2, 3))
        name = accounts.actor_of("investigator.ia").name
        assert (first["kind"], first["to_name"], first["at"]) == (
            "COLLECTED",
            name,
            chain.plain(TAKEN),
        )
        assert (first["location"], first["seal"]) == ("Locker 3", "S-1")
        assert first["late_reason"] == "Recorded with the item."
        assert (second["kind"], second["from_name"]) == ("RECEIVED", "Border Patrol")
        assert second["unsigned_reason"]
        assert (third["to_name"], third["hash_after"]) == (
            "System store",
            the_item(session, 3).file.sha256,
        )


def test_time_runs_forward_and_a_late_entry_says_why(acting, phone):
    now = clock.now()
    with acting("investigator.ia") as session:
        for at, message, told in (
            (now + timedelta(hours=1), "in the future", {}),
            (TAKEN - timedelta(days=1), "before the last event", {"late_reason": "x"}),
            (now - timedelta(hours=2), "Say why it is recorded later", {}),
        ):
            with pytest.raises(RuleBroken, match=message):
                service.record_in_place(
                    the_item(session),
                    actor=accounts.actor_of("investigator.ia"),
                    kind=CustodyKind.OPENED,
                    told=Told(purpose="Charge it", **told),
                    at=at,
                )
        made = service.record_in_place(
            the_item(session),
            actor=accounts.actor_of("investigator.ia"),
            kind=CustodyKind.OPENED,
            told=Told(purpose="Charge it", late_reason="No line at the port"),
            at=now - timedelta(hours=2),
        )
        assert made.late_reason == "No line at the port"


def test_the_database_refuses_a_gap_a_change_and_a_removal(app, acting, phone):
    handed(acting)
    with app.app_context(), db.engine.connect() as link:
        last = (
            link.execute(select(CustodyEvent.__table__).order_by(CustodyEvent.__table__.c.n.desc()))
            .first()
            ._asdict()
        )
        after = {
            **last,
            "id": 9_000,
            "n": 3,
            "prev_n": 2,
            "prev_at": last["at"],
            "prev_digest": last["digest"],
            "from_hand": last["to_hand"],
            "digest": "0" * 64,
        }
        wrong = (
            {"from_hand": "user:999"},
            {"prev_digest": "1" * 64},
            {"n": 4},
            {"n": 2},
            {"at": last["at"] - timedelta(days=400)},
            {"prev_n": None, "prev_at": None},
        )
        for change in wrong:
            with pytest.raises(IntegrityError):
                link.execute(insert(CustodyEvent.__table__), {**after, **change})
            link.rollback()
        for statement in (
            "UPDATE custody_event SET seal = 'x'",
            "DELETE FROM custody_event WHERE n = 2",
        ):
            with pytest.raises(DatabaseError, match="append-only"):
                link.execute(text(statement))
            link.rollback()
        link.execute(insert(CustodyEvent.__table__), after)
        link.rollback()
    with pytest.raises(RuleBroken, match="stays as it is"), acting() as session:
        session.scalars(select(CustodyEvent)).first().seal = "other"


def test_the_database_refuses_to_delete_evidence_or_to_exchange_its_bytes(app, acting, number):
    with acting("investigator.ia") as session:
        item(session, number, kind_code="DIGITAL_FILE", file=upload())
        session.flush()
        other = upload(b"Another file").id
    with app.app_context(), db.engine.connect() as link:
        if link.dialect.name == "sqlite":
            # Not for want of the keys that point at it.
            link.execute(text("PRAGMA foreign_keys = OFF"))
        for statement, said in (
            ("DELETE FROM evidence_item", "never deleted"),
            ("UPDATE evidence_item SET file_id = NULL", "the file of an item stays"),
            (f"UPDATE evidence_item SET file_id = {other}", "the file of an item stays"),
            (f"UPDATE stored_file SET sha256 = '{'0' * 64}'", "as it was received"),
            ("UPDATE stored_file SET size = 1", "as it was received"),
            (f"UPDATE stored_file SET key = '{'0' * 32}' WHERE id = {other}", "as it was received"),
        ):
            with pytest.raises(DatabaseError, match=said):
                link.execute(text(statement))
            link.rollback()
        # What may change, does: the key that it is sealed with, and when it was looked at.
        link.execute(text("UPDATE stored_file SET key_id = 'b', sha256 = sha256"))
        link.rollback()


@pytest.mark.parametrize(
    "broken",
    [
        ("UPDATE custody_event SET seal = 'other' WHERE n = 2", "Event 2 was changed."),
        ("UPDATE custody_event SET to_name = 'Nobody' WHERE n = 2", "Event 2 was changed."),
        ("DELETE FROM custody_event WHERE n = 2", "It does not end with event 2."),
        ("UPDATE custody_state SET hand = 'none'", "not where the last event left it"),
    ],
)
def test_a_chain_that_somebody_broke_past_the_database_reaches_people(
    app, acting, sign_in, phone, broken
):
    handed(acting)
    deed, said = broken
    run = app.test_cli_runner().invoke
    done = run(args=["custody", "verify"])
    assert (done.exit_code, done.output) == (0, "Every chain holds.\n")
    with app.app_context(), db.engine.begin() as link:
        if link.dialect.name == "sqlite":
            for name in ("update", "delete"):
                link.execute(text(f"DROP TRIGGER custody_event_no_{name}"))
        else:
            link.execute(text("ALTER TABLE custody_event DISABLE TRIGGER USER"))
        link.execute(text(deed))
    done = run(args=["custody", "verify"])
    assert done.exit_code == 1
    assert f"BROKEN: {phone}-E0001: " in done.output
    assert said in done.output
    keeper = sign_in("custodian.ia")
    assert f"{phone}-E0001" in keeper.get("/custody?status=differs").text
    assert "A hash is not what it was" in keeper.get("/").text
    assert "missing or not what it was" in keeper.get("/notices").text
    assert run(args=["custody", "verify"]).exit_code == 1
    if "custody_state" in deed:
        with app.app_context(), db.engine.begin() as link:
            put_back = "(SELECT to_hand FROM custody_event WHERE n = 2)"
            link.execute(text(f"UPDATE custody_state SET hand = {put_back}"))
        assert run(args=["custody", "verify"]).exit_code == 0
        assert "A hash is not what it was" not in keeper.get("/").text
        assert "missing or not what it was" not in keeper.get("/notices").text


def test_the_log_can_be_checked_with_json_and_sha256_alone(acting, reading, phone):
    handed(acting, seal="S–448", condition="Kratzer, “schwarz”")
    with reading("custodian.ia") as session:
        rows = log_of(session)
    before = None
    for row in rows:
        told = {name: value for name, value in row.items() if name != "digest"}
        data = json.dumps(told, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(data.encode()).hexdigest() == row["digest"]
        assert before is None or row["prev"] == before
        before = row["digest"]
    for change, message in (
        (lambda log: log[1].update(seal="other"), "Event 2 was changed"),
        (lambda log: log.pop(0), "Event 1 is missing"),
    ):
        other = [dict(row) for row in rows]
        change(other)
        assert any(message in said for said in chain.broken(other))


MOVES = st.lists(
    st.tuples(
        st.sampled_from(
            ("give", "lab", "back", "open", "dispose", "confirm", "confirm", "decline")
        ),
        st.sampled_from(("investigator.ia", "custodian.ia", "supervisor.ia")),
        st.sampled_from(("investigator.ia", "custodian.ia", "supervisor.ia")),
    ),
    max_size=9,
)


def asked(acting, n):
    """The account that a step waits for."""
    with acting() as session:
        step = the_step(session, n)
        return step.asked.username if step else None


def move(session, n, act, name, other):
    """One thing that somebody tries; a refusal is an answer too."""
    actor, thing, step = accounts.actor_of(name), the_item(session, n), the_step(session, n)
    witness = user(session, other)
    if act == "confirm" and step:
        service.confirm(step, actor=actor)
    elif act == "decline" and step:
        service.decline(step, actor=actor, reason="No")
    elif act == "give":
        hand_over(session, by=name, to=other, n=n)
    elif act == "lab":
        to_laboratory(session, by=name, witness=other, n=n)
    elif act == "back":
        told = Told(unsigned_reason="Gone")
        service.take_back(thing, actor=actor, witness=witness, told=told)
    elif act == "dispose":
        kind, told = CustodyKind.DESTROYED, Told(authority="Order 1")
        service.dispose(thing, actor=actor, kind=kind, to="", witness=witness, told=told)
    else:
        told = Told(purpose="Look", seal="S-2")
        service.record_in_place(thing, actor=actor, kind=CustodyKind.RESEALED, told=told)


@settings(
    max_examples=15,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=MOVES)
def test_no_sequence_of_events_makes_a_gap(acting, number, moves):
    with acting("investigator.ia") as session:
        n = item(session, number).n
    for act, name, other in moves:
        who = asked(acting, n) if act == "confirm" else name
        try:
            with acting(who or name) as session:
                move(session, n, act, who or name, other)
        except (RuleBroken, Denied, TransitionRefused):
            continue
    with acting() as session:
        rows, state = log_of(session, n), queries.state_of(the_item(session, n))
        assert chain.broken(rows) == []
        assert (state.last_n, state.hand) == (len(rows), rows[-1]["to_hand"])


def test_items_recorded_before_begin_their_chain_with_the_migration(app, acting, reading, phone):
    with app.app_context():
        downgrade(revision="0022")
        upgrade()
    with reading("custodian.ia") as session:
        (row,) = log_of(session)
        assert (row["kind"], row["taken_over"]) == ("RECEIVED", True)
        assert row["to_name"] == accounts.actor_of("investigator.ia").name
        assert "before custody was kept here" in row["late_reason"]
        assert chain.broken([row]) == []
    handed(acting)
    with reading("custodian.ia") as session:
        assert chain.broken(log_of(session)) == []


def test_a_paper_with_its_scan_stays_a_paper(acting, number):
    with acting("investigator.ia") as session:
        made = item(session, number, kind_code="DOCUMENT", file=upload(), location="Binder 2")
        state = queries.state_of(made)
        assert (state.holder_id, state.location) == (
            accounts.actor_of("investigator.ia").user_id,
            "Binder 2",
        )
        assert hand_over(session).is_pending


def test_a_correction_moves_nothing_and_takes_the_custody_over(acting, sign_in, number):
    with acting("investigator.ia") as session:
        item(session, number, seal_number="S-1")
    handed(acting)
    with acting("investigator.ia") as session:
        item(session, number, corrects=the_item(session), description="Asset 77121")
        state = queries.state_of(the_item(session, 2))
        assert (state.holder_name, state.location, state.seal) == (
            accounts.actor_of("custodian.ia").name,
            "Evidence room, C-14",
            "S-1",
        )
        assert "in place of E0001" in log_of(session, 2)[0]["purpose"]
    with acting("custodian.ia") as session:
        with pytest.raises(RuleBroken, match="recorded anew"):
            hand_over(session, by="custodian.ia", to="investigator.ia")
        assert hand_over(session, by="custodian.ia", to="investigator.ia", n=2).is_pending
    with pytest.raises(RuleBroken, match="waits to be"), acting("investigator.ia") as session:
        item(session, number, corrects=the_item(session, 2))
    keeper = sign_in("custodian.ia")
    assert f"{number}-E0001" not in keeper.get("/custody").text
    assert "Dispose of it" not in keeper.get(f"/cases/{number}/evidence/items/1").text
    begun = keeper.post("/custody/inventory/new", data={}).location
    refused = keeper.post(begun, data={"typed": f"{number}-E0001"})
    assert "recorded anew" in refused.text
