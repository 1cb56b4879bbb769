"""Employees from HR extracts: new, changed, gone, back; and never somebody else."""

import csv
from datetime import date

import pytest
from sqlalchemy import func, select

from jicms.audit.models import AuditEvent
from jicms.auth.models import Agency
from jicms.cases.models import PartyRole
from jicms.core.errors import RuleBroken
from jicms.imports import loading
from jicms.imports.mapping import MappingFault
from jicms.people import births
from jicms.people.models import Employment, Person, PersonAlias, UserPerson
from tests.factories import accounts, cases
from tests.imports.employees import Extract, made_up

FIRST, SECOND, THIRD = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


@pytest.fixture
def deliver(bring_in, tmp_path):
    """`deliver(row, row, as_of=…)`: import an extract of these rows, each a dict of cells."""
    made = []

    def run(*rows, as_of=FIRST, **options):
        extract = Extract(tmp_path / f"delivery-{len(made)}")
        made.append(extract)
        for row in rows:
            extract.add(**row)
        return bring_in(extract.write(), "hr-extract", as_of=as_of, **options)

    return run


@pytest.fixture
def find(acting):
    """`find(number, read)`: what `read(person, session)` says of an employee."""

    def read(number, say):
        with acting() as session:
            person = session.scalar(select(Person).where(Person.employee_number == number))
            return say(person, session) if person else None

    return read


def jobs(person, _session):
    return [(row.valid_from, row.valid_until, row.title, row.grade) for row in person.employments]


def kind(person, _session):
    return person.kind_code


def outcomes(result):
    return {name: count for name, count in result.accounts[0].outcomes.items() if count}


def lines(result):
    with result.report.open(newline="") as stream:
        return list(csv.DictReader(stream))


def reasons(result):
    return [line["reason"] for line in lines(result)]


NUMBER = "7000-0001"


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


# Leavers and rehires

OTHERS = tuple(
    {"employee_number": f"7000-01{n:02d}", "family_name": f"Staff{chr(97 + n)}", "birth_date": ""}
    for n in range(25)
)


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


# Who is who


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


# Runs


class Killed(Exception):
    """Somebody pulled the plug."""


@pytest.mark.parametrize("batch", [1, 3, 5])
def test_a_stopped_run_goes_on_and_ends_the_same(bring_in, tmp_path, monkeypatch, stored, batch):
    first, second = made_up(tmp_path / "one", 60), made_up(tmp_path / "two", 60)
    for n, row in enumerate(second.rows):
        if n % 4 == 0:
            row["grade"] = "14"
        if n % 9 == 0:
            row["family_name"] += "son"
    del second.rows[50:53]
    options = {"full": "CBP", "allow_leavers": True, "batch_size": 10}
    bring_in(first.write(), "hr-extract", as_of=FIRST, batch_size=10)
    calls, load = [], loading.Loader.load

    def fail(self, delivery, account):
        calls.append(1)
        found = load(self, delivery, account)
        if len(calls) == batch:
            raise Killed
        return found

    with monkeypatch.context() as patch:
        patch.setattr(loading.Loader, "load", fail)
        with pytest.raises(Killed):
            bring_in(second.write(), "hr-extract", as_of=SECOND, **options)
    result = bring_in(second.folder, "hr-extract", as_of=THIRD, **options)
    assert result.resumed
    assert result.accounts[0].adds_up
    assert outcomes(result) == {"updated": 19, "unchanged": 38}
    starts = stored(
        select(Employment.valid_from, func.count())
        .join(Person, Person.id == Employment.person_id)
        .where(Person.employee_number.startswith("8"), Employment.valid_from >= FIRST)
        .group_by(Employment.valid_from)
    )
    assert [tuple(row) for row in starts] == [(SECOND, 14)], "the day with which it began"
    left = select(func.count()).where(
        Person.employee_number.startswith("8"), Person.kind_code == "FORMER_EMPLOYEE"
    )
    assert stored(left) == [(3,)]


def test_a_dry_run_says_the_same_and_stores_nothing(deliver, stored, find):
    deliver({}, *OTHERS)
    rows = ({"grade": "12", "family_name": "New"}, {"employee_number": "7000-0003"}, *OTHERS[1:])
    before = stored(select(func.count(), func.sum(Person.version)).select_from(Person))
    dry = deliver(*rows, as_of=SECOND, full="CBP", allow_leavers=True, dry_run=True)
    assert stored(select(func.count(), func.sum(Person.version)).select_from(Person)) == before
    real = deliver(*rows, as_of=SECOND, full="CBP", allow_leavers=True)
    assert outcomes(dry) == outcomes(real)
    assert lines(dry) == lines(real)
    assert find("7000-0100", kind) == "FORMER_EMPLOYEE"


def test_the_trail_has_the_batch_and_each_change(deliver, stored):
    deliver({})
    deliver({"grade": "12", "family_name": "Castellane"}, as_of=SECOND)
    events = [
        row.event
        for row in stored(select(AuditEvent.event, AuditEvent.entity).order_by(AuditEvent.id))
        if row.event.startswith(("IMPORT", "ROW")) and not row.entity.startswith("user")
    ]
    assert events.count("IMPORT_BATCH") == 2
    assert events.count("IMPORT_ALTERED") == 1
    assert "ROW_CHANGED" in events
    details = " ".join(row.detail for row in stored(select(AuditEvent.detail)))
    assert "Castellane" not in details


def test_only_employees_have_leavers(bring_in, tmp_path, delivery):
    with pytest.raises(RuleBroken, match="Only an extract of employees"):
        bring_in(delivery.write(), full="CBP")
    with pytest.raises(RuleBroken, match="There is no agency XYZ"):
        bring_in(Extract(tmp_path / "e").add().write(), "hr-extract", full="XYZ")


def test_a_column_that_is_not_mapped_stops_the_import(bring_in, tmp_path):
    folder = Extract(tmp_path / "more").add().write()
    path = folder / "employees.csv"
    path.write_text(path.read_text().replace("user_name", "salary"))
    with pytest.raises(MappingFault, match="salary is neither mapped nor left out"):
        bring_in(folder, "hr-extract")
