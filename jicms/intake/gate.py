"""The Inspector General's first refusal (DHS MD 0810.1), per allegation.

An allegation that a dated rule lists goes to the Inspector General first and is held until the
answer lets it go. Nothing here writes: the state follows from the rules and the referrals, so that
a changed class, code or subject is judged anew without anybody asking.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access.actor import Actor
from jicms.allegations.models import Allegation, AllegationSubject
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.core.standing import OF_CASE, keep, of_case
from jicms.intake.models import OigExigency, OigReferral, OigReferralAllegation, OigStatus
from jicms.refdata.models import OigRule, Way
from jicms.refdata.queries import facts
from jicms.routing.matters import Matter, fits, matters_of, rules_on

_allegation = Allegation.__table__
_WHOLE = "the gate counts every allegation of the case"
CRIMINAL_RANK, SERIOUS_RANK = 1, 2
_OUTWARD = (Way.INSPECTOR_GENERAL, Way.OTHER_AGENCY)
ANSWERS_BY_RETURN = (OigStatus.RETURNED_FOR_ACTION, OigStatus.RETURNED_INFO_ONLY)
KEPT_BY_OIG = (OigStatus.ACCEPTED, OigStatus.REASSERTED)


class GateState(StrEnum):
    """Where an allegation stands between the office and the Inspector General."""

    FREE = "FREE"
    TO_SEND = "TO_SEND"
    PENDING = "PENDING"
    KEPT = "KEPT"
    CLEARED = "CLEARED"


LABELS = {
    GateState.FREE: "Not required",
    GateState.TO_SEND: "To be referred",
    GateState.PENDING: "Awaiting the OIG’s answer",
    GateState.KEPT: "Kept by the OIG",
    GateState.CLEARED: "Returned",
}

STATE_TONES = {
    GateState.FREE: "done",
    GateState.TO_SEND: "new",
    GateState.PENDING: "hold",
    GateState.KEPT: "stop",
    GateState.CLEARED: "done",
}


@dataclass(frozen=True, slots=True)
class Gate:
    """One allegation at the gate. `grounds` are the rules that list it."""

    allegation_id: int
    n: int
    party_ids: frozenset[int]
    grounds: tuple[Any, ...]
    state: GateState
    referral: OigReferral | None = None
    exigency: OigExigency | None = None

    @property
    def waits(self) -> bool:
        """Nobody may start on it: it is to be sent, or the answer is out."""
        unanswered = self.state in {GateState.TO_SEND, GateState.PENDING}
        return unanswered and self.exigency is None

    @property
    def holds(self) -> bool:
        """No work on it: it waits, or the Inspector General kept it."""
        return self.waits or self.state is GateState.KEPT

    @property
    def label(self) -> str:
        """The state as a user reads it."""
        if self.exigency is not None and self.state is not GateState.CLEARED:
            return "Exigent start"
        return LABELS[self.state]

    @property
    def tone(self) -> str:
        """Who has to move, as the tone of a status tag."""
        return "work" if self.exigency is not None else STATE_TONES[self.state]


#: Each test by the code of the rule row that switches it on.
TESTS: dict[str, Callable[[Matter], bool]] = {
    "LISTED_CATEGORY": lambda m: m.is_listed,
    "CRIMINAL_CLASS": lambda m: m.rank == CRIMINAL_RANK,
    "SENIOR_SUBJECT": lambda m: any(post.is_senior for post in m.posts),
    "INTERNAL_AFFAIRS_SUBJECT": lambda m: any(post.is_internal_affairs for post in m.posts),
    "OFFICER_SERIOUS": lambda m: (
        m.rank == SERIOUS_RANK and any(post.is_law_enforcement for post in m.posts)
    ),
}


def known_rules(day: date, *, has_settled: bool = True) -> list[Any]:
    """What sends a matter to the Inspector General first on that day, from memory: the tests of the
    directive, and the routing rules that nobody may decide otherwise. One of these that sends a
    matter to another agency counts where it still stands once the case has settled: no office could
    take it.
    """
    ways = _OUTWARD if has_settled else (Way.INSPECTOR_GENERAL,)
    tests = [
        row
        for row in facts(OigRule).values()
        if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)
    ]
    return tests + [row for row in rules_on(day) if row.mandatory and row.way in ways]


def grounds_of(matter: Matter, rules: Iterable[Any]) -> tuple[Any, ...]:
    """The rules that send a matter to the Inspector General."""
    return tuple(rule for rule in rules if _is_met(rule, matter))


def _is_met(rule: Any, matter: Matter) -> bool:
    if hasattr(rule, "way"):
        return fits(rule, matter)
    return rule.code in TESTS and TESTS[rule.code](matter)


def gates_of(case: Case) -> list[Gate]:
    """Every allegation of a case at the gate, in order.

    Two statements, not scoped: nothing of an allegation but its id enters the session.
    """
    if case.is_legacy:
        return []
    covers, exigencies = _answers(case)
    rules, found = known_rules(case.received_on), []
    for matter in matters_of(case):
        grounds = grounds_of(matter, rules)
        state, referral = _state(grounds, covers.get(matter.allegation_id))
        found.append(
            Gate(
                matter.allegation_id,
                matter.n,
                matter.party_ids,
                grounds,
                state,
                referral,
                exigencies.get(matter.allegation_id),
            )
        )
    return found


def gate_of(allegation: Allegation) -> Gate | None:
    """The gate of one allegation; None for an imported case."""
    found = gates_of(allegation.case)
    return next((gate for gate in found if gate.allegation_id == allegation.id), None)


@cache
def _of_answers() -> Any:
    return keep(
        select(OigReferralAllegation, OigExigency)
        .select_from(_allegation)
        .outerjoin(OigReferralAllegation, OigReferralAllegation.allegation_id == _allegation.c.id)
        .outerjoin(OigExigency, OigExigency.allegation_id == _allegation.c.id)
        .where(_allegation.c.case_id == OF_CASE.id)
        .order_by(OigReferralAllegation.id)
        .options(joinedload(OigReferralAllegation.referral))
        .execution_options(unscoped=_WHOLE)
    )


def _answers(
    case: Case,
) -> tuple[dict[int, OigReferralAllegation], dict[int, OigExigency]]:
    """By the allegation's id the latest referral that covers it, and its exigent start."""
    rows = unit_of_work.session().execute(_of_answers(), of_case(case))
    covers: dict[int, OigReferralAllegation] = {}
    exigencies: dict[int, OigExigency] = {}
    for cover, exigency in rows:
        if cover is not None:
            covers[cover.allegation_id] = cover
        if exigency is not None:
            exigencies[exigency.allegation_id] = exigency
    return covers, exigencies


