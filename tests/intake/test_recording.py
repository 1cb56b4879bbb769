"""Recording a complaint: the case, its parties, allegations and clocks; what anonymity stores."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jicms.allegations.models import Allegation, AllegationClassChange
from jicms.audit.models import AuditEvent
from jicms.cases import service as cases_service
from jicms.cases.models import (
    Case,
    CaseStatus,
    IdentityMode,
    Party,
    PartyRole,
    VaultIdentity,
    Wall,
)
from jicms.core import clock
from jicms.core.errors import Denied, RuleBroken
from jicms.deadlines.models import CaseClock
from jicms.extensions import db
from jicms.intake import service
from jicms.intake.complaint import Alleged, Other, Reporter, Somebody
from jicms.intake.models import DuplicateDecision
from jicms.people.models import Person
from tests.factories import accounts, cases, complaints


def intake():
    return accounts.actor_of("intake.ia")


def whole_database(session):
    """Every stored value of every table, as text."""
    session.flush()
    found = []
    for table in db.metadata.sorted_tables:
        for row in session.connection().execute(table.select()):
            found.extend(str(value) for value in row)
    return "\n".join(found)


def test_a_complaint_becomes_a_case_with_everything_that_was_said(acting):
    with acting("intake.ia") as session:
        officer = complaints.employee(session, "Garrick Dunmoor", "4410-2276")
        case = complaints.recorded(
            intake(),
            Somebody(key="a", person=officer),
            Somebody(key="b", description="Unknown colleague"),
            allegations=(
                Alleged("IT-05", subjects=("b",), system_code="ICM"),
                Alleged("TNA-04", class_code="CBP-3", class_reason="Daily for a year"),
            ),
            others=(
                Other(PartyRole.WITNESS, Somebody(given_name="Mireille", family_name="Tansley")),
                Other(PartyRole.VICTIM, Somebody(description="The caller’s sister")),
            ),
        )
        assert case.status is CaseStatus.RECEIVED
        assert case.number == "202700001"
        assert case.title == "Sharing credentials, Port of Alder Bend"
        assert case.class_code == "CBP-3"
        roles = [(party.role, party.name) for party in case.parties]
        assert roles == [
            (PartyRole.COMPLAINANT, "Odalys Brennek"),
            (PartyRole.SUBJECT, "Garrick Dunmoor"),
            (PartyRole.SUBJECT, "Unknown colleague"),
            (PartyRole.WITNESS, "Mireille Tansley"),
            (PartyRole.VICTIM, "The caller’s sister"),
        ]
        subject = case.parties[1]
        assert subject.at_incident.title == subject.at_opening.title == "CBP Officer"
        rows = session.scalars(select(Allegation).order_by(Allegation.n)).all()
        assert [[s.party.name for s in row.subjects] for row in rows] == [
            ["Unknown colleague"],
            ["Garrick Dunmoor", "Unknown colleague"],
        ]
        assert {row.intake_method_code for row in rows} == {"PHONE_HOTLINE"}
        assert rows[0].detail.narrative.startswith("Caller says")
        assert rows[0].complainant_id == case.parties[0].id
        history = session.scalars(select(AllegationClassChange)).one()
        assert (history.new_code, history.reason) == ("CBP-3", "Daily for a year")


def test_the_clocks_of_triage_and_referral_run_from_the_receipt(acting):
    with acting("intake.ia") as session:
        light = complaints.recorded(intake())
        grave = complaints.recorded(intake(), allegations=(Alleged("COR-01"),))
        found = session.scalars(select(CaseClock).order_by(CaseClock.id)).all()
        assert [(row.case_id, row.rule_code) for row in found] == [
            (light.id, "TRIAGE"),
            (grave.id, "TRIAGE"),
            (grave.id, "OIG_REFERRAL"),
        ]
        assert [row.is_next for row in found] == [True, False, True]


def test_nobody_else_records_and_nothing_lies_in_the_future(acting):
    with acting():
        with pytest.raises(Denied):
            service.record_complaint(
                complaints.complaint(), actor=accounts.actor_of("investigator.ia")
            )
        late = complaints.complaint(received_at=clock.now() + timedelta(minutes=5))
        with pytest.raises(RuleBroken, match="future"):
            service.record_complaint(late, actor=intake())
        for empty in ({"subjects": ()}, {"allegations": ()}):
            with pytest.raises(RuleBroken):
                service.record_complaint(
                    complaints.Complaint(**{**_fields(complaints.complaint()), **empty}),
                    actor=intake(),
                )


def _fields(complaint):
    return {name: getattr(complaint, name) for name in complaint.__dataclass_fields__}


def test_an_anonymous_reporter_leaves_no_trace_and_gets_a_code(acting):
    planted = ("Odalys Brennek", "555-0142", "brennek@example.org")
    with acting("intake.ia"):
        named = Reporter(
            IdentityMode.ANONYMOUS, "TRAVELER_PUBLIC", name=planted[0], telephone=planted[1]
        )
        with pytest.raises(RuleBroken, match="anonymous"):
            complaints.recorded(intake(), reporter=named)
    with acting("intake.ia") as session:
        case = complaints.recorded(
            intake(), reporter=Reporter(IdentityMode.ANONYMOUS, "TRAVELER_PUBLIC")
        )
        code = service.give_receipt(case)
        party = session.scalars(select(Party).where(Party.role == PartyRole.COMPLAINANT)).one()
        assert (party.name, party.person_id, party.description) == ("Complainant A", None, "")
        assert service.case_of_receipt(code.lower().replace("-", " ")) is case
        assert service.case_of_receipt("AAAA-BBBB-CCCC") is None
        assert session.scalar(select(VaultIdentity.id).execution_options(unscoped="test")) is None
    with acting() as session:
        everything = whole_database(session)
        assert not [text for text in (*planted, code) if text in everything]
    with acting("intake.opr"):
        assert service.case_of_receipt(code) is None, "a code opens nothing to another office"


def test_a_confidential_reporter_is_in_the_vault_and_nowhere_else(acting):
    planted = ("Odalys Brennek", "555-0142", "odalys@example.org", "My sister's car was followed")
    with acting("intake.ia") as session:
        case = complaints.recorded(
            intake(),
            reporter=Reporter(
                IdentityMode.CONFIDENTIAL,
                "TRAVELER_PUBLIC",
                name=planted[0],
                telephone=planted[1],
                email=planted[2],
                account=planted[3],
            ),
            narrative="The reporter was followed.",
        )
        assert case.parties[0].name == "Complainant A"
    with acting() as session:
        everything = whole_database(session)
        assert not [text for text in planted if text in everything]
    with acting("supervisor.ia") as session:
        party = session.scalars(select(Party).where(Party.role == PartyRole.COMPLAINANT)).one()
        told = cases_service.reveal_identity(
            party, actor=accounts.actor_of("supervisor.ia"), reason_code="CONFIRM_IDENTITY"
        )
        assert (told["name"], told["account"]) == (planted[0], planted[3])


def test_an_open_reporter_with_a_telephone_becomes_a_person_of_the_case(acting):
    with acting("intake.ia") as session:
        complaints.recorded(
            intake(),
            reporter=Reporter(
                IdentityMode.OPEN, "TRAVELER_PUBLIC", name="Odalys Brennek", telephone="555-0142"
            ),
        )
        person = session.scalars(
            select(Person).where(Person.family_name == "Brennek").execution_options(unscoped="test")
        ).one()
        assert (person.given_name, person.telephone) == ("Odalys", "555-0142")
        assert person.kind_code == "MEMBER_OF_PUBLIC"
    with acting("intake.opr") as session:
        assert session.scalar(select(Person).where(Person.family_name == "Brennek")) is None


def test_a_complaint_about_a_colleague_goes_to_the_other_agency(acting, reading):
    with acting("intake.ia") as session:
        person = accounts.person_of(session, "supervisor.ia")
        number = complaints.recorded(intake(), Somebody(key="a", person=person)).number
    for name in ("supervisor.ia", "head.ia", "intake.ia"):
        with reading(name) as session:
            assert session.scalar(select(Case).where(Case.number == number)) is None, name
    with reading("supervisor.opr") as session:
        assert session.scalar(select(Case).where(Case.number == number)) is not None


def test_a_case_that_names_its_own_author_is_recorded_all_the_same(acting, reading):
    with acting("intake.ia") as session:
        person = accounts.person_of(session, "intake.ia")
        number = complaints.recorded(intake(), Somebody(key="a", person=person)).number
    with reading("intake.ia") as session:
        assert session.scalar(select(Case).where(Case.number == number)) is None
    with reading("supervisor.opr") as session:
        assert session.scalar(select(Case).where(Case.number == number)) is not None


def test_decisions_on_duplicates_are_kept_for_visible_cases_only(acting):
    with acting() as session:
        seen = cases.case(session, office="IA").number
        hidden = cases.case(session, office="OPR").number
    with acting("intake.ia") as session:
        complaints.recorded(intake(), decisions={seen: True, hidden: False, "209900001": True})
        rows = session.scalars(select(DuplicateDecision).execution_options(unscoped="test")).all()
        assert [row.is_duplicate for row in rows] == [True]


def test_a_name_in_a_description_shuts_its_holder_out_while_recording(acting, reading):
    with acting("intake.ia") as session:
        holder = accounts.person_of(session, "supervisor.ia")
        case = complaints.recorded(
            intake(),
            Somebody(key="a", description=f"An officer called {holder.name}, in plain clothes"),
            Somebody(key="b", description="Unknown colleague"),
        )
        number = case.number
        suspended = [party.description for party in case.parties if party.wall is Wall.SUSPENDED]
        assert suspended == [f"An officer called {holder.name}, in plain clothes"]
        assert session.scalars(select(Allegation)).one().complainant_id == case.parties[0].id
    with reading("supervisor.ia") as session:
        assert session.scalar(select(Case).where(Case.number == number)) is None
    with reading() as session:
        event = select(AuditEvent).where(AuditEvent.event == "CONFLICT_TRIGGERED")
        party = session.scalars(select(Party).where(Party.wall == Wall.SUSPENDED)).one()
        assert session.scalars(event).one().entity_id == party.id
