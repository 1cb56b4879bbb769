"""The steps of the track of 5 USC 3322 as pages offer them, each in its place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jicms.cases.models import Case
from jicms.discipline.forms import departures as forms
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_departures import Departure
from jicms.discipline.queries_departures import departure_of
from jicms.discipline.service import departures as service

Done = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Act:
    """A step: the word in its address, its title, its form, its service, and when it is open."""

    key: str
    title: str
    form: type[forms.StepForm]
    do: Done
    is_open: Callable[[Departure], bool]


ACTS = (
    Act(
        "counsel",
        "Ask counsel",
        forms.CounselForm,
        service.ask_counsel,
        lambda d: d.is_covered is None,
    ),
    Act(
        "finding",
        "Record the finding",
        forms.ResolveForm,
        service.resolve,
        lambda d: d.is_covered is True and d.resolved_on is None,
    ),
    Act(
        "notice",
        "Record the notice",
        forms.NotifyForm,
        service.notify,
        lambda d: d.is_adverse is True and d.noticed_on is None,
    ),
    Act(
        "response",
        "Record the response",
        forms.RespondForm,
        service.respond,
        lambda d: d.noticed_on is not None and d.decided_on is None,
    ),
    Act(
        "decision",
        "Record the decision",
        forms.DecideForm,
        service.decide_notation,
        lambda d: d.noticed_on is not None and d.decided_on is None,
    ),
    Act(
        "notation",
        "Record the notation",
        forms.NoteForm,
        service.note_file,
        lambda d: d.is_notation is True and d.noted_on is None,
    ),
    Act(
        "appeal",
        "Record an appeal",
        forms.AppealForm,
        service.appeal_notation,
        lambda d: d.noted_on is not None and d.appealed_on is None,
    ),
    Act(
        "appeal-notation",
        "Record the notation of the appeal",
        forms.AppealNotedForm,
        service.note_appeal,
        lambda d: d.appealed_on is not None and d.appeal_noted_on is None,
    ),
    Act(
        "appeal-decision",
        "Record how the appeal ended",
        forms.AppealEndForm,
        service.end_appeal,
        lambda d: d.appealed_on is not None and d.appeal_decided_on is None,
    ),
    Act(
        "removal",
        "Record the removal of the notation",
        forms.RemoveForm,
        service.remove_notation,
        lambda d: d.is_reversed is True and d.removed_on is None,
    ),
)
BY_KEY = {act.key: act for act in ACTS}


@dataclass(frozen=True, slots=True)
class Doing:
    """A step of one departure, as an address names both."""

    act: Act
    departure: Departure

    @property
    def action(self) -> DisciplinaryAction:
        """The action, as policies ask for it."""
        return self.departure.action

    @property
    def case(self) -> Case:
        """Its case, likewise."""
        return self.departure.case


def doing(number: str, n: int, act: str) -> Doing | None:
    """The step that an address names, while it is open."""
    found, wanted = departure_of(number, n), BY_KEY.get(act)
    if found is None or wanted is None or not wanted.is_open(found):
        return None
    return Doing(wanted, found)


def offered(departure: Departure) -> list[Act]:
    """The steps that are open now."""
    return [act for act in ACTS if act.is_open(departure)]
