"""A held interview whose record is wrong: its correction is a record of its own, which counts in
its place. The one that was wrong stays as it is, and so does what anybody knows of it."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.handling import COMPELLED, Handling
from jicms.cases.service import lock, next_part
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.interviews.models import (
    GateOverride,
    Interview,
    InterviewStatus,
    Recording,
    UnitStatus,
    WarningGiven,
)
from jicms.interviews.queries import chains_of
from jicms.interviews.service import people as present
from jicms.interviews.service.holding import refuse_late_warning, refuse_unread, refuse_unsaid
from jicms.interviews.service.people import People
from jicms.interviews.service.representation import (
    refuse_unheard,
    refuse_untold,
    set_representation,
)
from jicms.interviews.service.rules import (
    form_warning,
    given_of,
    is_compelled,
    pass_the_gate,
    refuse_before_the_gate,
    refuse_unwarned,
)
from jicms.interviews.workflow import INTERVIEW
from jicms.investigations.guards import whole
from jicms.refdata.models_interviews import InterviewWarning, WarningForm
from jicms.refdata.queries import entries, facts

#: What features above do when interviews turn out to have been compelled: fn(ids, actor, why).
turned_compelled: set[Callable[[Collection[int], Actor, str], None]] = set()
#: What a correction takes over as it is: who was interviewed, in which work, by which notice.
_KEPT = ("case_id", "case", "investigation", "party", "scheduled_at", "handling")
_NOTICE = ("contract_code", "short_notice_reason")


def correct(
    interview: Interview,
    *,
    actor: Actor,
    reason: str,
    warning_code: str,
    began_at: datetime,
    ended_at: datetime | None,
    people: People,
    recording: Recording | None,
    recording_where: str = "",
    place: str = "",
    language: str = "",
    warning: Mapping[str, Any] | None = None,
    unit_status: UnitStatus | None = None,
    representation: Mapping[str, Any] | None = None,
) -> Interview:
    """Record what is right of an interview that was held, as a new one that points to it.

    `warning` is the reading of its own warning as `give_warning` takes it (None: it was not read);
    a signed copy stays unless there is another. To or from a compelled warning the gate is asked
    again. What was once compelled keeps its mark; what turns out to have been compelled is marked,
    and what came of it. Raises `RuleBroken`, `TransitionRefused`.
    """
    policy.require(actor, Action.INTERVIEW_EDIT, interview)
    lock(interview.case)
    _refuse_uncorrectable(interview, reason)
    was_there = [row.user for row in interview.people if row.user is not None]
    present.refuse_wrong(interview.investigation, people, also=was_there)
    kept_as = refuse_unsaid(began_at, ended_at, recording, recording_where)
    override = _pass(interview, warning_code, began_at, actor)
    made = _begun(interview, actor, warning_code, reason, override)
    _carry_warnings(interview, made, warning, actor)
    if unit_status is not None:
        set_representation(made, actor, unit_status, representation or {})
    if is_compelled(warning_code):
        refuse_before_the_gate(made, began_at, made.rests_on)
        _refuse_uncompelled(made, people, ended_at)
    refuse_untold(made)
    refuse_unheard(made, people)
    present.set_people(made, people)
    told = {"recording": kept_as, "recording_where": recording_where.strip()}
    told |= {"place": place.strip(), "language": language.strip() or "English"}
    together = {**told, "began_at": began_at, "ended_at": ended_at}
    INTERVIEW.apply(made, "correct", actor=actor, together=together)
    recorder.record(
        Event.INTERVIEW_CORRECTED,
        obj=made,
        number=made.n,
        corrects=interview.n,
        warning=warning_code,
        override=override.n if override is not None else None,
    )
    if is_compelled(warning_code) and not interview.handling & Handling.GARRITY_COMPELLED:
        _mark_what_was(made, actor, reason)
    return made


def _refuse_uncorrectable(interview: Interview, reason: str) -> None:
    """Only the last record of a held interview is corrected, and once."""
    if interview.status is not InterviewStatus.HELD:
        raise TransitionRefused("Only an interview that was held is corrected.")
    later = unit_of_work.session().scalar(
        whole(select(Interview).where(Interview.corrects_id == interview.id))
    )
    if later is not None:
        raise TransitionRefused(
            f"Interview {interview.key} is corrected already: correct interview {later.key}."
        )
    if not reason.strip():
        raise RuleBroken("Write what was wrong.", field="reason")


def _pass(
    interview: Interview, warning_code: str, began_at: datetime, actor: Actor
) -> GateOverride | None:
    """Refuse a warning that was not in use, or that the gate keeps shut; a new override that the
    correction rests on."""
    day = clock.local_date(began_at, interview.case.agency.zone)
    if warning_code != interview.warning_code:
        entry = entries(InterviewWarning).get(warning_code)
        offered = entry is not None and entry.is_offered(day)
        if not offered or facts(InterviewWarning)[warning_code].is_parallel:
            raise RuleBroken("Choose a warning from the list.", field="warning_code")
    if is_compelled(warning_code) == is_compelled(interview.warning_code):
        return None
    found = pass_the_gate(interview.case, interview.party, actor, interview=interview)
    return found if found is not interview.rests_on else None


def _begun(
    interview: Interview,
    actor: Actor,
    warning_code: str,
    reason: str,
    override: GateOverride | None,
) -> Interview:
    made = Interview(
        n=next_part(interview.case, Interview),
        status=InterviewStatus.SCHEDULED,
        corrects=interview,
        correction_reason=reason.strip(),
        warning_code=warning_code,
        override=override,
        recorded_by_id=actor.user_id,
        people=[],
        **{name: getattr(interview, name) for name in (*_KEPT, *_NOTICE)},
    )
    made.handling = int(Handling(interview.handling) & COMPELLED)
    if is_compelled(warning_code):
        made.handling |= int(Handling.GARRITY_COMPELLED)
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    return made


def _carry_warnings(
    interview: Interview, made: Interview, said: Mapping[str, Any] | None, actor: Actor
) -> None:
    """What was read beside its own warning, as it was; its own as it is said now."""
    session, own = unit_of_work.session(), given_of(interview)
    for row in interview.warnings:
        if form_warning(row.form_code) != interview.warning_code:
            carried = {name: getattr(row, name) for name in _READING}
            carried["n"] = len(made.warnings) + 1
            session.add(WarningGiven(case_id=made.case_id, interview=made, **carried))
    if said is not None:
        values = dict(said)
        if values["is_signed"] and values.get("file") is None and own is not None:
            values["file"] = own.file
        _refuse_reading(made, values, known=own.form_code if own is not None else None)
        values |= {"n": len(made.warnings) + 1, "user_id": actor.user_id}
        values["read_by"] = values["read_by"].strip()
        values["refusal_witness"] = values["refusal_witness"].strip()
        session.add(WarningGiven(case_id=made.case_id, interview=made, **values))
    session.flush()


_READING = ("form_code", "read_by", "given_at", "is_signed", "refusal_witness", "file", "user_id")


def _refuse_reading(made: Interview, values: Mapping[str, Any], *, known: str | None) -> None:
    code, entry = values["form_code"], entries(WarningForm).get(values["form_code"])
    day = clock.local_date(values["given_at"], made.case.agency.zone)
    if entry is None or (code != known and not entry.is_offered(day)):
        raise RuleBroken("Choose a form that was in use.", field="form_code")
    if form_warning(code) != made.warning_code:
        raise RuleBroken("That form is of another warning.", field="form_code")
    given_at, read_by, witness = (values[n] for n in ("given_at", "read_by", "refusal_witness"))
    signed = {"file": values.get("file"), "is_signed": values["is_signed"]}
    refuse_unread(given_at, read_by, witness, **signed)


def _refuse_uncompelled(made: Interview, people: People, ended_at: datetime | None) -> None:
    if ended_at is None:
        raise RuleBroken("A compelled interview has an end.", field="ended")
    present.refuse_criminal_side(made.investigation, people)
    refuse_unwarned(made)
    refuse_late_warning(made, ended_at)


def _mark_what_was(made: Interview, actor: Actor, why: str) -> None:
    """The records before it are of the same compelled interview, and so is what came of it."""
    session, ids = unit_of_work.session(), chains_of({made.id})
    for row in session.scalars(whole(select(Interview).where(Interview.id.in_(ids)))):
        row.handling |= int(Handling.GARRITY_COMPELLED)
    session.flush()
    for follow in turned_compelled:
        follow(ids, actor, why)
