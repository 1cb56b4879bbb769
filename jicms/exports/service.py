"""Writes: an export package is put together by one person and released by another."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases import service as cases
from jicms.cases.models import Case, Party
from jicms.core import clock, unit_of_work
from jicms.core.errors import DomainError, RuleBroken, Stale, TransitionRefused
from jicms.custody import service as custody
from jicms.evidence.models import EvidenceItem
from jicms.exports import building, choosing
from jicms.exports.models import (
    ExportContent,
    ExportPackage,
    ExportPerson,
    ExportState,
)
from jicms.exports.workflow import EXPORT
from jicms.files import service as files
from jicms.investigations.models import Report
from jicms.prosecution.models import ProsecutionReferral
from jicms.refdata.mixin import CodeMixin
from jicms.refdata.models import DisclosureCondition, RoutineUse
from jicms.refdata.models_exports import ExportRecipient
from jicms.refdata.queries import entries

#: The condition of 5 USC 552a(b) that has to cite a routine use.
ROUTINE = "B_3"
MOST_RECORDS = 500
#: What the chain of an item says. For whom it was is told with the package: whoever may not see
#: another record in it must not read of it here.
COPIED = "Verified copy, released with an export package"
TELL = "The failure was recorded. Tell the evidence custodian."
#: Called as fn(package, actor) with a package that was just released, or handed over.
when_released: list[Callable[[ExportPackage, Actor], None]] = []
when_handed_over: list[Callable[[ExportPackage, Actor], None]] = []


class Damaged(DomainError):
    """A file of the package is not what was received."""

    status = 500


@dataclass(frozen=True, slots=True)
class Addressed:
    """Whom a package is for, and what allows it."""

    recipient_code: str
    recipient_name: str
    recipient_address: str
    condition_code: str
    authority: str
    purpose: str
    routine_use_code: str | None = None
    order_reference: str = ""
    referral: ProsecutionReferral | None = None
    persons: Sequence[Party] = ()


def prepare(case: Case, told: Addressed, *, actor: Actor) -> ExportPackage:
    """Begin a package: recipient, basis, purpose. What goes is chosen next. Raises `RuleBroken`."""
    policy.require(actor, Action.EXPORT_MAKE, case)
    _refuse_wrong(case, told)
    if actor.user_id is None:
        raise RuleBroken("Somebody with an account puts a package together.")
    cases.lock(case)
    package = ExportPackage(
        case=case, n=cases.next_part(case, ExportPackage), made_by_id=actor.user_id
    )
    _take_over(package, told)
    unit_of_work.session().add(package)
    unit_of_work.session().flush()
    _record(Event.EXPORT_PREPARED, package)
    return package


def readdress(package: ExportPackage, told: Addressed, *, actor: Actor) -> None:
    """Change for whom a draft is and on which basis. What may not go there is refused by name."""
    policy.require(actor, Action.EXPORT_EDIT, package)
    _refuse_unless_draft(package)
    _refuse_wrong(package.case, told)
    _take_over(package, told)
    unit_of_work.session().flush()
    refused = choosing.refusals(package)
    if refused:
        raise RuleBroken(["Take these out of the package first.", *refused], field="recipient_code")
    _record(Event.EXPORT_PREPARED, package)


def choose(package: ExportPackage, values: Collection[str], *, actor: Actor) -> None:
    """Set what a draft holds: values of `choosing.candidates`. One record goes once.

    What the actor doesn't see and what doesn't exist are refused alike. Raises `RuleBroken`.
    """
    policy.require(actor, Action.EXPORT_EDIT, package)
    _refuse_unless_draft(package)
    known = {row.value: row for row in choosing.candidates(package)}
    if not set(values) <= known.keys():
        raise RuleBroken("Choose records from the list.", field="records")
    chosen = _once([row for value, row in known.items() if value in values])
    if len(chosen) > MOST_RECORDS:
        raise RuleBroken(f"Choose at most {MOST_RECORDS} records.", field="records")
    said = [f"{row.label}. {sentence}" for row in chosen for sentence in row.shut]
    if said:
        raise RuleBroken(said, field="records")
    session = unit_of_work.session()
    for old in list(package.contents):
        session.delete(old)
    session.flush()
    session.expire(package, ["contents"])
    for place, row in enumerate(chosen, start=1):
        session.add(_content(package, place, row))
    package.chosen_at = clock.now()
    session.flush()
    session.expire(package, ["contents"])
    _record(Event.EXPORT_CONTENTS_CHOSEN, package, records=len(chosen))


def _once(rows: list[choosing.Candidate]) -> list[choosing.Candidate]:
    """Without the records that go as an exhibit already."""
    exhibited = {row.record for row in rows if row.exhibit is not None}
    return [row for row in rows if row.exhibit is not None or row.record not in exhibited]


def _content(package: ExportPackage, place: int, row: choosing.Candidate) -> ExportContent:
    made = ExportContent(package=package, case_id=package.case_id, place=place, exhibit=row.exhibit)
    column = "report" if isinstance(row.record, Report) else row.record.__tablename__
    setattr(made, {"evidence_item": "item"}.get(column, column), row.record)
    return made


def ask(package: ExportPackage, *, actor: Actor) -> None:
    """Ask somebody else to release a draft. Raises `RuleBroken` for what can't go."""
    policy.require(actor, Action.EXPORT_EDIT, package)
    _refuse_contents(package)
    EXPORT.apply(package, "ask", actor=actor)
    _record(Event.EXPORT_ASKED, package)


