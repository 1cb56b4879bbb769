"""Who may act in an action, and who may not."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from jicms.access.actor import current_actor
from jicms.cases import service as case_service
from jicms.cases.models import (
    CaseStatus,
    Party,
    PartyRole,
    Recusal,
    Wall,
)
from jicms.core import clock
from jicms.core.errors import Denied
from jicms.discipline import service
from jicms.discipline.models import (
    LrReferral,
)
from jicms.people import merging
from jicms.people.models import DeclaredRelation
from tests.factories import accounts, cases, discipline
from tests.factories.discipline import refused
from tests.walls.late import recorded


@pytest.mark.parametrize(
    "role",
    [
        PartyRole.SUBJECT,
        PartyRole.WITNESS,
        PartyRole.REPORTING_OFFICIAL,
        PartyRole.OFFICIAL_WITNESS,
    ],
)
def test_whoever_takes_part_in_the_case_neither_proposes_nor_decides(acting, at, action_of, role):
    at("DRAFT")
    with acting() as session:
        action, me = action_of(session), current_actor()
        cases.party(session, action.case, role=role, account="official.cbp")
        official = discipline.user("official.cbp", session)
        for part in ("proposing", "deciding"):
            said = refused(
                lambda part=part: service.name_officials(action, actor=me, **{part: official}),
                "can’t act in this case",
            )
            assert said.field == part


def test_a_recused_official_and_one_who_is_none_are_refused_in_the_same_words(
    acting, at, action_of
):
    at("DRAFT")
    with acting() as session:
        action, me = action_of(session), current_actor()
        official = discipline.user("official.cbp", session)
        session.add(Recusal(case_id=action.case_id, user_id=official.id, reason="Neighbor"))
        session.flush()
        investigator = discipline.user("investigator.ia", session)
        said = []
        for user in (official, investigator):
            error = refused(
                lambda user=user: service.name_officials(action, actor=me, proposing=user)
            )
            said.append(error.sentences[0].replace(user.name, "X"))
        assert said[0] == said[1], "the words tell nothing of the reason"


def test_who_proposes_does_not_decide(acting, at, action_of):
    at("DRAFT")
    with acting() as session:
        action, me = action_of(session), current_actor()
        one = discipline.user("official.cbp", session)
        refused(
            lambda: service.name_officials(action, actor=me, proposing=one, deciding=one),
            "can’t decide",
        )
        service.name_officials(action, actor=me, proposing=one)
        refused(lambda: service.name_officials(action, actor=me, deciding=one), "can’t decide")


def test_an_official_who_becomes_a_party_can_no_longer_decide(acting, at, action_of):
    at("DECISION")
    with acting() as session:
        action = action_of(session)
        cases.party(session, action.case, role=PartyRole.WITNESS, account="official2.cbp")
        refused(lambda: discipline.decided(session, action), "can’t act in this case")


def test_who_turns_out_to_have_reported_neither_proposes_nor_decides(acting, at, action_of):
    """The reporting supervisor stood under a second record until the two were merged."""
    at("DRAFT")
    with acting() as session:
        case, me = action_of(session).case, current_actor()
        own = accounts.person_of(session, "official.cbp")
        twin = recorded(session, own.agency_id, "4418-1")
        party = cases.party(session, case, role=PartyRole.REPORTING_OFFICIAL)
        party.person_id, party.description = twin.id, ""
        session.flush()
        official = discipline.user("official.cbp", session)
        service.name_officials(action_of(session), actor=me, proposing=official)
        versions = (own.version, twin.version)
        merging.merge_persons(own, actor=me, merged=twin, versions=versions, reason="One man")
        assert party.wall is Wall.NONE
        for part in ("proposing", "deciding"):
            action = action_of(session)
            action.proposing_official = None
            official = discipline.user("official.cbp", session)
            refused(
                lambda action=action, official=official, part=part: service.name_officials(
                    action, actor=me, **{part: official}
                ),
                "can’t act in this case",
            )


@pytest.mark.parametrize(
    ("role", "barred"), [(PartyRole.VICTIM, True), (PartyRole.OFFICIAL_WITNESS, False)]
)
def test_a_confirmed_relative_of_a_party_does_not_propose(acting, at, action_of, role, barred):
    at("DRAFT")
    with acting() as session:
        action, me = action_of(session), current_actor()
        own = accounts.person_of(session, "official.cbp")
        relative = recorded(session, own.agency_id, "4418-2")
        party = cases.party(session, action.case, role=role)
        party.person_id, party.description = relative.id, ""
        session.add(
            DeclaredRelation(person_id=own.id, related_id=relative.id, confirmed_at=clock.now())
        )
        session.flush()
        official = discipline.user("official.cbp", session)
        if barred:
            refused(
                lambda: service.name_officials(action, actor=me, proposing=official),
                "can’t act in this case",
            )
        else:
            service.name_officials(action, actor=me, proposing=official)


@pytest.mark.parametrize(
    "name", ["supervisor.ia", "official.cbp", "specialist.elr", "supervisor.elr"]
)
def test_nobody_else_works_an_action(acting, at, action_of, name):
    at("DRAFT")
    with acting() as session:
        action = action_of(session)
        with pytest.raises(Denied):
            service.record_legal_review(
                action, actor=accounts.actor_of(name), on=date(2024, 2, 1), by="W. Stroud"
            )
        with pytest.raises(Denied):
            service.withdraw(action, actor=accounts.actor_of(name), reason="x")


def test_an_early_date_is_a_supervisor_s_word(acting, at, action_of):
    at("DECISION")
    with acting("specialist.ler") as session, pytest.raises(Denied):
        service.approve_early_effective(
            action_of(session), actor=current_actor(), reason="Because."
        )


def test_labor_relations_does_not_refer_and_the_office_does_not_answer(acting, at):
    at("REFERRED")
    with acting() as session:
        referral = session.scalar(select(LrReferral))
        for name in ("supervisor.ia", "supervisor.elr", "official.cbp"):
            with pytest.raises(Denied):
                service.accept_referral(referral, actor=accounts.actor_of(name))
        made = discipline.investigated(session)
        with pytest.raises(Denied):
            service.refer_to_lr(
                made.case,
                actor=accounts.actor_of("supervisor.ler"),
                party=made.subject,
                report=made.report,
            )


def test_nothing_moves_in_a_case_that_has_ended(acting, at, action_of):
    at("DRAFT")
    with acting() as session:
        action = action_of(session)
        case = action.case
        case.status, case.closure_code = CaseStatus.CLOSED, "COMPLETED"
        case.closed_at = datetime(2024, 4, 1, tzinfo=UTC)
        session.flush()
        with pytest.raises(Denied):
            service.withdraw(action, actor=accounts.actor_of("supervisor.ler"), reason="x")


def test_a_specialist_in_conflict_loses_the_action(acting, at, action_of):
    at("ANSWER")
    with acting() as session:
        action = action_of(session)
        party = cases.party(session, action.case, role=PartyRole.WITNESS, account="specialist.ler")
        party.wall = Wall.SUSPENDED
    with acting("supervisor.ia") as session:
        party = session.scalar(select(Party).where(Party.wall == Wall.SUSPENDED))
        case_service.decide_wall(party, actor=current_actor(), keep=True, reason="Saw it.")
    with acting() as session:
        assert action_of(session).specialist_id is None
