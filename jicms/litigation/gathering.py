"""What of an action belongs into its file, and the content of each paper.

Only what the action itself holds is gathered: its letters, the material that its notice relied on,
what was served later, answers, proofs of service. Privileged notes are no record of the action and
are known to nothing here. A paper that bears a mark that shuts it is refused, whoever asks.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from jicms.cases.handling import NEVER_TO_LR, Handling
from jicms.core import clock, unit_of_work
from jicms.discipline import queries, queries_package, queries_prior, queries_steps
from jicms.discipline.models import (
    ActionLetter,
    Answer,
    AnswerKind,
    DisciplinaryAction,
    DouglasEntry,
    LetterKind,
    NoticeMaterial,
)
from jicms.discipline.models_answers import (
    AnswerExtension,
    MaterialFurnished,
    PersonnelAction,
)
from jicms.discipline.models_comparators import ComparatorSet
from jicms.discipline.models_coverage import LetterService
from jicms.discipline.models_package import NewMaterial, NewUse
from jicms.discipline.models_prior import PenaltyRange
from jicms.discipline.models_worksheets import ProposingFactor
from jicms.discipline.package import file_of
from jicms.discipline.queries_comparators import with_notice
from jicms.discipline.queue import penalty_words
from jicms.discipline.service import proposing_factors, zone_of
from jicms.evidence.models import Exhibit, Statement
from jicms.files.models import StoredFile
from jicms.investigations.models import Report
from jicms.refdata.models import DouglasFactor
from jicms.refdata.queries import label_of

HIDDEN = "It is not open to you."
#: Marks of what is in no file for a tribunal, whatever is chosen.
SHUT = NEVER_TO_LR | Handling.PRIVILEGED


@dataclass(frozen=True, slots=True)
class Found:
    """A paper of the action: its part of the file, and the row that it is."""

    part: str
    title: str
    row: Any
    dated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a paper says: a file, or a text of which a page is made."""

    file: StoredFile | None = None
    text: str = ""
    #: Why there is neither.
    lacking: str = ""


def papers(action: DisciplinaryAction) -> Iterator[Found]:
    """Every paper of the action, in the order of the file."""
    zone = zone_of(action)
    yield from _letters(action, LetterKind.NOTICE, "NOTICE", "Notice of proposed action")
    for piece in queries.material_of(action):
        yield Found("MATERIAL", _material_title(piece), piece)
    yield from _weighed(action)
    for item in queries_package.new_of(action):
        if item.use is not None and item.use.how is NewUse.SERVED:
            yield Found("MATERIAL", f"Served later: {item.title}", item, item.arrived_on)
    for answer in action.answers:
        if answer.kind is AnswerKind.NONE:
            continue
        oral = answer.kind is AnswerKind.ORAL
        by = f", written by {answer.summary_by}" if answer.summary_by else ""
        said = ("ORAL", f"Summary of the oral reply{by}") if oral else ("REPLY", "Written reply")
        yield Found(*said, answer, clock.local_date(answer.received_at, zone))
    yield from _letters(action, LetterKind.DECISION, "DECISION", "Decision")
    for served in sorted(queries.services_of(action), key=lambda row: row.id):
        kind = "notice" if served.kind is LetterKind.NOTICE else "decision"
        on = clock.local_date(served.received_at, zone)
        yield Found("SERVICE", f"Service of the {kind}", served, on)
    yield from _events(action)
    held = queries_prior.range_of(action)
    if held is not None:
        yield Found("TABLE", "Range of the table of penalties", held)
    if action.factors:
        title = "Deciding official’s worksheet of the Douglas factors"
        yield Found("SUPPORT", title, action.factors[0])


def _weighed(action: DisciplinaryAction) -> Iterator[Found]:
    """What the proposing official weighed, and with what he compared: served with the notice."""
    factors, compared = proposing_factors(action), with_notice(action)
    if factors:
        title = "Proposing official’s worksheet of the Douglas factors"
        yield Found("MATERIAL", title, factors[0], action.proposed_on)
    if compared is not None:
        yield Found("MATERIAL", "Comparators", compared, compared.seen_on)


