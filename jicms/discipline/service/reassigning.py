"""Many actions to another specialist: tried on each first, then done on all of them or on none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from sqlalchemy import select, tuple_
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import Office, User
from jicms.cases import leaks
from jicms.cases.models import Case, Party
from jicms.cases.service import identities_of
from jicms.core import unit_of_work
from jicms.core.errors import Denied, DomainError, RuleBroken, TransitionRefused
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service.actions import assign_specialist

#: Actions at a time.
AT_MOST = 50
_AT = "."
NOT_YOURS = "Not yours to assign."
CHANGED = "Somebody changed this action meanwhile: look at it again."
LEAK = "The words may identify a reporter of one of the cases. Use other words."
SAME = "It is with {name} already."


@dataclass(slots=True)
class Choice:
    """The chosen actions, the numbers that are none in the viewer's sight, and versions shown."""

    actions: list[DisciplinaryAction]
    missing: list[str]
    versions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """What happens to an action, or why it stays."""

    action: DisciplinaryAction
    refused: Sequence[str] = ()
    pick: str = ""


def chosen(picks: Iterable[str]) -> Choice:
    """The actions that picks name: `202700123-D01`, or with the version shown `202700123-D01.7`.

    A number outside the viewer's sight is told from a missing one in nothing.
    """
    wanted: dict[str, str] = {}
    for pick in picks:
        number, _, version = pick.strip()[:40].partition(_AT)
        if _parts(number) is not None:
            wanted.setdefault(number, version)
    if len(wanted) > AT_MOST:
        raise RuleBroken(f"Choose at most {AT_MOST} actions at a time.")
    actions = read(wanted)
    seen = {action.number for action in actions}
    return Choice(actions, [number for number in wanted if number not in seen], wanted)


def _parts(number: str) -> tuple[str, int] | None:
    """`("202700123", 1)` of `202700123-D01`."""
    case, mark, n = number.partition("-D")
    return (case, int(n)) if mark and case.isalnum() and n.isascii() and n.isdigit() else None


def read(numbers: Iterable[str]) -> list[DisciplinaryAction]:
    """The visible actions of these numbers, in the order of the numbers, in one statement."""
    wanted = list(numbers)
    places = [places for number in wanted if (places := _parts(number)) is not None]
    found = unit_of_work.session().scalars(
        select(DisciplinaryAction)
        .join(Case, Case.id == DisciplinaryAction.case_id)
        .where(tuple_(Case.number, DisciplinaryAction.n).in_(places or [("", 0)]))
        .options(
            joinedload(DisciplinaryAction.case).joinedload(Case.lead_office),
            joinedload(DisciplinaryAction.party).joinedload(Party.person),
            joinedload(DisciplinaryAction.office).joinedload(Office.agency),
            joinedload(DisciplinaryAction.specialist),
        )
        .execution_options(populate_existing=True)
    )
    by_number = {action.number: action for action in found}
    return [by_number[number] for number in wanted if number in by_number]


def pick_of(action: DisciplinaryAction) -> str:
    """The action with the version that is shown."""
    return f"{action.number}{_AT}{action.version}"


def _told_on(choice: Choice, reason: str) -> set[int]:
    """The cases of which a reason may name a protected reporter. It is not said which: who tries a
    name on many at once would learn where it belongs."""
    said = [("reason", reason)]
    cases = {action.case_id: action.case for action in choice.actions}
    return {key for key, case in cases.items() if leaks.found_among(said, identities_of(case))}


def tried(choice: Choice, *, actor: Actor, user: User, reason: str) -> list[Told]:
    """What would happen to each action. Nothing of it stays but the warnings of leaks."""
    said: list[tuple[str, Sequence[str]]] = []
    leaking = _told_on(choice, reason)
    for action in choice.actions:
        number = action.number
        attempt = unit_of_work.session().begin_nested()
        refused: tuple[str, ...] = ()
        try:
            _give(action, actor, user, reason)
            unit_of_work.session().flush()
        except DomainError as error:
            refused = error.sentences
        finally:
            attempt.rollback()
        said.append((number, refused))
    # Undone to the end, the claim of this form with it: a preview may be asked for again.
    unit_of_work.abandon()
    unit_of_work.begin_write()
    actions = {action.number: action for action in read(choice.versions)}
    if leaking:
        said = [(number, (LEAK,)) for number, _refused in said]
    for case in {action.case_id: action.case for action in actions.values()}.values():
        if case.id in leaking:
            recorder.record(Event.LEAK_WARNED, case=case, fields="reassign")
    return [
        Told(actions[number], refused, "" if refused else pick_of(actions[number]))
        for number, refused in said
        if number in actions
    ]


def reassign(choice: Choice, *, actor: Actor, user: User, reason: str) -> list[Told]:
    """Give every chosen action to the specialist. Raises `RuleBroken` that names the first which
    can't be, or which changed since it was shown: then nothing was done."""
    policy.require(actor, Action.DISCIPLINE_REASSIGN)
    if choice.missing:
        raise RuleBroken(f"There is no action {', '.join(choice.missing)} that you may see.")
    if not choice.actions:
        raise RuleBroken("Choose the actions first.")
    if _told_on(choice, reason):
        raise RuleBroken(LEAK, field="reason")
    done = []
    # In one order everywhere: two who act on the same actions then wait for each other, no more.
    for action in sorted(choice.actions, key=attrgetter("id")):
        try:
            unit_of_work.hold(action)
            if choice.versions[action.number] != str(action.version):
                raise RuleBroken(CHANGED)
            _give(action, actor, user, reason)
        except (RuleBroken, TransitionRefused, Denied) as error:
            raise RuleBroken(f"{action.number}: {' '.join(error.sentences)}") from error
        done.append(Told(action))
    recorder.record(Event.BULK_APPLIED, act="reassign", cases=len(done))
    unit_of_work.session().flush()
    return done


def _give(action: DisciplinaryAction, actor: Actor, user: User, reason: str) -> None:
    if not policy.allows(actor, Action.DISCIPLINE_ASSIGN, action):
        raise Denied(NOT_YOURS)
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    if action.specialist_id == user.id:
        raise RuleBroken(SAME.format(name=user.name), field="specialist")
    before = action.specialist_id
    assign_specialist(action, actor=actor, user=user, reason=reason)
    recorder.record(Event.ACTION_REASSIGNED, obj=action, before=before, after=user.id)
