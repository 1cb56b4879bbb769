"""The case's own facts: title, class, type, and its log."""

from datetime import datetime

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import Case, ClassChange, LogEntry, LogKind
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.refdata.models import CaseType, CorruptionAxis, SeverityClass
from jicms.refdata.queries import entries

_LISTS = {
    "class": ("class_code", SeverityClass),
    "type": ("case_type_code", CaseType),
    "corruption": ("corruption_code", CorruptionAxis),
}


def edit_case(case: Case, *, actor: Actor, title: str) -> Case:
    """Change the title. The caller has compared versions; the row's own version decides."""
    policy.require(actor, Action.CASE_EDIT, case)
    if not title.strip():
        raise RuleBroken("Give the case a title.", field="title")
    case.title = title.strip()
    unit_of_work.session().flush()
    return case


def classify(
    case: Case,
    *,
    actor: Actor,
    class_code: str | None = None,
    case_type_code: str | None = None,
    corruption_code: str | None = None,
    reason: str,
) -> list[ClassChange]:
    """Set class, type or corruption axis by hand; what is None stays, and an empty corruption code
    takes the case off that axis. Each change is kept.

    A class set here overrides the one that follows from the allegations. Raises `RuleBroken`
    without a reason, for a code that is not in use, or where nothing would change.
    """
    policy.require(actor, Action.CASE_CLASSIFY, case)
    wanted = {"class": class_code, "type": case_type_code, "corruption": corruption_code}
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    changes = [
        _change(case, field, code, actor=actor, reason=reason)
        for field, code in wanted.items()
        if code is not None and code != (getattr(case, _LISTS[field][0]) or "")
    ]
    if not changes:
        raise RuleBroken("Nothing would change.")
    if any(change.field == "class" for change in changes):
        case.class_overridden = True
    unit_of_work.session().flush()
    return changes


def follow_class(case: Case, *, actor: Actor, class_code: str | None, reason: str) -> None:
    """Take the class of the gravest allegation, unless somebody set it by hand."""
    if case.class_overridden or class_code is None or class_code == case.class_code:
        return
    _change(case, "class", class_code, actor=actor, reason=reason)
    unit_of_work.session().flush()


def _change(case: Case, field: str, code: str, *, actor: Actor, reason: str) -> ClassChange:
    column, model = _LISTS[field]
    entry = entries(model).get(code)
    is_removed = field == "corruption" and not code
    if not is_removed and not (entry and entry.is_offered(clock.today(case.agency.zone))):
        raise RuleBroken("Choose a code from the list.", field=column)
    change = ClassChange(
        case_id=case.id,
        field=field,
        old_code=getattr(case, column),
        new_code=code or None,
        reason=reason.strip(),
        user_id=actor.user_id,
    )
    unit_of_work.session().add(change)
    recorder.record(
        Event.CASE_CLASSIFIED,
        case=case,
        obj=case,
        field=field,
        old=change.old_code,
        new=change.new_code,
    )
    setattr(case, column, change.new_code)
    return change


def add_log(
    case: Case,
    *,
    actor: Actor,
    kind: LogKind,
    text: str,
    occurred_at: datetime | None = None,
    handling: int = 0,
) -> LogEntry:
    """Write a line in the log. It stays as it is: a correction is a new line."""
    policy.require(actor, Action.LOG_ADD, case)
    if not text.strip():
        raise RuleBroken("Write what happened.", field="text")
    now = clock.now()
    if occurred_at is not None and occurred_at > now:
        raise RuleBroken("A log entry can’t lie in the future.", field="occurred_at")
    entry = LogEntry(
        case_id=case.id,
        kind=LogKind(kind),
        text=text.strip(),
        occurred_at=occurred_at or now,
        user_id=actor.user_id,
        handling=handling,
    )
    unit_of_work.session().add(entry)
    unit_of_work.session().flush()
    recorder.record(Event.LOG_ADDED, obj=entry, kind=entry.kind.value)
    return entry
