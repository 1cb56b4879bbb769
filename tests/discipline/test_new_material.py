"""What comes after the notice: no decision rests on what the employee was not told of."""

import io
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from jicms.access.actor import current_actor
from jicms.core import unit_of_work
from jicms.core.errors import Denied, TransitionRefused
from jicms.discipline import service
from jicms.discipline.models_package import NewMaterial, PackageReceipt
from jicms.files.service import ingest
from tests.discipline.test_two_at_once import version_in
from tests.factories import discipline
from tests.factories.discipline import refused

SERVED = datetime(2024, 3, 22, 15, tzinfo=UTC)
DECIDE = "UPDATE disciplinary_action SET decided_on = '2024-04-02'"


@pytest.fixture
def new(at, acting, action_of):
    """An action that awaits its decision, and a gate log that came with a file."""
    number = at("DECISION").number
    with acting("specialist.ler") as session:
        log = ingest(io.BytesIO(b"21:40 in\n"), name="gate.csv", by=None)
        discipline.came(session, action_of(session), file=log)
    return number


def item_of(session):
    return session.scalars(select(NewMaterial)).one()


SETTLED = {
    "served": lambda item, me: service.serve_new_material(
        item, actor=me, received_at=SERVED, method_code="HAND_DELIVERY", proof="Signed for."
    ),
    "mitigation": lambda item, me: service.use_in_mitigation(item, actor=me, reason="It helps."),
    "not used": lambda item, me: service.leave_unused(item, actor=me, reason="Beside the point."),
}


@pytest.mark.parametrize("how", SETTLED)
def test_the_decision_waits_until_it_is_settled(new, acting, action_of, sign_in, how):
    client, at = sign_in("specialist.ler"), f"/cases/{new}/actions/1"
    page = client.get(f"{at}/decision").text
    assert "NEW 1: Gate log" in page
    assert "New material is not settled" in page
    with acting("specialist.ler") as session:
        refused(lambda: discipline.decided(session, action_of(session)), "NEW 1: Gate log", "serve")
    with pytest.raises(IntegrityError), acting() as session:
        session.connection().execute(text(DECIDE))
    with acting("specialist.ler") as session:
        SETTLED[how](item_of(session), current_actor())
    assert "New material is not settled" not in client.get(f"{at}/decision").text
    with acting("specialist.ler") as session:
        action = action_of(session)
        discipline.decided(
            session, action, decided_on=date(2024, 4, 2), effective_on=date(2024, 4, 3)
        )
        assert action.decided_on is not None


def test_service_begins_the_time_to_answer_anew_and_never_shortens_it(new, acting, action_of):
    with acting("specialist.ler") as session:
        action = action_of(session)
        assert action.answer_due_on == date(2024, 3, 8)
        said = refused(
            lambda: service.serve_new_material(
                item_of(session),
                actor=current_actor(),
                received_at=SERVED,
                method_code="HAND_DELIVERY",
                proof="Signed for.",
                answer_by=date(2024, 3, 28),
            ),
            "Mar 29, 2024",
        )
        assert said.field == "answer_by"
    with acting("specialist.ler") as session:
        action = action_of(session)
        use = SETTLED["served"](item_of(session), current_actor())
        # Friday, March 22 + 7 = Friday, March 29, 2024.
        assert action.answer_due_on == use.answer_due_on == date(2024, 3, 29)
        assert service.answer_clock(action).due_on == date(2024, 3, 29)
        refused(
            lambda: discipline.decided(session, action, decided_on=date(2024, 3, 29)),
            "may answer to Mar 29, 2024",
        )
        with pytest.raises(TransitionRefused):
            service.leave_unused(item_of(session), actor=current_actor(), reason="x")
        second = discipline.came(session, action, title="Shift list", arrived_on=date(2024, 3, 2))
        service.serve_new_material(
            second,
            actor=current_actor(),
            received_at=datetime(2024, 3, 11, 15, tzinfo=UTC),
            method_code="HAND_DELIVERY",
            proof="Signed for.",
        )
        # March 11 + 7 = March 18: the later date that ran before stands.
        assert action.answer_due_on == date(2024, 3, 29)
        discipline.answered(session, action, received_at=datetime(2024, 3, 28, 16, tzinfo=UTC))
        assert service.answer_clock(action) is None


