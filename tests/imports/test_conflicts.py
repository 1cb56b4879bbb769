"""Who worked a case and is named in it, whether the account or the source says so."""

from sqlalchemy import select

from jicms.cases.models import PartyRole
from jicms.core import clock
from jicms.investigations import queries_conflicts as conflicts
from jicms.investigations.models import Assignment, Investigation, InvestigationType
from jicms.people import merging
from jicms.people.models import Person
from jicms.people.models_merge import PersonMerge
from tests.factories import accounts, cases


def test_imported_investigators_who_are_subject_or_witness_are_found(delivery, bring_in, stored):
    delivery.case("7000002").case("7000003")
    delivery.allegation("7000001", "P1").investigator("7000001", "P1")
    delivery.witness("7000002", "P2").investigator("7000002", "P2")
    delivery.investigator("7000003", "P1").witness("7000003", "P2")
    bring_in(delivery.write())
    assert len(stored(conflicts.assignee_is_subject())) == 1
    assert len(stored(conflicts.assignee_is_witness())) == 1
    assert len(stored(conflicts.cases_in_conflict())) == 2


def test_an_account_counts_through_its_person_until_the_party_is_withdrawn(acting, stored):
    with acting() as session:
        case = cases.case(session)
        party = cases.party(session, case, role=PartyRole.WITNESS, account="investigator.ia")
        work = Investigation(case_id=case.id, n=1, type=InvestigationType.ADMINISTRATIVE)
        session.add(work)
        session.flush()
        actor = accounts.actor_of("investigator.ia")
        session.add(Assignment(investigation_id=work.id, case_id=case.id, user_id=actor.user_id))
        of_party = party.id
    assert [row.party_id for row in stored(conflicts.assignee_is_witness())] == [of_party]
    assert stored(conflicts.assignee_is_subject()) == []
    with acting() as session:
        found = session.scalar(select(type(party)).where(type(party).id == of_party))
        found.withdrawn_at = clock.now()
    assert stored(conflicts.cases_in_conflict()) == []


def test_the_statements_show_nothing_of_a_hidden_case(delivery, bring_in, reading):
    delivery.allegation("7000001", "P1").investigator("7000001", "P1")
    bring_in(delivery.write())
    with reading("supervisor.ia") as session:
        assert session.execute(conflicts.assignee_is_subject()).all() == []


def test_two_records_of_one_person_are_found_once_merged_and_not_when_parted(
    delivery, bring_in, stored, acting
):
    delivery.investigator("7000001", "P1").witness("7000001", "P2")
    bring_in(delivery.write())
    assert stored(conflicts.cases_in_conflict()) == []
    with acting() as session:
        kept, twin = session.scalars(select(Person).where(Person.legacy_key.like("%P_"))).all()
        made = merging.merge_persons(
            kept,
            actor=session.info["actor"],
            merged=twin,
            versions=(kept.version, twin.version),
            reason="One man",
        ).id
    assert len(stored(conflicts.assignee_is_witness())) == 1
    delivery.case("7000002").investigator("7000002", "P2").witness("7000002", "P1")
    bring_in(delivery.write())
    assert len(stored(conflicts.cases_in_conflict())) == 2, "a later extract names the one record"
    with acting() as session:
        merge = session.get(PersonMerge, made)
        merging.undo_merge(merge, actor=session.info["actor"], reason="Two men")
    assert len(stored(conflicts.cases_in_conflict())) == 1, "what was recorded since stays"
