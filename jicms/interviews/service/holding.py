"""What is recorded of an interview: the warning as it was read, who was there, start and end."""

from datetime import datetime

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.files.models import StoredFile
from jicms.interviews.models import Interview, Recording, WarningGiven
from jicms.interviews.service import people as present
from jicms.interviews.service.people import People
from jicms.interviews.service.representation import refuse_unheard, refuse_untold
from jicms.interviews.service.rules import (
    form_warning,
    given_of,
    hold_again,
    is_compelled,
    pass_the_gate,
    refuse_before_the_gate,
    refuse_unwarned,
)
from jicms.interviews.workflow import INTERVIEW
from jicms.refdata.models_interviews import InterviewWarning, WarningForm
from jicms.refdata.queries import entries, facts


def give_warning(
    interview: Interview,
    *,
    actor: Actor,
    form_code: str,
    read_by: str,
    given_at: datetime,
    is_signed: bool,
    refusal_witness: str = "",
    file: StoredFile | None = None,
) -> WarningGiven:
    """Record a warning as it was read: signed, with the signed copy, or refused before a witness.

    The interview's own kind, or one that is given beside it. Never changed afterwards; the last one
    of a kind counts. Raises `RuleBroken`.
    """
    policy.require(actor, Action.INTERVIEW_EDIT, interview)
    hold_again(interview)
    if not interview.is_ahead:
        raise TransitionRefused("The warning is recorded before the interview is.")
    _refuse_form(interview, form_code)
    refuse_unread(given_at, read_by, refusal_witness, file=file, is_signed=is_signed)
    made = WarningGiven(
        case_id=interview.case_id,
        interview=interview,
        n=len(interview.warnings) + 1,
        form_code=form_code,
        read_by=read_by.strip(),
        given_at=given_at,
        is_signed=is_signed,
        refusal_witness=refusal_witness.strip(),
        file=file,
        user_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(
        Event.WARNING_GIVEN,
        obj=made,
        interview=interview.n,
        form=form_code,
        signed=is_signed,
        sha256=file.sha256 if file is not None else None,
    )
    return made


def refuse_unread(
    given_at: datetime,
    read_by: str,
    refusal_witness: str,
    *,
    file: StoredFile | None,
    is_signed: bool,
) -> None:
    """A warning was read by somebody, and signed or refused before a witness."""
    if given_at > clock.now():
        raise RuleBroken("The warning can’t have been read in the future.", field="given_on")
    if not read_by.strip():
        raise RuleBroken("Say who read the warning.", field="read_by")
    if is_signed and file is None:
        raise RuleBroken("Upload the signed copy.", field="file")
    if not is_signed and not refusal_witness.strip():
        raise RuleBroken("Name who witnessed the refusal to sign.", field="refusal_witness")
    if is_signed and refusal_witness.strip():
        raise RuleBroken("A signed form has no refusal to witness.", field="refusal_witness")


def _refuse_form(interview: Interview, form_code: str) -> None:
    entry = entries(WarningForm).get(form_code)
    if entry is None or not entry.is_offered(clock.today(interview.case.agency.zone)):
        raise RuleBroken("Choose a form that is in use.", field="form_code")
    code = form_warning(form_code)
    if code != interview.warning_code and not facts(InterviewWarning)[code].is_parallel:
        raise RuleBroken(
            "This interview was planned with another warning. Cancel it and plan one with this.",
            field="form_code",
        )


def hold(
    interview: Interview,
    *,
    actor: Actor,
    began_at: datetime,
    ended_at: datetime | None,
    people: People,
    recording: Recording | None,
    recording_where: str = "",
    place: str = "",
    language: str = "",
) -> Interview:
    """Record that it was held: start and end, who was there, how it was recorded.

    A compelled one needs all of these, the gate open then and still (or counsel's override
    unexpired), and the warning signed or its refusal witnessed. Raises `RuleBroken`,
    `TransitionRefused`.
    """
    policy.require(actor, Action.INTERVIEW_EDIT, interview)
    hold_again(interview)
    present.refuse_wrong(interview.investigation, people)
    kept_as = refuse_unsaid(began_at, ended_at, recording, recording_where)
    override = interview.override
    if is_compelled(interview.warning_code):
        if ended_at is None:
            raise RuleBroken("A compelled interview has an end.", field="ended")
        override = pass_the_gate(interview.case, interview.party, actor, interview=interview)
        present.refuse_criminal_side(interview.investigation, people)
        refuse_before_the_gate(interview, began_at, override)
        refuse_unwarned(interview)
        refuse_late_warning(interview, ended_at)
    refuse_untold(interview)
    refuse_unheard(interview, people)
    unit_of_work.hold(interview)
    if interview.is_ahead:
        present.set_people(interview, people)
    INTERVIEW.apply(
        interview,
        "hold",
        actor=actor,
        together={
            "began_at": began_at,
            "ended_at": ended_at,
            "recording": kept_as,
            "recording_where": recording_where.strip(),
            "place": place.strip() or interview.place,
            "language": language.strip() or interview.language,
            "override_id": override.id if override is not None else None,
        },
    )
    recorder.record(
        Event.INTERVIEW_HELD, obj=interview, number=interview.n, recording=kept_as.value
    )
    return interview


def refuse_unsaid(
    began_at: datetime, ended_at: datetime | None, recording: Recording | None, where: str
) -> Recording:
    """Refuse an interview without its times or recording; how it was recorded."""
    _refuse_times(began_at, ended_at)
    if recording is None:
        raise RuleBroken("Say how it was recorded, or that it was not.", field="recording")
    if recording is not Recording.NONE and not where.strip():
        raise RuleBroken("Say where the recording is kept.", field="recording_where")
    return recording


def _refuse_times(began_at: datetime, ended_at: datetime | None) -> None:
    now = clock.now()
    if began_at > now:
        raise RuleBroken("The interview can’t have begun in the future.", field="on")
    if ended_at is not None and (ended_at < began_at or ended_at > now):
        raise RuleBroken("The end lies before the beginning, or in the future.", field="ended")


def refuse_late_warning(interview: Interview, ended_at: datetime) -> None:
    """A warning is read before the interview has ended."""
    given = given_of(interview)
    if given is not None and given.given_at > ended_at:
        raise RuleBroken("The warning was read after the interview’s end.", field="ended")
