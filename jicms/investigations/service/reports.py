"""Reports of investigation: draft, submission, return, approval. An approved one stays as it is."""

from collections.abc import Mapping

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.allegations import service as allegations
from jicms.allegations.models import AllegationSubject
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.handling import Handling
from jicms.cases.models import Case, Party, SubjectStatus
from jicms.cases.service import lock, next_part
from jicms.cases.workflow import follow
from jicms.core import clock, crypto, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import Owner
from jicms.files.models import StoredFile
from jicms.investigations import bodies, guards
from jicms.investigations.bodies import Made
from jicms.investigations.models import (
    Investigation,
    InvestigationStatus,
    Report,
    ReportReview,
    ReportStatus,
)
from jicms.investigations.queries_sections import sections_of
from jicms.investigations.sections import Spot
from jicms.investigations.service.reasons import follow_reasons
from jicms.investigations.service.steps import owner_of, target_of
from jicms.investigations.service.writing import comment_on
from jicms.investigations.workflow import (
    CONCLUDING,
    INVESTIGATION,
    REPORT,
    SUPPLEMENT,
    TO_PROSECUTOR,
)
from jicms.prosecution.gate import SHUT
from jicms.refdata.models import FindingCode, ReportType
from jicms.refdata.queries import entries

REVIEW, TO_LR = "ROI_REVIEW", "REFERRAL_TO_LR"


def start_report(
    investigation: Investigation,
    *,
    actor: Actor,
    type_code: str,
    title: str,
    synopsis: str = "",
    body: str = "",
    file: StoredFile | None = None,
    compelled: bool = False,
    supplements: Report | None = None,
) -> Report:
    """Begin a report, numbered within the case. It is written in sections afterwards, or is one
    uploaded file; `body` is for a report that comes as one text.

    `compelled` says that it draws on a compelled statement: it is then shut to the criminal side.
    Once the investigation is done only a supplement may be begun: one to `supplements`, an approved
    report of the investigation, the last one where none is named. Raises `RuleBroken`.
    """
    policy.require(actor, Action.REPORT_WRITE, investigation)
    case = investigation.case
    lock(case)
    unit_of_work.session().refresh(investigation)
    _refuse_wrong_kind(investigation, type_code)
    _refuse_content(title, body, file)
    _refuse_shut(case, actor, compelled=compelled)
    done = investigation.status is InvestigationStatus.DONE
    if done:
        guards.refuse_held_team(investigation, actor)
    if compelled and type_code == TO_PROSECUTOR:
        raise RuleBroken("Nothing compelled goes to a prosecutor.", field="compelled")
    added_to = _supplemented(investigation, supplements) if type_code == SUPPLEMENT else None
    report = Report(
        case_id=case.id,
        case=case,
        investigation=investigation,
        n=next_part(case, Report),
        type_code=type_code,
        title=title.strip(),
        synopsis=synopsis.strip(),
        body=body.strip(),
        file=file,
        author_id=actor.user_id,
        handling=int(Handling.GARRITY_COMPELLED) if compelled else 0,
        supplements=added_to,
    )
    unit_of_work.session().add(report)
    unit_of_work.session().flush()
    INVESTIGATION.apply(investigation, "begin_supplement" if done else "begin_report", actor=actor)
    follow(case, actor)
    return report


def edit_report(
    report: Report,
    *,
    actor: Actor,
    title: str,
    synopsis: str = "",
    body: str = "",
    file: StoredFile | None = None,
    keep_file: bool = True,
    compelled: bool = False,
) -> Report:
    """Change a draft or a returned report. A new `file` replaces the one before.

    A report that was marked `compelled` stays so.

    The caller has compared versions; the row's own version decides.
    """
    policy.require(actor, Action.REPORT_WRITE, report)
    # Sections are saved under the same lock: a report never gets both them and a body.
    lock(report.case)
    unit_of_work.session().refresh(report, ["status", "handling"])
    if not report.is_open:
        raise TransitionRefused(f"{report.key} is {report.status.value.lower()}: it can’t change.")
    wanted = file or (report.file if keep_file else None)
    _refuse_content(title, body, wanted)
    if (body.strip() or wanted) and any(section.text for section in sections_of(report)):
        raise RuleBroken("Its sections have words already: empty them first.", field="file")
    report.title, report.synopsis, report.body = title.strip(), synopsis.strip(), body.strip()
    report.file = wanted
    _refuse_shut(report.case, actor, compelled=compelled)
    if compelled and report.type_code == TO_PROSECUTOR:
        raise RuleBroken("Nothing compelled goes to a prosecutor.", field="compelled")
    if compelled:
        report.handling |= int(Handling.GARRITY_COMPELLED)
    unit_of_work.session().flush()
    return report


