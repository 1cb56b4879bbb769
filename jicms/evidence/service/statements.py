"""Statements and affidavits. A compelled one of a subject waits for the declination gate."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.cases.handling import Handling
from jicms.cases.models import Case, CaseStatus, Party
from jicms.cases.service import lock, next_part
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.evidence.models import Statement
from jicms.evidence.service.handling import check, open_to_named
from jicms.evidence.service.items import carried_from, refuse_foreign
from jicms.files.models import StoredFile
from jicms.interviews.models import Interview, InterviewStatus
from jicms.investigations.guards import reads_compelled
from jicms.prosecution import gate
from jicms.refdata.models import StatementKind
from jicms.refdata.models_interviews import InterviewWarning

REFUSAL = "REFUSAL"
#: A statement of a witness may leave its warning blank.
NO_WARNING = "NONE_WITNESS"
#: Each says why no statement may be recorded of this party now, or None; features above register.
statement_holds: list[Callable[[Party, Actor], str | None]] = []


def record_statement(
    case: Case,
    *,
    actor: Actor,
    kind_code: str,
    giver: Party,
    taken_at: datetime,
    warning_code: str | None = None,
    ended_at: datetime | None = None,
    place: str = "",
    taken_by: str = "",
    oath_administrator: str = "",
    language: str = "",
    interpreter: str = "",
    pages: int | None = None,
    text: str = "",
    file: StoredFile | None = None,
    copy_given: bool = False,
    handling: int = 0,
    corrects: Statement | None = None,
    interview: Interview | None = None,
    named: Sequence[User] = (),
) -> Statement:
    """Record a statement, `-S01`: affidavit, declaration, memo, recording, transcript, refusal.

    It stays as recorded: a correction is a new one that points to it. Given under a compelling
    warning it is marked compelled, comes from an interview that was held with that warning, and
    that of a subject needs the declination gate open (or counsel's override of that interview).
    Raises `RuleBroken`.
    """
    policy.require(actor, Action.STATEMENT_EDIT, case)
    kind, warning = codes(case, kind_code, warning_code)
    handling = admit(case, giver, warning, actor=actor, interview=interview, handling=handling)
    flags = check(case, actor, handling, file=file, text=text, named=named)
    _refuse_incomplete(kind, taken_at, ended_at, oath_administrator, pages)
    if kind.code != REFUSAL and not (text.strip() or file or flags & Handling.CLASSIFIED):
        raise RuleBroken("Upload the statement, or write what it says.", field="file")
    refuse_foreign(case, corrects)
    flags |= carried_from(corrects)
    lock(case)
    statement = Statement(
        case_id=case.id,
        case=case,
        n=next_part(case, Statement),
        kind=kind,
        warning=warning,
        giver=giver,
        interview=interview,
        taken_at=taken_at,
        ended_at=ended_at,
        place=place.strip(),
        taken_by=taken_by.strip() or actor.name,
        oath_administrator=oath_administrator.strip(),
        language=language.strip() or "English",
        interpreter=interpreter.strip(),
        pages=pages,
        text=text.strip(),
        file=file,
        copy_given=copy_given,
        handling=int(flags),
        corrects_id=corrects.id if corrects else None,
        recorded_by_id=actor.user_id,
    )
    unit_of_work.session().add(statement)
    unit_of_work.session().flush()
    open_to_named(statement, case, actor=actor, named=named)
    recorder.record(
        Event.STATEMENT_RECORDED,
        obj=statement,
        number=statement.n,
        kind=kind.code,
        warning=warning_code,
        handling=statement.handling,
        sha256=file.sha256 if file else None,
    )
    return statement


def admit(
    case: Case,
    giver: Party,
    warning: InterviewWarning | None,
    *,
    actor: Actor,
    interview: Interview | None,
    handling: int = 0,
) -> int:
    """The marks of a statement of the giver under that warning. Raises `RuleBroken` where none may
    be taken, or the gate is shut: before it is written as before it is recorded."""
    compelled = warning is not None and warning.is_compelled
    _refuse_party(case, giver, actor)
    # A correction that names another warning opens nothing: the interview keeps its mark.
    handling |= carried_from(interview)
    if compelled or handling & Handling.GARRITY_COMPELLED:
        _pass_the_gate(case, giver, actor, interview)
        handling |= Handling.GARRITY_COMPELLED
    _refuse_interview(interview, giver, warning.code if warning else None, compelled=compelled)
    return int(handling)


def codes(
    case: Case, kind_code: str, warning_code: str | None
) -> tuple[StatementKind, InterviewWarning | None]:
    session, today = unit_of_work.session(), clock.today(case.agency.zone)
    kind = session.scalar(
        select(StatementKind).where(StatementKind.code == kind_code, StatementKind.offered(today))
    )
    if kind is None:
        raise RuleBroken("Choose a kind of statement from the list.", field="kind_code")
    if not warning_code:
        return kind, None
    warning = session.scalar(
        select(InterviewWarning).where(
            InterviewWarning.code == warning_code, InterviewWarning.offered(today)
        )
    )
    if warning is None:
        raise RuleBroken("Choose a warning from the list.", field="warning_code")
    return kind, warning


def _refuse_party(case: Case, giver: Party, actor: Actor) -> None:
    if giver.case_id != case.id or giver.withdrawn_at is not None:
        raise RuleBroken("Choose somebody of this case.", field="giver")
    if case.status in {CaseStatus.RECEIVED, CaseStatus.OIG_PENDING}:
        raise RuleBroken(
            "No statement is taken before triage, or while the OIG decides. Preserve evidence only."
        )
    said = [text for hold in statement_holds if (text := hold(giver, actor))]
    if said:
        raise RuleBroken(said)


def _refuse_interview(
    interview: Interview | None, giver: Party, warning_code: str | None, *, compelled: bool
) -> None:
    """A compelled statement comes from an interview on record: its warning signed or refused before
    a witness, its start, end and recording."""
    if interview is None:
        if compelled:
            raise RuleBroken(
                "Record the interview first, and choose it here: a compelled statement needs its"
                " warning, start, end and recording on record.",
                field="interview",
            )
        return
    if interview.case_id != giver.case_id or interview.status is not InterviewStatus.HELD:
        raise RuleBroken("Choose an interview of this case that was held.", field="interview")
    if interview.party_id != giver.id:
        raise RuleBroken("That interview was held with somebody else.", field="interview")
    if interview.warning_code != (warning_code or NO_WARNING):
        raise RuleBroken("The interview was held with another warning.", field="warning_code")


def _pass_the_gate(case: Case, giver: Party, actor: Actor, interview: Interview | None) -> None:
    """The same sentence whatever shuts it: allegations, referrals, or the actor's own team. What
    counsel's override let an interview ask may be written down."""
    overridden = interview is not None and interview.rests_on is not None
    is_open = reads_compelled(actor, case) and (overridden or gate.may_be_compelled(case, giver))
    if not is_open:
        raise RuleBroken(gate.SHUT, field="warning_code")


def _refuse_incomplete(
    kind: StatementKind,
    taken_at: datetime,
    ended_at: datetime | None,
    oath_administrator: str,
    pages: int | None,
) -> None:
    now = clock.now()
    if taken_at > now:
        raise RuleBroken("A statement can’t lie in the future.", field="taken_on")
    if ended_at is not None and (ended_at < taken_at or ended_at > now):
        raise RuleBroken("The end lies before the beginning, or in the future.", field="ended")
    if kind.is_sworn and not oath_administrator.strip():
        raise RuleBroken("Name who administered the oath.", field="oath_administrator")
    if pages is not None and pages < 1:
        raise RuleBroken("A statement has at least one page.", field="pages")