def _state(
    grounds: tuple[Any, ...], cover: OigReferralAllegation | None
) -> tuple[GateState, OigReferral | None]:
    if cover is None:
        return (GateState.TO_SEND if grounds else GateState.FREE), None
    referral = cover.referral
    if referral.status is OigStatus.PENDING:
        return GateState.PENDING, referral
    partly = referral.status in ANSWERS_BY_RETURN and not cover.is_returned
    if partly or referral.status in KEPT_BY_OIG:
        return GateState.KEPT, referral
    is_new = {rule.code for rule in grounds} - set(cover.grounds)
    return (GateState.TO_SEND if is_new else GateState.CLEARED), referral


# Guards: sentences that forbid a step


def waiting(case: Case) -> str | None:
    """What waits for the Inspector General, in a sentence; None where nothing does."""
    return waiting_in(gates_of(case))


def waiting_in(gates: Sequence[Gate]) -> str | None:
    """The same of gates that were read already."""
    return _sentence([gate for gate in gates if gate.waits])


def nothing_waits(case: Case, _actor: Actor) -> str | None:
    """Guard: no allegation waits for the Inspector General."""
    return waiting(case)


def something_is_left(case: Case, actor: Actor) -> str | None:
    """Guard of the start of work: nothing waits, and not everything was kept."""
    gates = gates_of(case)
    waiting = _sentence([gate for gate in gates if gate.waits])
    if waiting or not gates or not all(gate.state is GateState.KEPT for gate in gates):
        return waiting
    return "The Inspector General kept every allegation of this case."


def subject_is_free(party: Party, _actor: Actor) -> str | None:
    """Guard of a referral to labor relations: nothing against the subject waits."""
    case = unit_of_work.session().get(
        Case, party.case_id, execution_options={"unscoped": "a subject's gate is its case's"}
    )
    if case is None:
        return None
    waiting = [gate for gate in gates_of(case) if gate.waits and party.id in gate.party_ids]
    return _sentence(waiting)


def hold_of(charge: AllegationSubject, _actor: Actor) -> str | None:
    """Hold on a finding: the allegation waits for the Inspector General, or was kept."""
    gate = gate_of(charge.allegation)
    if gate is None or not gate.holds:
        return None
    if gate.state is GateState.KEPT:
        return f"The Inspector General kept allegation {charge.allegation.n}."
    return _sentence([gate])


def hold_of_giver(giver: Party, _actor: Actor) -> str | None:
    """Hold on a statement: everything alleged against whoever gives it waits, or was kept."""
    session = unit_of_work.session()
    case = session.get(
        Case, giver.case_id, execution_options={"unscoped": "a subject's gate is its case's"}
    )
    mine = [gate for gate in gates_of(case) if giver.id in gate.party_ids] if case else []
    if not mine or not all(gate.holds for gate in mine):
        return None
    waiting = _sentence([gate for gate in mine if gate.waits])
    return waiting or "The Inspector General kept everything alleged against this subject."


def _sentence(waiting: Sequence[Gate]) -> str | None:
    if not waiting:
        return None
    to_send = [str(g.n) for g in waiting if g.state is GateState.TO_SEND]
    sent = [str(g.n) for g in waiting if g.state is GateState.PENDING]
    said = []
    if to_send:
        said.append(f"Refer {_named(to_send)} to the Inspector General first.")
    if sent:
        verb = "waits" if len(sent) == 1 else "wait"
        named = _named(sent)
        said.append(f"A{named[1:]} {verb} for the Inspector General’s answer.")
    return " ".join(said)


def _named(numbers: list[str]) -> str:
    """`allegation 1`, `allegations 1 and 2`."""
    head, last = ", ".join(numbers[:-1]), numbers[-1]
    return f"allegations {head} and {last}" if head else f"allegation {last}"
