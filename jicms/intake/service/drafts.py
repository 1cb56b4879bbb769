"""Drafts of complaints: encrypted, their author's alone, gone when discarded or expired.

What was typed is kept as it was typed, valid or not. The reporter's identity is sealed apart from
the rest and bound to the draft and its author; of an anonymous reporter nothing is kept.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, not_, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import IdentityMode
from jicms.core import clock, crypto, unit_of_work
from jicms.core.errors import Denied, RuleBroken
from jicms.intake.models import IntakeDraft
from jicms.intake.models_received import ReceivedReport, ReportState
from jicms.intake.service import files
from jicms.notices.service import About, clear

KEPT_FOR = timedelta(days=30)
#: So long before a draft ends its author is told.
WARNED = timedelta(days=7)
#: A page that was recorded is remembered so long, so that a second posting makes no second case.
REMEMBERED = timedelta(days=1)
#: Drafts of one author; more is a runaway script.
AT_MOST = 50

Typed = list[tuple[str, str]]

#: Fields of the form that say who reports.
IDENTITY_FIELDS = frozenset(
    {"reporter", "reporter_id", "reporter_phone", "reporter_email"}
    | {"reporter_address", "reporter_relation"}
)
#: Sealed with the identity where the reporter is confidential: the reporter's own words.
ACCOUNT_FIELD = "narrative"


class SavedElsewhere(RuleBroken):
    """Another window saved the draft since this one was opened."""

    def __init__(self) -> None:
        super().__init__("This draft was saved from another window since you opened it.")


class RecordedBefore(RuleBroken):
    """The page became a case already: a double click, or Back and a second press."""

    def __init__(self) -> None:
        super().__init__(
            "This page was recorded already. If this is another complaint, record it once more."
        )


@dataclass(frozen=True, slots=True)
class Recorded:
    """The case that a page became: its number, and a digest of what was typed."""

    number: str
    digest: str


def save_draft(
    typed: Iterable[tuple[str, str]], *, actor: Actor, key: str, version: int | None = None
) -> IntakeDraft:
    """Keep what was typed under the page's key; the same window saves again and again.

    `version` is the one that the page was opened on: where another window (field `window`) saved
    since, `SavedElsewhere` is raised and nothing is overwritten. Expired drafts go on the way.
    """
    policy.require(actor, Action.INTAKE)
    if actor.user_id is None or actor.office_id is None:
        raise Denied
    drop_expired()
    session, pairs = unit_of_work.session(), list(typed)
    if recorded_as(key) is not None:
        raise SavedElsewhere
    _require_waiting(pairs)
    draft = find_by_key(key)
    is_new = draft is None
    if draft is None:
        _refuse_too_many()
        draft = IntakeDraft(
            author_id=actor.user_id,
            office_id=actor.office_id,
            key=key,
            expires_at=clock.now() + KEPT_FOR,
        )
        _add(draft)
    elif version != draft.version and _window(pairs) != _window(typed_in(draft)):
        raise SavedElsewhere
    content, identity = split_identity(pairs)
    draft.content_sealed = _seal(draft, "content", content)
    draft.identity_sealed = _seal(draft, "identity", identity) if identity else ""
    if not is_new and _mode(pairs) == IdentityMode.ANONYMOUS:
        files.make_anonymous(draft)
    if draft.expires_at - clock.now() < WARNED:
        clear(About("intake_draft", draft.id))
    draft.updated_at = clock.now()
    draft.expires_at = clock.now() + KEPT_FOR
    session.flush()
    if is_new:
        recorder.record(Event.DRAFT_SAVED, obj=draft)
    return draft


def _add(draft: IntakeDraft) -> None:
    """A page that was begun for another office keeps its draft there, unread from here."""
    session = unit_of_work.session()
    try:
        with session.begin_nested():
            session.add(draft)
            session.flush()
    except IntegrityError:
        raise SavedElsewhere from None


def _window(typed: Typed) -> str:
    return next((value for name, value in typed if name == "window"), "")


def _mode(typed: Typed) -> str:
    return next((value for name, value in typed if name == "identity"), "")


def typed_in(draft: IntakeDraft) -> Typed:
    """What the draft holds, as it was typed."""
    found = _open(draft, "content", draft.content_sealed)
    if draft.identity_sealed:
        found += _open(draft, "identity", draft.identity_sealed)
    return found


def discard_draft(draft: IntakeDraft, *, actor: Actor) -> None:
    """Remove a draft with all that it holds."""
    if draft.author_id != actor.user_id:
        raise Denied
    files.forget(files.files_of(draft))
    recorder.record(Event.DRAFT_DISCARDED, entity=("intake_draft", draft.id))
    session = unit_of_work.session()
    session.delete(draft)
    session.flush()


def drop_of_report(report_id: int, office_id: int) -> None:
    """Remove every draft that was opened from a report, with its files, whoever works on it.

    Such a draft is of the report's office, whose desk alone saw it. Its number is read where the
    page holds it, so copies that were kept beside the first draft are found as well.
    """
    session = unit_of_work.session()
    rows = session.scalars(
        select(IntakeDraft)
        .where(IntakeDraft.content_sealed != "", IntakeDraft.office_id == office_id)
        .execution_options(unscoped="drafts of a report that is decided go, whoever wrote them")
    )
    gone = [
        row for row in rows if report_in(_open(row, "content", row.content_sealed)) == report_id
    ]
    files.drop_of([row.id for row in gone])
    for row in gone:
        clear(About("intake_draft", row.id))
        recorder.record(Event.DRAFT_DISCARDED, entity=("intake_draft", row.id))
        session.delete(row)
    session.flush()


def report_in(typed: Typed) -> int | None:
    """The number of the received report that a page was opened from."""
    said = next((value for name, value in typed if name == "report"), "")
    return int(said) if said.isdecimal() and len(said) <= 17 else None


def _require_waiting(typed: Typed) -> None:
    """A page that is still open somewhere makes no new draft of a report that is decided."""
    number, session = report_in(typed), unit_of_work.session()
    if number is None:
        return
    report = session.scalar(select(ReceivedReport).where(ReceivedReport.id == number))
    if report is not None:
        unit_of_work.hold(report)  # until the draft stands: who decides then finds it
    if report is None or report.state is not ReportState.WAITING:
        raise RuleBroken("The report that this came from is not at your desk any more.")


def find_by_key(key: str) -> IntakeDraft | None:
    """The actor's own draft of that key."""
    now = clock.now()
    return unit_of_work.session().scalar(
        select(IntakeDraft).where(IntakeDraft.key == key, IntakeDraft.expires_at > now)
    )


