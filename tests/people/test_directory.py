"""The directory: who opens it, whom it lists, and what a search finds."""

import pytest

from jicms.cases.models import PartyRole
from jicms.core import clock
from jicms.people.models import DeclaredRelation, PersonAlias
from tests.factories import accounts, cases
from tests.factories.accounts import person_id
from tests.people.conftest import names


@pytest.mark.parametrize(
    ("username", "status"),
    [
        ("supervisor.ia", 200),
        ("investigator.ia", 200),
        ("intake.ia", 200),
        ("specialist.ler", 200),
        ("supervisor.ler", 200),
        ("auditor", 403),
        ("admin", 403),
        ("security", 403),
        ("records", 403),
        ("official.cbp", 403),
        ("counsel.cbp", 403),
    ],
)
def test_who_opens_the_directory(sign_in, reading, username, status):
    client = sign_in(username)
    assert client.get("/people").status_code == status
    watched = person_id(reading, "investigator2.ia")
    assert client.get(f"/people/{watched}").status_code in {status, 404}


def test_the_directory_is_that_of_ones_agency(sign_in, reading):
    client = sign_in("supervisor.ia")
    other = person_id(reading, "supervisor.opr")
    assert names(client.get("/people?q=brisk")) == []
    assert client.get(f"/people/{other}").status_code == 404
    assert client.get(f"/people/{other}/edit").status_code == 404
    assert client.get("/people/999999").status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        "till",
        "ODILE tillerby",
        "tillerby odile",
        "9000-0002",
        "0002",
        "nightingale",
        "Eloise Garcon",
        "élo",
    ],
)
def test_any_part_of_a_name_alias_or_number_finds(sign_in, acting, asked):
    with acting() as session:
        person = accounts.person_of(session, "investigator2.ia")
        for name in ("Odile Nightingale", "Éloïse Garçon"):
            folded = name.lower().replace("é", "e").replace("ï", "i").replace("ç", "c")
            session.add(PersonAlias(person_id=person.id, name=name, search_name=folded))
    assert names(sign_in("supervisor.ia").get("/people", query_string={"q": asked})) == [
        "Odile Tillerby"
    ]


@pytest.mark.parametrize("asked", ["tilerbi", "odyle tillerbie", "Tylerbee"])
def test_names_that_sound_alike_are_offered(sign_in, asked):
    page = sign_in("supervisor.ia").get(f"/people?q={asked}")
    assert "Nobody found" in page.text
    assert "Odile Tillerby" in names(page)
    nothing = sign_in("supervisor.ia").get("/people?q=xylophone")
    assert "sound alike" not in nothing.text


def test_suggestions_answer_like_the_directory(sign_in):
    items = sign_in("intake.ia").get("/people/suggest?q=tiller").json["items"]
    assert [item["label"] for item in items] == ["Odile Tillerby"]
    assert "9000-0002" in items[0]["note"]


def test_one_is_not_in_the_directory_oneself_nor_are_relatives(sign_in, acting, reading):
    own = person_id(reading, "supervisor.ia")
    kin = person_id(reading, "investigator2.ia")
    with acting() as session:
        session.add(DeclaredRelation(person_id=kin, related_id=own, confirmed_at=clock.now()))
        case = cases.case(session, office="IA")
        cases.party(session, case, role=PartyRole.OFFICIAL_WITNESS, account="supervisor.ia")
        cases.party(session, case, role=PartyRole.SUBJECT, account="investigator2.ia")
    client = sign_in("supervisor.ia")
    for hidden, name in ((own, "vasterling"), (kin, "tillerby")):
        assert names(client.get(f"/people?q={name}")) == []
        assert client.get(f"/people/suggest?q={name}").json == {"items": []}
        for path in ("", "/edit", "/aliases/new", "/employment/new"):
            assert client.get(f"/people/{hidden}{path}").status_code == 404
            assert client.post(f"/people/{hidden}{path or '/edit'}").status_code == 404
    assert f"/people/{kin}" not in client.get("/search?q=tillerby").text


def test_an_empty_list_of_people_says_what_was_searched(sign_in):
    page = sign_in("supervisor.ia").get("/people?q=zzzz&office=Nowhere").text
    assert "employee numbers for “zzzz” and for Program office: Nowhere." in page
