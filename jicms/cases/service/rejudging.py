"""What is learnt late about a person: another name, an account, a relative, a second record.

The wall itself is asked with every request. What has to be done once is done here: a lead is
displaced, a decision is asked for, the trail says that there is a conflict.
"""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, or_, select

from jicms.access.actor import Actor
from jicms.cases.models import (
    WALLING,
    Case,
    IdentityMode,
    Party,
    VaultIdentity,
    Wall,
)
from jicms.cases.service import matching, numbers, routes, vault, walls
from jicms.cases.service.walls import Verdict
from jicms.core import unit_of_work
from jicms.deadlines.models import CaseClock, ClockState
from jicms.people.models import UserPerson
from jicms.people.names import fold

_UNSEEN = "the wall looks at every case, whoever learns of a conflict"
#: Descriptions that are read at a time.
_AT_ONCE = 2_000


def rejudge(person_id: int, actor: Actor) -> None:
    """Judge again every party that is, or by its description may be, that person.

    For names, links, relations and merges of records, after they were flushed. What a supervisor
    lifted stays lifted, and somebody found not to be meant by a description stays clear of it.
    """
    session = unit_of_work.session()
    session.flush()
    matching.forget()
    for party in named_as(person_id):
        _judge_party(party, person_id, actor)
    if _has_account(person_id):
        for party in _described_as(person_id):
            _judge_description(party, person_id, actor)
    session.flush()


def named_as(person_id: int) -> list[Party]:
    """Standing parties that are this person, openly or in the vault, case by case."""
    sealed = select(VaultIdentity.party_id).where(VaultIdentity.person_id == person_id)
    found = parties(
        or_(Party.person_id == person_id, Party.id.in_(sealed)),
        Party.withdrawn_at.is_(None),
        Party.wall != Wall.LIFTED,
    )
    return [party for party in found if _is_protected(party) or party.role in WALLING]


def parties(*criteria: ColumnElement[bool]) -> list[Party]:
    """Parties of every case, case by case."""
    found = unit_of_work.session().scalars(
        select(Party)
        .where(*criteria)
        .order_by(Party.case_id, Party.n)
        .execution_options(unscoped=_UNSEEN)
    )
    return list(found)


def _is_protected(party: Party) -> bool:
    return party.identity_mode is IdentityMode.CONFIDENTIAL


def _judge_party(party: Party, person_id: int, actor: Actor) -> None:
    case = held(party)
    routes.ask(case, actor)
    hidden = party.person_id is None
    verdict = walls.judge_person(case, person_id, is_protected=hidden)
    if party.wall is Wall.NONE:
        party.wall = Wall.CONFIRMED
    works = verdict.wall is Wall.SUSPENDED
    displaced = walls.displace(case, verdict.shut)
    if displaced is not None:
        party.displaced_lead_id = displaced
    if works and party.wall is Wall.CONFIRMED and _was_decided(party):
        shut = walls.accounts(case, person_id)
        principals = {row.principal_id for row in shut}
        walls.end_work(case, {row.user_id for row in shut}, principals, actor)
    elif works and party.wall is Wall.CONFIRMED:
        party.wall = Wall.SUSPENDED
    elif party.wall is Wall.SUSPENDED and displaced is None:
        # Asked already; but an office may have lost its last supervisor with a new account.
        walls.keep_decidable(case, actor)
        return
    walls.raise_wall(case, party, verdict, actor=actor)


def _judge_description(party: Party, person_id: int, actor: Actor) -> None:
    """A name that became known fits a description: suspended until a supervisor decides."""
    known = {row.person_id for row in vault.rows(party)}
    cleared = {row.cleared_person_id for row in vault.rows(party)}
    settled = party.wall is Wall.CONFIRMED
    if settled or person_id in known | cleared:
        return
    case = held(party)
    reached = walls.accounts(case, person_id)
    users = frozenset(row.user_id for row in reached)
    party.wall = Wall.SUSPENDED
    displaced = walls.displace(case, users)
    if displaced is not None:
        party.displaced_lead_id = displaced
    supervises = any(row.supervises for row in reached)
    verdict = Verdict(Wall.SUSPENDED, users, matched=frozenset({person_id}), supervises=supervises)
    walls.raise_wall(case, party, verdict, actor=actor)


def _described_as(person_id: int) -> list[Party]:
    """Standing parties without a person whose description holds one of the person's names."""
    names = matching.names_of(person_id)
    if not names:
        return []
    ids = [key for key, text in _descriptions() if names & matching.phrases_of(fold(text))]
    return parties(Party.id.in_(ids))


def _descriptions() -> Iterator[tuple[int, str]]:
    """Every description that may name somebody. Read whole, because names are compared without
    their accents, and rarely: when an account holder's name or link changes."""
    found = unit_of_work.session().execute(
        select(Party.id, Party.description)
        .where(
            Party.person_id.is_(None),
            Party.withdrawn_at.is_(None),
            Party.role.in_(WALLING),
            Party.description.contains(" "),
        )
        .execution_options(unscoped=_UNSEEN, yield_per=_AT_ONCE)
    )
    return ((row.id, row.description) for row in found)


def held(party: Party) -> Case:
    """The case of the party, held against other writers."""
    session = unit_of_work.session()
    case = session.get_one(Case, party.case_id, execution_options={"unscoped": _UNSEEN})
    numbers.lock(case)
    return case


def _has_account(person_id: int) -> bool:
    found = unit_of_work.session().scalar(
        select(UserPerson.id)
        .where(UserPerson.person_id == person_id, UserPerson.confirmed_at.is_not(None))
        .limit(1)
    )
    return found is not None


def _was_decided(party: Party) -> bool:
    """A supervisor confirmed the conflict: an account found later adds nothing to decide."""
    found = unit_of_work.session().scalar(
        select(CaseClock.id)
        .where(
            CaseClock.case_id == party.case_id,
            CaseClock.rule_code == walls.RULE,
            CaseClock.entity_type == "party",
            CaseClock.entity_id == party.id,
            CaseClock.state == ClockState.MET,
        )
        .limit(1)
        .execution_options(unscoped=_UNSEEN)
    )
    return found is not None
