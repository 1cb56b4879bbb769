"""Who reads and enters discipline from outside the system, what is refused, what stays."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from jicms.access.actor import current_actor
from jicms.audit.models import AuditEvent
from jicms.core import clock, unit_of_work
from jicms.discipline import queries_prior
from jicms.discipline.models_outside import OutsideDiscipline
from jicms.discipline.service import outside
from jicms.people.models import Person, UserPerson
from jicms.reports import building, registry
from jicms.reports.settings import Settings
from tests.factories import accounts, discipline
from tests.factories.outside import FACTS, entered


@pytest.mark.parametrize(
    ("account", "sees"),
    [
        ("specialist.ler", True),
        ("supervisor.ler", True),
        ("specialist.elr", False),
        ("supervisor.elr", False),
        ("supervisor.ia", False),
        ("investigator.ia", False),
        ("official.cbp", False),
        ("counsel.cbp", False),
        ("auditor", False),
        ("admin", False),
    ],
)
def test_who_reads_and_enters_it(charged, acting, sign_in, account, sees):
    _number, person = charged
    key = entered(acting, person)
    page = f"/people/{person}/discipline/outside/{key}"
    client = sign_in(account)
    for path in (page, f"{page}/correct", f"{page}/withdraw", f"/people/{person}/discipline"):
        answer = client.get(path)
        assert (answer.status_code == 200) is sees, path
        assert ("Alder County Sheriff" in answer.text) is sees
    blank = client.get(f"/people/{person}/discipline/outside/new")
    assert (blank.status_code == 200) is sees
    with acting(account) as session:
        assert bool(session.scalars(select(OutsideDiscipline)).all()) is sees
        actor = current_actor()
        agency = actor.agency_id or 0
        rows = queries_prior.earlier_actions(person, actor=actor, agency_id=agency)
        assert bool(rows) is sees


def test_the_other_agency_s_specialist_who_reaches_the_person_sees_nothing_of_it(
    charged, acting, sign_in
):
    _number, person = charged
    key = entered(acting, person)
    with acting() as session:
        # The employee goes to the other agency: its labor relations finds the person, and keeps
        # records of its own; those of the first agency are not among them.
        elr = discipline.user("specialist.elr", session)
        session.get(Person, person).agency_id = elr.memberships[0].office.agency_id
    client = sign_in("specialist.elr")
    history = client.get(f"/people/{person}/discipline")
    assert history.status_code == 200
    assert "Alder County Sheriff" not in history.text
    assert client.get(f"/people/{person}/discipline/outside/{key}").status_code == 404
    own = entered(acting, person, verified=False, by="specialist.elr", imposed_by="Port police")
    assert "Port police" in client.get(f"/people/{person}/discipline").text
    assert own != key


def test_nobody_reads_or_enters_their_own(charged, acting, sign_in):
    _number, person = charged
    key = entered(acting, person)
    other = entered(acting, person, by="supervisor.ler", verified=False)
    with acting() as session:
        user, now = discipline.user("specialist.ler", session), clock.now()
        told = {"user_id": user.id, "person_id": person}
        session.add(UserPerson(**told, valid_from=now, confirmed_at=now))
    client = sign_in("specialist.ler")
    base = f"/people/{person}/discipline"
    for path in (base, f"{base}/outside/new", f"{base}/outside/{key}"):
        assert client.get(path).status_code == 404, path
    assert client.post(f"{base}/outside/{other}/verify").status_code == 404


def test_a_record_is_opened_within_its_person_only(charged, acting, sign_in):
    _number, person = charged
    key = entered(acting, person)
    with acting() as session:
        other = accounts.person_of(session, "official.cbp").id
    answer = sign_in("specialist.ler").get(f"/people/{other}/discipline/outside/{key}")
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choose the kind of action"),
        ({"action_type_code": "SUSPENSION_1_14"}, "Say for how many days"),
        ({"action_type_code": "REMOVAL", "days": "3"}, "takes no number of days"),
        ({"action_type_code": "SUSPENSION_1_14", "days": "30"}, "give 1 to 14 days"),
        ({"action_type_code": "REMOVAL", "misconduct_on": "02/01/2023"}, "came before"),
        ({"action_type_code": "REMOVAL", "effective_on": "01/01/2023"}, "comes after"),
        ({"action_type_code": "REMOVAL", "ended": "CANCELLED"}, "Say on what day"),
        ({"action_type_code": "REMOVAL", "ended_on": "06/01/2023"}, "cancelled or cleared"),
        ({"action_type_code": "REMOVAL", "decided_on": "01/09/2031"}, ""),
        ({"action_type_code": "NO_ACTION"}, ""),
        ({"action_type_code": "REMOVAL", "in_writing": ""}, "Say whether it was in writing"),
        ({"action_type_code": "REMOVAL", "source_document": " "}, "Enter the source document"),
    ],
)
def test_what_is_typed_wrong_is_said_by_the_field_and_kept(charged, sign_in, typed, said):
    _number, person = charged
    path = f"/people/{person}/discipline/outside/new"
    data = {
        "imposed_by": "Alder County Sheriff",
        "charge": "Absence",
        "decided_on": "01/09/2023",
        "in_writing": "True",
        "contestable": "True",
        "is_final": "True",
        "source_document": "Letter",
        **typed,
    }
    answer = sign_in("specialist.ler").post(path, data=data)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Alder County Sheriff"' in answer.text


def test_no_report_counts_it(charged, acting, app):
    def figures():
        with app.test_request_context():
            actor = accounts.actor_of("supervisor.ler")
            with unit_of_work.read(actor):
                return {
                    report.key: repr(
                        building.run(report, Settings(report.params, {}, actor), actor)
                    )
                    for report in registry.every()
                }

    before = figures()
    entered(acting, charged[1])
    assert len(before) > 5
    assert figures() == before


def test_the_trail_has_each_step(charged, acting, reading):
    _number, person = charged
    key = entered(acting, person)
    with acting("specialist.ler") as session:
        row = session.get(OutsideDiscipline, key)
        outside.correct_outside(row, actor=current_actor(), facts=FACTS, reason="Wrong page")
    with reading() as session:
        found = session.scalars(
            select(AuditEvent.event)
            .where(AuditEvent.event.like("OUTSIDE%"), AuditEvent.person_id == person)
            .order_by(AuditEvent.id)
        ).all()
        details = session.scalars(select(AuditEvent.detail)).all()
    assert found == ["OUTSIDE_RECORDED", "OUTSIDE_VERIFIED", "OUTSIDE_CORRECTED"]
    assert not any("Absence without leave" in (one or "") for one in details)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE outside_discipline SET charge = 'Other'",
        "UPDATE outside_discipline SET is_final = FALSE",
        "UPDATE outside_discipline SET verified_by_id = entered_by_id",
        "UPDATE outside_discipline SET verified_by_id = NULL, verified_at = NULL",
        "UPDATE outside_discipline SET withdrawn_at = created_at",
        "DELETE FROM outside_discipline",
    ],
)
def test_the_database_keeps_what_was_entered(charged, acting, app, statement):
    entered(acting, charged[1])
    with app.app_context(), pytest.raises(DatabaseError), unit_of_work.write() as session:
        session.connection().execute(text(statement))


def test_the_database_refuses_the_enterer_s_own_verification(charged, acting, app):
    key = entered(acting, charged[1], verified=False)
    statement = (
        "UPDATE outside_discipline SET verified_by_id = entered_by_id, verified_at = created_at"
        f" WHERE id = {key}"
    )
    with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
        session.connection().execute(text(statement))
