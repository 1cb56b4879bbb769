"""Charges and specifications: drafted from findings, taken by the proposal, fixed from then on."""

import re
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from jicms.access.actor import current_actor
from jicms.core import unit_of_work
from jicms.core.errors import TransitionRefused
from jicms.discipline import service
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_charges import Charge, ChargeSpecification, SpecificationExhibit
from jicms.discipline.queries_charges import charges_of
from jicms.evidence.models import Exhibit
from tests.factories import discipline
from tests.factories.discipline import refused


def drafted(session, action, *titles, parts=1):
    """Charges in draft, each with as many specifications."""
    link = discipline.link_of(session, action)
    for title in titles:
        said = [service.SpecificationText(link, f"{title} {n}") for n in range(1, parts + 1)]
        charge = service.ChargeText(link, title, specifications=said)
        service.draft_charge(action, actor=current_actor(), text=charge)
    return list(charges_of(action))


def titles_of(session):
    return [(row.n, row.title) for row in session.scalars(select(Charge).order_by(Charge.n))]


def version_in(page):
    return re.search(r'name="version" value="(\d+)"', page.text).group(1)


def send(client, path, **fields):
    return client.post(path, data={"version": version_in(client.get(path)), **fields})


def test_a_charge_is_drafted_from_its_finding_specified_ordered_and_removed(at, acting, sign_in):
    root = f"/cases/{at('DRAFT').number}/actions/1/charges"
    client = sign_in("specialist.ler")
    with acting() as session:
        action = session.scalar(select(DisciplinaryAction))
        link = discipline.link_of(session, action)
        finding, exhibit = link.id, session.scalar(select(Exhibit.id).where(Exhibit.n == 1))
        category = link.allegation.category.label
    page = client.get(root).text
    assert f"{root}/new?finding={finding}" in page
    assert "/proposal" not in page
    begun = client.get(f"{root}/new?finding={finding}").text
    assert f'value="{category}"' in begun
    assert "12/01/2023" in begun
    said = {"finding": finding, "incident_from": "12/01/2023", "exhibits": exhibit}
    new = f"{root}/new"
    assert send(client, new, title="Misuse", text="Thirty searches", **said).status_code == 302
    assert send(client, new, title="Candor", text="Denied it", **said).status_code == 302
    add = f"{root}/1/specifications/new"
    more = {**said, "incident_to": "12/24/2023", "place": "Port of Nogales"}
    assert send(client, add, text="Seven more", **more).status_code == 302
    page = client.get(root).text.replace("\u00a0", " ")
    assert "Dec 1, 2023 to Dec 24, 2023; Port of Nogales" in page
    assert page.count("Exhibit 1") == 3
    assert f"/new?finding={finding}" not in page
    assert client.post(f"{root}/1/specifications/2/move", data={"way": "up"}).status_code == 302
    assert client.post(f"{root}/2/move", data={"way": "up"}).status_code == 302
    assert client.post(f"{root}/1/move", data={"way": "up"}).status_code == 302
    with acting() as session:
        assert titles_of(session) == [(1, "Candor"), (2, "Misuse")]
        misuse = session.scalar(select(Charge).where(Charge.n == 2))
        assert [row.text for row in misuse.specifications] == ["Seven more", "Thirty searches"]
        assert misuse.specifications[0].finding.code == "SUBSTANTIATED"
    assert "Denied it" in client.get(f"{root}/1/remove").text
    assert send(client, f"{root}/2/specifications/1/remove").status_code == 302
    assert send(client, f"{root}/1/remove").status_code == 302
    assert send(client, f"{root}/1", title="Misuse of a system").status_code == 302
    with acting() as session:
        assert titles_of(session) == [(1, "Misuse of a system")]
        kept = session.scalars(select(ChargeSpecification)).one()
        assert (kept.label, kept.text) == ("1.1", "Thirty searches")


