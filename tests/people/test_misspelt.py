"""A name that was misheard or mistyped finds whom it means, and nobody who is hidden."""

import random

import pytest
from sqlalchemy import select

from jicms.auth.models import Agency
from jicms.people import queries
from jicms.people.models import DeclaredRelation, Person
from jicms.people.names import fold
from tests.factories import accounts
from tests.people.misspelling import directory, misspelt
from tests.support.counting import statements

__all__ = ["statements"]
PEOPLE, PAIRS = 1_200, 150


def add(session, names, agency):
    for given, family in names:
        folded = fold(f"{given} {family}")
        row = {"given_name": given, "family_name": family, "search_name": folded}
        number = f"81-{session.info.setdefault('n', 0):05d}"
        session.info["n"] += 1
        session.add(Person(kind_code="EMPLOYEE", agency_id=agency, employee_number=number, **row))
    session.flush()


@pytest.fixture
def full(acting):
    """A directory of mixed names."""
    names = directory(PEOPLE)
    with acting() as session:
        add(session, names, accounts.person_of(session, "intake.ia").agency_id)
    return names


def found(actor, text):
    return [person.search_name for person in queries.sounds_like(actor, text)]


def recall(reading, names, write):
    """Of so many misspelt names, the share that offers the person among at most ten."""
    dice = random.Random(5)
    chosen = dice.sample(names, PAIRS)
    with reading("intake.ia"):
        actor = accounts.actor_of("intake.ia")
        hits = [
            fold(f"{given} {family}") in found(actor, write(given, family, dice))
            for given, family in chosen
        ]
    return sum(hits) / PAIRS


def test_a_misspelt_family_name_finds_the_person(full, reading):
    def write(given, family, dice):
        return f"{given} {misspelt(family, dice)}"

    assert recall(reading, full, write) >= 0.98


def test_a_name_with_both_parts_misspelt_finds_the_person(full, reading):
    def write(given, family, dice):
        return f"{misspelt(given, dice)} {misspelt(family, dice)}"

    assert recall(reading, full, write) >= 0.95


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Shwa", "Shaw"),
        ("Burh", "Bush"),
        ("Meier", "Meyer"),
        ("Jonson", "Johnson"),
        ("Gonzales", "González"),
        ("Filips", "Phillips"),
        ("Kowalsky", "Kowalski"),
        ("Obrien", "O’Brien"),
    ],
)
def test_slips_of_short_and_foreign_names(acting, reading, typed, meant):
    with acting() as session:
        add(session, [("Quillan", meant)], accounts.person_of(session, "intake.ia").agency_id)
    with reading("intake.ia"):
        actor = accounts.actor_of("intake.ia")
        assert fold(f"Quillan {meant}") in found(actor, typed)


def test_nobody_hidden_is_offered(acting, reading):
    with acting() as session:
        mine = accounts.person_of(session, "intake.ia")
        agency = mine.agency_id
        other = session.scalar(select(Agency.id).where(Agency.id != agency, ~Agency.is_legacy))
        add(session, [("Quillan", "Thornbury"), ("Quillan", "Thornberry")], agency)
        add(session, [("Quillan", "Thornbery")], other)
        kin = session.scalar(select(Person).where(Person.family_name == "Thornberry"))
        session.add(DeclaredRelation(person_id=mine.id, related_id=kin.id))
    with reading("intake.ia"):
        actor = accounts.actor_of("intake.ia")
        assert found(actor, "Quilan Thornburry") == ["quillan thornbury"]


def test_it_costs_the_same_statements_whatever_it_finds(full, reading, statements):
    def cost(text):
        with reading("intake.ia"):
            actor = accounts.actor_of("intake.ia")
            return statements(lambda: queries.sounds_like(actor, text))

    assert cost("Jonson") == cost("Smiht") == 3
    assert cost("Xylophonist") == 1, "nobody to load"


def test_intake_offers_the_misheard_beside_the_namesake(acting, sign_in):
    with acting() as session:
        agency = accounts.person_of(session, "intake.ia").agency_id
        add(session, [("Tomas", "Quillfeather"), ("Breanna", "Thomas")], agency)
    page = sign_in("intake.ia").post(
        "/intake/new", data={"find": "Tomas", "search": "1"}, follow_redirects=True
    )
    assert "Tomas Quillfeather" in page.text
    assert "Breanna Thomas" in page.text
