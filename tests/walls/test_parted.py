"""What the wall shut as two records were one, or two people close, opens again with the end."""

import pytest
from sqlalchemy import select

from jicms.cases import service
from jicms.cases.models import CaseGrant, PartyRole, Wall
from jicms.deadlines.models import CaseClock, ClockState
from jicms.people import comparing, merging, relations
from jicms.people.models import DeclaredRelation, Person
from tests.cases.conftest import numbers
from tests.factories import accounts
from tests.walls.late import (
    OTHER_NAME,
    case_of,
    first_party,
    person_merged,
    prepared,
    recorded,
    relation_confirmed,
    user_id,
)
from tests.walls.test_late import clock_of, decide

WHO, BY = "investigator.ia", "supervisor.ia"


def part(acting):
    with acting(BY) as session:
        kept = accounts.person_of(session, WHO)
        (merge,) = comparing.merges_of(kept)
        merging.undo_merge(merge, actor=session.info["actor"], reason="Two men")


def test_parting_gives_the_case_back_and_cancels_the_decision(acting, reading):
    number = prepared(acting, WHO, "person merged")
    person_merged(acting, WHO, number, BY)
    with reading(WHO) as session:
        assert numbers(session) == set()
    part(acting)
    with reading(WHO) as session:
        assert numbers(session) == {number}
        assert case_of(session, number).lead_user_id == user_id(session, WHO)
    with reading() as session:
        party = first_party(session, number)
        assert (party.wall, party.displaced_lead_id) == (Wall.CONFIRMED, None)
        assert [clock.state for clock in clock_of(session, number)] == [ClockState.CANCELLED]


def test_what_a_supervisor_decided_meanwhile_stays(acting, reading):
    number = prepared(acting, WHO, "person merged")
    person_merged(acting, WHO, number, BY)
    decide(acting, number, keep=True)
    part(acting)
    with reading() as session:
        assert first_party(session, number).wall is Wall.CONFIRMED
        assert case_of(session, number).lead_user_id is None
        revoked = session.scalars(select(CaseGrant.revoked_at).execution_options(unscoped="test"))
        assert all(revoked)


def test_a_description_that_fitted_the_merged_name_only_fits_no_longer(acting, reading):
    number = prepared(acting, WHO, "alias added")
    with acting(BY) as session:
        kept = accounts.person_of(session, WHO)
        twin = recorded(session, kept.agency_id, "4417-3")
        twin.given_name, twin.family_name = OTHER_NAME.split()
        twin.search_name = OTHER_NAME.lower()
        session.flush()
        versions = (kept.version, twin.version)
        merging.merge_persons(
            kept, actor=session.info["actor"], merged=twin, versions=versions, reason="One man"
        )
    with reading(WHO) as session:
        assert numbers(session) == set()
    part(acting)
    with reading(WHO) as session:
        assert numbers(session) == {number}
        assert case_of(session, number).lead_user_id == user_id(session, WHO)
        assert first_party(session, number).wall is Wall.NONE


def test_parting_leaves_another_reason_for_the_wall_alone(acting, reading):
    number = prepared(acting, WHO, "person merged")
    with acting(BY) as session:
        service.add_party(
            case_of(session, number),
            actor=session.info["actor"],
            role=PartyRole.VICTIM,
            person=accounts.person_of(session, WHO),
        )
    person_merged(acting, WHO, number, BY)
    part(acting)
    with reading(WHO) as session:
        assert numbers(session) == set()


def test_accounts_found_by_a_merge_lose_the_case_and_get_it_back(acting, reading):
    """The account was linked to the record that became a part of the other one."""
    number = prepared(acting, WHO, "person merged")
    with acting(BY) as session:
        own = accounts.person_of(session, WHO)
        named = session.scalar(select(Person).where(Person.employee_number == "4417-1"))
        versions = (named.version, own.version)
        merging.merge_persons(
            named, actor=session.info["actor"], merged=own, versions=versions, reason="One man"
        )
        kept = named.id
    with reading(WHO) as session:
        assert numbers(session) == set()
        assert session.info["actor"].person_ids == (kept,)
    with acting(BY) as session:
        (merge,) = comparing.merges_of(session.get(Person, kept))
        merging.undo_merge(merge, actor=session.info["actor"], reason="Two men")
    with reading(WHO) as session:
        assert numbers(session) == {number}
        assert case_of(session, number).lead_user_id == user_id(session, WHO)


def test_the_confirmed_end_of_a_relation_gives_the_case_back(acting, reading):
    number = prepared(acting, WHO, "relation confirmed")
    relation_confirmed(acting, WHO, number, BY)
    with reading(WHO) as session:
        assert numbers(session) == set()
    with acting(WHO) as session:
        (relation,) = relations.own(session.info["actor"])
        relations.ask_end(relation, actor=session.info["actor"])
    with reading(WHO) as session:
        assert numbers(session) == set(), "asking alone opens nothing"
    with acting("security") as session:
        relation = session.scalar(select(DeclaredRelation))
        relations.confirm(relation, actor=session.info["actor"])
    with reading(WHO) as session:
        assert numbers(session) == {number}
        assert case_of(session, number).lead_user_id == user_id(session, WHO)


@pytest.mark.parametrize("change", ["person merged", "relation confirmed"])
def test_the_whole_office_named_late_moves_the_case(acting, change):
    """Both supervisors of the office turn out to be concerned: the other office decides."""
    number = prepared(acting, "supervisor.ia", change, leads=False)
    with acting() as session:
        service.add_party(
            case_of(session, number),
            actor=session.info["actor"],
            role=PartyRole.SUBJECT,
            person=accounts.person_of(session, "head.ia"),
        )
    merge_or_relate = {"person merged": person_merged, "relation confirmed": relation_confirmed}
    merge_or_relate[change](
        acting, "supervisor.ia", number, "supervisor.opr" if change != "person merged" else None
    )
    with acting() as session:
        case = case_of(session, number)
        assert case.lead_office.code == "OPR"
        running = select(CaseClock.id).where(
            CaseClock.case_id == case.id, CaseClock.state == ClockState.RUNNING
        )
        assert session.scalars(running).all()
