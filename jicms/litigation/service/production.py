"""The file for a tribunal: begun, put together, and closed when it was made. Nothing commits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, Stale, TransitionRefused
from jicms.discipline.models import AnswerKind, DisciplinaryAction
from jicms.discipline.service import today_of
from jicms.discipline.service.whole import next_number
from jicms.files.models import StoredFile
from jicms.files.service import Received, enter, require_released
from jicms.litigation import gathering
from jicms.litigation.gathering import Found
from jicms.litigation.models_production import (
    Production,
    ProductionEntry,
    ProductionState,
    ProductionVolume,
)
from jicms.litigation.service.accounting import Sent, account
from jicms.refdata.models_litigation import FilePart, ProductionForum
from jicms.refdata.queries import entries

MOST_ENTRIES = 500


@dataclass(frozen=True, slots=True)
class Addressed:
    """For which tribunal a file is."""

    forum_code: str
    recipient_name: str
    recipient_address: str
    docket: str = ""
    megabytes: int | None = None


@dataclass(frozen=True, slots=True)
class MadeVolume:
    """A volume that was made and has no row yet."""

    received: Received
    pages: int
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Made:
    """Everything of a file that was made: its volumes, its manifest and the manifest's digest."""

    volumes: Sequence[MadeVolume]
    manifest: dict[str, Any]
    sha256: str

    def drop(self) -> None:
        """Remove the volumes: the file is not made after all."""
        for volume in self.volumes:
            volume.received.drop()


def begin(action: DisciplinaryAction, told: Addressed, *, actor: Actor) -> Production:
    """Begin a file with every paper of the action."""
    policy.require(actor, Action.LITIGATION_EDIT, action)
    forum = entries(ProductionForum).get(told.forum_code)
    if forum is None or not forum.is_offered(today_of(action)):
        raise RuleBroken("Choose the tribunal.", field="forum_code")
    unit_of_work.hold(action)
    session = unit_of_work.session()
    row = session.get_one(ProductionForum, told.forum_code)
    made = Production(
        action=action,
        case_id=action.case_id,
        n=next_number(Production, action_id=action.id),
        forum_code=told.forum_code,
        recipient_name=told.recipient_name.strip(),
        recipient_address=told.recipient_address.strip(),
        docket=told.docket.strip(),
        megabytes=told.megabytes or row.megabytes,
        begun_by_id=actor.user_id,
    )
    session.add(made)
    session.flush()
    _gather(made)
    recorder.record(Event.PRODUCTION_BEGUN, obj=made, number=made.n, entries=len(made.entries))
    return made


def gather(production: Production, *, actor: Actor) -> int:
    """Add the papers that came to the action since; how many."""
    _changing(production, actor)
    before = len(production.entries)
    _gather(production)
    added = len(production.entries) - before
    _changed(production, added=added)
    return added


def _gather(production: Production) -> None:
    held = {(row.entity, row.entity_id) for row in production.entries}
    for found in gathering.papers(production.action):
        name = (found.row.__tablename__, found.row.id)
        if name in held or gathering.shut(found.row):
            continue
        _add(production, found, name)
    unit_of_work.session().flush()


def _add(
    production: Production, paper: Found, name: tuple[str, int], file: StoredFile | None = None
) -> ProductionEntry:
    if len(production.entries) >= MOST_ENTRIES:
        raise RuleBroken(f"A file holds at most {MOST_ENTRIES} papers.")
    entry = ProductionEntry(
        action=production.action,
        case_id=production.case_id,
        n=max((row.n for row in production.entries), default=0) + 1,
        place=max((row.place for row in production.entries), default=0) + 1,
        part_code=paper.part,
        title=paper.title[:300],
        dated_on=paper.dated_on,
        entity=name[0],
        entity_id=name[1],
        file=file,
    )
    production.entries.append(entry)
    return entry


def add_paper(
    production: Production,
    *,
    actor: Actor,
    part_code: str,
    title: str,
    dated_on: date | None,
    file: StoredFile,
) -> ProductionEntry:
    """A paper that is no record of the action, such as the SF-50."""
    _changing(production, actor)
    if part_code not in entries(FilePart):
        raise RuleBroken("Choose the part of the file.", field="part_code")
    if not title.strip():
        raise RuleBroken("Write what it is.", field="title")
    require_released(file)
    paper = Found(part_code, title.strip(), file, dated_on)
    entry = _add(production, paper, ("stored_file", file.id), file)
    unit_of_work.session().flush()
    _changed(production, added=1)
    return entry


def change_entry(
    entry: ProductionEntry, *, actor: Actor, part_code: str, included: bool, reason: str
) -> None:
    """Put a paper in or leave it out, which needs a reason; move it to another part."""
    _changing(entry.production, actor)
    if part_code not in entries(FilePart):
        raise RuleBroken("Choose the part of the file.", field="part_code")
    if not included and not reason.strip():
        raise RuleBroken("Write why it is left out.", field="reason")
    entry.included, entry.reason = included, "" if included else reason.strip()
    entry.part_code = part_code
    _changed(entry.production, entry=entry.n, included=included)


