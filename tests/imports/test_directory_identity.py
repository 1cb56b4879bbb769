"""Whom a row of an HR extract is about: one person, and never somebody else."""

from datetime import date

import pytest
from sqlalchemy import func, select

from jicms.cases.models import PartyRole
from jicms.people import births
from jicms.people.models import Person, UserPerson
from tests.factories import accounts, cases
from tests.imports.staff import NUMBER, OTHERS, SECOND, THIRD, jobs, kind, outcomes, reasons


def test_a_new_name_keeps_the_old_one(deliver, find, acting):
    deliver({})
    result = deliver({"family_name": "Castellane"}, as_of=SECOND)
    assert outcomes(result) == {"updated": 1}
    said = find(NUMBER, lambda p, _s: (p.name, p.search_name, [a.name for a in p.aliases]))
    assert said == ("Wren Castellane", "wren castellane", ["Wren Abernathy"])
    assert "Castellane" not in result.report.read_text()
    back = deliver({}, as_of=THIRD)
    assert outcomes(back) == {"updated": 1}
    names = find(NUMBER, lambda p, _s: sorted(a.name for a in p.aliases))
    assert names == ["Wren Abernathy", "Wren Castellane"]


def test_a_new_name_is_judged_by_the_conflict_wall(deliver, acting, sign_in):
    with acting() as session:
        person = accounts.person_of(session, "investigator.ia")
        number, given = person.employee_number, person.given_name
        case = cases.case(session, office="IA", status="OPEN")
        cases.grant(session, case, user="investigator.ia", kind="assignment")
        party = cases.party(session, case, role=PartyRole.SUBJECT, description="Odile Marchbanks")
        case_number, party_id = case.number, party.id
    assert sign_in("investigator.ia").get(f"/cases/{case_number}").status_code == 200
    row = {"employee_number": number, "given_name": "Odile", "family_name": "Marchbanks"}
    assert given != "Odile"
    deliver({**row, "birth_date": ""}, as_of=SECOND)
    assert sign_in("investigator.ia").get(f"/cases/{case_number}").status_code == 404
    with acting() as session:
        assert session.get_one(type(party), party_id).wall != "NONE"


def test_two_rows_of_one_number_are_nobody(deliver, find):
    result = deliver({}, {"family_name": "Other"}, {"employee_number": "7000-0002"}, {})
    assert outcomes(result) == {"rejected": 2, "imported": 1, "duplicate": 1}
    assert find(NUMBER, kind) is None
    assert "several rows have this number and differ: rows 1, 2" in reasons(result)


def test_a_new_number_of_a_known_person_is_reported_and_both_stay(deliver, find, stored):
    deliver({}, *OTHERS)
    moved = {"employee_number": "7999-0001"}
    result = deliver(moved, *OTHERS, as_of=SECOND, full="CBP", allow_leavers=True)
    assert outcomes(result) == {"rejected": 1, "unchanged": 25}
    assert any("may be employee 7000-0001 under another number" in r for r in reasons(result))
    assert any("may be 7999-0001: stays as it is" in r for r in reasons(result))
    assert find("7999-0001", kind) is None
    assert find(NUMBER, kind) == "EMPLOYEE"
    other = {**moved, "birth_date": "01/01/1990", "entry_on_duty": "01/05/2026"}
    assert outcomes(deliver(other, as_of=SECOND)) == {"imported": 1}, "a namesake"


def test_a_number_that_went_to_somebody_else_is_reported(deliver, find):
    deliver({})
    other = {"family_name": "Zeller", "given_name": "Ansel", "birth_date": "02/02/1999"}
    result = deliver(other, as_of=SECOND)
    assert outcomes(result) == {"rejected": 1}
    assert find(NUMBER, lambda p, _s: p.name) == "Wren Abernathy"
    born = deliver({"birth_date": "02/02/1999"}, as_of=SECOND)
    assert outcomes(born) == {"conflicting": 1}
    assert find(NUMBER, lambda p, _s: births.opened(p)) == date(1984, 5, 17)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"employee_number": "123-45-6789"}, "may be a Social Security number"),
        ({"employee_number": "123456789"}, "may be a Social Security number"),
        ({"employee_number": ""}, "employee_number is blank"),
        ({"employee_number": "=cmd|x"}, "not an employee number"),
        ({"family_name": "123-45-6789"}, "may hold a Social Security number"),
        ({"family_name": "---", "given_name": ""}, "no name can be read"),
        ({"agency": "NASA"}, "no such agency"),
        ({"agency": "LEGACY"}, "no such agency"),
        ({"status": ""}, "status is blank"),
        ({"status": "ON MARS"}, "in no list of the mapping"),
    ],
)
def test_a_row_that_makes_no_person_is_rejected_with_its_reason(deliver, stored, cells, reason):
    before = stored(select(func.count()).select_from(Person))
    result = deliver(cells)
    assert outcomes(result) == {"rejected": 1}
    assert reason in reasons(result)[0]
    assert stored(select(func.count()).select_from(Person)) == before
    assert "6789" not in result.report.read_text()


def test_a_merged_record_leads_on_to_the_one_that_stands(deliver, find, acting):
    deliver({}, {"employee_number": "7999-0001"}, *OTHERS)
    with acting() as session:
        old, kept = (
            session.scalar(select(Person).where(Person.employee_number == number))
            for number in (NUMBER, "7999-0001")
        )
        old.merged_into_id = kept.id
    result = deliver({"grade": "12"}, *OTHERS, as_of=SECOND, full="CBP", allow_leavers=True)
    assert outcomes(result) == {"updated": 1, "unchanged": 25}
    assert find("7999-0001", jobs)[0] == (SECOND, None, "CBP Officer", "12")
    assert find("7999-0001", kind) == "EMPLOYEE"
    both = deliver({"grade": "12"}, {"employee_number": "7999-0001", "grade": "12"}, as_of=THIRD)
    assert outcomes(both) == {"rejected": 1, "unchanged": 1}
    assert "was merged into 7999-0001, delivered too" in reasons(both)[0]


# Accounts


def test_an_account_is_asked_for_and_security_confirms(deliver, find, reading, sign_in, acting):
    with acting() as session:
        link = accounts.person_of(session, "admin")
        linked = session.scalar(select(UserPerson).where(UserPerson.person_id == link.id))
        linked.valid_until = linked.valid_from
    result = deliver({"user_name": "ADMIN"}, {"employee_number": "7000-0002", "user_name": "none"})
    assert sorted(reasons(result)) == [
        "no account has this user name",
        "the link was asked for: the security administrator confirms it",
    ]
    with reading():
        assert not accounts.actor_of("admin").person_ids
    page = sign_in("security").get("/admin/confirmations")
    assert "7000-0001" in page.text
    with acting() as session:
        waiting = session.scalar(select(UserPerson).where(UserPerson.confirmed_at.is_(None)))
        waiting_id = waiting.id
    sign_in("security").post(f"/admin/confirmations/person-links/{waiting_id}/decline")
    assert not reasons(deliver({"user_name": "ADMIN"})), "declined: not asked for again"


def test_an_account_that_is_somebodys_is_not_asked_for(deliver, stored):
    before = stored(select(func.count()).select_from(UserPerson))
    result = deliver({"user_name": "investigator.ia"})
    assert "linked to another record" in reasons(result)[0]
    assert stored(select(func.count()).select_from(UserPerson)) == before
