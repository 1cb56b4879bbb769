"""When a record expires: the ledger's clock and the record say the same day, however it came."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.deadlines.models import CaseClock, ClockState
from jicms.discipline import queries_prior, service
from jicms.discipline.models_agreements import AgreementKind, SignedAs
from jicms.discipline.service import agreements
from tests.factories import discipline
from tests.factories.discipline import refused
from tests.factories.letters import stored_file

CODES = ("REPRIMAND_EXPIRY", "RECORD_EXPIRY_SET")


def both(session, action):
    """The day of the record, and the running clocks with theirs."""
    running = session.execute(
        select(CaseClock.rule_code, CaseClock.due_on).where(
            CaseClock.rule_code.in_(CODES), CaseClock.state == ClockState.RUNNING
        )
    )
    marked = queries_prior.expiry_of(queries_prior.marks_of(action))
    return marked, {row.rule_code: row.due_on for row in running}


def test_shortening_and_clearing_move_the_clock(acting, at, action_of, sign_in):
    number = at("DRAFT").number
    with acting() as session:
        action, me = action_of(session), current_actor()
        service.record_decision(
            action,
            actor=me,
            action_type_code="LETTER_OF_REPRIMAND",
            deciding=discipline.user("official2.cbp", session),
            decided_on=date(2024, 3, 1),
        )
        received = datetime(2024, 3, 1, 20, tzinfo=UTC)
        discipline.decision_served(session, action, received_at=received)
        service.make_effective(action, actor=me)
        # March 1, 2024 + 730 days = March 1, 2026.
        long, short, shorter = date(2026, 3, 1), date(2025, 3, 1), date(2024, 9, 2)
        assert both(session, action) == (long, {"REPRIMAND_EXPIRY": long})
        told = {"actor": me, "reason": "Agreed.", "agreement_reference": "Grievance 7"}
        service.shorten_expiry(action, on=short, **told)
        assert both(session, action) == (short, {"RECORD_EXPIRY_SET": short})
        refused(lambda: service.shorten_expiry(action, on=short, **told), "already")
        service.make_final(action, actor=me)
        service.shorten_expiry(action, on=shorter, **told)
        assert both(session, action) == (shorter, {"RECORD_EXPIRY_SET": shorter})
    ledger = sign_in("specialist.ler").get(f"/cases/{number}/actions/1").text
    assert "Sep 2, 2024" in ledger
    with acting() as session:
        action, me = action_of(session), current_actor()
        service.clear_record(action, actor=me, reason="Agreed.", agreement_reference="S-4")
        assert both(session, action)[1] == {}


def test_a_reprimand_that_was_agreed_on_expires_too(acting, at, action_of):
    at("ANSWER")
    with acting("specialist.ler") as session:
        action, me = action_of(session), current_actor()
        agreement = agreements.draft_agreement(
            action,
            actor=me,
            kind=AgreementKind.SETTLEMENT,
            starts_on=date(2024, 3, 27),
            terms=["A letter of reprimand takes the place of the removal."],
            agreed_code="LETTER_OF_REPRIMAND",
        )
        for who in (SignedAs.EMPLOYEE, SignedAs.AGENCY):
            signed = {"signed_as": who, "name": "N. N.", "signed_on": date(2024, 3, 27)}
            agreements.sign_agreement(agreement, actor=me, **signed)
        agreements.put_in_effect(
            agreement,
            actor=me,
            effective_on=date(2024, 3, 27),
            statement="These provisions …",
            confirmed=True,
            file=stored_file(session, "signed.pdf"),
        )
        # March 27, 2024 + 730 days = March 27, 2026.
        assert both(session, action) == (
            date(2026, 3, 27),
            {"REPRIMAND_EXPIRY": date(2026, 3, 27)},
        )
    with acting() as session:
        action, me = action_of(session), current_actor()
        earlier = {"on": date(2025, 3, 27), "reason": "Served well."}
        service.shorten_expiry(action, actor=me, **earlier)
        assert both(session, action)[1] == {"RECORD_EXPIRY_SET": date(2025, 3, 27)}
