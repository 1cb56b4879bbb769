"""Reads of persons. The listener adds each viewer's scope; oneself and relatives stay out too."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA
from sqlalchemy import Select, case, func, literal, or_, select
from sqlalchemy.orm import selectinload

from jicms.access.actor import Actor, current_actor
from jicms.auth.models import Agency
from jicms.core import clock, crypto, unit_of_work
from jicms.people import history
from jicms.people.models import Employment, Person
from jicms.people.names import fold, looks_like_ssn
from jicms.people.scope import (
    not_close_to,
    searchable,
    what_became_of,
    whose_number_was,
    whose_other_name,
    whose_other_number,
)
from jicms.refdata.models import PersonKind
from jicms.refdata.queries import choices
from jicms.web.liststate import ListState

#: Names that are compared by sound, and those offered at most.
CANDIDATES = 1_500
OFFERED = 10
#: How alike (of 100) a word must be to one of the name's.
ALIKE = 78
#: What one letter too many, too few, another one, or two swapped are worth.
ONE_SLIP = 85.0
_SHORT = 3
_BRIEF = 5
_SOUNDS = (("ph", "f"), ("ck", "k"), ("sch", "sh"), ("c", "k"), ("z", "s"), ("y", "i"), ("w", "v"))


def close_ones_out(actor: Actor) -> Any:
    """Criterion: neither the actor nor a declared relative."""
    return not_close_to(actor, Person.id)


def person_page(person_id: int) -> Person | None:
    """A person with all that the page shows; None where hidden, missing, oneself or a relative."""
    return unit_of_work.session().scalar(
        select(Person)
        .where(Person.id == person_id, close_ones_out(current_actor()))
        .options(selectinload(Person.aliases), selectinload(Person.employments))
    )


def directory(actor: Actor, *, words: str = "", office: str = "", kind: str = "") -> Select[Any]:
    """The persons that the actor may list, narrowed by any part of a name, alias or number."""
    statement = select(Person).where(close_ones_out(actor), searchable(actor, Person))
    for word in fold(words).split():
        statement = statement.where(_holds(word))
    if words and not fold(words):
        statement = statement.where(Person.search_name == words)
    if office:
        in_office = select(Employment.person_id).where(
            func.lower(Employment.program_office).contains(office.lower(), autoescape=True)
        )
        statement = statement.where(Person.id.in_(in_office))
    if kind:
        statement = statement.where(Person.kind_code == kind)
    return statement


def _holds(word: str) -> Any:
    return or_(
        Person.search_name.contains(word, autoescape=True),
        func.lower(Person.employee_number).contains(word, autoescape=True),
        Person.id.in_(whose_other_name(word)),
        Person.id.in_(whose_other_number(word)),
    )


def by_number(number: str) -> Person | None:
    """The person in the viewer's sight of exactly that employee number, also of one that a merged
    record had. Where something is being written the record is held: it can't be merged away."""
    session = unit_of_work.session()
    statement = select(Person).where(Person.employee_number == number)
    found = session.scalar(held(statement))
    if found is None:
        statement = select(Person).where(Person.id.in_(whose_number_was(number)))
        found = session.scalar(held(statement))
    return found


def by_id(number: int) -> Person | None:
    """The person in the viewer's sight of that id, or the one that it was merged into; held as by
    `by_number`."""
    session = unit_of_work.session()
    found = session.scalar(held(select(Person).where(Person.id == number)))
    if found is None:
        merged_into = select(Person).where(Person.id.in_(what_became_of(number)))
        found = session.scalar(held(merged_into))
    return found


def held(statement: Select[Any]) -> Select[Any]:
    """The same, and nobody merges the records away before what is being written is stored."""
    if not unit_of_work.is_writing():
        return statement
    return statement.with_for_update(read=True, of=Person)


def with_employment(statement: Select[Any]) -> Select[Any]:
    """The same with the employments that a list shows, in one further statement."""
    return statement.options(selectinload(Person.employments))


