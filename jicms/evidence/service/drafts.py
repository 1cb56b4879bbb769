"""Statements written in the browser: drafted, printed, signed or refused. Nothing here commits."""

import io
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pikepdf
from sqlalchemy import delete, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.handling import NAMED_ONLY, Handling
from jicms.cases.models import Case, Party
from jicms.cases.service import lock, next_part
from jicms.core import clock, crypto, unit_of_work
from jicms.core.errors import DomainError, RuleBroken, TransitionRefused
from jicms.documents import render
from jicms.documents.pasted import tidy
from jicms.evidence import wording
from jicms.evidence.models import Statement
from jicms.evidence.models_drafts import (
    DraftState,
    StatementDraft,
    StatementPrint,
    StatementSigning,
    StatementTyping,
    code_of,
)
from jicms.evidence.service.items import refuse_foreign
from jicms.evidence.service.statements import REFUSAL, admit, codes, record_statement
from jicms.files.models import FileSource, StoredFile
from jicms.files.service import ingest
from jicms.interviews.models import Interview

#: Kinds that are signed under oath or penalty of perjury: what there is a template for.
KINDS = ("AFFIDAVIT", wording.QUESTIONS, wording.DECLARATION)
TEMPLATE = "evidence/statement"
LONGEST = 100_000


