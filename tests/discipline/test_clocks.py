"""The legal clocks of the reference's worked dates (§4.5), through the services."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.core import clock
from jicms.core.errors import TransitionRefused
from jicms.deadlines.models import CaseClock, ClockState
from jicms.discipline import service
from jicms.discipline.service import extending
from tests.factories import discipline
from tests.factories.discipline import refused


def clocks(session):
    return {row.rule_code: row for row in session.scalars(select(CaseClock))}


def test_receipt_on_march_1_gives_march_8_and_april_1(acting, at, action_of):
    at("ANSWER")
    with acting() as session:
        action = action_of(session)
        assert action.answer_due_on == date(2024, 3, 8)
        assert action.earliest_effective_on == date(2024, 4, 1)
        found = clocks(session)
        assert found["ANSWER_SUBPART_D"].due_on == date(2024, 3, 8)
        assert found["EFFECTIVE_SUBPART_D"].due_on == date(2024, 4, 1)
        assert service.floor_of(action).lawful == date(2024, 3, 31)


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2024, 3, 30), ("1 day short of the 30 days", "Apr 1, 2024")),
        (date(2024, 3, 21), ("10 days short",)),
        (date(2024, 3, 31), ("statutory floor", "supervisor can approve")),
    ],
)
def test_an_effective_date_that_is_too_early_is_refused(acting, at, action_of, on, words):
    at("DECISION")
    with acting() as session:
        refused(lambda: discipline.decided(session, action_of(session), effective_on=on), *words)


def test_the_default_itself_and_any_later_day_is_accepted(acting, at, action_of):
    at("DECISION")
    with acting() as session:
        action = discipline.decided(session, action_of(session), effective_on=date(2024, 4, 6))
        assert action.effective_on == date(2024, 4, 6), "a Saturday does not matter"


def test_the_statutory_floor_needs_a_reasoned_override_after_legal_review(acting, at, action_of):
    at("DECISION")
    with acting() as session:
        action, me = action_of(session), current_actor()
        refused(lambda: service.approve_early_effective(action, actor=me, reason=" "), "reason")
    with acting("supervisor.ler") as session:
        action, me = action_of(session), current_actor()
        service.approve_early_effective(action, actor=me, reason="Shift pattern; counsel agrees.")
        assert action.override_by_id == me.user_id
    with acting() as session:
        action = action_of(session)
        refused(
            lambda: discipline.decided(session, action, effective_on=date(2024, 3, 30)), "short"
        )
        discipline.decided(session, action, effective_on=date(2024, 3, 31))


def test_the_crime_provision_waives_the_thirty_days_and_never_the_seven(acting, at, action_of):
    at("ANSWER", proposal={"crime_provision": True})
    with acting() as session:
        action = action_of(session)
        assert "EFFECTIVE_SUBPART_D" not in clocks(session)
        assert action.earliest_effective_on is None
        discipline.weighed(session, discipline.answered(session, action))
        early = {"decided_on": date(2024, 3, 11), "effective_on": date(2024, 3, 8)}
        refused(lambda: discipline.decided(session, action, **early), "before its decision")
        early = {"decided_on": date(2024, 3, 8), "effective_on": date(2024, 3, 8)}
        refused(lambda: discipline.decided(session, action, **early), "may answer to")
        discipline.decided(
            session, action, decided_on=date(2024, 3, 11), effective_on=date(2024, 3, 11)
        )


def test_the_crime_provision_is_for_removal_and_suspension_after_legal_review(
    acting, at, action_of
):
    at("DRAFT")
    with acting() as session:
        action = action_of(session)
        refused(
            lambda: discipline.proposed(
                session, action, action_type_code="DEMOTION_GRADE", crime_provision=True
            ),
            "removal and suspension only",
        )


def test_a_subpart_b_answer_counts_24_hours_by_the_clock(acting, at, action_of):
    at("PROPOSED", proposal={"action_type_code": "SUSPENSION_1_14", "days": 10})
    with acting() as session:
        action = action_of(session)
        # The night in which the clocks go forward: 24 elapsed hours, an hour later by the wall.
        discipline.served(session, action, received_at=datetime(2024, 3, 9, 20, tzinfo=UTC))
        assert action.answer_due_at == datetime(2024, 3, 10, 20, tzinfo=UTC)
        assert action.earliest_effective_on is None
        assert service.floor_of(action) is None


def test_a_notice_that_gives_less_than_the_law_is_refused_and_more_counts(acting, at, action_of):
    at("PROPOSED")
    with acting() as session:
        action = action_of(session)
        short = refused(
            lambda: discipline.served(session, action, answer_by=date(2024, 3, 7)), "Mar 8, 2024"
        )
        assert short.field == "answer_by"
    with acting() as session:
        action = discipline.served(session, action_of(session), answer_by=date(2024, 3, 15))
        assert action.answer_due_on == date(2024, 3, 15)


def test_an_extension_moves_the_answer_and_shows_in_the_ledger(acting, at, action_of):
    at("ANSWER")
    with acting() as session:
        action, me = action_of(session), current_actor()
        refused(lambda: service.extend_answer(action, actor=me, until=date(2024, 3, 8)), "already")
        extending.ask_extension(action, actor=me, asked_on=date(2024, 3, 5))
        service.extend_answer(action, actor=me, until=date(2024, 3, 15))
        service.extend_answer(action, actor=me, until=date(2024, 3, 20))
        assert action.answer_due_on == date(2024, 3, 20)
        running = service.answer_clock(action)
        labels = [step["label"] for step in running.steps]
        assert "Extension granted, asked Mar 5, 2024" in labels
        assert sum("Extension" in label for label in labels) == 2


def test_the_appeal_window_counts_from_the_later_day_and_rolls(acting, at, action_of):
    """Effective Fri, May 31, received May 28: Sunday, June 30 moves to Monday, July 1."""
    with clock.at(datetime(2024, 6, 3, 15, tzinfo=UTC)):
        at("DECISION")
        with acting() as session:
            action = discipline.decided(
                session,
                action_of(session),
                decided_on=date(2024, 5, 24),
                effective_on=date(2024, 5, 31),
            )
            discipline.decision_served(
                session, action, received_at=datetime(2024, 5, 28, 15, tzinfo=UTC)
            )
            assert clocks(session)["MSPB_APPEAL"].due_on == date(2024, 7, 1)


def test_a_short_suspension_opens_no_appeal_to_the_board(acting, at, action_of):
    at("ANSWER", proposal={"action_type_code": "SUSPENSION_1_14", "days": 10})
    with acting() as session:
        action = discipline.answered(session, action_of(session))
        discipline.decided(
            session,
            action,
            action_type_code="SUSPENSION_1_14",
            days=10,
            effective_on=date(2024, 3, 27),
        )
        discipline.decision_served(session, action)
        assert "MSPB_APPEAL" not in clocks(session)


def test_the_office_clocks_run_and_stop_with_their_steps(acting, at, action_of):
    at("DRAFT")
    with acting() as session:
        found = clocks(session)
        assert found["PROPOSAL"].state is ClockState.RUNNING
        action = discipline.proposed(session, action_of(session))
        assert clocks(session)["PROPOSAL"].state is ClockState.MET
        discipline.served(session, action)
        discipline.answered(session, action)
        found = clocks(session)
        assert found["ANSWER_SUBPART_D"].state is ClockState.MET
        assert found["DECISION"].due_on == date(2024, 4, 22)
        service.withdraw(action, actor=current_actor(), reason="New facts")
        assert {c.state for c in clocks(session).values()} <= {ClockState.MET, ClockState.CANCELLED}


def test_a_decision_waits_until_the_time_to_answer_is_over(acting, at, action_of):
    at("ANSWER")
    with acting() as session:
        action = discipline.weighed(session, discipline.answered(session, action_of(session)))
        for on in (date(2024, 3, 7), date(2024, 3, 8)):
            refused(lambda on=on: discipline.decided(session, action, decided_on=on), "may answer")
        discipline.decided(session, action, decided_on=date(2024, 3, 11))


def test_none_came_only_when_the_time_is_over(acting, at, action_of):
    with clock.at(datetime(2024, 3, 8, 23, tzinfo=UTC)):
        at("ANSWER")
        with acting() as session:
            none = {"kind": "NONE", "received_at": clock.now(), "summary": ""}
            action = action_of(session)
            refused(lambda: discipline.answered(session, action, **none), "may still answer")
    with clock.at(datetime(2024, 3, 9, 15, tzinfo=UTC)), acting() as session:
        none = {"kind": "NONE", "received_at": clock.now(), "summary": ""}
        discipline.answered(session, action_of(session), **none)


def test_the_decision_arrives_on_or_before_its_effective_date(acting, at, action_of):
    at("DECIDED")
    with acting() as session:
        action = action_of(session)
        late = {"received_at": datetime(2024, 4, 2, 14, tzinfo=UTC)}
        refused(lambda: discipline.decision_served(session, action, **late), "Apr 1, 2024")
        discipline.decision_served(session, action, effective_on=date(2024, 4, 5), **late)
        assert action.effective_on == date(2024, 4, 5)
        refused(lambda: service.make_effective(action, actor=current_actor()), "Apr 5, 2024")


def test_no_step_lies_in_the_future_or_before_the_one_before(acting, at, action_of):
    at("PROPOSED")
    with acting() as session:
        action = action_of(session)
        for when, word in (
            (datetime(2024, 4, 3, 15, tzinfo=UTC), "future"),
            (datetime(2024, 2, 20, 15, tzinfo=UTC), "Feb 28, 2024"),
        ):
            refused(lambda when=when: discipline.served(session, action, received_at=when), word)
        with pytest.raises(TransitionRefused):
            discipline.answered(session, action)