def _events(action: DisciplinaryAction) -> Iterator[Found]:
    """Personnel action, what was furnished, and requests for more time. Never the case analysis or
    the legal review: both are work product."""
    for order in queries_steps.personnel_of(action)[-1:]:
        if order.file_id is not None:
            title = f"Notification of personnel action, {order.nature_code}"
            yield Found("ORDER", title, order, order.effective_on)
    for given in queries_steps.furnished_of(action):
        yield Found("SERVICE", "Material furnished to the employee", given, given.on)
    for asked in queries_steps.extensions_of(action):
        if asked.outcome is not None:
            title = f"Request for more time to answer, {asked.outcome.label.lower()}"
            yield Found("SUPPORT", title, asked, asked.decided_on)


def _letters(
    action: DisciplinaryAction, kind: LetterKind, part: str, title: str
) -> Iterator[Found]:
    letter = queries.letter_of(action, kind)
    day = action.proposed_on if kind is LetterKind.NOTICE else action.decided_on
    if letter is not None:
        yield Found(part, title, letter, day)


def _material_title(piece: NoticeMaterial) -> str:
    if piece.report is not None:
        return f"Report of investigation {piece.report.n:03d}: {piece.report.title}"
    if piece.exhibit is not None:
        return f"Exhibit {piece.exhibit.n}: {piece.exhibit.description}"
    if piece.document is not None:
        return f"Document {piece.document.n}: {piece.document.title}"
    return "A record that is not open to you"


#: Tables whose rows are papers, by the name that an entry keeps.
KINDS: Mapping[str, type[Any]] = {
    model.__tablename__: model
    for model in (
        *(ActionLetter, NoticeMaterial, NewMaterial, Answer, LetterService, PenaltyRange),
        *(DouglasEntry, ProposingFactor, ComparatorSet),
        *(PersonnelAction, MaterialFurnished, AnswerExtension),
    )
}


def _behind(exhibit: Any) -> Any:
    return exhibit.options(
        joinedload(Exhibit.item), joinedload(Exhibit.statement), joinedload(Exhibit.document)
    )


_LOADED: Mapping[str, Sequence[Any]] = {
    "notice_material": (
        joinedload(NoticeMaterial.report),
        joinedload(NoticeMaterial.document),
        _behind(joinedload(NoticeMaterial.exhibit)),
    ),
    "new_material": (
        joinedload(NewMaterial.document),
        _behind(joinedload(NewMaterial.exhibit)),
    ),
    "letter_service": (joinedload(LetterService.method),),
    "material_furnished": (
        joinedload(MaterialFurnished.method),
        joinedload(MaterialFurnished.service).joinedload(LetterService.method),
        selectinload(MaterialFurnished.pieces),
    ),
}


def rows_of(
    action: DisciplinaryAction, names: Iterable[tuple[str, int]]
) -> Mapping[tuple[str, int], Any]:
    """The rows behind entries, within their action and the viewer's sight: one question a table."""
    wanted: dict[str, set[int]] = {}
    for entity, key in names:
        wanted.setdefault(entity, set()).add(key)
    found: dict[tuple[str, int], Any] = {}
    for entity, model in KINDS.items():
        if keys := wanted.get(entity):
            rows = select(model).where(model.id.in_(keys), model.action_id == action.id)
            rows = rows.options(*_LOADED.get(entity, ()))
            found |= {(entity, row.id): row for row in unit_of_work.session().scalars(rows)}
    return found


def is_hidden(row: Any) -> bool:
    """Whether what the row points to is not open to the viewer."""
    if not isinstance(row, NoticeMaterial | NewMaterial):
        return False
    own = getattr(row, "file_id", None) or getattr(row, "text", "")
    names = ("report", "exhibit", "document")
    return not own and all(getattr(row, name, None) is None for name in names)


def shut(row: Any) -> bool:
    """Whether the row, or the record behind it, bears a mark that no file for a tribunal may."""
    found = [row, *(getattr(row, name, None) for name in ("report", "exhibit", "document"))]
    exhibit = getattr(row, "exhibit", None)
    if exhibit is not None:
        found.append(exhibit.source)
    marks = [Handling(getattr(one, "handling", 0) or 0) for one in found if one is not None]
    return any(mark & SHUT for mark in marks)


def content_of(action: DisciplinaryAction, row: Any) -> Content:
    """What a paper says."""
    if isinstance(row, NoticeMaterial | NewMaterial):
        return _of_record(row)
    if isinstance(row, LetterService):
        return Content(file=row.proof_file, text=_service(action, row))
    if isinstance(row, MaterialFurnished):
        return Content(file=row.proof_file, text=_given(row))
    if isinstance(row, AnswerExtension):
        return Content(file=row.file or row.request_file, text=_more_time(row))
    text = _made_text(action, row)
    return Content(text=text) if text else Content(row.file, getattr(row, "summary", ""))


