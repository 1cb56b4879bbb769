"""Plays the generated cases in the order of their dates, each step as a demonstration account.

A case is a list of steps with gaps between them. Its last step is set some days ago, the others
follow from the gaps, on workdays in office hours. All cases are then played together, the earliest
step first, each step in a transaction of its own at its own moment: numbers, clocks and the trail
come out as if people had worked for a year and a half. Nothing is written past the services.
"""

import heapq
import itertools
import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from jicms.access.actor import Actor
from jicms.allegations.models import AllegationSubject
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.actors import actor_for
from jicms.auth.models import Membership, Office, User
from jicms.cases.models import Case, Party, PartyRole
from jicms.cases.sight import ground
from jicms.core import clock, unit_of_work
from jicms.demo.cast import Cast, Employee
from jicms.demo.themes import Theme

ZONE = ZoneInfo("America/New_York")
_OPENS, _CLOSES = time(8, 20), time(17, 10)

Row = TypeVar("Row")


class LostThread(RuntimeError):
    """A step did not find what an earlier one left: the plan and the services disagree."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who does what in an agency: account names."""

    office: str
    intake: str
    leads: tuple[str, ...]
    boss: str
    head: str
    specialist: str
    lr_boss: str
    proposing: str
    deciding: str
    counsel: str


DESKS = {
    "CBP": Desk(
        "IA",
        "intake.ia",
        ("investigator.ia", "investigator2.ia"),
        "supervisor.ia",
        "head.ia",
        "specialist.ler",
        "supervisor.ler",
        "official.cbp",
        "official2.cbp",
        "Winifred Stroud",
    ),
    "ICE": Desk(
        "OPR",
        "intake.opr",
        ("investigator.opr",),
        "supervisor.opr",
        "supervisor.opr",
        "specialist.elr",
        "supervisor.elr",
        "official.ice",
        "official2.ice",
        "Office of the Principal Legal Advisor",
    ),
}


@dataclass
class Matter:
    """One case of the demonstration while it is played: what was planned, and what came of it."""

    agency: str
    theme: Theme
    rng: random.Random
    #: Options of the plan (`plans.Plan.options`): how this one differs.
    options: dict[str, Any]
    lead: str
    boss: str
    case_id: int = 0
    number: str = ""
    subjects: list[Employee] = field(default_factory=list)
    other: Employee | None = None
    #: How a subject is described whose name nobody knows.
    unknown: str = ""
    #: The complaint in the words that it came in; reports repeat it.
    account: str = ""
    fill: dict[str, str] = field(default_factory=dict)
    keys: dict[str, Any] = field(default_factory=dict)

    @property
    def desk(self) -> Desk:
        """Who works it."""
        return DESKS[self.agency]

    def says(self, template: str) -> str:
        """A text of the theme with this case's people, places and numbers in it."""
        return template.format(**self.fill)


@dataclass(frozen=True, slots=True)
class Step:
    """`gap` is the least and most days since the step before; `who` an account or a desk's part."""

    gap: tuple[int, int]
    who: str
    act: "Callable[[Scene], None]"


@dataclass
class Scene:
    """What a step sees: its case, its actor, the session, and who else there is."""

    matter: Matter
    actor: Actor
    session: Session
    cast: Cast
    stage: "Stage"

    @property
    def rng(self) -> random.Random:
        """The case's own chance."""
        return self.matter.rng

    @property
    def today(self) -> date:
        """The day of the step."""
        return clock.today(self.actor.zone)

    def found(self, row: Row | None, what: str) -> Row:
        """The row, which must be there."""
        if row is None:
            raise LostThread(f"{self.actor.username} does not find {what} of {self.matter.number}")
        return row

    @property
    def case(self) -> Case:
        """The case, as far as the actor sees it."""
        return self.found(self.session.get(Case, self.matter.case_id), "the case")

    def get(self, model: type[Row], key: str) -> Row:
        """A row that an earlier step put aside under `key`."""
        return self.found(self.session.get(model, self.matter.keys.get(key, 0)), key)

    def subjects(self) -> list[Party]:
        """The subjects, in order."""
        rows = self.session.scalars(
            select(Party)
            .where(Party.case_id == self.matter.case_id, Party.role == PartyRole.SUBJECT)
            .where(Party.withdrawn_at.is_(None))
            .order_by(Party.n)
        )
        return list(rows)

    def subject(self, place: int = 0) -> Party:
        """One of the subjects."""
        return self.subjects()[place]

    def parties(self, *roles: PartyRole) -> list[Party]:
        """The other parties of those roles."""
        rows = self.session.scalars(
            select(Party)
            .where(Party.case_id == self.matter.case_id, Party.role.in_(roles))
            .where(Party.withdrawn_at.is_(None))
            .order_by(Party.n)
        )
        return list(rows)

    def charges(self, party: Party | None = None) -> list[AllegationSubject]:
        """Allegation and subject, all or one subject's."""
        wanted = select(AllegationSubject).where(AllegationSubject.case_id == self.matter.case_id)
        if party is not None:
            wanted = wanted.where(AllegationSubject.party_id == party.id)
        return list(self.session.scalars(wanted.order_by(AllegationSubject.id)))

    def user(self, name: str) -> User:
        """An account by name."""
        found = self.session.scalar(select(User).where(User.username == name))
        return self.found(found, f"the account {name}")

    def office(self, code: str) -> Office:
        """An office by code."""
        return self.found(self.session.scalar(select(Office).where(Office.code == code)), code)

    def looked(self) -> None:
        """The view that comes before a change, as the pages record it."""
        case = self.case
        recorder.record(Event.CASE_VIEWED, case=case, obj=case, ground=ground(self.actor, case))


