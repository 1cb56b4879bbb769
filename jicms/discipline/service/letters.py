"""Letters: drafted, made, edited, signed and bound, served. Served, they stand."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.service import lock
from jicms.core import clock, crypto, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.discipline import procedures
from jicms.discipline.letters import checking
from jicms.discipline.letters.blocks import BLOCKS
from jicms.discipline.letters.composing import (
    Lack,
    compose,
    facts_of,
    lacks,
    values_of,
)
from jicms.discipline.letters.data import letter_data
from jicms.discipline.letters.facts import Form
from jicms.discipline.letters.kinds import (
    DECISIONS,
    NOTICES,
    LetterType,
    decision_type,
    notice_type,
)
from jicms.discipline.models import DisciplinaryAction, PenaltyStage
from jicms.discipline.models_letters import (
    Found,
    Letter,
    LetterCheck,
    LetterStatus,
    LetterVersion,
    VersionSource,
)
from jicms.discipline.service.actions import today_of
from jicms.discipline.service.whole import whole
from jicms.files.models import StoredFile
from jicms.refdata.models import ServiceMethod
from jicms.refdata.queries import entries

_ENDED = "This letter was served or discarded: it stays as it is."
#: A PDF that says less is a picture of a letter.
_LEAST_TEXT = 40


def draft_letter(
    action: DisciplinaryAction, *, actor: Actor, kind: LetterType, facts: Mapping[str, Any]
) -> Letter:
    """Begin a letter with what its writer knows so far."""
    policy.require(actor, Action.DISCIPLINE_EDIT, action)
    lock(action.case)
    session = unit_of_work.session()
    last = session.scalar(whole(select(func.max(Letter.n)).where(Letter.action_id == action.id)))
    letter = Letter(
        action=action,
        case_id=action.case_id,
        n=(last or 0) + 1,
        kind=LetterType(kind),
        facts=_checked(action, LetterType(kind), facts),
        author_id=actor.user_id,
    )
    session.add(letter)
    session.flush()
    recorder.record(Event.LETTER_DRAFTED, obj=letter, kind=letter.kind.value)
    return letter


def change_facts(letter: Letter, *, actor: Actor, facts: Mapping[str, Any]) -> Letter:
    """Change what its writer typed. Versions that were made stay as they are."""
    _require_draft(letter, actor)
    letter.facts = _checked(letter.action, letter.kind, facts)
    unit_of_work.session().flush()
    return letter


def _require_draft(letter: Letter, actor: Actor) -> None:
    policy.require(actor, Action.DISCIPLINE_EDIT, letter.action)
    if not letter.is_draft:
        raise TransitionRefused(_ENDED)


def _checked(
    action: DisciplinaryAction, kind: LetterType, facts: Mapping[str, Any]
) -> dict[str, Any]:
    """The facts that such a letter has, as they are kept."""
    found: dict[str, Any] = {}
    for name, fact in facts_of(kind).items():
        value = facts.get(name)
        if value in (None, ""):
            continue
        if fact.form is Form.NUMBER and int(value) < least(action, name):
            raise RuleBroken(f"The law gives at least {least(action, name)}.", field=name)
        found[name] = value.isoformat() if isinstance(value, date) else value
    return found


def least(action: DisciplinaryAction, name: str) -> int:
    """The least number that the law allows for a fact."""
    if name == "response_days":
        return 30
    return procedures.answer_days(action) if name == "answer_days" else 1


def values_for(letter: Letter) -> dict[str, Any]:
    """All that is known for a letter now."""
    return values_of(letter_data(letter.action), letter.facts)


def missing(letter: Letter) -> list[Lack]:
    """What the letter needs and nobody has entered, field by field."""
    return lacks(letter.kind, values_for(letter))


def generate(letter: Letter, *, actor: Actor) -> LetterVersion:
    """Make the next version from the case as it is now. Raises `RuleBroken` that names each datum
    that is missing."""
    _require_draft(letter, actor)
    values = values_for(letter)
    absent = lacks(letter.kind, values)
    if absent:
        named = "; ".join(lack.label for lack in absent)
        raise RuleBroken(f"The letter needs first: {named}.")
    content = compose(letter.kind, values) | {"answer_days": values.get("answer_days")}
    version = _add(letter, actor, VersionSource.GENERATED, content, digest=digest_of(content))
    _check(version, {block: [] for block in version.must})
    return version


def digest_of(content: Mapping[str, Any]) -> str:
    """The hash of a made version: of what it is drawn from."""
    return crypto.digest(json.dumps(content, sort_keys=True, separators=(",", ":")).encode())


def take_edited(
    letter: Letter, *, actor: Actor, file: StoredFile, text: str, note: str = ""
) -> LetterVersion:
    """Keep a version that was edited in a word processor, and what of it was lost. `text` is what
    its file says."""
    _require_draft(letter, actor)
    base = _made(letter)
    version = _add(
        letter, actor, VersionSource.EDITED, base.content, digest=file.sha256, file=file, note=note
    )
    _check(version, checking.lost_words(base.must, [text]))
    return version


def bind_signed(
    letter: Letter,
    *,
    actor: Actor,
    file: StoredFile,
    made_from: int,
    pages: Sequence[str],
    confirmed: Collection[str] = (),
    note: str = "",
) -> LetterVersion:
    """Bind the signed PDF to the version that it was made from. `pages` is its text.

    A scan has none: a person confirms then by name, block by block, what stands in it.
    """
    _require_draft(letter, actor)
    base = next((row for row in letter.versions if row.n == made_from), None)
    if base is None or base.source is VersionSource.SIGNED:
        raise RuleBroken("Choose the version that was signed.", field="made_from")
    if base.n != max(row.n for row in letter.versions if row.source is not VersionSource.SIGNED):
        raise RuleBroken("A later version was made: sign that one.", field="made_from")
    must = base.must
    version = _add(
        letter,
        actor,
        VersionSource.SIGNED,
        base.content,
        digest=file.sha256,
        file=file,
        made_from=base.n,
        made_from_digest=base.digest,
        note=note,
    )
    if is_scan(pages):
        unseen = {block: ["Not confirmed"] for block in must if block not in set(confirmed)}
        _check(version, {block: unseen.get(block, []) for block in must}, person=actor)
    else:
        _check(version, checking.lost_words(must, pages))
    recorder.record(
        Event.LETTER_SIGNED,
        obj=letter,
        version=version.n,
        made_from=base.n,
        lacking=[row.block for row in version.lacking],
    )
    return version


def is_scan(pages: Sequence[str]) -> bool:
    """Whether a PDF holds pictures of text alone."""
    return sum(len(checking.folded(page)) for page in pages) < _LEAST_TEXT


def _made(letter: Letter) -> LetterVersion:
    found = next(
        (row for row in reversed(letter.versions) if row.source is VersionSource.GENERATED), None
    )
    if found is None:
        raise TransitionRefused("Make the letter first.")
    return found


def _add(
    letter: Letter,
    actor: Actor,
    source: VersionSource,
    content: Mapping[str, Any],
    **values: Any,
) -> LetterVersion:
    version = LetterVersion(
        action_id=letter.action_id,
        case_id=letter.case_id,
        n=len(letter.versions) + 1,
        source=source,
        content=dict(content),
        by_id=actor.user_id,
        **values,
    )
    letter.versions.append(version)
    # The letter's own version moves, so that a form opened before is refused.
    flag_modified(letter, "facts")
    unit_of_work.session().flush()
    recorder.record(Event.LETTER_VERSION_ADDED, obj=letter, version=version.n, source=source.value)
    return version


def _check(
    version: LetterVersion, lost: Mapping[str, Sequence[str]], *, person: Actor | None = None
) -> None:
    seen = Found.TEXT if person is None else Found.PERSON
    for block, words in lost.items():
        version.checks.append(
            LetterCheck(
                action_id=version.action_id,
                case_id=version.case_id,
                block=block,
                found=Found.NOT if words else seen,
                lost="\n".join(words),
                by_id=person.user_id if person is not None and not words else None,
            )
        )
    unit_of_work.session().flush()


def discard_letter(letter: Letter, *, actor: Actor) -> Letter:
    """Put a draft aside; its versions stay on record."""
    _require_draft(letter, actor)
    letter.status = LetterStatus.DISCARDED
    unit_of_work.session().flush()
    recorder.record(Event.LETTER_DISCARDED, obj=letter)
    return letter


def serve_letter(letter: Letter, *, actor: Actor, served_at: datetime, method_code: str) -> Letter:
    """Record when a letter reached the employee. Notices and decisions are served with their
    step."""
    _require_draft(letter, actor)
    if letter.kind in NOTICES | DECISIONS:
        raise TransitionRefused("This letter is served with the step that it belongs to.")
    if served_at > clock.now():
        raise RuleBroken("Receipt lies in the future.", field="received_on")
    row = entries(ServiceMethod).get(method_code)
    if row is None or not row.is_offered(today_of(letter.action)):
        raise RuleBroken("Choose how it was delivered.", field="method_code")
    require_whole(letter)
    return mark_served(letter, at=served_at, method_code=method_code)


def require_whole(letter: Letter, *, field: str | None = None) -> LetterVersion:
    """The signed version of a letter that may be served. Raises `RuleBroken` for what it lacks."""
    bound = letter.bound
    if bound is None:
        raise RuleBroken(f"{letter.kind.label}: upload the signed letter first.")
    if bound.lacking:
        named = "; ".join(BLOCKS[row.block].label for row in bound.lacking)
        raise RuleBroken(f"The signed letter lacks what it must say: {named}.")
    values = values_for(letter)
    if lacks(letter.kind, values) or compose(letter.kind, values)["must"] != bound.content["must"]:
        raise RuleBroken(
            "The case or the letter’s details changed since the letter was made: make it anew and"
            " have that one signed.",
            field=field,
        )
    return bound


def mark_served(letter: Letter, *, at: datetime, method_code: str) -> Letter:
    """The letter is in the employee's hand; the caller has checked that it is whole."""
    letter.served_at, letter.service_code = at, method_code
    letter.status = LetterStatus.SERVED
    unit_of_work.session().flush()
    recorder.record(Event.LETTER_SERVED, obj=letter, kind=letter.kind.value, method=method_code)
    return letter


