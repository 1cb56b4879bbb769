"""A held interview is corrected by another record; the wall and what is known follow both."""

from datetime import timedelta

import html5lib
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from jicms.audit.events import Event
from jicms.audit.models import AuditEvent
from jicms.cases.handling import Handling
from jicms.cases.models import CaseStatus
from jicms.core import clock
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.evidence.exposure import exposures_in
from jicms.evidence.models import Statement
from jicms.interviews import queries, service
from jicms.interviews.models import Interview, PresentAs, Recording, UnitStatus
from jicms.prosecution import gate
from tests.factories import accounts, cases
from tests.factories.evidence import declined, party, statement, the_case, the_investigation
from tests.factories.files import upload
from tests.factories.interviews import FORMS, assessed, held, planned, record


def corrected(row, *, name="investigator.ia", **values):
    """The correction that `name` records of a held interview: what is not said stays."""
    told = {
        "reason": "The start was an hour off.",
        "warning_code": row.warning_code,
        "began_at": row.began_at and row.began_at - timedelta(hours=1),
        "ended_at": row.ended_at,
        "people": {one.role: one.user or one.name for one in row.people},
        "recording": Recording.AUDIO,
        "recording_where": "Item E0001",
        "warning": reading(row.warning_code) if row.warning_code in FORMS else None,
        **values,
    }
    return service.correct(row, actor=accounts.actor_of(name), **told)


def reading(warning, **values):
    told = {"read_by": "N. Ostrow", "given_at": clock.now() - timedelta(hours=3)}
    told |= {"form_code": FORMS[warning], "is_signed": True, "refusal_witness": ""}
    return told | values


def test_a_chain_of_corrections_counts_once_and_keeps_each(acting, reading, number):
    with acting("investigator.ia") as session:
        case = the_case(session, number)
        first = held(session, case, party(session))
        before = (first.began_at, first.recording_where, first.warnings[0].read_by)
        second = corrected(first, unit_status=UnitStatus.OUTSIDE)
        third = corrected(second, people={**_people(second), PresentAs.OTHER: "Kin"})
        assert (third.key, third.status, third.corrects) == ("I03", "HELD", second)
        assert second.warnings[0].read_by == "N. Ostrow"
        assert second.warnings[0].file is first.warnings[0].file, "the signed copy stays"
        assert [row.key for row in queries.held_of(case)] == ["I03"]
        assert len(session.scalars(queries.count_of(case)).all()) == 1
        assert (first.began_at, first.recording_where, first.warnings[0].read_by) == before
        for one in (first, second):
            with pytest.raises(TransitionRefused, match="corrected already"):
                corrected(one)
        with pytest.raises(TransitionRefused):
            service.record_representation(
                second, actor=accounts.actor_of("investigator.ia"), unit_status=UnitStatus.OUTSIDE
            )
        keys = {second.id, third.id}
    with reading() as session:
        trail = select(AuditEvent.entity_id).where(AuditEvent.event == Event.INTERVIEW_CORRECTED)
        assert set(session.scalars(trail)) == keys


def _people(row):
    return {one.role: one.user or one.name for one in row.people}


def test_what_a_correction_lacks_is_refused_at_its_field(acting, number):
    with acting("investigator.ia") as session:
        made = held(session, the_case(session, number), party(session))
        for field, wrong in (
            ("reason", {"reason": " "}),
            ("ended", {"ended_at": None}),
            ("began", {"warning": None}),
            ("form_code", {"warning": reading("GARRITY_BECKWITH")}),
            ("form_code", {"warning": reading("KALKINES", form_code="NONE")}),
            ("read_by", {"warning": reading("KALKINES", read_by="")}),
            ("refusal_witness", {"warning": reading("KALKINES", is_signed=False)}),
            ("warning_code", {"warning_code": "WEINGARTEN"}),
            ("recording", {"recording": None}),
            ("interviewer", {"people": {}}),
        ):
            with pytest.raises(RuleBroken) as error, session.begin_nested():
                corrected(made, **wrong)
            assert error.value.field == field, wrong
        ahead = planned(the_investigation(session), party(session, 2), warning="NONE_WITNESS")
        with pytest.raises(TransitionRefused, match="Only an interview that was held"):
            corrected(ahead, began_at=clock.now(), ended_at=None)


def test_to_a_compelled_warning_the_gate_is_asked_and_what_was_said_is_marked(acting, crime):
    with acting("investigator.ia") as session:
        of, subject = the_investigation(session), party(session)
        made = record(planned(of, subject, warning="NONE_WITNESS"))
        said = statement(session, crime, n=1, warning_code="NONE_WITNESS", interview=made)
        told = {"warning_code": "KALKINES", "warning": reading("KALKINES", file=upload(b"Signed"))}
        with pytest.raises(RuleBroken) as error, session.begin_nested():
            corrected(made, **told)
        assert list(error.value.sentences) == [gate.SHUT]
        keys = made.id, said.id
    with acting() as session:
        declined(session, crime)
        assessed(session, party(session))
    with acting("investigator.ia") as session:
        made, said = session.get(Interview, keys[0]), session.get(Statement, keys[1])
        second = corrected(made, **told)
        for row in (made, second, said):
            assert row.handling & Handling.GARRITY_COMPELLED, row
    with acting("investigator2.ia") as session:
        assert session.scalars(select(Interview)).all() == []
        assert session.scalars(select(Statement)).all() == []