class Stage:
    """Holds the accounts and the people, and plays the steps."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now = cast, now
        #: Cases that others refer to, by the name that the plan gives them.
        self.named: dict[str, Matter] = {}
        self._actors: dict[str, Actor] = {}
        self._queue: list[tuple[datetime, int, Matter, Step]] = []
        self._turn = itertools.count()

    def actor(self, username: str, at: datetime) -> Actor:
        """The account's actor at a moment."""
        if username not in self._actors:
            with unit_of_work.read(Actor.system("demo")) as session:
                membership = session.scalars(
                    select(Membership)
                    .join(User, User.id == Membership.user_id)
                    .where(User.username == username)
                    .options(joinedload(Membership.office).joinedload(Office.agency))
                ).one()
                self._actors[username] = actor_for(membership, source="demo")
        return replace(self._actors[username], at=at)

    @contextmanager
    def acting(self, username: str, *, days: int = 0) -> Iterator[Actor]:
        """One transaction of an account, so many days back, outside any plan."""
        at = self.now - timedelta(days=days)
        actor = self.actor(username, at)
        with clock.at(at), unit_of_work.write(actor) as session:
            yield actor
            session.info.pop("sight", None)
        session.expunge_all()

    def plan(self, matter: Matter, steps: Iterable[Step], *, ago: int) -> None:
        """Queue a case whose last step lies `ago` days back."""
        listed = list(steps)
        moments = schedule(matter.rng, [step.gap for step in listed], ago=ago, now=self.now)
        for moment, step in zip(moments, listed, strict=True):
            heapq.heappush(self._queue, (moment, next(self._turn), matter, step))

    @property
    def begins_at(self) -> datetime:
        """The moment of the first step."""
        return self._queue[0][0]

    def play(self, until: datetime | None = None) -> int:
        """Play the steps up to a moment, or all; the number played."""
        played = 0
        while self._queue and (until is None or self._queue[0][0] < until):
            moment, _, matter, step = heapq.heappop(self._queue)
            self._play(moment, matter, step)
            played += 1
        return played

    def _play(self, moment: datetime, matter: Matter, step: Step) -> None:
        who: str = getattr(matter, step.who, "") or getattr(matter.desk, step.who, "") or step.who
        actor = self.actor(who, moment)
        with clock.at(moment), unit_of_work.write(actor) as session:
            try:
                step.act(Scene(matter, actor, session, self.cast, self))
            except Exception as error:
                what = f"{step.act.__name__} as {who} in {matter.number} ({matter.theme.code})"
                error.add_note(what)
                raise
            finally:
                session.info.pop("sight", None)
        session.expunge_all()


def schedule(
    rng: random.Random, gaps: list[tuple[int, int]], *, ago: int, now: datetime
) -> list[datetime]:
    """A moment for each gap, on workdays in office hours, rising, the last about `ago` days back.

    Nothing lies after `now`.
    """
    days = [rng.randint(*gap) for gap in gaps]
    begin = now.astimezone(ZONE).date() - timedelta(days=ago + sum(days[1:]))
    seed = rng.getrandbits(32)
    while True:
        moments = _moments(random.Random(seed), begin, days)  # noqa: S311 - generated data
        last_allowed = now - timedelta(days=ago, minutes=2)
        if moments[-1] <= last_allowed:
            return moments
        begin -= timedelta(days=1)


def _moments(rng: random.Random, begin: date, days: list[int]) -> list[datetime]:
    moments: list[datetime] = []
    at = datetime.combine(_workday(begin), _OPENS, ZONE) + timedelta(minutes=rng.randint(0, 300))
    for place, gap in enumerate(days):
        if place and gap:
            day = _workday(at.date() + timedelta(days=gap))
            at = datetime.combine(day, _OPENS, ZONE) + timedelta(minutes=rng.randint(0, 420))
        elif place:
            at += timedelta(minutes=rng.randint(4, 35))
            if at.time() > _CLOSES:
                day = _workday(at.date() + timedelta(days=1))
                at = datetime.combine(day, _OPENS, ZONE) + timedelta(minutes=rng.randint(0, 60))
        moments.append(at)
    return moments


def _workday(day: date) -> date:
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day
