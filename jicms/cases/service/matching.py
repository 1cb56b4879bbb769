"""Whose name a description holds: only the names of people with an account are looked for."""

from collections.abc import Sequence

from sqlalchemy import select, union_all

from jicms.core import unit_of_work
from jicms.people.models import Person, PersonAlias, UserPerson
from jicms.people.names import fold

_NAMED = "named_in_descriptions"
#: Words of a description that are looked at, and of a name.
_MOST_WORDS, _LONGEST_NAME = 100, 6
_UNSEEN = "the wall looks at everybody, whoever names them"


def look_up(descriptions: Sequence[str]) -> None:
    """Find whose names the descriptions hold, in one statement, before each of them is judged."""
    phrases = {text: phrases_of(text) for text in map(fold, descriptions) if " " in text}
    if not phrases:
        return
    wanted = frozenset().union(*phrases.values())
    linked = select(UserPerson.person_id).where(UserPerson.confirmed_at.is_not(None))
    names = union_all(
        *(
            select(key, name).where(key.in_(linked), name.in_(wanted))
            for key, name in (
                (Person.id, Person.search_name),
                (PersonAlias.person_id, PersonAlias.search_name),
            )
        )
    )
    session = unit_of_work.session()
    found = session.execute(names.execution_options(unscoped=_UNSEEN)).all()
    known = session.info.setdefault(_NAMED, {})
    for text, held in phrases.items():
        known[text] = frozenset(person for person, name in found if name in held)


def meant_by(description: str) -> frozenset[int]:
    """The people with an account whose whole name, or other name, the description holds."""
    text = fold(description)
    if " " not in text:
        return frozenset()
    known = unit_of_work.session().info.setdefault(_NAMED, {})
    if text not in known:
        look_up([description])
    found: frozenset[int] = known[text]
    return found


def forget() -> None:
    """Drop what was looked up: a name changed in this transaction."""
    unit_of_work.session().info.pop(_NAMED, None)


def phrases_of(folded: str) -> frozenset[str]:
    """Every run of words that may be somebody's whole name."""
    words = folded.split()[:_MOST_WORDS]
    lengths = range(2, _LONGEST_NAME + 1)
    return frozenset(" ".join(words[i : i + n]) for n in lengths for i in range(len(words) - n + 1))


def names_of(person_id: int) -> frozenset[str]:
    """The folded names of a person that may stand in a description."""
    session = unit_of_work.session()
    names = union_all(
        select(Person.search_name).where(Person.id == person_id),
        select(PersonAlias.search_name).where(PersonAlias.person_id == person_id),
    )
    found = session.scalars(names.execution_options(unscoped=_UNSEEN))
    return frozenset(name for name in found if " " in name)