class Collision(DomainError):
    """Somebody saved the statement while it was written; nothing was saved."""

    status = 409


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pages to sign, by the hash of what they say."""

    sha256: str
    content: bytes


def draft_statement(
    case: Case,
    *,
    actor: Actor,
    kind_code: str,
    giver: Party,
    warning_code: str | None = None,
    interview: Interview | None = None,
    outside_us: bool = False,
    language: str = "",
    interpreter: str = "",
    corrects: Statement | None = None,
) -> StatementDraft:
    """Begin to write a statement. A compelled one is shut to the criminal side from its first word,
    and waits for the gate as its recording does. One that `corrects` another begins with its words
    and its handling marks. Raises `RuleBroken`."""
    policy.require(actor, Action.STATEMENT_EDIT, case)
    kind, warning = codes(case, kind_code, warning_code)
    if kind.code not in KINDS:
        raise RuleBroken("There is no form for this kind: record it instead.", field="kind_code")
    marks = _refuse_wrong_correction(case, giver, corrects)
    handling = admit(case, giver, warning, actor=actor, interview=interview, handling=marks)
    if outside_us and kind.code != wording.DECLARATION:
        raise RuleBroken("Only a declaration has a form for outside.", field="outside_us")
    lock(case)
    made = StatementDraft(
        case_id=case.id,
        case=case,
        n=next_part(case, StatementDraft),
        kind=kind,
        giver=giver,
        interview=interview,
        warning_code=warning.code if warning else None,
        outside_us=outside_us,
        language=language.strip(),
        interpreter=interpreter.strip(),
        handling=handling,
        author_id=actor.user_id,
        state=DraftState.WRITING,
        corrects=corrects,
        text=corrects.text if corrects else "",
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    return made


def may_be_rewritten(statement: Statement) -> bool:
    """Whether its correction can be written here: there is a form for it, its words, and no list of
    readers, which a draft has not."""
    has_form = statement.kind_code in KINDS and bool(statement.text)
    return has_form and not statement.handling & NAMED_ONLY


def _refuse_wrong_correction(case: Case, giver: Party, corrects: Statement | None) -> int:
    """The marks that a correction takes over; 0 where it is none."""
    if corrects is None:
        return 0
    refuse_foreign(case, corrects)
    if corrects.giver_id != giver.id:
        raise RuleBroken("Whoever gave the statement corrects it.", field="giver")
    if not may_be_rewritten(corrects):
        raise RuleBroken("Record this correction once it is signed.", field="corrects")
    return corrects.handling


def write(draft: StatementDraft, *, actor: Actor, text: str, base: int) -> StatementDraft:
    """Save the text whose page was opened at version `base`. The writer's own typing is gone then.
    Raises `Collision` where somebody saved it meanwhile."""
    _may_write(draft, actor, text)
    if draft.version != base:
        raise Collision("Somebody saved this statement while you were writing.")
    draft.text = tidy(text)
    unit_of_work.session().flush()
    forget_typing(draft, actor=actor)
    return draft


def typing_of(draft: StatementDraft, *, actor: Actor) -> StatementTyping | None:
    """What the actor typed and has not saved."""
    return unit_of_work.session().scalar(
        select(StatementTyping).where(
            StatementTyping.draft_id == draft.id, StatementTyping.user_id == actor.user_id
        )
    )


def keep_typing(draft: StatementDraft, *, actor: Actor, text: str, base: int) -> StatementTyping:
    """Keep what somebody types, for that person alone; the draft stays as it is."""
    assert actor.user_id is not None
    _may_write(draft, actor, text)
    row = typing_of(draft, actor=actor)
    if row is None:
        row = StatementTyping(draft_id=draft.id, case_id=draft.case_id, user_id=actor.user_id)
        unit_of_work.session().add(row)
    row.seal(text)
    row.base, row.saved_at = max(base, 0), clock.now()
    unit_of_work.session().flush()
    return row


def forget_typing(draft: StatementDraft, *, actor: Actor) -> None:
    """Forget what the actor typed and did not save."""
    policy.require(actor, Action.STATEMENT_EDIT, draft)
    unit_of_work.session().execute(
        delete(StatementTyping).where(
            StatementTyping.draft_id == draft.id, StatementTyping.user_id == actor.user_id
        )
    )


def draw(draft: StatementDraft, *, actor: Actor) -> Drawn | None:
    """The pages to sign, made ahead of the transaction that keeps them, which nobody then waits
    for. None where there are none to make, or they were printed already."""
    policy.require(actor, Action.STATEMENT_EDIT, draft)
    if not draft.is_open or not draft.text.strip() or draft.giver is None:
        return None
    data, sha256 = _said(draft, actor)
    return _drawn(data, sha256) if _printed_as(draft, sha256) is None else None


def print_for_signature(
    draft: StatementDraft, *, actor: Actor, drawn: Drawn | None = None
) -> StatementPrint:
    """Make the pages to sign: the code of their text, and a line for initials, on each. The same
    text gives the same print. `drawn` are its pages where they were made ahead."""
    _may_write(draft, actor, draft.text)
    if not draft.text.strip():
        raise RuleBroken("Write the statement first.")
    if draft.giver is None:
        raise RuleBroken("Whoever gives it is not open to you.")
    lock(draft.case)
    data, sha256 = _said(draft, actor)
    again = _printed_as(draft, sha256)
    if again is not None:
        return again
    if drawn is None or drawn.sha256 != sha256:
        drawn = _drawn(data, sha256)
    n = len(draft.prints) + 1
    name = f"{draft.case.number}-statement-draft-{draft.n}-{n}.pdf"
    made = StatementPrint(
        draft=draft,
        case_id=draft.case_id,
        n=n,
        data={**data, "text": draft.text},
        sha256=sha256,
        pages=_pages(drawn.content),
        file=ingest(io.BytesIO(drawn.content), name=name, by=None, source=FileSource.GENERATED),
        by_id=actor.user_id,
    )
    session = unit_of_work.session()
    session.add(made)
    session.flush()
    recorder.record(Event.STATEMENT_PRINTED, obj=draft, number=draft.n, sha256=sha256)
    return made


def _said(draft: StatementDraft, actor: Actor) -> tuple[dict[str, Any], str]:
    """What the pages say, and its hash."""
    assert draft.giver is not None
    data = wording.printed(draft, name=draft.giver.name, taker=actor.name)
    packed = json.dumps(data, sort_keys=True, separators=(",", ":"))
    return data, crypto.digest(packed.encode())


def _printed_as(draft: StatementDraft, sha256: str) -> StatementPrint | None:
    wanted = select(StatementPrint).where(
        StatementPrint.draft_id == draft.id, StatementPrint.sha256 == sha256
    )
    found: StatementPrint | None = unit_of_work.session().scalar(wanted)
    return found


def _drawn(data: dict[str, Any], sha256: str) -> Drawn:
    return Drawn(sha256, render(TEMPLATE, {**data, "code": code_of(sha256)}))


def sign(
    draft: StatementDraft,
    *,
    actor: Actor,
    code: str,
    file: StoredFile,
    taken_at: datetime,
    ended_at: datetime | None = None,
    place: str = "",
    oath_administrator: str = "",
    initialed: bool = False,
    corrections: str = "",
    copy_given: bool = False,
) -> Statement:
    """Record the signed copy of a print, known by the code at the foot of its pages.

    The statement says what was printed, whatever was written since. Raises `RuleBroken`.
    """
    _may_write(draft, actor, draft.text)
    printed = _print_of(draft, code)
    if file.sha256 in {row.file.sha256 for row in draft.prints}:
        raise RuleBroken("That is the print itself, unsigned. Scan the signed pages.", field="file")
    if not initialed and not corrections.strip():
        raise RuleBroken("Say which pages bear no initials, and why.", field="corrections")
    made = _record(
        draft,
        actor,
        kind_code=draft.kind_code,
        taken_at=taken_at,
        ended_at=ended_at,
        place=place,
        oath_administrator=oath_administrator,
        pages=printed.pages,
        text=printed.data["text"],
        file=file,
        copy_given=copy_given,
        corrects=draft.corrects,
    )
    unit_of_work.session().add(
        StatementSigning(
            statement=made,
            case_id=draft.case_id,
            print_id=printed.id,
            sha256=printed.sha256,
            initialed=initialed,
            corrections=corrections.strip(),
        )
    )
    _end(draft, DraftState.SIGNED, made)
    return made


def refuse(draft: StatementDraft, *, actor: Actor, taken_at: datetime, reason: str) -> Statement:
    """Record that whoever gave it would not sign, with what was put before him."""
    _may_write(draft, actor, draft.text)
    if not reason.strip():
        raise RuleBroken("Write what was said.", field="reason")
    said = f"Refused to sign. {reason.strip()}\n\nWhat was put before the person:\n\n{draft.text}"
    made = _record(draft, actor, kind_code=REFUSAL, taken_at=taken_at, text=said)
    _end(draft, DraftState.REFUSED, made)
    return made


def discard(draft: StatementDraft, *, actor: Actor) -> None:
    """The statement is not needed. What was written and printed is kept, out of the list."""
    _may_write(draft, actor, "")
    _end(draft, DraftState.DISCARDED, None)


def _record(draft: StatementDraft, actor: Actor, **told: Any) -> Statement:
    if draft.giver is None:
        raise RuleBroken("Whoever gives it is not open to you.")
    return record_statement(
        draft.case,
        actor=actor,
        giver=draft.giver,
        warning_code=draft.warning_code,
        interview=draft.interview,
        language=draft.language,
        interpreter=draft.interpreter,
        # Nobody sets the taint: it comes with what is corrected.
        handling=draft.handling & ~int(Handling.COMPELLED_TAINT),
        **told,
    )


def _end(draft: StatementDraft, state: DraftState, made: Statement | None) -> None:
    draft.state, draft.statement = state, made
    session = unit_of_work.session()
    session.flush()
    session.execute(delete(StatementTyping).where(StatementTyping.draft_id == draft.id))


def _print_of(draft: StatementDraft, code: str) -> StatementPrint:
    wanted = "".join(letter for letter in code.upper() if letter.isalnum())
    found = [row for row in draft.prints if row.code.replace("-", "") == wanted]
    if not found:
        raise RuleBroken(
            "No print of this statement has that code. It stands at the foot of each page.",
            field="code",
        )
    return found[-1]


def _may_write(draft: StatementDraft, actor: Actor, text: str) -> None:
    policy.require(actor, Action.STATEMENT_EDIT, draft)
    unit_of_work.session().refresh(draft, ["state", "version"])
    if not draft.is_open:
        raise TransitionRefused(f"This statement is {draft.state.value.lower()} already.")
    if len(text) > LONGEST:
        raise RuleBroken(f"Shorten this to {LONGEST:,} characters.", field="text")


def _pages(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as document:
        return len(document.pages)
