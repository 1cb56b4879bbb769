"""Transition tables and the one function that writes a status."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import Denied, RuleBroken, TransitionRefused
from jicms.core.words import words
from jicms.workflow.models import StatusChange

#: Returns the sentence that forbids the step, or None.
Guard = Callable[[Any, Actor], str | None]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of a transition table.

    `from_` lists the statuses it may start from; `action` is what the actor needs; `needs` are the
    guards; `reason` says that a reason has to be written. An `automatic` row follows from a step
    that was permitted: no button offers it, and the caller has checked who may.
    """

    name: str
    label: str
    from_: frozenset[StrEnum]
    to: StrEnum
    action: Action
    needs: tuple[Guard, ...] = ()
    reason: bool = False
    automatic: bool = False


def step(
    name: str,
    label: str,
    from_: StrEnum | Iterable[StrEnum],
    to: StrEnum,
    action: Action,
    **more: Any,
) -> Transition:
    """A `Transition`, with one source status or several."""
    sources = frozenset((from_,) if isinstance(from_, StrEnum) else from_)
    return Transition(name, label, sources, to, action, **more)


@dataclass
class Workflow:
    """A transition table with the column it moves. `apply` is the only writer of that column."""

    entity: str
    transitions: tuple[Transition, ...]
    case_id: Callable[[Any], int | None]
    attribute: str = "status"
    #: Guards that later features add, by transition name.
    extra: dict[str, list[Guard]] = field(default_factory=dict)
    #: Called after each step as fn(obj, transition, actor): clocks, notices, derived statuses.
    after: list[Callable[[Any, Transition, Actor], None]] = field(default_factory=list)

    def named(self, name: str) -> Transition:
        """The transition of that name."""
        return next(row for row in self.transitions if row.name == name)

    def require_also(self, name: str, guard: Guard) -> None:
        """Let a feature further up forbid a step by a guard of its own. Twice is once."""
        guards = self.extra.setdefault(name, [])
        if guard not in guards:
            guards.append(guard)

    def refusals(self, obj: Any, name: str, actor: Actor) -> list[str]:
        """Every sentence that forbids the step now; empty when it may be taken."""
        row = self.named(name)
        said = [check(obj, actor) for check in (*row.needs, *self.extra.get(name, ()))]
        return [sentence for sentence in said if sentence]

    def available(self, obj: Any, actor: Actor) -> list[Transition]:
        """The steps whose source and policy fit; guards are asked when the step is taken."""
        status = getattr(obj, self.attribute)
        return [
            row
            for row in self.transitions
            if status in row.from_ and not row.automatic and policy.allows(actor, row.action, obj)
        ]

    def apply(
        self,
        obj: Any,
        name: str,
        *,
        actor: Actor,
        reason: str = "",
        together: Mapping[str, Any] | None = None,
    ) -> StatusChange:
        """Take a step: lock the row, check source, policy, reason and guards, write all of it.

        `together` are columns that change in the same UPDATE as the status (a target, a code).
        Raises `TransitionRefused` where the status does not fit, `Denied` where the actor may not,
        `RuleBroken` with every guard's sentence together.
        """
        row = self.named(name)
        unit_of_work.hold(obj)
        session = unit_of_work.session()
        before = getattr(obj, self.attribute)
        if before not in row.from_:
            raise refused_in(row.label, before)
        if not row.automatic and not policy.allows(actor, row.action, obj):
            raise Denied
        sentences = self.refusals(obj, name, actor)
        if row.reason and not reason.strip():
            sentences.append("Write the reason.")
        if sentences:
            raise RuleBroken(sentences)
        with session.no_autoflush:
            for column, value in (together or {}).items():
                setattr(obj, column, value)
            change = self._move(obj, row, before, actor, reason)
        session.flush()
        return change

    def _move(
        self, obj: Any, row: Transition, before: StrEnum, actor: Actor, reason: str
    ) -> StatusChange:
        session = unit_of_work.session()
        setattr(obj, self.attribute, row.to)
        change = StatusChange(
            entity=self.entity,
            entity_id=obj.id,
            case_id=self.case_id(obj),
            transition=row.name,
            from_status=before.value,
            to_status=row.to.value,
            reason=reason.strip(),
            user_id=actor.user_id,
            by_name=actor.name,
        )
        session.add(change)
        recorder.record(
            Event.STATUS_CHANGED,
            obj=obj,
            case=self.case_id(obj),
            transition=row.name,
            old=before.value,
            new=row.to.value,
        )
        for follow in self.after:
            follow(obj, row, actor)
        return change


def refused_in(label: str, status: StrEnum) -> TransitionRefused:
    """What is said of a step that the status does not allow, in the words that its tag has."""
    return TransitionRefused(f"{label}: not possible while the status is {words(status.value)}.")