def test_mail_and_refusal_count_as_with_the_notice_and_proof_is_asked_for(
    new, acting, action_of, sign_in
):
    client, at = sign_in("specialist.ler"), f"/cases/{new}/actions/1/new-material"
    page = client.get(f"{at}/1/serve")
    version = {"version": version_in(page)}
    for typed, words in (
        ({"method_code": "HAND_DELIVERY"}, "Enter when it was received"),
        ({"method_code": "FIRST_CLASS_MAIL"}, "Enter when it was sent"),
        ({"method_code": "FIRST_CLASS_MAIL", "sent_on": "03/19/2024"}, "It came on Mar 20, 2024"),
        ({"method_code": "REFUSED", "attempted_on": "03/21/2024"}, "needs proof"),
    ):
        answer = client.post(f"{at}/1/serve", data={**version, **typed})
        assert answer.status_code == 422, typed
        assert words in answer.text, typed
    proof = (io.BytesIO(b"Tracking 7\n"), "tracking.txt")
    mailed = {**version, "method_code": "FIRST_CLASS_MAIL", "sent_on": "03/20/2024"}
    answer = client.post(f"{at}/1/serve", data={**mailed, "proof": "No 7", "proof_file": proof})
    assert answer.status_code == 302
    with acting("specialist.ler") as session:
        use = item_of(session).use
        # Mailed Wednesday, March 20 + 5 = Monday, March 25; + 7 = Monday, April 1, 2024.
        assert (use.basis, use.sent_on) == ("PRESUMED", date(2024, 3, 20))
        assert use.answer_due_on == action_of(session).answer_due_on == date(2024, 4, 1)
    shown = client.get(at).text
    assert "presumed received on Mar 25, 2024" in shown
    assert "Proof: No 7" in shown
    assert client.get(f"{at}/1/proof", buffered=True).data == b"Tracking 7\n"
    for name in ("official2.cbp", "supervisor.elr", "investigator.ia", "auditor"):
        assert sign_in(name).get(f"{at}/1/proof").status_code in {403, 404}, name


@pytest.mark.parametrize(("how", "reaches"), [("served", 1), ("mitigation", 1), ("not used", 0)])
def test_the_official_gets_it_by_service_or_mitigation_only(new, acting, sign_in, how, reaches):
    package = f"/packages/{new}/1"
    deciding, proposing = sign_in("official2.cbp"), sign_in("official.cbp")
    assert "Gate log" not in deciding.get(package).text
    assert deciding.get(f"{package}/new/1").status_code == 404
    with acting("specialist.ler") as session:
        SETTLED[how](item_of(session), current_actor())
    page = deciding.get(package).text
    assert ("Gate log" in page) == bool(reaches)
    assert ("Mitigation only" in page) == (how == "mitigation")
    answer = deciding.get(f"{package}/new/1")
    assert (answer.status_code == 200 and answer.data == b"21:40 in\n") == bool(reaches)
    assert "Gate log" not in proposing.get(package).text
    assert proposing.get(f"{package}/new/1").status_code == 404
    with acting() as session:
        logged = session.scalars(
            select(PackageReceipt.act).where(PackageReceipt.entity == "new_material")
        ).all()
        assert len(logged) == reaches


def test_another_official_named_later_gets_what_was_served(new, acting, action_of, reading):
    with acting("specialist.ler") as session:
        action = action_of(session)
        SETTLED["served"](item_of(session), current_actor())
        third = discipline.official(session, "official3.cbp")
        service.name_officials(action, actor=current_actor(), deciding=third)
    with acting() as session:
        labels = session.scalars(
            select(PackageReceipt.label)
            .where(PackageReceipt.official_id == discipline.user("official3.cbp", session).id)
            .order_by(PackageReceipt.id)
        ).all()
    assert "NEW 1: Gate log" in labels
    assert "Written answer of Mar 6, 2024" in labels
    with reading("official2.cbp") as session:
        assert not session.scalars(select(NewMaterial)).all()


