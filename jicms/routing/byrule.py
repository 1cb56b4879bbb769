"""The way of a matter by the routing rules: what they suggest, and what happens by itself.

A rule that sends a case to another agency, and that nobody may decide otherwise, is carried out
before the commit of whatever made it fit: recording, a subject added or identified, another class.
One that sends it to the Inspector General holds the allegation at the gate of the intake.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import Office
from jicms.cases.models import Case
from jicms.cases.service import moving, numbers, routes
from jicms.core import unit_of_work
from jicms.refdata.models import Way
from jicms.routing.matters import Matter, fits, loose_subjects_of, matters_of, rules_on
from jicms.workflow.engine import Transition

#: Called as fn(case, actor) after the rules were asked about a case that stands already.
settled: list[Callable[[Case, Actor], None]] = []

_NEW = "new_matters"
_TAKES_UP = ("reopen", "reopen_to_triage", "take_up")
#: What is decided in triage; the others happen by themselves or at the gate.
DECIDED = (
    Way.OWN_OFFICE,
    Way.MANAGEMENT_INQUIRY,
    Way.MANAGEMENT_REFERRAL,
    Way.INFORMATION_ONLY,
)
LABELS = {
    Way.INSPECTOR_GENERAL: "Inspector General first",
    Way.OTHER_AGENCY: "Other agency’s office",
    Way.OWN_OFFICE: "This office works it",
    Way.MANAGEMENT_INQUIRY: "Management inquiry",
    Way.MANAGEMENT_REFERRAL: "Refer to management",
    Way.INFORMATION_ONLY: "Information only",
}


@dataclass(frozen=True, slots=True)
class Advice:
    """Where the rules send a case from triage, and by which rule. Without a rule: this office."""

    way: Way
    rule: Any | None = None

    @property
    def is_binding(self) -> bool:
        """Nobody may decide otherwise."""
        return self.rule is not None and bool(self.rule.mandatory)


def remember(case: Case, matters: Sequence[Matter]) -> None:
    """The matters of a case that is just being recorded, so that nothing is read for it."""
    known = (routes.times(case), tuple(matters))
    unit_of_work.session().info.setdefault(_NEW, {})[case.id] = known


def route(case: Case, actor: Actor) -> None:
    """Carry out what the rules demand of a case now. Does nothing for one that has ended."""
    if case.is_legacy or case.has_ended:
        return
    asked, known = unit_of_work.session().info.get(_NEW, {}).pop(case.id, (0, None))
    if asked != routes.times(case):
        known = None
    rule = _away(case, case.lead_office, known)
    if rule is not None:
        _send_away(case, rule, actor)
    if rule is not None or not (known is not None and numbers.is_new(case)):
        for tell in settled:
            tell(case, actor)


def ask_again(case: Case, row: Transition, actor: Actor) -> None:
    """A case that is taken up again is asked about too: much may have changed meanwhile."""
    if row.name in _TAKES_UP:
        routes.ask(case, actor)


def _send_away(case: Case, rule: Any, actor: Actor) -> None:
    before, barred = case.lead_office, []
    office = before.counterpart
    while office is not None and office.id != before.id and office.id not in barred:
        if _away(case, office) is None:
            break
        barred.append(office.id)
        office = office.counterpart
    reason = f"By rule {rule.code}: {rule.label[:1].lower()}{rule.label[1:]}."
    moved = moving.move_by_rule(case, actor=actor, reason=reason, but=barred)
    recorder.record(
        Event.CASE_ROUTED,
        case=case,
        obj=case,
        rule=rule.code,
        way=(Way.OTHER_AGENCY if moved else Way.INSPECTOR_GENERAL).value,
        before=before.code,
        after=moved.code if moved else before.code,
    )


def _away(case: Case, office: Office, known: Sequence[Matter] | None = None) -> Any | None:
    """The rule by which a case may not stay in, or go to, an office; None where there is none."""
    away = [
        rule
        for rule in rules_on(case.received_on)
        if rule.mandatory and rule.way == Way.OTHER_AGENCY
    ]
    if not away:
        return None
    matters = list(known) if known is not None else _all_of(case, office)
    return next((rule for rule in away if any(fits(rule, one) for one in matters)), None)


def _all_of(case: Case, office: Office) -> list[Matter]:
    unit_of_work.session().flush()
    return [*matters_of(case, office), *loose_subjects_of(case, office)]


def bars(case: Case, office: Office) -> str | None:
    """Why a case may not go to an office: a rule, in a sentence that names nobody."""
    rule = _away(case, office)
    if rule is None:
        return None
    return f"By rule {rule.code} this case may not go to {office.short_name}."


def advice_for(case: Case) -> Advice:
    """Where the rules send a case from triage: the way of its weightiest allegation."""
    return advice(matters_of(case), rules_on(case.received_on))


def advice(matters: Iterable[Matter], rules: Sequence[Any]) -> Advice:
    """Each matter goes the way of the first rule that fits, one that binds before one that only
    suggests; the case goes the way that weighs most, so that no rule on one allegation closes
    another."""
    order = list(Way)
    found = [_advice_of(matter, rules) for matter in matters] or [Advice(Way.OWN_OFFICE)]
    return min(found, key=lambda one: (order.index(one.way), not one.is_binding))


def _advice_of(matter: Matter, rules: Sequence[Any]) -> Advice:
    ranked = sorted(rules, key=lambda rule: not rule.mandatory)
    for rule in ranked:
        if rule.way in DECIDED and fits(rule, matter):
            return Advice(Way(rule.way), rule)
    return Advice(Way.OWN_OFFICE)