def give_back(package: ExportPackage, *, actor: Actor, reason: str) -> None:
    """Return a package to who made it, with the reason."""
    EXPORT.apply(package, "give_back", actor=actor, reason=reason)
    _record(Event.EXPORT_RETURNED, package)


def refuse_release(package: ExportPackage, *, actor: Actor) -> None:
    """Raise unless the actor may release the package as it is. Reads alone."""
    policy.require(actor, Action.EXPORT_RELEASE, package)
    if package.state is not ExportState.ASKED:
        raise TransitionRefused(f"{package.key} does not wait for a release any more.")
    _refuse_contents(package)
    waiting = [row.key for row in _copied(package) if custody.pending_of(row) is not None]
    if waiting:
        raise RuleBroken(
            f"{', '.join(waiting)}: a step of custody waits to be confirmed. A copy is recorded in"
            " the chain once it is settled."
        )


def release(package: ExportPackage, made: building.Made, *, version: int, actor: Actor) -> None:
    """Release a package with what was made of it, once: its digest stands, and the chain of each
    item whose file is in it says so. `releasing` reads and makes before. Raises `Stale` where the
    package is no more at `version`, of which it was made, `RuleBroken` for what can't go."""
    parts = files.enter(made.parts)  # rolled back, they go from the disk
    cases.lock(package.case)
    unit_of_work.hold(package)
    if package.version != version:
        raise Stale({})
    refuse_release(package, actor=actor)
    together = {
        "approved_by_id": actor.user_id,
        "released_at": made.at,
        "manifest_sha256": made.digest,
        "parts_id": parts.id,
    }
    EXPORT.apply(package, "release", actor=actor, together=together)
    for item in _copied(package):
        custody.record_copy(item, actor=actor, purpose=COPIED)
    for follow in when_released:
        follow(package, actor)
    _record(Event.EXPORT_RELEASED, package, manifest=made.digest, records=len(package.contents))


def _copied(package: ExportPackage) -> list[EvidenceItem]:
    """The items whose file goes; of one without a file no copy is made."""
    items = {row.item.id: row.item for row in package.contents if row.item is not None}
    return [item for item in items.values() if item.file_id is not None]


def hand_over(package: ExportPackage, *, actor: Actor, on: date, how: str) -> None:
    """Record the day on which the recipient got a released package, and how."""
    policy.require(actor, Action.EXPORT_MAKE, package)
    unit_of_work.hold(package)
    if package.state is not ExportState.RELEASED:
        raise TransitionRefused(f"{package.key} is not released.")
    if package.handed_on is not None:
        raise TransitionRefused(f"{package.key} was handed over already.")
    assert package.released_at is not None
    zone = package.case.agency.zone
    if on > clock.today(zone):
        raise RuleBroken("This day lies in the future.", field="on")
    if on < clock.local_date(package.released_at, zone):
        raise RuleBroken("It was released later than that.", field="on")
    if not how.strip():
        raise RuleBroken("Write how it was handed over.", field="how")
    package.handed_on, package.handed_how = on, how.strip()
    unit_of_work.session().flush()
    _record(Event.EXPORT_HANDED_OVER, package, on=on)
    for follow in when_handed_over:
        follow(package, actor)


