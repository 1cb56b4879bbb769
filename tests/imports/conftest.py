"""A delivery to fill, and the importer on the database under test."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from jicms.access.actor import Actor
from jicms.core import unit_of_work
from jicms.imports import mapping, service
from jicms.imports.models import Prefer
from jicms.people.models import Person
from tests.imports.delivery import Delivery
from tests.imports.employees import Extract
from tests.imports.staff import FIRST


@pytest.fixture
def delivery(tmp_path: Path) -> Delivery:
    """An extract in the making: two employees and a case of theirs."""
    made = Delivery(tmp_path / "delivered")
    made.employee("P1").employee("P2", rank="SGT", unit="121.0", gender="F").case("7000001")
    return made


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where reports are written."""
    return tmp_path / "home"


@pytest.fixture
def bring_in(app: Flask, home: Path):
    """`bring_in(folder, prefer=…, batch_size=…)`: the importer's own service."""

    def run(folder, name="public-complaints", **options):
        chosen = mapping.load(mapping.find(name))
        wanted = Prefer(options.pop("prefer", "STORED"))
        with app.app_context():
            return service.run(
                service.Options(mapping=chosen, folder=folder, home=home, prefer=wanted, **options)
            )

    return run


@pytest.fixture
def stored(app: Flask):
    """`stored(statement)`: the rows of a statement, as the installation itself sees them."""

    def rows(statement):
        with app.app_context(), unit_of_work.read(Actor.system("test")) as session:
            found = session.execute(statement).all()
            session.expunge_all()
            return found

    return rows


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
