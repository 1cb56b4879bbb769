"""The people of the demonstration: who is employed where, and who is picked for a part."""

import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from jicms.access.actor import Actor
from jicms.core import clock
from jicms.demo.themes import DATA
from jicms.people import service as people

EMPLOYEES = 150
#: How many of them came lately and are in their probation.
NEW = 12
#: Of a hundred subjects so many were a subject before.
AGAIN = 14


@dataclass(frozen=True, slots=True)
class Employee:
    """What the stories need to know of somebody; `hired_on` is the first day."""

    person_id: int
    name: str
    title: str
    agency: str
    place: str
    is_leo: bool
    is_boss: bool
    hired_on: date

    @property
    def called(self) -> str:
        """`CBP Officer Abel Kestlemere`."""
        return f"{self.title} {self.name}"


@cache
def parts() -> dict[str, Any]:
    """Name parts, places and posts."""
    with (DATA / "people.toml").open("rb") as file:
        return tomllib.load(file)


def posts(agency: str) -> list[tuple[str, bool]]:
    """The posts of an agency: title, and whether of law enforcement."""
    offices = [office for office in parts()["office"] if office["agency"] == agency]
    return [(post["title"], post.get("leo", False)) for one in offices for post in one["posts"]]


def names(rng: random.Random, count: int) -> list[str]:
    """So many different names; those of the design's pages come first."""
    found = dict.fromkeys(parts()["named"])
    while len(found) < count:
        family = rng.choice(parts()["family_first"]) + rng.choice(parts()["family_last"])
        found.setdefault(f"{rng.choice(parts()['given'])} {family}")
    return list(found)[:count]


def public_name(rng: random.Random) -> tuple[str, str]:
    """Given and family name of somebody who is no employee."""
    family = rng.choice(parts()["family_first"]) + rng.choice(parts()["family_last"])
    return rng.choice(parts()["public_given"]), family


@dataclass
class Cast:
    """Everybody who can be picked, and who was picked as a subject already."""

    everybody: list[Employee] = field(default_factory=list)
    _subjects: dict[str, list[Employee]] = field(default_factory=dict)

    def subject(
        self, rng: random.Random, agency: str, day: date, *, fits: Callable[[Employee], bool]
    ) -> Employee:
        """Somebody to be accused whom the story fits: mostly somebody new, now and then somebody
        known."""
        used = self._subjects.setdefault(agency, [])
        known = [one for one in used if fits(one)]
        if known and rng.randrange(100) < AGAIN:
            return rng.choice(known[:6])
        taken = {one.person_id for one in used}
        fresh = [
            one for one in self._employed(agency, day) if one.person_id not in taken and fits(one)
        ]
        chosen = rng.choice(fresh or known)
        used.append(chosen)
        return chosen

    def colleague(
        self, rng: random.Random, of: Employee, day: date, *, boss: bool = False
    ) -> Employee:
        """Somebody of the same agency, of the same place if possible."""
        others = [one for one in self._employed(of.agency, day) if one.person_id != of.person_id]
        near = [one for one in others if one.place == of.place and one.is_boss == boss]
        return rng.choice(near or [one for one in others if one.is_boss == boss])

    def _employed(self, agency: str, day: date) -> list[Employee]:
        return [one for one in self.everybody if one.agency == agency and one.hired_on <= day]


def hire(
    cast: Cast, rng: random.Random, *, actor: Actor, roster: list[str], new: bool = False
) -> None:
    """Enter employees of the actor's agency in the directory, with their employment.

    `new` ones begin these weeks and are in their probation.
    """
    offices = [row for row in parts()["office"] if row["agency"] == actor.agency_code]
    places = [
        (
            office,
            post,
            office["weight"] * post["weight"] / sum(p["weight"] for p in office["posts"]),
        )
        for office in offices
        for post in office["posts"]
        if post.get("new") or not new
    ]
    for name in roster:
        office, post, _ = rng.choices(places, [weight for *_, weight in places])[0]
        number = f"{actor.agency_code[0]}{104_000 + 7 * len(cast.everybody):06d}"
        cast.everybody.append(_enter(rng, name, office, post, actor=actor, number=number, new=new))


def _enter(
    rng: random.Random,
    name: str,
    office: dict[str, Any],
    post: dict[str, Any],
    *,
    actor: Actor,
    number: str,
    new: bool,
) -> Employee:
    given, _, family = name.partition(" ")
    today = clock.today(actor.zone)
    years = 0 if new else rng.randint(2, 22)
    hired = today - timedelta(days=rng.randint(0, 20) if new else 365 * years + rng.randint(0, 300))
    person = people.add_person(
        actor=actor,
        kind_code="EMPLOYEE",
        given_name=given,
        family_name=family,
        employee_number=number,
        born=hired - timedelta(days=365 * rng.randint(22, 34) + rng.randint(0, 364)),
    )
    place = rng.choice(office["places"])
    facts = {
        "agency_code": actor.agency_code,
        "program_office": office["name"],
        "duty_location": place,
        "title": post["title"],
        "series": post["series"],
        "grade": post["grade"],
        "is_law_enforcement": post.get("leo", False),
        "is_supervisor": post.get("boss", False),
        "bargaining_unit": "" if post.get("boss") else office["union"],
        "appointment": "Competitive, probation" if new else "Competitive, career",
        "entered_on_duty": hired,
        "probation_ends": hired + timedelta(days=365),
    }
    people.add_employment(person, actor=actor, valid_from=hired, **facts)
    if rng.randrange(25) == 0:
        people.add_alias(person, actor=actor, name=f"{given} {public_name(rng)[1]}")
    return Employee(
        person_id=person.id,
        name=name,
        title=post["title"],
        agency=actor.agency_code,
        place=place,
        is_leo=post.get("leo", False),
        is_boss=post.get("boss", False),
        hired_on=hired,
    )