def test_what_a_specification_may_rest_on(at, acting, action_of):
    at("DRAFT")
    with acting() as session:
        action, me = action_of(session), current_actor()
        charge = drafted(session, action, "Misuse")[0]
        link = discipline.link_of(session, action)
        weak = discipline.link_of(session, action, "UNSUBSTANTIATED")
        unsent = session.scalar(
            select(Exhibit)
            .where(Exhibit.n == 2)
            .execution_options(unscoped="a test asks for what was not sent")
        )

        def specify(made_of, **more):
            said = service.SpecificationText(made_of, more.pop("text", "Said"), **more)
            return refused(lambda: service.add_specification(charge, actor=me, text=said))

        assert specify(weak).field == "finding"
        assert specify(link, text=" ").field == "text"
        assert specify(link, incident_from=date(2024, 4, 3)).field == "incident_from"
        early, late = date(2023, 12, 1), date(2023, 12, 2)
        assert specify(link, incident_from=late, incident_to=early).field == "incident_to"
        assert specify(link, exhibits=[unsent]).field == "exhibits"
        assert len(charge.specifications) == 1


def test_a_bad_form_keeps_what_was_typed(at, sign_in):
    path = f"/cases/{at('DRAFT').number}/actions/1/charges/new"
    client = sign_in("specialist.ler")
    huge = {"title": "x" * 5000, "text": "Kept", "finding": "999", "incident_from": "13/45/2023"}
    answer = send(client, path, exhibits=["77", "x"], **huge)
    assert answer.status_code == 422
    assert "Kept" in answer.text
    assert "13/45/2023" in answer.text


def test_the_proposal_takes_the_draft_and_fixes_it(at, acting, sign_in, action_of):
    number = at("DRAFT").number
    with acting() as session:
        action = action_of(session)
        refused(lambda: discipline.proposed(session, action, charges=[]), "at least one charge")
        charge = drafted(session, action, "Misuse", "Candor", parts=2)[1]
        for row in list(charge.specifications):
            service.remove(row, actor=current_actor())
        refused(lambda: discipline.proposed(session, action, charges=[]), "Charge 2 needs")
        service.remove(charge, actor=current_actor())
        discipline.proposed(session, action, charges=[])
    client, root = sign_in("specialist.ler"), f"/cases/{number}/actions/1/charges"
    assert root not in client.get(f"/cases/{number}/actions/1").text
    assert "Not possible now" in client.get(root).text
    for path in (f"{root}/new", f"{root}/1", f"{root}/1/specifications/1/remove"):
        answer = client.post(path, data={"version": "1", "title": "Other"})
        assert "Not possible now" in answer.text
    with acting() as session:
        assert titles_of(session) == [(1, "Misuse")]
        charge = charges_of(action_of(session))[0]
        for change in (
            lambda: service.change_charge(charge, actor=current_actor(), title="Other"),
            lambda: service.move(charge, actor=current_actor(), up=True),
            lambda: service.remove(charge, actor=current_actor()),
        ):
            with pytest.raises(TransitionRefused):
                change()


def test_the_decision_sustains_by_specification(at, acting, action_of, sign_in):
    number = at("DRAFT").number
    with acting() as session:
        action = action_of(session)
        drafted(session, action, "Misuse", "Candor", parts=2)
        discipline.proposed(session, action, charges=[])
        discipline.weighed(
            session, discipline.answered(session, discipline.served(session, action))
        )
        for wrong in ({(1, 3)}, {(3, 1)}, {3}, {"1.1"}):
            refused(
                lambda wrong=wrong: discipline.decided(session, action, sustained=wrong),
                "charges of this notice",
            )
    page = sign_in("specialist.ler").get(f"/cases/{number}/actions/1/decision").text
    assert page.count('name="sustained"') == 4
    with acting() as session:
        action = action_of(session)
        discipline.decided(session, action, sustained={(1, 2)})
        first, second = charges_of(action)
        assert [row.is_sustained for row in first.specifications] == [False, True]
        assert (first.is_sustained, second.is_sustained) == (True, False)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE charge SET title = 'Other'",
        "DELETE FROM specification_exhibit",
        "UPDATE specification_exhibit SET exhibit_id = exhibit_id + 1",
        "UPDATE charge_specification SET text = 'Other'",
        "UPDATE charge_specification SET is_sustained = NULL, place = 'Elsewhere'",
        "UPDATE charge_specification SET is_sustained = FALSE",
        "UPDATE charge_specification SET incident_from = '2020-01-01'",
        "DELETE FROM charge_specification WHERE n = 99 OR n < 99",
        (
            "INSERT INTO charge (action_id, case_id, n, title, created_at, version)"
            " SELECT action_id, case_id, 9, title, created_at, 1 FROM charge"
        ),
        (
            "INSERT INTO specification_exhibit (specification_id, action_id, case_id, exhibit_id,"
            " created_at) SELECT specification_id, action_id, case_id, 2, created_at"
            " FROM specification_exhibit"
        ),
    ],
)
def test_the_database_keeps_proposed_charges(decided_charges, app, statement):
    with app.app_context(), pytest.raises(DatabaseError), unit_of_work.write() as session:
        session.connection().execute(text(statement))


