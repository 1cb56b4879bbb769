"""A later extract fills blanks, reports what it contradicts, and erases nothing."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from jicms.allegations.models import Allegation, AllegationSubject, Finding
from jicms.audit.models import AuditEvent
from jicms.cases.models import Case, Party
from jicms.discipline.models import DisciplinaryAction, Penalty
from jicms.imports.models import ImportIssue, SourceCase
from jicms.people.models import Employment, Person

SAME = {
    "cr_id": "7000001",
    "incident_date": "2008-04-20",
    "complaint_date": "2008-04-21",
    "closed_date": "2008-10-14",
    "current_status": "CLOSED/FINAL",
    "investigating_agency": "XYZ",
    "complainant_type": "CIVILIAN",
    "beat": "531.0",
}


@pytest.fixture
def updated(delivery, bring_in):
    """`updated(closed_date="…", prefer="INCOMING")`: import, then the later extract."""
    bring_in(delivery.write())

    def run(prefer="STORED", **values):
        folder = delivery.write_update({**SAME, **values})
        result = bring_in(folder, "public-complaints-update", prefer=prefer)
        return {k: n for k, n in result.accounts[0].outcomes.items() if n}

    return run


@pytest.fixture
def said(stored):
    """What the newest run's report says: (kind, column, delivered, stored)."""

    def lines():
        entity = ImportIssue
        newest = max((run for (run,) in stored(select(entity.run_id))), default=0)
        found = select(entity.kind, entity.column, entity.delivered, entity.stored)
        return [tuple(row) for row in stored(found.where(entity.run_id == newest))]

    return lines


@pytest.fixture
def altered(stored):
    """The details of the trail's IMPORT_ALTERED events."""
    return lambda: [
        json.loads(detail)
        for (detail,) in stored(
            select(AuditEvent.detail).where(AuditEvent.event == "IMPORT_ALTERED")
        )
    ]


def test_the_same_facts_in_another_form_change_nothing(updated, said):
    assert updated() == {"unchanged": 1}
    assert said() == []


def test_a_difference_is_reported_and_not_applied(updated, said, stored, altered):
    assert updated(closed_date="2009-01-01", beat="1134") == {"conflicting": 1}
    assert said() == [
        ("CONFLICT", "closed_date", "2009-01-01", "2008-10-14"),
        ("CONFLICT", "beat", "1134", "0531"),
    ]
    assert stored(select(Case.closed_on, Case.version)) == [(date(2008, 10, 14), 1)]
    assert altered() == []


def test_a_difference_is_applied_where_the_incoming_value_is_preferred(
    updated, said, stored, altered
):
    assert updated("INCOMING", closed_date="2009-01-01", incident_date="2008-04-19") == {
        "updated": 1
    }
    assert [line[0] for line in said()] == ["REPLACED", "REPLACED"]
    assert stored(select(Case.closed_on, Case.version)) == [(date(2009, 1, 1), 2)]
    assert stored(select(SourceCase.incident_on, SourceCase.incident_at)) == [
        (date(2008, 4, 19), None)
    ]
    (event,) = altered()
    assert event["fields"] == {
        "closed": ["2008-10-14", "2009-01-01"],
        "incident": ["2008-04-20 13:05:00", "2008-04-19"],
    }
    assert event["row"] == 1


@pytest.mark.parametrize("prefer", ["STORED", "INCOMING"])
def test_a_blank_never_erases(updated, said, stored, prefer):
    blank = dict.fromkeys(("closed_date", "incident_date", "current_status", "beat"), "")
    assert updated(prefer, **blank) == {"unchanged": 1}
    assert {line[:2] for line in said()} == {("KEPT", column) for column in blank}
    assert stored(select(Case.closed_on, Case.legacy_status)) == [
        (date(2008, 10, 14), "CLOSED/FINAL")
    ]


def test_a_blank_is_filled_and_the_status_follows(delivery, bring_in, stored, altered):
    delivery.case("7000002", closed="", status="", beat="")
    bring_in(delivery.write())
    found = select(Case.status, Case.closed_on, Case.closure_code, Case.version)
    of_it = found.where(Case.legacy_key == "7000002")
    assert stored(of_it) == [("RECEIVED", None, None, 1)]
    values = {**SAME, "cr_id": "7000002", "current_status": "", "location_code": "A PLACE"}
    result = bring_in(delivery.write_update(values), "public-complaints-update")
    assert result.accounts[0].outcomes["updated"] == 1
    assert stored(of_it) == [("CLOSED", date(2008, 10, 14), "NOT_RECORDED", 2)]
    assert altered()[0]["fields"].keys() == {"closed", "area", "place"}


def test_a_case_that_was_worked_on_here_keeps_its_status(delivery, bring_in, stored, acting):
    delivery.case("7000002", closed="", status="")
    bring_in(delivery.write())
    with acting() as session:
        case = session.scalar(select(Case).where(Case.legacy_key == "7000002"))
        case.status = "TRIAGE"
    values = {**SAME, "cr_id": "7000002"}
    bring_in(delivery.write_update(values), "public-complaints-update")
    found = select(Case.status, Case.closed_on).where(Case.legacy_key == "7000002")
    assert stored(found) == [("TRIAGE", date(2008, 10, 14))]