def sounds_like(actor: Actor, words: str) -> list[Person]:
    """Persons whose names resemble the words, best first. Bounded, scoped like the list."""
    wanted = [word for word in fold(words).split() if len(word) >= _SHORT][:4]
    if not wanted:
        return []
    session = unit_of_work.session()
    pieces = [[Person.search_name.contains(p) for p in sorted(_parts(word))] for word in wanted]
    held = [holds for of_word in pieces for holds in of_word]
    # In a large directory many names hold some piece: those that hold most of them come first.
    shared = sum((case((holds, 1), else_=0) for holds in held), start=literal(0))
    rows = session.execute(
        select(Person.id, Person.search_name)
        .where(
            close_ones_out(actor),
            searchable(actor, Person),
            Person.search_name != "",
            *(or_(*of) for of in pieces),
        )
        .order_by(shared.desc(), Person.id)
        .limit(CANDIDATES)
    ).all()
    ranked = sorted(((_likeness(wanted, row.search_name), row.id) for row in rows), reverse=True)
    best = [number for score, number in ranked if score >= ALIKE][:OFFERED]
    if not best:
        return []
    found = {
        person.id: person
        for person in session.scalars(
            with_employment(select(Person).where(Person.id.in_(best), close_ones_out(actor)))
        )
    }
    return [found[number] for number in best if number in found]


def _parts(word: str) -> set[str]:
    """Pieces of a word, one of which a name that resembles it will hold."""
    heard = sound(word)
    # One slip in a short word leaves no three letters of it together.
    size = 2 if len(word) <= _BRIEF else 3
    return {
        spelled[at : at + size]
        for spelled in (word, heard)
        for at in range(len(spelled) - size + 1)
    } or {word}


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """A word roughly as it is heard: `phillip` and `filip` are the same."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return "".join(c for at, c in enumerate(word) if at == 0 or c != word[at - 1])


def _likeness(wanted: Sequence[str], name: str) -> float:
    """The worst of the words' best matches in a name, 0 to 100."""
    parts = name.split()
    return min(max(_alike(word, part) for part in parts or [""]) for word in wanted)


@lru_cache(maxsize=20_000)
def _alike(word: str, part: str) -> float:
    """How alike two words are: as written, as heard, or but for one slip of the pen."""
    best = max(fuzz.ratio(word, part), fuzz.ratio(sound(word), sound(part)))
    if best < ONE_SLIP and min(len(word), len(part)) > _SHORT and OSA.distance(word, part) == 1:
        return ONE_SLIP
    return best


def recorded_text(words: str) -> dict[str, str]:
    """How a search is recorded: its text, or a keyed hash where it fits a protected identity."""
    folded = fold(words).split()
    if history.is_protected(folded):
        key_id = crypto.current_key_id("search")
        return {"text_hash": crypto.tag("search", " ".join(folded).encode(), key_id=key_id)}
    return {"text": words}


def recorded_filters(state: ListState) -> list[tuple[str, str]]:
    """How a list's parameters are recorded: as in its URL, but a typed text that fits a protected
    identity as its keyed hash, and what looks like a social security number not at all."""
    typed = {item.key for item in state.filters if item.kind == "text"}
    return [(key, _recorded(text) if key in typed else text) for key, text in state.params]


def _recorded(text: str) -> str:
    if looks_like_ssn(text):
        return "withheld"
    return next(iter(recorded_text(text).values()))


def kinds(actor: Actor, *, keep: str | None = None, only: Sequence[str] = ()) -> list[Any]:
    """Kinds of persons that a form may offer."""
    offered = choices(unit_of_work.session(), PersonKind, clock.today(actor.zone), keep=keep)
    return [pair for pair in offered if not only or pair[0] in {*only, keep}]


def agency_of(person: Person) -> Agency | None:
    """The agency of an employee."""
    if person.agency_id is None:
        return None
    return unit_of_work.session().get(Agency, person.agency_id)


def same_name(actor: Actor, given_name: str, family_name: str) -> list[Person]:
    """Persons in the actor's sight who have this very name."""
    name = fold(f"{given_name} {family_name}")
    if not name:
        return []
    found = unit_of_work.session().scalars(
        select(Person)
        .where(Person.search_name == name, close_ones_out(actor))
        .options(selectinload(Person.employments))
        .limit(OFFERED)
    )
    return list(found)
