"""Evidence items and documents."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.cases.handling import COMPELLED, Handling
from jicms.cases.models import Case, Party
from jicms.cases.service import lock, next_part
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.evidence.models import Document, EvidenceItem
from jicms.evidence.service import by_hand
from jicms.evidence.service.handling import check, open_to_named
from jicms.files.models import StoredFile
from jicms.refdata.models import EvidenceKind
from jicms.refdata.queries import entries

#: Called as fn(item, actor) after an item was recorded: `intake` logs what was preserved.
recorded: list[Callable[[EvidenceItem, Actor], None]] = []


def record_item(
    case: Case,
    *,
    actor: Actor,
    kind_code: str,
    description: str,
    collected_at: datetime,
    collected_where: str = "",
    collected_by: str = "",
    seal_number: str = "",
    location: str = "",
    file: StoredFile | None = None,
    handling: int = 0,
    corrects: EvidenceItem | None = None,
    named: Sequence[User] = (),
    whose: Party | None = None,
    why: str = "",
) -> EvidenceItem:
    """Record an item, `-E0001`, numbered within the case and never changed.

    What was recorded wrongly is corrected by a new item that points to it. `named` go on the
    access list where the handling flags ask for one. A compelled one says `whose` words it holds,
    and `why`; what corrects a compelled item is compelled too. Raises `RuleBroken`.
    """
    policy.require(actor, Action.EVIDENCE_EDIT, case)
    flags = check(case, actor, handling, file=file, named=named)
    entry = entries(EvidenceKind).get(kind_code)
    if entry is None or not entry.is_offered(clock.today(case.agency.zone)):
        raise RuleBroken("Choose a kind from the list.", field="kind_code")
    if not description.strip():
        raise RuleBroken("Describe the item.", field="description")
    if collected_at > clock.now():
        raise RuleBroken("The item can’t have been collected in the future.", field="collected_on")
    refuse_foreign(case, corrects)
    kept = carried_from(corrects)
    lock(case)
    item = EvidenceItem(
        case_id=case.id,
        case=case,
        n=next_part(case, EvidenceItem),
        kind_code=kind_code,
        description=description.strip(),
        collected_at=collected_at,
        collected_where=collected_where.strip(),
        collected_by=collected_by.strip() or actor.name,
        seal_number=seal_number.strip(),
        location=location.strip(),
        file=file,
        handling=int(flags | kept),
        corrects_id=corrects.id if corrects else None,
        recorded_by_id=actor.user_id,
    )
    unit_of_work.session().add(item)
    unit_of_work.session().flush()
    if by_hand.is_new(kept, flags):
        by_hand.note_mark(item, actor=actor, whose=whose, why=why)
    open_to_named(item, case, actor=actor, named=named)
    recorder.record(
        Event.EVIDENCE_RECORDED,
        obj=item,
        number=item.n,
        kind=kind_code,
        handling=item.handling,
        sha256=file.sha256 if file else None,
    )
    for follow in recorded:
        follow(item, actor)
    return item


def add_document(
    case: Case,
    *,
    actor: Actor,
    title: str,
    file: StoredFile,
    dated_on: date | None = None,
    source: str = "",
    handling: int = 0,
    corrects: Document | None = None,
    named: Sequence[User] = (),
    whose: Party | None = None,
    why: str = "",
) -> Document:
    """Add a document: a letter, a form, a record that was obtained. Numbered, never changed; marked
    as compelled it says `whose` words it holds, and `why`."""
    policy.require(actor, Action.DOCUMENT_EDIT, case)
    flags = check(case, actor, handling, file=file, named=named)
    if not title.strip():
        raise RuleBroken("Give the document a title.", field="title")
    if dated_on is not None and dated_on > clock.today(case.agency.zone):
        raise RuleBroken("The date lies in the future.", field="dated_on")
    refuse_foreign(case, corrects)
    kept = carried_from(corrects)
    lock(case)
    document = Document(
        case_id=case.id,
        case=case,
        n=next_part(case, Document),
        title=title.strip(),
        dated_on=dated_on,
        source=source.strip(),
        file=file,
        handling=int(flags | kept),
        corrects_id=corrects.id if corrects else None,
        recorded_by_id=actor.user_id,
    )
    unit_of_work.session().add(document)
    unit_of_work.session().flush()
    if by_hand.is_new(kept, flags):
        by_hand.note_mark(document, actor=actor, whose=whose, why=why)
    open_to_named(document, case, actor=actor, named=named)
    recorder.record(
        Event.EVIDENCE_RECORDED,
        obj=document,
        number=document.n,
        handling=document.handling,
        sha256=file.sha256,
    )
    return document


def refuse_foreign(case: Case, row: Any) -> None:
    """A correction points to a record of the same case."""
    if row is not None and row.case_id != case.id:
        raise RuleBroken("Choose a record of this case.", field="corrects")


def carried_from(corrected: Any) -> Handling:
    """The marks that a correction takes over whatever else it is: compelled stays compelled."""
    return Handling(corrected.handling) & COMPELLED if corrected is not None else Handling(0)