def submit_report(report: Report, *, actor: Actor) -> Report:
    """Hand the report to the reviewing supervisor. The lead does it; the review's clock runs."""
    case, investigation, now = report.case, report.investigation, clock.now()
    # The case before the report, as whoever adds an exhibit: neither waits for the other for ever.
    lock(case)
    REPORT.apply(report, "submit", actor=actor, together={"submitted_at": now})
    follow_reasons(report)
    INVESTIGATION.apply(investigation, "send_report", actor=actor)
    deadlines.start_clock(
        case,
        code=REVIEW,
        starts={"submission": now},
        side=ClockSide.INVESTIGATION,
        zone=case.agency.zone,
        owner=Owner("report", report.id),
    )
    recorder.record(Event.REPORT_SUBMITTED, obj=report, number=report.n, type=report.type_code)
    follow(case, actor)
    return report


def return_report(
    report: Report, *, actor: Actor, comment: str, sections: Mapping[Spot, str] | None = None
) -> Report:
    """Give the report back with what is missing, as a whole and in `sections`; all is kept."""
    policy.require(actor, Action.REPORT_REVIEW, report)
    if not comment.strip():
        raise RuleBroken("Write what has to change.", field="comment")
    lock(report.case)
    REPORT.apply(report, "return", actor=actor, together={"return_comment": comment.strip()})
    INVESTIGATION.apply(report.investigation, "return_report", actor=actor)
    comment_on(_keep_word(report, actor, ReportStatus.RETURNED, comment), sections or {})
    deadlines.meet(report.case, code=REVIEW, owner=Owner("report", report.id))
    recorder.record(Event.REPORT_RETURNED, obj=report, number=report.n)
    follow(report.case, actor)
    return report


def draw(report: Report, *, actor: Actor) -> Made | None:
    """The PDF for an approval by the actor now, made ahead of its transaction, which nobody then
    waits for. None where there is none to make, or the report can't be approved."""
    if report.is_whole or report.status is not ReportStatus.SUBMITTED:
        return None
    if REPORT.refusals(report, "approve", actor):
        return None
    return bodies.make(report, actor=actor, at=clock.now())


def approve_report(
    report: Report, *, actor: Actor, comment: str = "", made: Made | None = None
) -> Report:
    """Approve: the body and its hash are stored and nothing of the report changes any more.

    `made` is its PDF where that was drawn ahead: it has to say what the report says now. A
    concluding report ends its investigation; after another one the work goes on. Raises
    `RuleBroken` with every unmet condition together.
    """
    case, investigation = report.case, report.investigation
    lock(case)
    unit_of_work.hold(report)
    made = _made_now(report, actor, made)
    now = made.at if made else clock.now()
    REPORT.apply(
        report,
        "approve",
        actor=actor,
        together={
            "approved_by_id": actor.user_id,
            "approved_at": now,
            "completed_on": clock.local_date(now, case.agency.zone),
            "body_sha256": crypto.digest(made.content) if made else body_digest(report),
        },
    )
    if made:
        bodies.store(report, made)
    _keep_word(report, actor, ReportStatus.APPROVED, comment)
    deadlines.meet(case, code=REVIEW, owner=Owner("report", report.id))
    if report.type_code in CONCLUDING:
        INVESTIGATION.apply(investigation, "finish", actor=actor, together={"done_at": now})
        deadlines.meet(case, code=target_of(investigation), owner=owner_of(investigation))
        _start_referral_clock(case)
        allegations.approve_standing(case, actor=actor, report_id=report.id)
    else:
        INVESTIGATION.apply(investigation, "go_on", actor=actor)
    recorder.record(
        Event.REPORT_APPROVED, obj=report, number=report.n, body_sha256=report.body_sha256
    )
    follow(case, actor)
    return report