def move(entry: ProductionEntry, *, actor: Actor, up: bool) -> None:
    """Let a paper change its place with its neighbor in the same part."""
    _changing(entry.production, actor)
    rows = [row for row in entry.production.entries if row.part_code == entry.part_code]
    rows.sort(key=lambda row: row.place)
    at = rows.index(entry) + (-1 if up else 1)
    if not 0 <= at < len(rows):
        raise TransitionRefused("It is at the end of its part already.")
    other = rows[at]
    entry.place, other.place = other.place, entry.place
    _changed(entry.production, entry=entry.n)


def ordered(production: Production, *, whole: bool = False) -> list[ProductionEntry]:
    """The papers in the order of the file; those that were left out, only with `whole`."""
    rows = [row for row in production.entries if whole or row.included]
    return sorted(rows, key=lambda row: (row.part.sort_order, row.place))


def lacking(production: Production) -> list[str]:
    """The parts that the file must hold and does not, by name and citation."""
    held = {row.part_code for row in production.entries if row.included}
    answers = {row.kind for row in production.action.answers}
    needs = {
        "always": True,
        "answered": AnswerKind.WRITTEN in answers,
        "oral": AnswerKind.ORAL in answers,
    }
    today = today_of(production.action)
    rows = unit_of_work.session().scalars(_parts(today)).all()
    return [row.label for row in rows if needs.get(row.needed, False) and row.code not in held]


def _parts(today: date) -> Any:
    return select(FilePart).where(FilePart.offered(today)).order_by(FilePart.sort_order)


def refusals(production: Production) -> list[str]:
    """What of the file may not go, or can't be read by whoever makes it."""
    said = []
    papers = [entry for entry in ordered(production) if entry.file_id is None]
    names = [(entry.entity, entry.entity_id) for entry in papers]
    rows = gathering.rows_of(production.action, names)
    for entry, name in zip(papers, names, strict=True):
        row = rows.get(name)
        if row is None or gathering.is_hidden(row):
            said.append(f"{entry.title}: it is not open to you. Leave it out.")
        elif gathering.shut(row):
            said.append(f"{entry.title}: its marks keep it out of every file.")
    return said


def refuse_making(production: Production, *, actor: Actor, version: int, without: str) -> list[str]:
    """Raise unless the file may be made now, as its maker saw it; what it lacks."""
    policy.require(actor, Action.LITIGATION_EDIT, production)
    if production.version != version:
        raise Stale({})
    if not production.is_draft:
        raise TransitionRefused("This file was made already.")
    if not ordered(production):
        raise RuleBroken("The file holds no paper.")
    refused = refusals(production)
    if refused:
        raise RuleBroken(refused)
    missing = lacking(production)
    if missing and not without.strip():
        said = f"Missing: {', '.join(missing)}. Add it, or write why the file goes without."
        raise RuleBroken(said, field="without")
    return missing


def close(
    production: Production, made: Made, *, actor: Actor, version: int, without: str
) -> Production:
    """The file was made: it stands from now on, and is accounted for."""
    unit_of_work.hold(production)
    missing = refuse_making(production, actor=actor, version=version, without=without)
    for n, volume in enumerate(made.volumes, 1):
        production.volumes.append(
            ProductionVolume(
                action=production.action,
                case_id=production.case_id,
                n=n,
                file=enter(volume.received),
                pages=volume.pages,
                first=volume.first,
                last=volume.last,
            )
        )
    production.state, production.made_at = ProductionState.MADE, clock.now()
    production.made_by_id, production.sha256 = actor.user_id, made.sha256
    production.manifest = made.manifest
    production.pages = sum(volume.pages for volume in made.volumes)
    production.without, production.lacking = (without.strip() if missing else ""), missing
    unit_of_work.session().flush()
    account(production.action, production, _sent(production), actor=actor)
    recorder.record(
        Event.PRODUCTION_MADE,
        obj=production,
        number=production.n,
        volumes=len(production.volumes),
        pages=production.pages,
        sha256=production.sha256,
    )
    return production


def _sent(production: Production) -> Sent:
    held = len(ordered(production))
    return Sent(
        disclosed_on=today_of(production.action),
        recipient_name=f"{production.recipient_name}, {production.forum.label}",
        recipient_address=production.recipient_address,
        nature=f"File {production.n} of the action: {held} papers, {production.pages} pages",
        purpose="The agency’s file in the proceeding" + _docket(production),
        authority="5 CFR 752.203, 752.404",
        routine_use_code=production.forum.routine_use,
        files=[(f"Volume {row.n}", row.file) for row in production.volumes],
    )


def _docket(production: Production) -> str:
    return f" {production.docket}" if production.docket else ""


def _changing(production: Production, actor: Actor) -> None:
    policy.require(actor, Action.LITIGATION_EDIT, production)
    unit_of_work.hold(production)
    if not production.is_draft:
        raise TransitionRefused("This file was made: it stands as it is.")


def _changed(production: Production, **detail: Any) -> None:
    """A form that was opened before is stale from now on."""
    flag_modified(production, "docket")
    unit_of_work.session().flush()
    recorder.record(Event.PRODUCTION_CHANGED, obj=production, number=production.n, **detail)
