"""Adding and correcting records: names, numbers, other names, employment."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from jicms.audit.models import AuditEvent
from jicms.core import crypto
from jicms.people.models import Person
from tests.factories import accounts
from tests.factories.accounts import person_id
from tests.people.conftest import names

NEW = {
    "kind_code": "EMPLOYEE",
    "given_name": "Éloïse",
    "family_name": "Garçon",
    "employee_number": "7001-1",
    "born": "04/17/1989",
    "gender": "F",
}


def test_adding_an_employee_to_ones_agency(sign_in, reading):
    client = sign_in("intake.ia")
    answer = client.post("/people/new", data=NEW)
    assert answer.status_code == 302
    page = client.get(answer.location).text
    assert "1989" in page
    assert "04/17" not in page
    assert "Apr 17" not in page
    with reading() as session:
        made = session.scalar(select(Person).where(Person.employee_number == "7001-1"))
        assert made.search_name == "eloise garcon"
        assert "1989-04" not in made.born_sealed
        assert made.agency_id == accounts.person_of(session, "intake.ia").agency_id
        assert all("1989-04" not in row for row in session.scalars(select(AuditEvent.detail)))
    assert "taken" in client.post("/people/new", data={**NEW, "given_name": "Zoe"}).text
    again = client.post("/people/new", data={**NEW, "employee_number": "7001-2"})
    assert again.status_code == 422
    assert "same person" in again.text
    sure = {**NEW, "employee_number": "7001-2", "different": "1"}
    assert client.post("/people/new", data=sure).status_code == 302


@pytest.mark.parametrize(
    "change",
    [
        {"kind_code": "MEMBER_OF_PUBLIC"},
        {"kind_code": "X"},
        {"employee_number": ""},
        {"employee_number": "123-45-6789"},
        {"employee_number": "078051120"},
        {"employee_number": "<>"},
        {"family_name": ""},
        {"family_name": "123 45 6789"},
        {"family_name": "...", "given_name": "?"},
        {"born": "13/13/1989"},
        {"born": "01/01/2199"},
        {"gender": "Q"},
        {"given_name": "x" * 200},
    ],
)
def test_a_person_that_does_not_fit_is_refused(sign_in, change):
    answer = sign_in("supervisor.ia").post("/people/new", data={**NEW, **change})
    assert answer.status_code == 422
    assert "Nothing was saved" in answer.text


def test_labor_relations_changes_no_record(sign_in, reading):
    client = sign_in("supervisor.ler")
    watched = person_id(reading, "investigator2.ia")
    assert client.get("/people/new").status_code == 403
    for path in ("edit", "aliases/new", "employment/new"):
        assert client.post(f"/people/{watched}/{path}").status_code == 403
    assert "Correct the record" not in client.get(f"/people/{watched}").text


def test_correcting_a_record_keeps_the_date_and_refuses_a_stale_edit(sign_in, reading, acting):
    watched = person_id(reading, "investigator2.ia")
    client, path = sign_in("supervisor.ia"), f"/people/{watched}/edit"
    with acting() as session:
        person = session.get(Person, watched)
        sealed = crypto.seal_text("person", f"person:{watched}:born", "1989-04-17")
        person.born_sealed = sealed
        person.telephone = "555-0142"
    version = re.search(r'name="version" value="(\d+)"', client.get(path).text).group(1)
    data = {
        "kind_code": "EMPLOYEE",
        "given_name": "Odile",
        "family_name": "Tillerby-Roe",
        "employee_number": "9000-0002",
        "version": version,
        "telephone": "1",
    }
    assert client.post(path, data=data).status_code == 302
    with reading() as session:
        person = session.get(Person, watched)
        assert person.search_name == "odile tillerby roe"
        assert person.born_sealed == sealed
        assert person.telephone == "555-0142", "contact is not open to this viewer"
    stale = client.post(path, data={**data, "family_name": "Other"})
    assert stale.status_code == 409
    assert "Tillerby-Roe" in stale.text
    assert "Other" in stale.text


def test_other_names_and_employment(sign_in, reading):
    watched = person_id(reading, "investigator2.ia")
    client = sign_in("supervisor.ia")
    base = f"/people/{watched}"
    assert client.post(f"{base}/aliases/new", data={"name": "Dilly T."}).status_code == 302
    assert client.post(f"{base}/aliases/new", data={"name": "dilly t"}).status_code == 422
    assert client.post(f"{base}/aliases/new", data={"name": "123-45-6789"}).status_code == 422
    assert names(client.get("/people?q=dilly")) == ["Odile Tillerby"]
    job = {
        "valid_from": "05/01/2026",
        "title": "Officer",
        "series": "1895",
        "grade": "12",
        "program_office": "Lighthouse Service",
        "is_law_enforcement": "1",
    }
    assert client.post(f"{base}/employment/new", data=job).status_code == 302
    assert client.post(f"{base}/employment/new", data=job).status_code == 422
    early = {**job, "valid_from": "05/01/2015"}
    assert client.post(f"{base}/employment/new", data=early).status_code == 422
    assert (
        client.post(
            f"{base}/employment/new", data={**early, "valid_until": "05/01/2016"}
        ).status_code
        == 302
    )
    with reading() as session:
        person = session.get(Person, watched)
        first, second, third = person.employments
        assert (first.valid_until, second.valid_until) == (None, date(2026, 4, 30))
        assert third.valid_until == date(2016, 5, 1)
    assert names(client.get("/people?office=lightHOUSE")) == ["Odile Tillerby"]
    assert "LEO" in client.get(base).text
