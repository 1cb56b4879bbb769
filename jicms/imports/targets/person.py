"""Persons: employees whom the source knows by a key of its own."""

from collections.abc import Collection

from sqlalchemy import select

from jicms.imports import bulk
from jicms.imports.reading import Row
from jicms.imports.targets.base import Change, Known, Target
from jicms.people.models import Employment, Person


class PersonTarget(Target):
    """A person and, where rank or unit is given, an employment without dates."""

    kind = "person"
    compared = ("gender", "rank", "unit", "appointed_year")

    def key_of(self, row: Row) -> str:
        return self.context.key(row.cell("key").text)

    def references(self, rows: object) -> dict[str, set[str]]:
        return {}

    def known(self, keys: Collection[str]) -> dict[str, Known]:
        found = self.context.session.execute(
            select(Person.legacy_key, Person.id, Person.source_values).where(
                Person.legacy_key.in_(keys)
            )
        )
        return {key: Known(number, None, raw or {}) for key, number, raw in found if key}

    def insert(self, rows: list[Row]) -> None:
        context = self.context
        ids = context.ids(Person, len(rows))
        persons, jobs = [], []
        for row in rows:
            number = next(ids)
            persons.append(
                {
                    "id": number,
                    "kind_code": context.mapping.settings["person_kind"],
                    "agency_id": context.agency_id,
                    "search_name": row.key.lower(),
                    "gender": row.cell("gender").text,
                    "legacy_key": row.key,
                    "source_values": row.raw("key"),
                }
            )
            if row.cell("rank").text or row.cell("unit").text:
                jobs.append((number, row.cell("rank").text, row.cell("unit").text))
        context.insert(Person, persons)
        add_employments(self, jobs)

    def change(self, changes: list[Change]) -> None:
        persons, jobs = [], []
        for each in changes:
            values = {name: cell.raw for name, cell in each.new.items()}
            person = {"id": each.known.id, "source_values": each.known.fields | values}
            if "gender" in each.new:
                person["gender"] = each.new["gender"].text
            persons.append(person)
            if {"rank", "unit"} & each.new.keys():
                now = each.row
                jobs.append((each.known.id, now.cell("rank").text, now.cell("unit").text))
        bulk.change(self.context.session, Person, persons)
        found = employments_of(self, {person for person, _rank, _unit in jobs})
        add_employments(self, [job for job in jobs if job not in found])


Job = tuple[int, str, str]


def employments_of(target: Target, persons: Collection[int]) -> dict[Job, int]:
    """Ids of the stored employments of these persons, by person, rank and unit."""
    found = target.context.session.execute(
        select(Employment.id, Employment.person_id, Employment.title, Employment.program_office)
        .where(Employment.person_id.in_(persons))
        .order_by(Employment.id.desc())
    )
    return {(person, rank, unit): number for number, person, rank, unit in found}


def add_employments(target: Target, jobs: list[Job]) -> dict[Job, int]:
    """Employments without dates, one for each of the jobs; their ids."""
    context = target.context
    ids = context.ids(Employment, len(jobs))
    made = {job: next(ids) for job in jobs}
    context.insert(
        Employment,
        [
            {
                "id": number,
                "person_id": person,
                "agency_code": context.mapping.settings["agency"],
                "title": rank,
                "program_office": unit,
            }
            for (person, rank, unit), number in made.items()
        ],
    )
    return made
