"""When a letter counts as received: recorded, refused, or presumed from its mailing; and the proof.

The methods and what each counts from are a code list; the days of the presumption are a rule of the
calendar, `PRESUMED_RECEIPT`.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from jicms.access.actor import Actor
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.deadlines import engine
from jicms.deadlines import queries as clocks
from jicms.deadlines import service as deadlines
from jicms.deadlines.models import ClockSide
from jicms.deadlines.service import ClockPlan
from jicms.discipline.models import DisciplinaryAction, LetterKind
from jicms.discipline.models_coverage import LetterService
from jicms.discipline.service.actions import zone_of
from jicms.files.models import StoredFile
from jicms.refdata.models import ServiceMethod
from jicms.refdata.models_discipline import ReceiptBasis
from jicms.refdata.queries import entries, facts
from jicms.web.dates import day as in_words


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is known of how a letter travelled, and what proves it."""

    method_code: str
    received_at: datetime | None = None
    sent_on: date | None = None
    attempted_on: date | None = None
    proof: str = ""
    proof_file: StoredFile | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """When it counts as received, on what ground, and how that was worked out."""

    at: datetime
    basis: ReceiptBasis
    reckoning: str


def receipt_of(
    action: DisciplinaryAction,
    delivery: Delivery,
    *,
    letter_on: date | None,
    letter: str = "The letter is of",
) -> Receipt:
    """When the letter of `letter_on` counts as received; raises `RuleBroken` at the field. `letter`
    is said of what was served before that day."""
    method = _method(action, delivery)
    _check_order(action, delivery, letter_on, letter)
    found = _RECKON[method.counts_from](action, delivery, method)
    zone = zone_of(action)
    if found.at > clock.now():
        raise RuleBroken(f"Receipt lies in the future. {found.reckoning}", field=_field(found))
    day = clock.local_date(found.at, zone)
    if letter_on is not None and day < letter_on:
        raise RuleBroken(f"{letter} {in_words(letter_on)}.", field=_field(found))
    if method.needs_proof and not delivery.proof.strip() and delivery.proof_file is None:
        raise RuleBroken(
            f"{method.label} needs proof: describe it, or add it as a file.", field="proof"
        )
    return found


def _field(found: Receipt) -> str:
    return {
        ReceiptBasis.RECEIVED: "received_on",
        ReceiptBasis.ATTEMPTED: "attempted_on",
        ReceiptBasis.PRESUMED: "sent_on",
    }[found.basis]


def _method(action: DisciplinaryAction, delivery: Delivery) -> Any:
    offered = entries(ServiceMethod).get(delivery.method_code)
    if offered is None or not offered.is_offered(clock.today(zone_of(action))):
        raise RuleBroken("Choose how it was delivered.", field="method_code")
    return facts(ServiceMethod)[delivery.method_code]


def _check_order(
    action: DisciplinaryAction, delivery: Delivery, letter_on: date | None, letter: str
) -> None:
    """Written, sent, attempted, received: in this order."""
    received = delivery.received_at
    received_on = clock.local_date(received, zone_of(action)) if received is not None else None
    last, what = letter_on, letter
    for name, on, said in (
        ("sent_on", delivery.sent_on, "It was sent on"),
        ("attempted_on", delivery.attempted_on, "Delivery was attempted on"),
        ("received_on", received_on, "It was received on"),
    ):
        if on is None:
            continue
        if last is not None and on < last:
            raise RuleBroken(f"{what} {in_words(last)}.", field=name)
        last, what = on, said


def _recorded(_action: DisciplinaryAction, delivery: Delivery, method: Any) -> Receipt:
    if delivery.received_at is None:
        raise RuleBroken("Enter when it was received.", field="received_on")
    said = f"Receipt as recorded: {method.label.lower()}."
    return Receipt(delivery.received_at, ReceiptBasis.RECEIVED, said)


def _attempted(action: DisciplinaryAction, delivery: Delivery, _method: Any) -> Receipt:
    if delivery.attempted_on is None:
        raise RuleBroken("Enter when delivery was attempted.", field="attempted_on")
    said = (
        f"Delivery attempted on {in_words(delivery.attempted_on)} and refused or not collected: "
        "that day counts (5 CFR 1201.22(b)(3))."
    )
    return Receipt(end_of(delivery.attempted_on, action), ReceiptBasis.ATTEMPTED, said)


def _presumed(action: DisciplinaryAction, delivery: Delivery, method: Any) -> Receipt:
    if delivery.received_at is not None:
        return _recorded(action, delivery, method)
    if delivery.sent_on is None:
        raise RuleBroken("Enter when it was sent.", field="sent_on")
    code, case = method.presumption_rule, action.case
    plan = ClockPlan(code, {"sent": delivery.sent_on}, ClockSide.DISCIPLINE)
    result = deadlines.preview(plan, zone=zone_of(action), case=case)
    row = clocks.pick(
        clocks.versions([code])[code],
        delivery.sent_on,
        agency_id=case.agency_id,
        case_type=case.case_type_code,
    )
    doubt = "" if row.verified else "; the number of days is not verified"
    said = (
        f"Properly addressed and sent on {in_words(delivery.sent_on)}"
        f" {row.as_rule().terms[0].text}: presumed received on {in_words(result.due_on)}"
        f" (5 CFR 1201.22(b)(3){doubt})."
    )
    return Receipt(end_of(result.due_on, action), ReceiptBasis.PRESUMED, said)


_RECKON = {
    ReceiptBasis.RECEIVED: _recorded,
    ReceiptBasis.ATTEMPTED: _attempted,
    ReceiptBasis.PRESUMED: _presumed,
}


def end_of(day: date, action: DisciplinaryAction) -> datetime:
    """The last minute of a day: hours that count from a day alone count from its end."""
    zone = ZoneInfo(engine.zone_of(zone_of(action)).key)
    return datetime.combine(day, time(23, 59), tzinfo=zone).astimezone(clock.now().tzinfo)


def keep_service(
    action: DisciplinaryAction,
    kind: LetterKind,
    delivery: Delivery,
    found: Receipt,
    *,
    actor: Actor,
) -> LetterService:
    """Keep how a letter was served, with its proof; it never changes."""
    row = LetterService(
        action=action,
        case_id=action.case_id,
        kind=kind,
        method_code=delivery.method_code,
        sent_on=delivery.sent_on,
        attempted_on=delivery.attempted_on,
        received_at=found.at,
        basis=found.basis,
        reckoning=found.reckoning,
        proof=delivery.proof.strip(),
        proof_file=delivery.proof_file,
        recorded_by_id=actor.user_id,
    )
    unit_of_work.session().add(row)
    unit_of_work.session().flush()
    return row
