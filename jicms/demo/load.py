"""Loads the demonstration: accounts, people, cases. Once, into a database without users."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import func, select

from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.cli import seal_all
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.cases.models import Case
from jicms.core import clock, unit_of_work
from jicms.demo import (
    accounts,
    cast,
    custody,
    drafts,
    exports,
    labor,
    litigation,
    outside,
    persons,
    touches,
    witnesses,
)
from jicms.demo.acts import records
from jicms.demo.plans import CBP, ICE, Plan
from jicms.demo.stage import DESKS, Matter, Stage
from jicms.demo.themes import Dealer, theme_of
from jicms.extensions import db
from jicms.notices.sweep import sweep

SEED = 20261119
ACTOR = Actor.system("demo")
#: Before the first case: accounts and people are entered.
_LEAD_TIME = timedelta(days=6)
#: When the people in their probation begin.
_NEW_AFTER = timedelta(days=130)


class Refused(Exception):
    """The demonstration may not be loaded here; the message says why."""


def refuse_if_loaded() -> None:
    """Raise `Refused` where there are accounts or cases already."""
    with unit_of_work.read(ACTOR) as session:
        users = session.scalar(select(func.count(User.id))) or 0
        cases = session.scalar(select(func.count(Case.id))) or 0
    if users or cases:
        raise Refused(
            f"Nothing was loaded: there are {users} accounts and {cases} cases already."
            " `make reset-demo` starts over."
        )


def load() -> dict[str, int]:
    """Load everything up to now; how much of what was made. Raises `Refused`."""
    refuse_if_loaded()
    with _hurry():
        made = _load(clock.now())
    seal_all(quick=False)
    # Not earlier: what is not sealed for so long is told of as a broken chain.
    with unit_of_work.write(ACTOR):
        sweep()
    seal_all(quick=False)
    return made


@contextmanager
def _hurry() -> Iterator[None]:
    """SQLite doesn't wait for the disk meanwhile: after a power failure one loads again."""
    if db.engine.dialect.name != "sqlite":
        yield
        return
    _pragma("synchronous=OFF")
    try:
        yield
    finally:
        _pragma("synchronous=FULL")


def _pragma(setting: str) -> None:
    """Set it on the connection that this thread's sessions use, outside any transaction."""
    db.session.remove()
    raw = db.engine.raw_connection()
    try:
        raw.cursor().execute(f"PRAGMA {setting}")
    finally:
        raw.close()


def _load(now: datetime) -> dict[str, int]:
    stage = Stage(cast.Cast(), now)
    _plan(stage)
    begin = stage.begins_at - _LEAD_TIME
    _people(stage, begin, now)
    steps = stage.play()
    kept = drafts.save(stage)
    touches.add(stage)
    records.add(stage)
    persons.add(stage)
    outside.add(stage)
    custody.add(stage)
    exports.add(stage)
    witnesses.add(stage)
    labor.add(stage)
    litigation.add(stage)
    with unit_of_work.write(ACTOR) as session:
        cases = session.scalar(select(func.count(Case.id))) or 0
        made: dict[str, int] = {
            "accounts": session.scalar(select(func.count(User.id))) or 0,
            "employees": len(stage.cast.everybody),
            "cases": cases,
            "steps": steps,
            "drafts": kept,
        }
        recorder.record(Event.DEMO_LOADED, made=made)
    return made


def _people(stage: Stage, begin: datetime, now: datetime) -> None:
    """Accounts and the directory before the first case; new people as late as they began."""
    with clock.at(begin), unit_of_work.write(ACTOR) as session:
        accounts.create_accounts(session)
        accounts.create_more(session)
    rng = random.Random(SEED)  # noqa: S311 - generated data
    roster = cast.names(rng, cast.EMPLOYEES)
    old, new = roster[: -cast.NEW], roster[-cast.NEW :]
    at_cbp = len(old) * 2 // 3
    _hire(stage, rng, {"CBP": old[:at_cbp], "ICE": old[at_cbp:]}, begin)
    later = now - _NEW_AFTER
    stage.play(until=later)
    _hire(stage, rng, {"CBP": new[::2], "ICE": new[1::2]}, later, new=True)


def _hire(
    stage: Stage,
    rng: random.Random,
    names: dict[str, list[str]],
    at: datetime,
    *,
    new: bool = False,
) -> None:
    for agency, roster in names.items():
        actor = stage.actor(DESKS[agency].boss, at)
        with clock.at(at), unit_of_work.write(actor):
            cast.hire(stage.cast, rng, actor=actor, roster=roster, new=new)


def _plan(stage: Stage) -> None:
    for agency, plans in (("CBP", CBP), ("ICE", ICE)):
        dealer = Dealer(random.Random(f"{SEED}:{agency}"), cast.posts(agency))  # noqa: S311
        place = 0
        for plan in plans:
            for _ in range(plan.count):
                place += 1
                _queue(stage, agency, plan, dealer, place)


def _queue(stage: Stage, agency: str, plan: Plan, dealer: Dealer, place: int) -> None:
    rng = random.Random(f"{SEED}:{agency}:{place}")  # noqa: S311
    desk = DESKS[agency]
    matter = Matter(
        agency=agency,
        theme=theme_of(plan.theme) if plan.theme else dealer.deal(plan.grave),
        rng=rng,
        options=plan.options,
        lead=plan.options.get("lead", rng.choice(desk.leads)),
        boss=plan.options.get("boss", desk.boss),
    )
    if "name" in plan.options:
        stage.named[plan.options["name"]] = matter
    stage.plan(matter, plan.path(plan.options), ago=rng.randint(*plan.ago))
