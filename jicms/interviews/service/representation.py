"""The right to a union representative at an interview (Weingarten), beside the warning."""

from collections.abc import Mapping
from typing import Any

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.service import lock
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.interviews.models import (
    AdvisedUnder,
    Interview,
    InterviewStatus,
    PresentAs,
    Representation,
    UnitStatus,
)
from jicms.interviews.service.people import People
from jicms.refdata.models_interviews import BargainingAgreement
from jicms.refdata.queries import entries, facts

#: What is said of somebody in a unit only; refused at its field for anybody outside one.
IN_UNIT_ONLY = (
    "advised_under",
    "contract_code",
    "requested",
    "union_name",
    "representative",
    "delay_granted",
    "was_present",
    "waived",
)


def record_representation(
    interview: Interview, *, actor: Actor, unit_status: UnitStatus, **said: Any
) -> Representation:
    """Record unit status and, within a unit, what became of the right; again while it is ahead.
    Once it was held, what is recorded stays: `correct` the interview.

    `said` are the fields of `IN_UNIT_ONLY`; outside a unit each of them is refused. Raises
    `RuleBroken`.
    """
    policy.require(actor, Action.INTERVIEW_EDIT, interview)
    lock(interview.case)
    if interview.status is InterviewStatus.HELD and (
        interview.representation is not None or interview.corrected_by is not None
    ):
        raise TransitionRefused("The interview was held: record a correction of it.")
    row = set_representation(interview, actor, unit_status, said)
    recorder.record(
        Event.REPRESENTATION_RECORDED,
        obj=row,
        interview=interview.n,
        unit=unit_status.value,
        requested=row.requested,
        waived=row.waived,
    )
    return row


def set_representation(
    interview: Interview, actor: Actor, unit_status: UnitStatus, said: Mapping[str, Any]
) -> Representation:
    """Check and write it. Raises `RuleBroken`."""
    values = {name: said.get(name) for name in IN_UNIT_ONLY}
    for name in ("union_name", "representative"):
        values[name] = (values[name] or "").strip()
    if unit_status is UnitStatus.OUTSIDE:
        _refuse_outside(values)
    else:
        _refuse_within(interview, values)
    row = interview.representation
    if row is None:
        row = Representation(case_id=interview.case_id, interview=interview)
        unit_of_work.session().add(row)
    row.unit_status = unit_status
    row.user_id = actor.user_id
    for name, value in values.items():
        setattr(row, name, value)
    unit_of_work.session().flush()
    return row


def _refuse_outside(values: dict[str, Any]) -> None:
    for name, value in values.items():
        if value not in {None, ""}:
            raise RuleBroken("Not for somebody outside any bargaining unit.", field=name)


def _refuse_within(interview: Interview, values: dict[str, Any]) -> None:
    if values["advised_under"] is None:
        raise RuleBroken("Say whether the employee was advised.", field="advised_under")
    if values["requested"] is None:
        raise RuleBroken("Say whether a representative was requested.", field="requested")
    by_contract = values["advised_under"] is AdvisedUnder.CONTRACT
    code = values["contract_code"]
    entry = entries(BargainingAgreement).get(code or "")
    if by_contract and code is None:
        raise RuleBroken("Choose the union agreement.", field="contract_code")
    if code is not None and (
        entry is None or not entry.is_offered(clock.today(interview.case.agency.zone))
    ):
        raise RuleBroken("Choose a union agreement from the list.", field="contract_code")
    if by_contract and code is not None and not facts(BargainingAgreement)[code].advises:
        raise RuleBroken(
            "That agreement does not ask that the right be told at each interview.",
            field="advised_under",
        )
    if not values["requested"] and values["waived"]:
        raise RuleBroken("What was not requested can’t be waived.", field="waived")
    if values["waived"] and values["was_present"]:
        raise RuleBroken("Either a representative was present, or it was waived.", field="waived")
    if values["was_present"] and not values["representative"]:
        raise RuleBroken("Name the representative.", field="representative")


def refuse_untold(interview: Interview) -> None:
    """Where the union agreement of an interview asks that the right be told at each one, it is
    recorded what became of that before the interview is."""
    code = interview.contract_code
    if not code or interview.representation is not None:
        return
    agreement = facts(BargainingAgreement)[code]
    if agreement.advises:
        raise RuleBroken(
            f"“{agreement.label}” asks that the right to a representative be told at each"
            " interview: record the representation first.",
            field="representative",
        )


def refuse_unheard(interview: Interview, people: People) -> None:
    """An interview is not held against a request: somebody represents, or the request is waived."""
    row = interview.representation
    if row is None or not row.requested or row.waived:
        return
    if not (row.was_present or people.get(PresentAs.REPRESENTATIVE)):
        raise RuleBroken(
            "The employee asked for a representative: name who came, or record first that the"
            " request was waived.",
            field="representative",
        )
