"""Each way that discipline takes, walked in a real browser by those who take it.

Every walk ends in the report that counts what was proposed, decided and final. What investigations
did before is made by the installation; the whole job is tests/browser/test_walk.py.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from jicms.cases.models import CaseStatus, Party, PartyRole
from jicms.core import clock
from jicms.evidence.models import Document
from tests.browser import discipline_steps as steps
from tests.browser.walking import Walk, day, today
from tests.factories import cases, discipline

pytestmark = pytest.mark.browser

MISUSE = ("Misuse of a law-enforcement database", "37 queries between January and May.")
BEFORE = timedelta(days=120)


@pytest.fixture
def walk(enter, acting):
    """`walk()`: a subject whose approved report was sent to labor relations."""

    def begun(**case):
        with acting() as session:
            made = discipline.lead(session, "REFERRED", received=clock.now() - BEFORE, **case)
        found = Walk(enter)
        found.number = made.number
        return found

    return begun


def noticed(walk, later, **more):
    """A removal proposed and served."""
    steps.accept(walk)
    steps.cover(walk, "REMOVAL")
    steps.charge(walk, *MISUSE)
    steps.propose(walk, "REMOVAL", **steps.reviewed(), **more)
    if more:
        steps.serve(walk, "NOTICE_CRIME", answer_days=7)
    else:
        steps.serve(walk, "NOTICE_D")
    later(days=2)


def test_a_removal_is_answered_and_mitigated(walk, later):
    walk = walk()
    noticed(walk, later)
    steps.answer(walk)
    later(days=14)
    steps.weigh(walk, look="worksheet")
    steps.decide(
        walk,
        "SUSPENSION_15_PLUS",
        effective=today() + timedelta(days=20),
        differs=True,
        days="20",
    )
    steps.serve_decision(walk, "DECISION_D")
    later(days=21)
    steps.take_effect(walk)
    later(days=40)
    steps.make_final(walk)
    steps.reported(walk, {"Removal": "1 0 0", "Suspension, 15": "0 1 1"})


def test_a_removal_under_the_crime_provision_is_mitigated_by_the_board(walk, later):
    walk = walk()
    noticed(walk, later, crime_provision="1")
    steps.answer(walk)
    later(days=10)
    steps.weigh(walk)
    # Some days after the notice: the thirty are waived, the seven to answer are not.
    steps.decide(walk, "REMOVAL", effective=today() + timedelta(days=1))
    steps.serve_decision(walk, "DECISION_D")
    later(days=2)
    steps.take_effect(walk)
    later(days=10)
    walk.as_("specialist.ler")
    walk.go("/actions/1/appeals/new")
    walk.fill(forum_code="MSPB")
    walk.fill(filed_on=day(today()), filed_as="EMPLOYEE", filed_by="The employee")
    walk.save("appeal-new")
    later(days=60)
    walk.as_("specialist.ler")
    walk.go("/actions/1/appeals/1/outcome")
    walk.fill(
        outcome_code="MITIGATED",
        action_type_code="SUSPENSION_15_PLUS",
        days="30",
        on=day(today()),
        received_on=day(today()),
        proof="Return receipt.",
        reason="The penalty exceeds the bounds of reasonableness.",
    )
    walk.pick("method_code", 1)
    walk.save("appeal-outcome")
    walk.go("/actions/1/appeals/1")
    walk.person.look("appeal")
    later(days=60)
    steps.make_final(walk)
    steps.reported(walk, {"Removal": "1 1 0", "Suspension, 15": "0 0 1"})


def test_the_employee_resigns_while_a_removal_is_pending(walk, later):
    walk = walk()
    noticed(walk, later)
    walk.as_("specialist.ler")
    walk.go("/actions/1/departure/new")
    walk.fill(kind="RESIGNED", left_on=day(today()), nature_code="317", reason="Personal reasons.")
    walk.save("departure-new")
    walk.go("/actions/1/departure")
    walk.person.look("departure")
    steps.reported(walk, {"Removal": "1 0 0", "Resigned": "0 0 1"})


def test_a_reprimand_without_an_investigation_expires(enter, acting, later):
    with acting() as session:
        case = cases.case(
            session, status=CaseStatus.TRIAGE, case_type_code="IMMEDIATE_MANAGEMENT_ACTION"
        )
        party = cases.party(session, case, role=PartyRole.SUBJECT, description="")
        party.person_id = discipline.person(session).id
        file = discipline.stored_file(session, "memo.pdf")
        session.add(Document(case_id=case.id, n=1, title="Memo of the chief", file_id=file.id))
        number = case.number
    walk = Walk(enter)
    walk.number = number
    walk.as_("supervisor.ia")
    walk.go("/refer")
    walk.tick("Garrick Dunmoor")
    walk.mark_all("documents")
    walk.save("refer-file")
    steps.accept(walk)
    walk.go("/actions/1/decision")
    walk.choose("deciding", "Ansbach")
    walk.fill(
        action_type_code="LETTER_OF_REPRIMAND", decided_on=day(today()), reason="Late three times."
    )
    walk.save()
    steps.serve_decision(walk, "REPRIMAND")
    steps.take_effect(walk)
    steps.make_final(walk)
    assert "Expired or cancelled" not in history(walk)
    later(days=800)
    assert "Expired or cancelled" in history(walk)
    steps.reported(walk, {"Letter of reprimand": "0 1 1"})


def history(walk):
    """The employee's disciplinary history, as the specialist reads it."""
    walk.as_("specialist.ler")
    walk.go("/people")
    walk.page.get_by_role("link", name="Garrick Dunmoor").first.click()
    walk.page.get_by_role("link", name="Disciplinary history", exact=True).click()
    return walk.page.inner_text("main")


