"""Reports of the public page: taking them in, making cases of them, writing to reporters."""

import json
from datetime import datetime
from io import BytesIO

from sqlalchemy import func, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import Agency, Office, OfficeKind
from jicms.cases.models import Case, IdentityMode
from jicms.cases.policy import case_of
from jicms.core import clock, crypto, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import ClockPlan
from jicms.dropbox.envelope import MESSAGE, Attachment, Item, Unreadable
from jicms.files import service as files
from jicms.files.models import StoredFile
from jicms.intake.models import IntakeDraft, ReceiptCode
from jicms.intake.models_received import (
    ReceivedFile,
    ReceivedReport,
    ReporterMessage,
    ReportState,
)
from jicms.intake.queries_taken import refuse_hidden
from jicms.intake.reported import FLAGS, Words, account_of, context_of, typed_of, words_of
from jicms.intake.service import drafts
from jicms.intake.service import files as draft_files
from jicms.intake.service.mailboxes import refuse_ended
from jicms.intake.service.taking import name_of
from jicms.refdata.models import ClosureReason, RevealReason
from jicms.refdata.queries import entries

IDENTITY = ("name", "telephone", "email", "address", "relation")
ASKED = ("agency", "what", "when_on", "when", "where", "who", "kind", "identity", *FLAGS)
RECEIVED_LETTER = (
    "We received your report. Look into this mailbox from time to time: if we have questions, they"
    " stand here, and you may add to your report at any time."
)


def take_in(item: Item, *, actor: Actor) -> bool:
    """Store what came out of the drop box, once; False for a message whose report is not here yet.

    Raises `Unreadable` where it is not of the page's making.
    """
    policy.require(actor, Action.RECEIVED_WORK)
    session = unit_of_work.session()
    model = ReporterMessage if item.kind == MESSAGE else ReceivedReport
    if session.scalar(select(model.id).where(model.key == item.key)) is not None:
        return True
    if item.kind != MESSAGE:
        _take_report(item)
        return True
    digest = str(item.body.get("mailbox", ""))
    report = session.scalar(select(ReceivedReport).where(ReceivedReport.code_digest == digest))
    if report is None:
        return False
    message = _add(report, item.key, str(item.body.get("text", "")), _moment(item), item.files)
    recorder.record(
        Event.REPORTER_WROTE, obj=message, case=report.case_id, report=report.id, n=message.n
    )
    return True


def _take_report(item: Item) -> ReceivedReport:
    body, at = item.body, _moment(item)
    office = _office_of(str(body.get("agency", "")))
    try:
        mode = IdentityMode(str(body.get("identity", "")))
    except ValueError:
        raise Unreadable("no way of being known") from None
    plan = ClockPlan("TRIAGE", {"receipt": at}, ClockSide.INVESTIGATION)
    report = ReceivedReport(
        key=item.key,
        code_digest=str(body.get("mailbox", ""))[:64],
        writes_to=str(body.get("writes_to", ""))[:80],
        office_id=office.id,
        received_at=at,
        triage_due_on=deadlines.preview(plan, zone=office.agency.zone).due_on,
        identity_mode=mode,
        state=ReportState.WAITING,
    )
    said = {name: str(body.get(name, "")) for name in ASKED}
    known = {name: str(body[name]) for name in IDENTITY if body.get(name)}
    report.content_sealed = crypto.seal_text(
        report.purpose, context_of(report, "content"), json.dumps(said)
    )
    if known and mode is not IdentityMode.ANONYMOUS:
        report.identity_sealed = crypto.seal_text(
            "vault", context_of(report, "identity"), json.dumps(known)
        )
    session = unit_of_work.session()
    session.add(report)
    session.flush()
    _add(report, item.key, account_of(said), at, item.files)
    _write(report, RECEIVED_LETTER, by=None)
    recorder.record(Event.REPORT_COLLECTED, obj=report, identity=mode.value, files=len(item.files))
    return report


def _moment(item: Item) -> datetime:
    """When it was sent; a clock that runs fast makes nothing happen in the future."""
    try:
        at = datetime.fromisoformat(str(item.body.get("at", "")))
    except ValueError:
        raise Unreadable("no time") from None
    if at.tzinfo is None:
        raise Unreadable("no time")
    return min(at, clock.now())


def _office_of(code: str) -> Office:
    """The office that takes the reports of an agency: its first one that investigates."""
    found: Office | None = unit_of_work.session().scalar(
        select(Office)
        .join(Agency, Agency.id == Office.agency_id)
        .where(Agency.code == code, Agency.is_legacy.is_(False))
        .where(Office.kind == OfficeKind.INVESTIGATIONS, Office.valid_to.is_(None))
        .order_by(Office.id)
        .limit(1)
    )
    if found is None:
        raise Unreadable("no agency of ours")
    return found