def _made_now(report: Report, actor: Actor, made: Made | None) -> Made | None:
    """The PDF to store: the one that was drawn ahead, if nothing that it says has changed since."""
    ready = report.status is ReportStatus.SUBMITTED
    if not ready or REPORT.refusals(report, "approve", actor):
        return None
    follow_reasons(report)
    if report.is_whole:
        return None
    if made is None:
        return bodies.make(report, actor=actor, at=clock.now())
    if bodies.data_of(report, actor=actor, at=made.at) != made.data:
        raise RuleBroken(
            "What this report says changed while it was approved: look at it again, then approve."
        )
    return made


def concludes(report: Report) -> bool:
    """Whether its approval ends the investigation."""
    return report.type_code in CONCLUDING


def body_digest(report: Report) -> str:
    """SHA-256 of a body that is whole: of the uploaded file's bytes, or of the text in UTF-8."""
    if report.file is not None:
        return report.file.sha256
    return crypto.digest(report.body.encode())


def _keep_word(report: Report, actor: Actor, verdict: ReportStatus, comment: str) -> ReportReview:
    word = ReportReview(
        report_id=report.id,
        case_id=report.case_id,
        verdict=verdict,
        comment=comment.strip(),
        user_id=actor.user_id,
    )
    unit_of_work.session().add(word)
    unit_of_work.session().flush()
    unit_of_work.session().expire(report, ["reviews"])
    return word


def _refuse_wrong_kind(investigation: Investigation, type_code: str) -> None:
    entry = entries(ReportType).get(type_code)
    if entry is None or not entry.is_offered(clock.today(investigation.case.agency.zone)):
        raise RuleBroken("Choose a kind of report from the list.", field="type_code")
    if any(report.status is not ReportStatus.APPROVED for report in investigation.reports):
        raise RuleBroken("A report of this investigation is being written or reviewed already.")
    approved = any(report.type_code in CONCLUDING for report in investigation.reports)
    done = investigation.status is InvestigationStatus.DONE
    if done and type_code != SUPPLEMENT:
        raise RuleBroken(
            "The investigation is done: what has to be added or corrected is a supplement.",
            field="type_code",
        )
    if type_code == SUPPLEMENT and not approved:
        raise RuleBroken("There is no approved report to supplement.", field="type_code")


def _supplemented(investigation: Investigation, wanted: Report | None) -> Report:
    """The approved report that a supplement is to: the one named, or the last that is none."""
    approved = [row for row in investigation.reports if row.status is ReportStatus.APPROVED]
    if wanted is not None and wanted not in approved:
        raise RuleBroken("Choose an approved report of this investigation.", field="supplements")
    whole = [row for row in approved if row.type_code != SUPPLEMENT]
    return wanted or (whole or approved)[-1]


def _refuse_shut(case: Case, actor: Actor, *, compelled: bool) -> None:
    if compelled and not guards.reads_compelled(actor, case):
        raise RuleBroken(SHUT, field="compelled")


def _refuse_content(title: str, body: str, file: StoredFile | None) -> None:
    if not title.strip():
        raise RuleBroken("Give the report a title.", field="title")
    if body.strip() and file is not None:
        raise RuleBroken("Write the report or upload it, not both.", field="body")


def _start_referral_clock(case: Case) -> None:
    """A substantiated finding on a subject who is not referred yet has its own office default."""
    waiting = unit_of_work.session().scalar(
        guards.whole(
            select(AllegationSubject.id)
            .join(FindingCode, FindingCode.code == AllegationSubject.finding_code)
            .join(Party, Party.id == AllegationSubject.party_id)
            .where(
                AllegationSubject.case_id == case.id,
                FindingCode.is_substantiating,
                Party.subject_status == SubjectStatus.NOT_REFERRED,
                Party.withdrawn_at.is_(None),
            )
            .limit(1)
        )
    )
    if waiting is not None:
        deadlines.start_clock(
            case,
            code=TO_LR,
            starts={"approval": clock.now()},
            side=ClockSide.INVESTIGATION,
            zone=case.agency.zone,
        )
