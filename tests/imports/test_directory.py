"""Employment from HR extracts: new, changed, corrected, and what a case keeps of it."""

from datetime import date

from sqlalchemy import func, select

from jicms.audit.models import AuditEvent
from jicms.auth.models import Agency
from jicms.cases.models import PartyRole
from jicms.people import births
from jicms.people.models import Employment, Person, PersonAlias, UserPerson
from tests.factories import cases
from tests.imports.staff import FIRST, NUMBER, SECOND, THIRD, jobs, lines, outcomes, reasons


def test_a_new_employee_comes_with_employment(deliver, find, reading):
    result = deliver({"other_names": "Wren Castellane; Abby Wren"})
    assert outcomes(result) == {"imported": 1}
    assert find(NUMBER, jobs) == [(date(2015, 3, 2), None, "CBP Officer", "11")]

    def facts(person, session):
        agency = session.get(Agency, person.agency_id)
        job = person.employments[0]
        names = sorted(alias.name for alias in person.aliases)
        flags = (job.is_law_enforcement, job.is_supervisor, job.is_ses, job.is_internal_affairs)
        return (person.name, person.kind_code, agency.code, names, flags, job.duty_location)

    assert find(NUMBER, facts) == (
        "Wren Abernathy",
        "EMPLOYEE",
        "CBP",
        ["Abby Wren", "Wren Castellane"],
        (True, False, False, False),
        "Port of Alder Bend",
    )


def test_the_date_of_birth_is_sealed_and_in_no_report(deliver, find, stored):
    result = deliver({}, {"employee_number": "7000-0002", "birth_date": "31/31/1984"})
    assert find(NUMBER, lambda person, _s: births.year(person)) == 1984
    sealed = stored(select(Person.born_sealed).where(Person.employee_number == NUMBER))[0][0]
    assert "1984" not in sealed
    assert "1984" not in result.report.read_text()
    assert "withheld" in result.report.read_text()
    details = stored(select(AuditEvent.detail))
    assert not any("1984-05" in row.detail for row in details)


def test_the_same_extract_again_changes_nothing(deliver, stored):
    rows = ({}, {"employee_number": "7000-0002", "given_name": "Odo", "user_name": "admin"})
    deliver(*rows)

    def everything():
        return [
            stored(select(func.count(), func.sum(model.id)).select_from(model))
            for model in (Person, Employment, PersonAlias, UserPerson)
        ] + stored(select(func.sum(Person.version)))

    before = everything()
    for as_of in (FIRST, THIRD):
        result = deliver(*rows, as_of=as_of, full="CBP", allow_leavers=True)
        assert outcomes(result) == {"unchanged": 2}
    with_leavers = everything()
    assert with_leavers[:4] == before[:4]


def test_changed_employment_is_a_new_period_and_the_old_one_stays(deliver, find):
    deliver({})
    result = deliver({"grade": "12", "supervisor": "Y"}, as_of=SECOND)
    assert outcomes(result) == {"updated": 1}
    assert find(NUMBER, jobs) == [
        (SECOND, None, "CBP Officer", "12"),
        (date(2015, 3, 2), date(2026, 9, 30), "CBP Officer", "11"),
    ]
    said = {line["column"]: (line["delivered"], line["stored"]) for line in lines(result)}
    assert said == {"grade": ("12", "11"), "supervisor": ("yes", "no")}


def test_a_case_keeps_its_snapshots(deliver, find, acting):
    deliver({})
    with acting() as session:
        person = session.scalar(select(Person).where(Person.employee_number == NUMBER))
        case = cases.case(session, office="IA")
        party = cases.party(session, case, role=PartyRole.SUBJECT, person=person)
        party.at_incident = party.at_opening = person.employments[0]
        session.flush()
        party_id = party.id
    deliver({"grade": "13", "title": "Chief"}, as_of=SECOND)
    deliver({"grade": "13", "title": "Chief", "separation_date": "10/20/2026"}, as_of=THIRD)
    with acting() as session:
        party = session.get_one(type(party), party_id)
        assert (party.at_incident.title, party.at_incident.grade) == ("CBP Officer", "11")
        assert (party.at_opening.title, party.at_opening.grade) == ("CBP Officer", "11")
        assert [row.title for row in party.person.employments] == ["Chief", "CBP Officer"]


def test_a_second_extract_on_one_day_corrects_unless_a_case_took_the_period(deliver, find, acting):
    deliver({"entry_on_duty": ""})
    assert outcomes(deliver({"entry_on_duty": "", "grade": "12"})) == {"updated": 1}
    assert find(NUMBER, jobs) == [(FIRST, None, "CBP Officer", "12")]
    with acting() as session:
        person = session.scalar(select(Person).where(Person.employee_number == NUMBER))
        party = cases.party(session, cases.case(session), role=PartyRole.SUBJECT, person=person)
        party.at_opening = person.employments[0]
    result = deliver({"entry_on_duty": "", "grade": "13"})
    assert outcomes(result) == {"conflicting": 1}
    assert find(NUMBER, jobs) == [(FIRST, None, "CBP Officer", "12")]
    assert outcomes(deliver({"entry_on_duty": "", "grade": "13"}, as_of=SECOND)) == {"updated": 1}


def test_an_extract_that_is_older_than_what_is_stored_is_reported(deliver, find):
    deliver({})
    deliver({"grade": "12"}, as_of=THIRD)
    result = deliver({"grade": "11"}, as_of=SECOND)
    assert outcomes(result) == {"conflicting": 1}
    assert "a later period is recorded already" in reasons(result)
    assert [row[3] for row in find(NUMBER, jobs)] == ["12", "11"]


def test_a_blank_never_erases_and_none_does(deliver, find):
    deliver({})
    blank = dict.fromkeys(("grade", "bargaining_unit", "supervisor", "work_email", "title"), "")
    assert outcomes(deliver(blank, as_of=SECOND)) == {"unchanged": 1}
    assert outcomes(deliver({"bargaining_unit": "(none)"}, as_of=SECOND)) == {"updated": 1}
    units = find(NUMBER, lambda person, _s: [row.bargaining_unit for row in person.employments])
    assert units == ["", "NTEU"]