def test_an_indefinite_suspension_on_an_interim_matter(enter, acting, later):
    with acting() as session:
        made = discipline.investigated(session, approved=False, received=clock.now() - BEFORE)
        number = made.case.number
    walk = Walk(enter)
    walk.number = number
    walk.as_("supervisor.ia")
    walk.go("/discipline")
    walk.page.get_by_role("link", name="Send an interim matter").click()
    walk.tick("Garrick Dunmoor")
    walk.fill(purpose="INDEFINITE_SUSPENSION", facts="Indicted, released on bond. Armed post.")
    walk.save("interim")
    steps.accept(walk)
    steps.cover(walk, "INDEFINITE_SUSPENSION")
    steps.charge(walk, "Indictment", "Indicted on June 1 for bribery.")
    steps.propose(
        walk,
        "INDEFINITE_SUSPENSION",
        **steps.reviewed(),
        crime_provision="1",
        end_condition="The criminal case has ended.",
    )
    steps.serve(walk, "NOTICE_INDEFINITE", answer_days=7)
    later(days=2)
    steps.answer(walk)
    later(days=10)
    steps.weigh(walk)
    steps.decide(walk, "INDEFINITE_SUSPENSION", effective=today() + timedelta(days=1))
    steps.serve_decision(walk, "DECISION_D")
    later(days=2)
    steps.take_effect(walk)
    walk.as_("supervisor.ia")
    page = walk.go("").inner_text(".facts")
    assert "Open" in page, "the investigation goes on"
    later(days=40)
    steps.make_final(walk)
    steps.reported(walk, {"Indefinite suspension": "1 1 1"})


def test_a_last_chance_agreement_is_broken(walk, later):
    walk = walk()
    noticed(walk, later)
    steps.answer(walk)
    walk.go("/actions/1/agreements/new")
    walk.fill(
        kind="LAST_CHANCE",
        starts_on=day(today()),
        ends_on=day(today() + timedelta(days=365)),
        terms__0__text="No search without a case.",
        held_code="REMOVAL",
        breach_test="Any search outside a case.",
        waives_appeal="1",
        waiver="The appeal to the Board on the held removal.",
    )
    walk.save("agreement-new")
    for signed_as, name in (("EMPLOYEE", "G. Dunmoor"), ("AGENCY", "The deciding official")):
        walk.go("/actions/1/agreements/1/signatures/new")
        walk.fill(signed_as=signed_as, name=name, signed_on=day(today()))
        walk.save()
    walk.go("/actions/1/agreements/1/effect")
    walk.fill(
        effective_on=day(today()),
        file={"name": "signed.pdf", "mimeType": "application/pdf", "buffer": b"signed"},
        statement="These provisions are consistent with and do not supersede …",
        confirmed="1",
    )
    walk.save("agreement-effect")
    later(days=30)
    walk.as_("specialist.ler")
    walk.go("/actions/1/agreements/1/breaches/new")
    walk.fill(happened_on=day(today()), facts="Ran a plate.", evidence="Log of today")
    walk.save()
    walk.go("/actions/1/agreements/1/breaches/1/notice")
    walk.fill(noticed_on=day(today()), notice_code="HAND_DELIVERY")
    walk.save()
    later(days=10)
    walk.as_("specialist.ler")
    walk.go("/actions/1/agreements/1/breaches/1/decision")
    walk.fill(
        is_breach="yes",
        decided_on=day(today()),
        effective_on=day(today() + timedelta(days=1)),
        reason="The log proves it.",
    )
    walk.save("breach-decision")
    walk.go("/actions/1/agreements/1")
    walk.person.look("agreement-broken")
    steps.reported(walk, {"Removal": "1 0 1"})


def test_earlier_discipline_is_entered_by_one_and_verified_by_another(walk, acting):
    walk = walk()
    with acting() as session:
        person = session.scalars(
            select(Party.person_id).where(Party.role == PartyRole.SUBJECT)
        ).first()
    steps.accept(walk)
    walk.person.go(f"/people/{person}/discipline/outside/new")
    walk.fill(imposed_by="Alder County Sheriff", action_type_code="SUSPENSION_1_14", days="5")
    walk.fill(charge="Absence without leave", decided_on=day(today() - timedelta(days=400)))
    walk.fill(effective_on=day(today() - timedelta(days=390)), source_document="SF-50, eOPF")
    walk.fill(in_writing="True", contestable="True", is_final="True")
    walk.save("outside-new")
    at = walk.page.url
    steps.cover(walk, "REMOVAL")
    steps.charge(walk, *MISUSE)
    walk.go("/actions/1/prior-discipline")
    assert walk.page.get_by_text("Nobody has verified what was entered").count() == 1
    walk.as_("supervisor.ler")
    walk.page.goto(at)
    walk.person.look("outside-record")
    walk.press("Verify this record against its source document")
    walk.as_("specialist.ler")
    walk.person.go(f"/people/{person}/discipline")
    walk.person.look("history")
    walk.go("/actions/1/prior-discipline")
    walk.tick("Suspension, 5 days")
    walk.save("prior-discipline")
    walk.go("/actions/1/proposal")
    walk.person.look("proposal-waits")
    steps.propose(walk, "REMOVAL", look="proposal-d", **steps.reviewed())