def test_nobody_else_sees_it(new, sign_in, reading):
    for name in ("supervisor.ia", "investigator.ia", "supervisor.elr", "auditor", "official.cbp"):
        with reading(name) as session:
            assert not session.scalars(select(NewMaterial)).all(), name
        client, at = sign_in(name), f"/cases/{new}/actions/1"
        for path in ("new-material", "new-material/add", "new-material/1/file", "received"):
            assert client.get(f"{at}/{path}").status_code in {403, 404}, (name, path)
        assert "Gate log" not in client.get(at).text


def test_the_official_reports_a_contact_and_the_decision_waits(at, acting, action_of, sign_in):
    number = at("DECISION").number
    client, path = sign_in("official2.cbp"), f"/packages/{number}/1/contact"
    assert "Report a contact" in client.get(f"/packages/{number}/1").text
    assert client.post(path, data={"who": "", "on": "", "said": ""}).status_code == 422
    told = {"who": "The port director", "on": "04/01/2024", "said": "He did it before."}
    assert client.post(path, data=told).status_code == 302
    assert "He did it before." not in client.get(f"/packages/{number}/1").text
    assert sign_in("official.cbp").get(path).status_code == 404
    page = sign_in("specialist.ler").get(f"/cases/{number}/actions/1").text
    assert "He did it before." in page
    with acting("specialist.ler") as session:
        refused(lambda: discipline.decided(session, action_of(session)), "Contact outside")


def test_pages_refuse_a_stale_form_and_bad_input(new, acting, sign_in):
    first, second = sign_in("specialist.ler"), sign_in("supervisor.ler")
    at = f"/cases/{new}/actions/1/new-material/1"
    opened = version_in(first.get(f"{at}/not-used"))
    assert first.post(f"{at}/not-used", data={"version": opened, "reason": " "}).status_code == 422
    settled = second.post(f"{at}/mitigation", data={"version": opened, "reason": "It helps."})
    assert settled.status_code == 302
    late = first.post(f"{at}/not-used", data={"version": opened, "reason": "Beside the point."})
    assert late.status_code == 409
    add = f"/cases/{new}/actions/1/new-material/add"
    huge = {"kind": "FACT", "title": "x" * 300, "chosen": "exhibit-999999", "arrived_on": "soon"}
    answer = first.post(add, data={"version": "x", **huge})
    assert answer.status_code == 422
    assert "x" * 300 in answer.text
    page = first.get(f"/cases/{new}/actions/1/new-material").text
    assert "Mitigation only" in page
    assert "Serve it on the employee" not in page


def test_it_is_added_between_notice_and_decision_only_and_by_labor_relations(at, acting, action_of):
    at("DECIDED")
    with acting() as session, pytest.raises(TransitionRefused):
        discipline.came(session, action_of(session))
    with acting("official2.cbp") as session, pytest.raises(Denied):
        discipline.came(session, action_of(session))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE new_material SET text = 'other'",
        "DELETE FROM new_material",
        "UPDATE new_material_use SET how = 'NOT_USED', received_at = NULL, service_code = NULL",
        "DELETE FROM new_material_use",
        "UPDATE package_receipt SET label = 'other'",
        "DELETE FROM package_receipt",
        "UPDATE notice_material SET report_id = report_id",
        "DELETE FROM notice_material",
        "INSERT INTO notice_material SELECT * FROM notice_material",
    ],
)
def test_the_database_keeps_what_was_written(new, app, acting, statement):
    with acting("specialist.ler") as session:
        SETTLED["mitigation"](item_of(session), current_actor())
    with app.app_context(), pytest.raises(IntegrityError), unit_of_work.write() as session:
        session.connection().execute(text(statement))