def recorded_as(key: str) -> Recorded | None:
    """The case that the actor's page of that key became, within the last day."""
    row = unit_of_work.session().scalar(
        select(IntakeDraft).where(IntakeDraft.key == key, _is_remembered())
    )
    if row is None:
        return None
    context = _recorded_context(row.author_id, key)
    kept = json.loads(crypto.open_text("draft", context, row.identity_sealed))
    return Recorded(kept["number"], kept["digest"])


def mark_recorded(typed: Iterable[tuple[str, str]], *, actor: Actor, key: str, number: str) -> None:
    """Drop the page's draft and remember which case the page became; no text of it is kept.

    Raises `RecordedBefore` where the page was recorded already, perhaps by another request just
    now: call it last, so that the whole of the second recording is undone. One statement.
    """
    if not key or actor.user_id is None or actor.office_id is None:
        return
    session, now = unit_of_work.session(), clock.now()
    kept = json.dumps({"number": number, "digest": digest_of(typed)})
    sealed = crypto.seal_text("draft", _recorded_context(actor.user_id, key), kept)
    says = {"content_sealed": "", "identity_sealed": sealed, "updated_at": now, "expires_at": now}
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert
    statement = (
        insert(IntakeDraft)
        .values(
            author_id=actor.user_id,
            office_id=actor.office_id,
            key=key,
            version=1,
            created_at=now,
            **says,
        )
        .on_conflict_do_update(
            index_elements=[IntakeDraft.author_id, IntakeDraft.key],
            set_=says,
            where=not_(_is_remembered()),
        )
        .returning(IntakeDraft.id, IntakeDraft.created_at)
    )
    row = session.execute(statement).first()
    if row is None:
        raise RecordedBefore
    if row.created_at <= now - (KEPT_FOR - WARNED):  # Nobody is told of a younger one.
        clear(About("intake_draft", row.id))


def digest_of(typed: Iterable[tuple[str, str]]) -> str:
    """What tells whether the same was typed."""
    return crypto.digest(json.dumps(list(typed)).encode())


def _is_remembered() -> ColumnElement[bool]:
    """The row stands for a page that became a case within the last day."""
    return and_(
        IntakeDraft.content_sealed == "",
        IntakeDraft.identity_sealed != "",
        IntakeDraft.updated_at > clock.now() - REMEMBERED,
    )


def _recorded_context(author_id: int, key: str) -> str:
    return f"intake_recorded:{author_id}:{key}"


def drop_expired() -> int:
    """Remove every draft whose time is over, whoever wrote it; the number removed."""
    files.drop_ended()
    now = clock.now()
    forgotten = or_(IntakeDraft.content_sealed != "", IntakeDraft.updated_at <= now - REMEMBERED)
    found = unit_of_work.session().execute(
        delete(IntakeDraft)
        .where(IntakeDraft.expires_at <= now, forgotten)
        .execution_options(unscoped="expired drafts go, whoever wrote them")
    )
    return int(getattr(found, "rowcount", 0))


def split_identity(typed: Typed) -> tuple[Typed, Typed]:
    """The content, and what says who reports. Of an anonymous reporter the latter is dropped."""
    mode = _mode(typed)
    apart = set(IDENTITY_FIELDS)
    if mode not in {IdentityMode.OPEN, IdentityMode.ANONYMOUS}:
        apart.add(ACCOUNT_FIELD)
    content = [pair for pair in typed if pair[0] not in apart]
    if mode == IdentityMode.ANONYMOUS:
        return content, []
    return content, [pair for pair in typed if pair[0] in apart and pair[1]]


def _refuse_too_many() -> None:
    kept = select(IntakeDraft.id).where(IntakeDraft.content_sealed != "")
    ids = unit_of_work.session().scalars(kept.limit(AT_MOST + 1)).all()
    if len(ids) >= AT_MOST:
        raise RuleBroken(f"You have {AT_MOST} drafts. Record or discard one first.")


def _context(draft: IntakeDraft, part: str) -> str:
    return f"intake_draft:{draft.id}:{draft.author_id}:{part}"


def _purpose(part: str) -> str:
    return "vault" if part == "identity" else "draft"


def _seal(draft: IntakeDraft, part: str, typed: Typed) -> str:
    return crypto.seal_text(_purpose(part), _context(draft, part), json.dumps(typed))


def _open(draft: IntakeDraft, part: str, sealed: str) -> Typed:
    text = crypto.open_text(_purpose(part), _context(draft, part), sealed)
    return [(str(name), str(value)) for name, value in json.loads(text)]