def cancel(package: ExportPackage, *, actor: Actor, reason: str) -> None:
    """End a package that was not released."""
    EXPORT.apply(package, "cancel", actor=actor, reason=reason)
    _record(Event.EXPORT_ENDED, package, state=package.state)


def recall(package: ExportPackage, *, actor: Actor, reason: str) -> None:
    """Note that a released package was called back. It can't be downloaded any more; its entry in
    the accounting stands."""
    EXPORT.apply(package, "recall", actor=actor, reason=reason)
    _record(Event.EXPORT_ENDED, package, state=package.state)


def refuse_download(package: ExportPackage, *, actor: Actor) -> None:
    """Raise unless the package may be downloaded now: released, every record may still go, and
    every file of it is what was received."""
    policy.require(actor, Action.EXPORT_MAKE, package)
    if package.state is not ExportState.RELEASED:
        raise TransitionRefused(f"{package.key} is not released.")
    _refuse_contents(package)
    broken = building.damaged(building.files_in(package))
    if broken is not None:
        raise Damaged(f"{broken}: the file failed its integrity check. Nothing was sent.", TELL)


def _refuse_contents(package: ExportPackage) -> None:
    if not package.contents:
        raise RuleBroken("Choose what goes into the package first.")
    refused = choosing.refusals(package)
    if refused:
        raise RuleBroken(refused)


def _refuse_unless_draft(package: ExportPackage) -> None:
    unit_of_work.hold(package)
    if package.state is not ExportState.DRAFT:
        raise TransitionRefused(f"{package.key} is no draft any more.")


def _refuse_wrong(case: Case, told: Addressed) -> None:
    lists: tuple[tuple[type[CodeMixin], str | None, str, str], ...] = (
        (ExportRecipient, told.recipient_code, "recipient_code", "Choose who receives it."),
        (DisclosureCondition, told.condition_code, "condition_code", "Choose the legal basis."),
        (RoutineUse, told.routine_use_code, "routine_use_code", "Choose the routine use."),
    )
    today = clock.today(case.agency.zone)
    for model, code, field, sentence in lists:
        known = entries(model).get(code or "")
        if code and (known is None or not known.is_offered(today)):
            raise RuleBroken(sentence, field=field)
    if (told.condition_code == ROUTINE) != bool(told.routine_use_code):
        said = (
            "A routine use has to be named."
            if told.condition_code == ROUTINE
            else "Only the basis “Routine use” takes a routine use."
        )
        raise RuleBroken(said, field="routine_use_code")
    for text, field, sentence in (
        (told.recipient_name, "recipient_name", "Write who receives it."),
        (told.recipient_address, "recipient_address", "Write the recipient’s office and address."),
        (told.authority, "authority", "Write what asks for it or allows it."),
        (told.purpose, "purpose", "Write the purpose."),
    ):
        if not text.strip():
            raise RuleBroken(sentence, field=field)
    if told.referral is not None and told.referral.case_id != case.id:
        raise RuleBroken("Choose a prosecutor of this case.", field="referral")
    if any(party.case_id != case.id for party in told.persons):
        raise RuleBroken("Choose people of this case.", field="persons")


def _take_over(package: ExportPackage, told: Addressed) -> None:
    package.recipient_code = told.recipient_code
    package.recipient_name = told.recipient_name.strip()
    package.recipient_address = told.recipient_address.strip()
    package.condition_code = told.condition_code
    package.routine_use_code = told.routine_use_code or None
    package.authority = told.authority.strip()
    package.order_reference = told.order_reference.strip()
    package.purpose = told.purpose.strip()
    package.referral = told.referral
    wanted = {party.id: party for party in told.persons}
    for row in list(package.persons):
        if wanted.pop(row.party_id, None) is None:
            package.persons.remove(row)
            unit_of_work.session().delete(row)
    for party in wanted.values():
        package.persons.append(ExportPerson(case_id=package.case.id, party=party))


def _record(event: Event, package: ExportPackage, **detail: Any) -> None:
    recorder.record(event, obj=package, number=package.n, **detail)
