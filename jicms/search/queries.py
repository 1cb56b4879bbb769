"""Scoped search by words: each word has to occur. Works alike on both databases.

Every statement passes the listener, so that a hidden record is neither found nor counted.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations.models import Allegation, AllegationDetail
from jicms.appeals.models import Appeal
from jicms.cases.handling import NEVER_SEARCHED
from jicms.cases.models import Case, LogEntry
from jicms.core import unit_of_work
from jicms.people import queries as people
from jicms.people.models import Person
from jicms.prosecution.models import ProsecutionReferral as Prosecution
from jicms.refdata.models import AppealForum
from jicms.search.excerpts import Part, excerpt, marked

SHOWN = 20
MOST_WORDS = 8
_OF_CASE = (Case.number, Case.title)
#: A case number, alone or with the number of one of its parts (`202600123-E0001`).
NUMBER = re.compile(r"([0-9]{9,12})(?:-[A-Za-z]?[0-9]{1,6})?")


@dataclass(frozen=True, slots=True)
class Hit:
    """One record that was found, and where."""

    number: str
    title: list[Part]
    place: str
    parts: list[Part]
    on: date | None


@dataclass(frozen=True, slots=True)
class Found:
    """What one kind of record gave; `more`: there are others."""

    items: list[Any]
    more: bool

    def __len__(self) -> int:
        return len(self.items)


def number_in(text: str) -> str | None:
    """The case number that a text is, if it is one."""
    found = NUMBER.fullmatch(text.replace(" ", ""))
    return found.group(1) if found else None


def case_number(number: str) -> str | None:
    """The number, where the viewer may see that case."""
    return unit_of_work.session().scalar(select(Case.number).where(Case.number == number))


def words_of(text: str) -> list[str]:
    """The words that have to occur, quotes left out; no more of them than are looked for."""
    return _words(text)[:MOST_WORDS]


def left_out(text: str) -> list[str]:
    """The words beyond those, which are not looked for."""
    return _words(text)[MOST_WORDS:]


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s\"“”,;]+", text) if word]


def _all(columns: Sequence[Any], words: Sequence[str]) -> Any:
    """Each word occurs in one of the columns."""
    return and_(*(or_(*(c.icontains(word, autoescape=True) for c in columns)) for word in words))


def _fetch(statement: Any) -> tuple[list[Any], bool]:
    rows = list(unit_of_work.session().execute(statement.limit(SHOWN + 1)))
    return rows[:SHOWN], len(rows) > SHOWN


def cases(words: Sequence[str]) -> Found:
    """Cases whose number or title holds the words, newest first."""
    rows, more = _fetch(
        select(Case.number, Case.title, Case.status, Case.received_on)
        .where(_all((Case.number, Case.title), words))
        .order_by(Case.received_at.desc(), Case.id.desc())
    )
    hits = [
        Hit(row.number, marked(row.title, words), row.status.value, [], row.received_on)
        for row in rows
    ]
    return Found(hits, more)


def narratives(words: Sequence[str]) -> Found:
    """Allegations whose narrative or place holds the words."""
    rows, more = _fetch(
        select(AllegationDetail.narrative, Allegation.n, Case.number, Case.title, Case.received_on)
        .join(Allegation, Allegation.id == AllegationDetail.allegation_id)
        .join(Case, Case.id == AllegationDetail.case_id)
        .where(_all((AllegationDetail.narrative, AllegationDetail.place), words))
        .order_by(Case.received_at.desc(), Allegation.id.desc())
    )
    hits = [
        Hit(
            row.number,
            [Part(row.title, hit=False)],
            f"Allegation {row.n}",
            excerpt(row.narrative, words),
            row.received_on,
        )
        for row in rows
    ]
    return Found(hits, more)


def log_lines(words: Sequence[str]) -> Found:
    """Lines of case logs that hold the words."""
    rows, more = _fetch(
        select(LogEntry.text, LogEntry.occurred_at, LogEntry.kind, Case.number, Case.title)
        .join(Case, Case.id == LogEntry.case_id)
        .where(
            _all((LogEntry.text,), words),
            # Not even whom its access list names finds it here.
            LogEntry.handling.op("&")(int(NEVER_SEARCHED)) == 0,
        )
        .order_by(LogEntry.occurred_at.desc(), LogEntry.id.desc())
    )
    hits = [
        Hit(
            row.number,
            [Part(row.title, hit=False)],
            "Log",
            excerpt(row.text, words),
            row.occurred_at,
        )
        for row in rows
    ]
    return Found(hits, more)


def dockets(actor: Actor, words: Sequence[str]) -> Found:
    """Matters before a court or a tribunal whose docket number holds the words, newest first. A
    number has a digit: without one nothing is asked."""
    if not any(letter.isdigit() for word in words for letter in word):
        return Found([], more=False)
    prosecuted, more = _fetch(
        select(Prosecution.docket, Prosecution.office, Prosecution.opened_on.label("on"), *_OF_CASE)
        .join(Case, Case.id == Prosecution.case_id)
        .where(_all((Prosecution.docket,), words))
        .order_by(Prosecution.opened_on.desc(), Prosecution.id.desc())
    )
    hits = [_docket(row, "Prosecution", row.office, words) for row in prosecuted]
    if policy.allows(actor, Action.APPEAL_LIST):
        appealed, others = _fetch(
            select(Appeal.docket, Appeal.filed_on.label("on"), AppealForum.label, *_OF_CASE)
            .join(Case, Case.id == Appeal.case_id)
            .join(AppealForum, AppealForum.code == Appeal.forum_code)
            .where(_all((Appeal.docket,), words))
            .order_by(Appeal.filed_on.desc(), Appeal.id.desc())
        )
        hits += [_docket(row, "Appeal", row.label, words) for row in appealed]
        more = more or others
    return Found(sorted(hits, key=lambda hit: hit.on, reverse=True), more)


def _docket(row: Any, place: str, before: str, words: Sequence[str]) -> Hit:
    parts = [*marked(row.docket, words), Part(f", {before}", hit=False)]
    return Hit(row.number, [Part(row.title, hit=False)], place, parts, row.on)


def persons(actor: Actor, text: str) -> Found:
    """Persons of the directory, or named in visible cases, and names that sound alike."""
    statement = people.with_employment(people.directory(actor, words=text))
    ordered = statement.order_by(Person.family_name, Person.given_name, Person.id)
    rows = list(unit_of_work.session().scalars(ordered.limit(SHOWN + 1)))
    if not rows:
        return Found(people.sounds_like(actor, text), more=False)
    return Found(rows[:SHOWN], len(rows) > SHOWN)
