"""The directory as a list, and the way from one person of it to the next."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy import Select, false

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.people import queries
from jicms.people.models import Person
from jicms.people.names import SSN_HINT, looks_like_ssn
from jicms.web import results
from jicms.web.forms.text import clean_line
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.paging import Key
from jicms.web.results import Walk

LONGEST = 200
WORDS = "q"


def searched_words(args: Any) -> tuple[str, str]:
    """The words of the search box, and a hint instead where they may not be searched for."""
    try:
        words = clean_line(args.get(WORDS, "")[:LONGEST])
    except ValueError:
        return "", "Type the name with letters."
    if looks_like_ssn(words):
        return "", SSN_HINT
    return words, ""


def state(args: Any) -> ListState:
    """The list's state from the request's URL: the search box is kept beside the filters."""
    words, _hint = searched_words(args)
    name = [Key(Person.family_name), Key(Person.given_name), Key(Person.id)]
    number = [Key(Person.employee_number, nullable=True), Key(Person.id)]
    return ListState(
        args,
        filters=[
            Filter("kind", "Kind", choices=queries.kinds(current_actor())),
            Filter("office", "Program office", kind="text"),
        ],
        sorts=[Sort("name", "Name", name), Sort("number", "Employee number", number)],
        fixed={WORDS: words} if words else {},
    )


def rows(asked: ListState, *, refused: bool = False) -> Select[Any]:
    """The persons of the list, as searched and filtered; none where the words were refused."""
    words = asked.fixed.get(WORDS, "")
    found = queries.directory(current_actor(), words=words, **asked.values)
    return found.where(false()) if refused else found


def _edge(person: Person, asked: ListState) -> Sequence[Any]:
    if asked.sort.key == "number":
        return [person.employee_number, person.id]
    return [person.family_name, person.given_name, person.id]


def register() -> None:
    """Let the people of the directory lead on."""
    results.register(
        Walk(
            endpoint="people.index",
            action=Action.PEOPLE_LIST,
            of=Person,
            state=state,
            rows=rows,
            edge=_edge,
            named=[Person.id],
            address=lambda person_id: url_for("people.show", person_id=person_id),
        )
    )
