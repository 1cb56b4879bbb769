"""One act on many cases: tried on each first, then done on all of them or on none.

The trial takes the very steps of the act inside a transaction that is undone, so that what it says
is what would happen. What is applied is what was shown: a case that changed since is named, and
nothing is done.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import Office
from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.core.errors import Denied, DomainError, RuleBroken, TransitionRefused
from jicms.web.forms import BaseForm
from jicms.web.navigation import Registry

#: Cases at a time.
AT_MOST = 50
#: Parts a case's number and the version that was shown.
_AT = "."
NOT_YOURS = "Not yours to do on this case."
CHANGED = "Somebody changed this case meanwhile: look at it again."


class BulkForm(BaseForm):
    """What an act asks for once, for all cases. Its fields come from the act."""

    def offer(self, cases: Sequence[Case]) -> None:
        """Offer what the fields need, from the cases that were chosen."""


@dataclass(frozen=True, slots=True)
class BulkAct:
    """An act: its words, who may do it, what it asks, and how one case is done. `apply` answers
    with what happens to the case; it raises what the service of a single case raises."""

    key: str
    label: str
    action: Action
    apply: Callable[[Case, Any, Actor], str]
    form: type[BulkForm] = BulkForm
    lists: frozenset[str] = frozenset({"cases", "triage"})
    roles: frozenset[Role] = frozenset({Role.INVESTIGATIONS_SUPERVISOR})
    order: int = 50

    @property
    def option(self) -> tuple[str, str]:
        """As a list offers it."""
        return self.key, self.label


@dataclass(frozen=True, slots=True)
class Told:
    """What the act does to a case, or why it is refused."""

    case: Case
    says: str = ""
    refused: Sequence[str] = ()
    pick: str = ""


@dataclass(slots=True)
class Choice:
    """The chosen cases, those numbers that are none in the viewer's sight, and versions shown."""

    cases: list[Case]
    missing: list[str]
    versions: dict[str, str] = field(default_factory=dict)


class LeakFound(RuleBroken):
    """A text may name a protected reporter of one of the cases. Which one is not said: who tries a
    name on many cases at once would learn where it belongs. The warning is recorded there."""

    def __init__(self) -> None:
        super().__init__(
            "The words may identify a reporter of one of the chosen cases. Use other words, or add"
            " them in each case."
        )


acts: Registry[BulkAct] = Registry("key")


def offered(actor: Actor, listed: str) -> list[BulkAct]:
    """The acts that a list offers the actor."""
    if not policy.allows(actor, Action.CASE_BULK):
        return []
    return [act for act in acts.registered if listed in act.lists and actor.role in act.roles]


def find(actor: Actor, key: str) -> BulkAct | None:
    """The act of that key, if the actor may take it."""
    found = next((act for act in acts.registered if act.key == key), None)
    return found if found and actor.role in found.roles else None


def chosen(picks: Iterable[str]) -> Choice:
    """The cases that picks name: `202700123`, or with the version that was shown `202700123.7`.

    A number outside the viewer's sight is told from a missing one in nothing.
    """
    wanted: dict[str, str] = {}
    for pick in picks:
        number, _, version = pick.strip()[:40].partition(_AT)
        if number.isalnum():
            wanted.setdefault(number, version)
    if len(wanted) > AT_MOST:
        raise RuleBroken(f"Choose at most {AT_MOST} cases at a time.")
    cases = read(wanted)
    seen = {case.number for case in cases}
    return Choice(cases, [number for number in wanted if number not in seen], wanted)


def read(numbers: Iterable[str]) -> list[Case]:
    """The visible cases of these numbers, in the order of the numbers, in one statement."""
    wanted = list(numbers)
    found = unit_of_work.session().scalars(
        select(Case)
        .where(Case.number.in_(wanted or ("",)))
        .options(
            joinedload(Case.lead),
            joinedload(Case.agency),
            joinedload(Case.lead_office).joinedload(Office.agency),
            joinedload(Case.case_type),
        )
        .execution_options(populate_existing=True)
    )
    by_number = {case.number: case for case in found}
    return [by_number[number] for number in wanted if number in by_number]


def pick_of(case: Case) -> str:
    """The case with the version that is shown."""
    return f"{case.number}{_AT}{case.version}"


def tried(act: BulkAct, choice: Choice, form: BulkForm, actor: Actor) -> list[Told]:
    """What the act would do to each case. Nothing of it stays but the warnings of leaks."""
    said: list[tuple[str, str, Sequence[str]]] = []
    leaks: list[str] = []
    for case in choice.cases:
        number = case.number
        attempt = unit_of_work.session().begin_nested()
        refused: tuple[str, ...] = ()
        try:
            says = _take(act, case, form, actor)
            unit_of_work.session().flush()
        except DomainError as error:
            says, refused = "", error.sentences
            if isinstance(error, LeakFound):
                leaks.append(number)
        finally:
            attempt.rollback()
        said.append((number, says, refused))
    # Undone to the end, the claim of this form with it: a preview may be asked for again.
    unit_of_work.abandon()
    unit_of_work.begin_write()
    cases = {case.number: case for case in read(choice.versions)}
    if leaks:
        said = [(number, "", LeakFound().sentences) for number, _says, _refused in said]
    for number in leaks:
        recorder.record(Event.LEAK_WARNED, case=cases[number], fields="bulk")
    return [
        Told(cases[number], says, refused, "" if refused else pick_of(cases[number]))
        for number, says, refused in said
        if number in cases
    ]


def apply(act: BulkAct, choice: Choice, form: BulkForm, actor: Actor) -> list[Told]:
    """Do it on every chosen case. Raises `RuleBroken` that names the first case which does not
    take it, or which changed since it was shown: then nothing was done."""
    policy.require(actor, Action.CASE_BULK)
    if choice.missing:
        raise RuleBroken(f"There is no case {', '.join(choice.missing)} that you may see.")
    if not choice.cases:
        raise RuleBroken("Choose the cases first.")
    done = []
    # In one order everywhere: two who act on the same cases then wait for each other, no more.
    for case in sorted(choice.cases, key=attrgetter("id")):
        try:
            unit_of_work.hold(case)
            if choice.versions[case.number] != str(case.version):
                raise RuleBroken(CHANGED)
            done.append(Told(case, _take(act, case, form, actor)))
        except LeakFound:
            raise
        except (RuleBroken, TransitionRefused, Denied) as error:
            raise RuleBroken(f"{case.number}: {' '.join(error.sentences)}") from error
    recorder.record(Event.BULK_APPLIED, act=act.key, cases=len(done))
    unit_of_work.session().flush()
    return done


def _take(act: BulkAct, case: Case, form: BulkForm, actor: Actor) -> str:
    if not policy.allows(actor, act.action, case):
        raise Denied(NOT_YOURS)
    return act.apply(case, form, actor)