def called_for(action: DisciplinaryAction, *, decision: bool) -> LetterType | None:
    """The letter that must be served with the notice, or with the decision; imported actions have
    none."""
    if action.legacy_key is not None:
        return None
    if not decision:
        proposed = action.penalty(PenaltyStage.PROPOSED)
        code = proposed.action_type_code if proposed is not None else ""
        return notice_type(
            action.subpart,
            code,
            crime=action.crime_provision,
            procedure=action.procedure_code or "",
        )
    decided = action.penalty(PenaltyStage.DECIDED)
    code = decided.action_type_code if decided is not None else ""
    return decision_type(
        action.subpart,
        code,
        noticed=action.notice_received_at is not None,
        procedure=action.procedure_code or "",
    )


def letter_to_serve(
    action: DisciplinaryAction, *, decision: bool, field: str | None = None
) -> Letter | None:
    """The complete letter of that step, to be served with it; None where none is called for.

    Raises `RuleBroken` where one is called for and is not there, or lacks something; at `field`
    where it states something else than the case does.
    """
    kind = called_for(action, decision=decision)
    if kind is None:
        return None
    letter = draft_of(action, kind)
    if letter is None:
        raise RuleBroken(f"{kind.label}: write the letter first, under Letters.")
    require_whole(letter, field=field)
    return letter


def draft_of(action: DisciplinaryAction, kind: LetterType) -> Letter | None:
    """The newest draft of a kind."""
    found: Letter | None = unit_of_work.session().scalar(
        select(Letter)
        .where(
            Letter.action_id == action.id,
            Letter.kind == kind,
            Letter.status == LetterStatus.DRAFT,
        )
        .order_by(Letter.n.desc())
        .limit(1)
    )
    return found


def stated_answer(letter: Letter | None, received_on: date) -> date | None:
    """The day to which the notice itself gives time to answer."""
    bound = letter.bound if letter is not None else None
    days = bound.content.get("answer_days") if bound is not None else None
    return received_on + timedelta(days=int(days)) if days else None