def _add(
    report: ReceivedReport, key: str, text: str, at: datetime, sent: list[Attachment]
) -> ReporterMessage:
    """A message from the reporter, with its files."""
    session = unit_of_work.session()
    first = 1 + (
        session.scalar(select(func.max(ReceivedFile.n)).where(ReceivedFile.report_id == report.id))
        or 0
    )
    rows: list[ReceivedFile] = []
    names: list[str] = []
    for file in sent:
        try:
            rows.append(_kept(report, file, first + len(rows)))
        except RuleBroken as refused:
            # The report counts more than a file of it that is too large.
            text += f"\n\n[Not taken in: {file.name}. {' '.join(refused.sentences)}]"
        else:
            names.append(file.name)
    message = _message(report, key, text, at, names)
    message.is_from_reporter, message.files = True, rows
    session.add(message)
    session.flush()
    return message


def _kept(report: ReceivedReport, sent: Attachment, n: int) -> ReceivedFile:
    """A file of a report, as it is stored; raises `RuleBroken` where it can't be."""
    is_open = report.identity_mode is IdentityMode.OPEN
    name = sent.name if is_open else f"reporter-file-{n}"
    original = None
    if sent.original and report.identity_mode is not IdentityMode.ANONYMOUS:
        original = files.ingest(BytesIO(sent.original), name=name, by=None)
    try:
        shown, is_cleaned = _shown(report, sent, name)
    except RuleBroken:
        if original is not None:
            files.remove(original)
        raise
    return ReceivedFile(
        report_id=report.id,
        n=n,
        is_cleaned=is_cleaned,
        file_id=shown.id,
        original_id=original.id if original else None,
    )


def _shown(report: ReceivedReport, sent: Attachment, name: str) -> tuple[StoredFile, bool]:
    """The file that the desk is shown, and whether it was drawn anew: of an anonymous reporter a
    picture is, by us where the page did not."""
    shown = files.ingest(BytesIO(sent.data), name=name, by=None)
    is_anonymous = report.identity_mode is IdentityMode.ANONYMOUS
    if sent.is_cleaned or not is_anonymous or not draft_files.needs_cleaning(shown):
        return shown, sent.is_cleaned
    try:
        copy = draft_files.cleaned_copy(shown)
    except RuleBroken:
        return shown, False  # can't be cleaned, or is too large then
    files.remove(shown)
    return copy, True


def _message(
    report: ReceivedReport, key: str, text: str, at: datetime, names: list[str]
) -> ReporterMessage:
    last = unit_of_work.session().scalar(
        select(func.max(ReporterMessage.n)).where(ReporterMessage.report_id == report.id)
    )
    return ReporterMessage(
        report_id=report.id,
        n=(last or 0) + 1,
        key=key,
        written_at=at,
        body_sealed=_sealed(report, key, Words(text, tuple(names))),
    )


def _sealed(report: ReceivedReport, key: str, words: Words) -> str:
    said = json.dumps({"text": words.text, "names": words.names})
    return crypto.seal_text(report.purpose, f"reporter_message:{key}", said)


def _write(report: ReceivedReport, text: str, *, by: int | None) -> ReporterMessage:
    """A letter to the reporter; the next collecting posts it."""
    message = _message(report, crypto.random_name(), text, clock.now(), [])
    message.is_from_reporter, message.sent_by_id = False, by
    session = unit_of_work.session()
    session.add(message)
    session.flush()
    return message


def open_as_draft(report: ReceivedReport, *, actor: Actor) -> IntakeDraft:
    """The intake form filled with the report, as a draft of the actor; the same one twice."""
    policy.require(actor, Action.RECEIVED_WORK, report)
    _require_waiting(report)
    if report.draft_key and report.opened_by_id == actor.user_id:
        kept = drafts.find_by_key(report.draft_key)
        if kept is not None:
            return kept
    key = crypto.random_name()
    draft = drafts.save_draft(typed_of(report), actor=actor, key=key)
    _bring_files(draft, report)
    report.draft_key, report.opened_by_id = key, actor.user_id
    recorder.record(Event.REPORT_OPENED, obj=report, draft=draft.id)
    unit_of_work.session().flush()
    return draft


def _bring_files(draft: IntakeDraft, report: ReceivedReport) -> None:
    """Show the desk what came so far, on the page that records it."""
    rows = unit_of_work.session().scalars(
        select(ReceivedFile).where(ReceivedFile.report_id == report.id).order_by(ReceivedFile.n)
    )
    for row in rows.all()[: draft_files.AT_MOST]:
        draft_files.bring(draft, row, name=name_of(row))