def _made_text(action: DisciplinaryAction, row: Any) -> str:
    """What is told of a record that has no paper of its own; "" of any other."""
    if isinstance(row, PenaltyRange):
        return _range(row)
    if isinstance(row, DouglasEntry):
        return _factors(action.factors)
    if isinstance(row, ProposingFactor):
        return _factors(proposing_factors(action))
    return _compared(row) if isinstance(row, ComparatorSet) else ""


def _of_record(row: Any) -> Content:
    record = getattr(row, "report", None) or row.exhibit or row.document
    if record is None:
        file, text = getattr(row, "file", None), getattr(row, "text", "")
        return Content(file, text, HIDDEN if file is None and not text else "")
    file = file_of(record)
    source = record.source if hasattr(record, "source") and not isinstance(record, Report) else None
    if file is not None:
        return Content(file=file)
    if isinstance(source, Statement) and source.text.strip():
        return Content(text=source.text)
    if isinstance(record, Report) and record.body.strip():
        return Content(text=record.body)
    return Content(lacking="It has no file: a physical item, kept with the evidence.")


def _service(action: DisciplinaryAction, row: LetterService) -> str:
    at = row.received_at.astimezone(ZoneInfo(zone_of(action)))
    lines = [
        f"Letter: {row.kind.value.lower()}",
        f"Method: {row.method.label}",
        f"Sent on: {row.sent_on:%m/%d/%Y}" if row.sent_on else "",
        f"Attempted on: {row.attempted_on:%m/%d/%Y}" if row.attempted_on else "",
        f"Counts as received: {at:%m/%d/%Y %H:%M %Z}",
        f"Reckoning: {row.reckoning}",
        f"Proof: {row.proof}" if row.proof else "",
    ]
    return "\n".join(line for line in lines if line)


def _given(row: MaterialFurnished) -> str:
    method = row.service.method if row.service is not None else row.method
    lines = [
        f"Furnished on: {row.on:%m/%d/%Y}",
        f"To: {row.recipient} ({row.to.label.lower()})",
        f"Method: {method.label}" if method is not None else "",
        "With the notice" if row.service is not None else "",
        f"Items: {', '.join(piece.label for piece in row.pieces)}",
        f"Proof: {row.proof}" if row.proof else "",
    ]
    return "\n".join(line for line in lines if line)


def _more_time(row: AnswerExtension) -> str:
    lines = [
        f"Asked on: {row.asked_on:%m/%d/%Y}" if row.asked_on else "Not asked for",
        f"Reason given: {row.asked_reason}" if row.asked_reason else "",
        f"Outcome: {row.outcome.label.lower()}" if row.outcome else "",
        f"Until: {row.until:%m/%d/%Y}" if row.until else "",
        f"Decided by: {row.decided_by}" if row.decided_by else "",
        f"Reason: {row.reason}" if row.reason else "",
    ]
    return "\n".join(line for line in lines if line)


def _range(row: PenaltyRange) -> str:
    lines = [
        f"Offense: {row.offense}",
        f"Lower end: {row.low}",
        f"Upper end: {row.high}",
        f"Outside the range: {row.outside.lower()}. {row.reason}" if row.outside else "",
    ]
    return "\n".join(line for line in lines if line)


def _compared(kept: ComparatorSet) -> str:
    """The outcomes as they were seen, without whom they concern."""
    near = {True: "near", False: "agency-wide"}
    lines = [
        f"{row.place}. {penalty_words(row.final_code, row.final_days)}, FY{row.fiscal_year},"
        f" {near[row.is_near]}; the officials knew of it: {'yes' if row.known else 'no'}."
        f" {row.known_note}".rstrip()
        for row in kept.rows
    ]
    looked = f"{kept.near_total + kept.agency_total} outcomes, {kept.years} years back."
    return "\n".join([f"Seen on {kept.seen_on:%m/%d/%Y}: {looked}", *lines])


def _factors(rows: Sequence[DouglasEntry | ProposingFactor]) -> str:
    return "\n\n".join(
        f"{label_of(DouglasFactor, row.factor_code)}:"
        f" {row.weight.value.replace('_', ' ').lower()}\n{row.text}"
        for row in rows
    )
