"""Employees who leave, come back or move: by a full extract, or by a date in one."""

from datetime import date

import pytest
from sqlalchemy import func, select

from jicms.audit.models import AuditEvent
from jicms.auth.models import Agency
from jicms.core.errors import RuleBroken
from jicms.people.models import Person
from tests.imports.staff import NUMBER, OTHERS, SECOND, THIRD, jobs, kind, lines, outcomes, reasons


def test_whoever_is_missing_from_a_full_extract_left(deliver, find):
    deliver({}, *OTHERS)
    assert outcomes(deliver(*OTHERS, as_of=SECOND)) == {"unchanged": 25}
    assert find(NUMBER, kind) == "EMPLOYEE"
    result = deliver(*OTHERS, as_of=SECOND, full="CBP", allow_leavers=True)
    assert find(NUMBER, kind) == "FORMER_EMPLOYEE"
    assert find(NUMBER, jobs) == [(date(2015, 3, 2), date(2026, 9, 30), "CBP Officer", "11")]
    left = [line for line in lines(result) if line["key"] == NUMBER]
    assert [line["reason"] for line in left] == [
        "missing from the full extract: ended on 2026-09-30"
    ]
    again = deliver(*OTHERS, as_of=THIRD, full="CBP", allow_leavers=True)
    assert not lines(again)


def test_a_full_extract_of_one_agency_leaves_the_others_alone(deliver, find):
    deliver({}, {"employee_number": "7100-0001", "agency": "ICE", "given_name": "Ilse"})
    deliver(
        {"agency": "ICE", "employee_number": "7100-0001", "given_name": "Ilse"},
        as_of=SECOND,
        full="ICE",
        allow_leavers=True,
    )
    assert find(NUMBER, kind) == "EMPLOYEE"
    assert find("7100-0001", kind) == "EMPLOYEE"
    result = deliver({}, as_of=SECOND, full="ICE", allow_leavers=True)
    assert outcomes(result) == {"rejected": 1}
    assert "of another agency than ICE" in reasons(result)[0]


def test_a_separation_date_ends_the_employment(deliver, find):
    deliver({})
    gone = {"status": "SEPARATED", "separation_date": "09/18/2026"}
    assert outcomes(deliver(gone, as_of=SECOND)) == {"updated": 1}
    assert find(NUMBER, jobs) == [(date(2015, 3, 2), date(2026, 9, 18), "CBP Officer", "11")]
    assert find(NUMBER, kind) == "FORMER_EMPLOYEE"
    assert outcomes(deliver(gone, as_of=THIRD)) == {"unchanged": 1}


def test_a_coming_separation_makes_a_former_employee_when_its_day_has_passed(deliver, find):
    deliver({})
    going = {"separation_date": "10/15/2026"}
    deliver(going, as_of=SECOND)
    assert find(NUMBER, kind) == "EMPLOYEE"
    assert find(NUMBER, jobs)[0][1] == date(2026, 10, 15)
    deliver({"employee_number": "7000-0009", "given_name": "Other"}, as_of=THIRD)
    assert find(NUMBER, kind) == "FORMER_EMPLOYEE"


def test_who_comes_back_is_the_same_person_with_a_new_period(deliver, find):
    deliver({})
    deliver({"status": "SEPARATED", "separation_date": "09/10/2026"}, as_of=SECOND)
    back = {"entry_on_duty": "10/19/2026", "title": "Analyst", "separation_date": "09/10/2026"}
    result = deliver(back, as_of=THIRD)
    assert outcomes(result) == {"updated": 1}
    assert "employed again: a new period" in reasons(result)
    assert find(NUMBER, kind) == "EMPLOYEE"
    assert find(NUMBER, jobs) == [
        (date(2026, 10, 19), None, "Analyst", "11"),
        (date(2015, 3, 2), date(2026, 9, 10), "CBP Officer", "11"),
    ]


def test_who_moves_to_the_other_agency_keeps_the_record(deliver, find):
    deliver({})
    other = {"agency": "ICE", "entry_on_duty": "10/19/2026"}
    result = deliver(other, as_of=THIRD)
    assert outcomes(result) == {"rejected": 1}
    assert "belongs to a person of another agency" in reasons(result)[0]
    deliver({"status": "SEPARATED", "separation_date": "10/18/2026"}, as_of=THIRD)
    assert outcomes(deliver(other, as_of=THIRD)) == {"updated": 1}
    agency = find(NUMBER, lambda person, session: session.get(Agency, person.agency_id).code)
    assert agency == "ICE"


def test_contractors(deliver, find):
    deliver({"status": "CONTRACTOR"}, *OTHERS)
    assert find(NUMBER, kind) == "CONTRACTOR"
    deliver(*OTHERS, as_of=SECOND, full="CBP", allow_leavers=True)
    assert find(NUMBER, jobs)[0][1] is None, "no contractor was delivered: none left"
    extra = {"employee_number": "7000-0500", "given_name": "Cory", "status": "CONTRACTOR"}
    deliver(extra, *OTHERS, as_of=SECOND, full="CBP", allow_leavers=True)
    assert find(NUMBER, jobs)[0][1] == date(2026, 9, 30)
    assert find(NUMBER, kind) == "CONTRACTOR"
    assert outcomes(deliver({**extra, "status": "ACTIVE"}, as_of=THIRD)) == {"updated": 1}
    assert find("7000-0500", kind) == "EMPLOYEE"


def test_a_truncated_file_stops_before_anything_is_stored(deliver, stored, find):
    deliver({}, *OTHERS)
    before = stored(select(func.count()).select_from(AuditEvent))
    # The accounts of the demonstration are people of the directory too.
    keep = keepers(stored, leave=(NUMBER, "7000-0100", "7000-0101", "7000-0102"))
    with pytest.raises(RuleBroken, match=r"4 of \d+ people of CBP are missing .* more than 5 %"):
        deliver(*keep, as_of=SECOND, full="CBP")
    with pytest.raises(RuleBroken, match="may be truncated"):
        deliver({}, as_of=SECOND, full="CBP", dry_run=True)
    assert stored(select(func.count()).select_from(AuditEvent)) == before
    keep = keepers(stored, leave=(NUMBER,))
    deliver(*keep, as_of=SECOND, full="CBP")
    assert find(NUMBER, kind) == "FORMER_EMPLOYEE"


def keepers(stored, *, leave):
    """Rows of everybody whom the directory of CBP has, but for some."""
    rows = stored(
        select(Person.employee_number, Person.given_name, Person.family_name)
        .join(Agency, Agency.id == Person.agency_id)
        .where(Agency.code == "CBP", Person.kind_code == "EMPLOYEE")
    )
    return [
        {
            "employee_number": row.employee_number,
            "given_name": row.given_name,
            "family_name": row.family_name,
            "birth_date": "",
        }
        for row in rows
        if row.employee_number not in leave
    ]