def test_away_from_a_compelled_warning_nothing_is_loosened(acting, number):
    with acting("investigator.ia") as session:
        case = the_case(session, number)
        made = held(session, case, party(session))
        other = {**_people(made), PresentAs.OTHER: "Kin of the officer"}
        voluntary = reading("GARRITY_BECKWITH")
        told = {"warning_code": "GARRITY_BECKWITH", "warning": voluntary, "people": other}
        second = corrected(made, **told)
        assert second.handling & Handling.GARRITY_COMPELLED
        who = {(one.who, one.what[1]) for one in exposures_in(case)}
        assert {("Kin of the officer", second.id), ("The interviewer", made.id)} <= who
        spoken = {"warning_code": "GARRITY_BECKWITH", "interview": second}
        said = statement(session, number, n=1, **spoken)
        assert said.handling & Handling.GARRITY_COMPELLED
    with acting("investigator2.ia") as session:
        assert session.scalars(select(Interview)).all() == []


#: What nobody does past the product either, on either database.
RAW = (
    "UPDATE interview SET place = 'Elsewhere'",
    "UPDATE interview SET corrects_id = id, correction_reason = 'Mine'",
    "DELETE FROM interview",
    "UPDATE interview_person SET name = 'Somebody'",
    "DELETE FROM interview_person",
    "UPDATE warning_given SET read_by = 'Somebody'",
    """INSERT INTO interview_person (id, case_id, interview_id, role, name, created_at)
    SELECT id + 9, case_id, interview_id, 'OTHER', 'Late', created_at FROM interview_person""",
)


def test_the_database_keeps_what_was_recorded(acting, standing):
    with acting() as session:
        for change in RAW:
            with pytest.raises(DBAPIError, match="stays as it is"), session.begin_nested():
                session.execute(text(change))


@pytest.fixture
def standing(acting, number):
    """The case of `number`, a compelled interview of its subject held."""
    with acting("investigator.ia") as session:
        made = held(session, the_case(session, number), party(session), place="Room 4")
        statement(session, number, n=1, warning_code="KALKINES", interview=made)
    return number


def test_the_page_corrects_it_once_and_says_so_everywhere(sign_in, standing, reading_of):
    client, tab = sign_in("investigator.ia"), f"/cases/{standing}/interviews"
    assert f"{tab}/1/correct" in client.get(f"{tab}/1").text
    page = client.get(f"{tab}/1/correct")
    told = reading_of(page) | {"reason": "It was room 5.", "place": "Room 5"}
    assert told["place"] == "Room 5"
    assert told["form_code"] == "KALKINES_1"
    for wrong, words in (({"reason": ""}, "What was wrong"), ({"place": "x" * 4000}, "Shorten")):
        answer = client.post(f"{tab}/1/correct", data=told | wrong)
        assert answer.status_code == 422
        assert words in answer.text
    stale = client.post(f"{tab}/1/correct", data=told | {"version": "99"})
    assert stale.status_code == 409
    answer = client.post(f"{tab}/1/correct", data=told)
    assert answer.status_code == 302, answer.text
    second = sign_in("supervisor.ia").post(f"{tab}/1/correct", data=told)
    assert second.status_code == 409, "another had the form open too"
    assert "corrected already" in second.text
    old, new = client.get(f"{tab}/1").text, client.get(f"{tab}/2").text
    assert "Room 4" in old
    assert "which counts in its place" in old
    assert "Room 5" in new
    assert "It was room 5." in new
    assert "/evidence/statements/1" in old
    assert "/evidence/statements/1" in new
    for button in ("Record the statement", "Record a correction", f"{tab}/1/representation"):
        assert button not in old, button
    assert "Record the statement" in new
    listed = client.get(tab).text
    assert "By I02" in listed
    assert "Corrects I01" in listed
    line = client.get(f"/cases/{standing}/timeline").text
    assert "I01 held, corrected by I02" in line
    assert "Its record was corrected by I02" in (
        client.get(f"/cases/{standing}/evidence/statements/1").text
    )
    form = client.get(f"/cases/{standing}/evidence/statements/new?interview=2").text
    assert "I02, " in form
    assert "I01, " not in form


@pytest.fixture
def reading_of():
    """What a browser sends of a form as it stands."""

    def sent(page):
        found = {}
        for one in html5lib.parse(page.text, namespaceHTMLElements=False).iter():
            name, kind = one.get("name"), one.get("type")
            if one.tag == "select":
                chosen = [
                    row.get("value") for row in one.iter("option") if "selected" in row.attrib
                ]
                found[name] = chosen[0] if chosen else ""
            elif one.tag in {"input", "textarea"} and name and kind != "file":
                found[name] = one.get("value") or one.text or ""
        return found

    return sent


@pytest.mark.parametrize(
    ("name", "status"),
    [("supervisor.opr", 404), ("auditor", 404), ("investigator2.ia", 404), ("custodian.ia", 404)],
)
def test_nobody_else_corrects_it(sign_in, standing, name, status):
    """Another office, and the criminal team, for which a compelled interview is not there."""
    client, path = sign_in(name), f"/cases/{standing}/interviews/1/correct"
    assert client.get(path).status_code == status
    assert client.post(path, data={"reason": "Mine."}).status_code == status


def test_no_correction_once_the_matter_is_closed_nor_from_another_case(acting, sign_in, standing):
    with acting() as session:
        case = the_case(session, standing)
        other = cases.case(session, status=CaseStatus.TRIAGE).number
        case.status, case.closure_code = CaseStatus.CLOSED, "COMPLETED"
        case.closed_at = clock.now()
    client = sign_in("supervisor.ia")
    assert client.get(f"/cases/{other}/interviews/1/correct").status_code == 404
    tab = f"/cases/{standing}/interviews"
    assert f"{tab}/1/correct" not in client.get(f"{tab}/1").text
    assert client.get(f"{tab}/1/correct").status_code == 403