def test_the_same_update_twice_applies_once(updated, altered):
    assert updated(location_code="A PLACE") == {"updated": 1}
    assert updated(location_code="A PLACE") == {"unchanged": 1}
    assert len(altered()) == 1


def test_a_case_that_was_not_there_is_imported(updated, stored):
    assert updated(cr_id="7000009") == {"imported": 1}
    assert len(stored(select(Case.id))) == 2


def again(delivery, file, **changes):
    """Deliver the only row of a file anew with other cells."""
    (row,) = delivery.rows[file]
    for place, value in changes.items():
        row[int(place.removeprefix("c"))] = value
    return delivery.write()


def test_findings_and_penalties_that_come_later_are_added(delivery, bring_in, stored):
    delivery.allegation("7000001", "P1", final="", final_penalty="", recommended_penalty="1.0")
    bring_in(delivery.write())
    assert stored(
        select(Party.subject_status, DisciplinaryAction.status).join_from(
            Party, DisciplinaryAction, DisciplinaryAction.party_id == Party.id
        )
    ) == [("IN_ADJUDICATION", "PROPOSED")]
    bring_in(again(delivery, "allegations", c7="SU", c8="3.0"))
    assert stored(select(AllegationSubject.finding_code)) == [("SUBSTANTIATED",)]
    assert stored(select(Finding.code, Finding.superseded_at)) == [("SUBSTANTIATED", None)]
    found = stored(select(Penalty.stage, Penalty.days, Penalty.source_code))
    assert sorted(map(tuple, found)) == [("FINAL", 3, "3.0"), ("PROPOSED", 1, "1.0")]
    assert stored(
        select(Party.subject_status, DisciplinaryAction.status).join_from(
            Party, DisciplinaryAction, DisciplinaryAction.party_id == Party.id
        )
    ) == [("FINAL", "FINAL")]


def test_preferred_findings_supersede_and_penalties_are_replaced(delivery, bring_in, stored):
    delivery.allegation("7000001", "P1", final="NS", final_penalty="600.0")
    bring_in(delivery.write())
    folder = again(delivery, "allegations", c3="5.0", c4="05A-INVENTED", c7="SU", c8="45.0")
    result = bring_in(folder)
    assert result.accounts[2].outcomes["conflicting"] == 1
    assert stored(select(AllegationSubject.finding_code)) == [("NOT_SUSTAINED_LEGACY",)]
    bring_in(folder, prefer="INCOMING")
    assert stored(select(AllegationSubject.finding_code)) == [("SUBSTANTIATED",)]
    findings = stored(select(Finding.code, Finding.superseded_at).order_by(Finding.id))
    assert [(code, ended is None) for code, ended in findings] == [
        ("NOT_SUSTAINED_LEGACY", False),
        ("SUBSTANTIATED", True),
    ]
    final = select(Penalty.days, Penalty.source_code).where(Penalty.stage == "FINAL")
    assert stored(final) == [(45, "45.0")]
    category = select(Allegation.n, Allegation.legacy_category).join(
        AllegationSubject, AllegationSubject.allegation_id == Allegation.id
    )
    assert stored(category) == [(2, "05A-INVENTED")]
    office = select(Employment.program_office).join(Party, Party.at_incident_id == Employment.id)
    assert stored(office) == [("005",)]


def test_a_finding_that_was_recorded_here_is_never_replaced(delivery, bring_in, stored, acting):
    delivery.allegation("7000001", "P1", final="NS")
    bring_in(delivery.write())
    with acting() as session:
        finding = session.scalar(select(Finding))
        finding.found_by_id = session.scalar(select(AuditEvent.user_id)) or 1
    bring_in(again(delivery, "allegations", c7="SU"), prefer="INCOMING")
    assert stored(select(Finding.code)) == [("NOT_SUSTAINED_LEGACY",)]
    assert stored(select(AllegationSubject.finding_code)) == [("NOT_SUSTAINED_LEGACY",)]


def test_persons_and_investigators_are_filled_too(delivery, bring_in, stored):
    delivery.employee("P3", rank="", unit="", gender="").investigator("7000001", "P3", unit="")
    bring_in(delivery.write())
    delivery.rows["employees"][-1][1:] = ["LT", "7.0", "2001", "F"]
    delivery.rows["investigators"][-1][-1] = "121"
    result = bring_in(delivery.write())
    updated = {a.name: a.outcomes["updated"] for a in result.accounts if a.outcomes["updated"]}
    assert updated == {"employees.csv": 1, "investigators.csv": 1}
    of_it = select(Person.gender, Employment.title, Employment.program_office).join(
        Employment, Employment.person_id == Person.id
    )
    assert stored(of_it.where(Person.legacy_key == "P3")) == [("F", "LT", "007")]