@pytest.fixture
def decided_charges(at, acting, action_of):
    """A decided action whose one specification has an exhibit and is sustained."""
    at("DRAFT")
    with acting() as session:
        action = action_of(session)
        link = discipline.link_of(session, action)
        proof = service.released(action.referral, Exhibit)
        part = service.SpecificationText(link, "Thirty searches", exhibits=proof)
        charge = service.ChargeText(link, "Misuse", specifications=[part])
        discipline.proposed(session, action, charges=[charge])
        discipline.weighed(
            session, discipline.answered(session, discipline.served(session, action))
        )
        discipline.decided(session, action)
        assert session.scalars(select(SpecificationExhibit)).one()


def test_two_authors_don_t_overwrite_each_other(at, acting, sign_in, action_of):
    root = f"/cases/{at('DRAFT').number}/actions/1/charges"
    with acting() as session:
        drafted(session, action_of(session), "Misuse", parts=2)
        link = discipline.link_of(session, action_of(session)).id
    client, other = sign_in("specialist.ler"), sign_in("supervisor.ler")
    path = f"{root}/1/specifications/1"
    opened, gone = version_in(client.get(path)), version_in(client.get(f"{path}/remove"))
    said = {"finding": link, "incident_from": "12/01/2023"}
    assert send(other, path, text="Theirs", **said).status_code == 302
    answer = client.post(path, data={"version": opened, "text": "Mine", **said})
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert "Mine" in answer.text
    assert client.post(f"{path}/remove", data={"version": gone}).status_code == 409
    with acting() as session:
        rows = session.scalars(select(ChargeSpecification).order_by(ChargeSpecification.n))
        assert [row.text for row in rows] == ["Theirs", "Misuse 2"]


def test_nobody_else_reads_or_writes_a_draft(at, acting, sign_in, action_of):
    number = at("DRAFT").number
    with acting() as session:
        action = action_of(session)
        drafted(session, action, "A charge that only LER may read")
        official = discipline.user("official.cbp", session)
        service.name_officials(action, actor=current_actor(), proposing=official)
    root = f"/cases/{number}/actions/1/charges"
    paths = [root, f"{root}/new", f"{root}/1", f"{root}/1/remove", f"{root}/1/specifications/1"]
    refusals = {
        "specialist.elr": {404},
        "supervisor.ia": {404, 403},
        "investigator.ia": {404, 403},
        "official.cbp": {404, 403},
        "counsel.cbp": {404, 403},
    }
    for name, wanted in refusals.items():
        client = sign_in(name)
        for path in paths:
            assert client.get(path).status_code in wanted, (name, path)
            if path != root:
                assert client.post(path, data={"version": "1"}).status_code in wanted, (name, path)
    assert "only LER may read" not in sign_in("official.cbp").get(f"/packages/{number}/1").text
    client = sign_in("specialist.ler")
    assert "only LER may read" in client.get(root).text
    for path in (f"{root}/2", f"{root}/1/specifications/2", f"{root}/2/specifications/1"):
        assert client.get(path).status_code == 404
        assert client.post(f"{path}/move").status_code == 404
    with acting("official.cbp") as session:
        assert session.scalars(select(Charge)).all() == []
        assert session.scalars(select(ChargeSpecification)).all() == []