def tie(number: str, case: Case, *, actor: Actor) -> bool:
    """The case was recorded from this report: its code and mailbox stay tied to the case.

    False where the form came from no report. Raises `RuleBroken` where it became a case before, so
    that the second recording is undone.
    """
    if not number:
        return False
    report = _by_number(number)
    if report is None:
        raise RuleBroken("The report that this came from is not at your desk any more.")
    policy.require(actor, Action.RECEIVED_WORK, report)
    unit_of_work.hold(report)
    _require_waiting(report)
    report.state, report.case_id = ReportState.RECORDED, case.id
    report.decided_by_id, report.decided_at = actor.user_id, clock.now()
    # The case and its vault have them now.
    report.content_sealed = report.identity_sealed = ""
    if any(party.identity_mode is IdentityMode.CONFIDENTIAL for party in case.parties):
        _make_confidential(report)
    session = unit_of_work.session()
    session.add(ReceiptCode(case_id=case.id, digest=report.code_digest))
    session.flush()
    drafts.drop_of_report(report.id, report.office_id)
    recorder.record(Event.REPORT_RECORDED, obj=report, case=case)
    return True


def _make_confidential(report: ReceivedReport) -> None:
    """The desk protects who gave the name openly: what was written is the vault's too."""
    if report.identity_mode is not IdentityMode.OPEN:
        return
    messages = unit_of_work.session().scalars(
        select(ReporterMessage).where(ReporterMessage.report_id == report.id)
    )
    said = [(message, words_of(report, message)) for message in messages]
    report.identity_mode = IdentityMode.CONFIDENTIAL
    for message, words in said:
        message.body_sealed = _sealed(report, message.key, words)


def _by_number(number: str) -> ReceivedReport | None:
    if not number.isdecimal() or len(number) > 17:
        return None
    return unit_of_work.session().scalar(
        select(ReceivedReport).where(ReceivedReport.id == int(number))
    )


def dismiss(report: ReceivedReport, *, actor: Actor, reason_code: str, note: str) -> None:
    """Make no case of a report, for a coded reason. It stays readable at the desk."""
    policy.require(actor, Action.RECEIVED_WORK, report)
    reason = unit_of_work.session().get(ClosureReason, reason_code)
    if reason is None or not reason.at_triage:
        raise RuleBroken("Choose a reason from the list.", field="reason_code")
    unit_of_work.hold(report)
    _require_waiting(report)
    report.state, report.dismissal_code = ReportState.DISMISSED, reason.code
    report.dismissal_note = note
    report.decided_by_id, report.decided_at = actor.user_id, clock.now()
    drafts.drop_of_report(report.id, report.office_id)
    recorder.record(Event.REPORT_DISMISSED, obj=report, reason=reason.code)
    unit_of_work.session().flush()


def ask(report: ReceivedReport, *, actor: Actor, text: str) -> ReporterMessage:
    """Write to the reporter. The next collecting puts it into the mailbox."""
    if report.case_id is None:
        policy.require(actor, Action.RECEIVED_WORK, report)
    else:
        policy.require(actor, Action.MAILBOX_WRITE, case_of(report))
    unit_of_work.hold(report)  # whether its mailbox has ended meanwhile is seen then
    refuse_ended([report])
    message = _write(report, text, by=actor.user_id)
    recorder.record(
        Event.REPORTER_ASKED, obj=message, case=report.case_id, report=report.id, n=message.n
    )
    return message


def reveal_words(
    message: ReporterMessage, *, actor: Actor, reason_code: str, note: str = ""
) -> Words:
    """What a confidential reporter wrote, for somebody with the authority; recorded."""
    if not message.is_from_reporter or not message.report.is_confidential:
        raise RuleBroken("This message is not kept in the vault.")
    _reveal(message, actor, reason_code, note)
    return words_of(message.report, message)


def reveal_file(file: ReceivedFile, *, actor: Actor, reason_code: str, note: str = "") -> None:
    """Allow and record that a reporter's file is read as it came. Raises `Denied` where it is an
    item that the actor may not see."""
    refuse_hidden(file)
    _reveal(file, actor, reason_code, note)


def _reveal(row: ReporterMessage | ReceivedFile, actor: Actor, reason_code: str, note: str) -> None:
    policy.require(actor, Action.IDENTITY_REVEAL, row)
    reason = entries(RevealReason).get(reason_code)
    if reason is None or not reason.is_offered(clock.today(actor.zone)):
        raise RuleBroken("Choose a reason from the list.", field="reason_code")
    recorder.record(
        Event.IDENTITY_REVEALED,
        obj=row,
        case=row.report.case_id,
        reason=reason_code,
        noted=bool(note),
    )


def _require_waiting(report: ReceivedReport) -> None:
    if report.state is ReportState.RECORDED:
        raise RuleBroken("A case was recorded from this report already.")
    if report.state is ReportState.DISMISSED:
        raise RuleBroken("This report was dismissed already.")
