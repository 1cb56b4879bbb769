"""The accounting of disclosures, 5 USC 552a(c): the list, its columns, and the print."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select

from jicms.access.actor import Actor
from jicms.core import clock
from jicms.documents import render
from jicms.exports.models import ExportPackage
from jicms.exports.queries import disclosures
from jicms.refdata.models_exports import ExportRecipient
from jicms.refdata.queries import entries
from jicms.web import dates
from jicms.web.exports import Column
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.paging import Key

#: Entries in one print.
PRINTED = 1_000
#: Other entries about a person, by who keeps them: called with the id of the person, the latest
#: first. Each has `key`, `case`, `disclosed_on` and the columns of an entry.
others: dict[str, Callable[[int], Sequence[Any]]] = {}


def others_about(person_id: int) -> list[Any]:
    """The entries that others keep about a person, as far as the viewer sees them."""
    return [row for entries_about in others.values() for row in entries_about(person_id)]


def state(args: Any) -> ListState:
    """The list's state from the request's URL."""
    kinds = [(row.code, row.label) for row in entries(ExportRecipient).values()]
    return ListState(
        args,
        filters=[
            Filter("from", "Released from", kind="date"),
            Filter("to", "Released to", kind="date"),
            Filter("recipient", "Recipient", choices=kinds),
        ],
        sorts=[
            Sort(
                "released",
                "Released",
                (Key(ExportPackage.released_at, desc=True), Key(ExportPackage.id, desc=True)),
            )
        ],
    )


def found(values: dict[str, Any], actor: Actor) -> Select[Any]:
    """The entries that the actor may see, as the filters have it; days are the actor's."""
    criteria = []
    if "from" in values:
        criteria.append(ExportPackage.released_at >= _at(values["from"], time.min, actor))
    if "to" in values:
        criteria.append(ExportPackage.released_at <= _at(values["to"], time.max, actor))
    if "recipient" in values:
        criteria.append(ExportPackage.recipient_code == values["recipient"])
    return disclosures(*criteria)


def _at(day: date, at: time, actor: Actor) -> datetime:
    return datetime.combine(day, at, tzinfo=ZoneInfo(actor.zone))


def nature(package: ExportPackage) -> str:
    """What was disclosed: the keys of the records."""
    return ", ".join(content.record.key for content in package.contents)


def persons(package: ExportPackage) -> str:
    """Whose records they are, as far as named."""
    return "; ".join(row.party.name for row in package.persons if row.party)


def _basis(package: Any) -> str:
    use = f": {package.routine_use.label}" if package.routine_use else ""
    return f"{package.condition.label}{use}"


COLUMNS = (
    Column("Case", "case.number"),
    Column("Package", "key"),
    Column("Released on", lambda row: dates.local(row.released_at).date()),
    Column("Handed over on", "handed_on"),
    Column("Recipient", "recipient_name"),
    Column("Kind of recipient", "recipient.label"),
    Column("Address", "recipient_address"),
    Column("Records of", persons),
    Column("Nature", nature),
    Column("Purpose", "purpose"),
    Column("Legal basis", _basis),
    Column("Citation", "condition.citation"),
    Column("Authority", "authority"),
    Column("Put together by", "made_by.name"),
    Column("Released by", "approved_by.name"),
    Column("Recalled", lambda row: row.state == "RECALLED"),
    Column("SHA-256 of the manifest", "manifest_sha256"),
)


def printed(
    packages: Sequence[ExportPackage], *, about: str, by: str, further: Sequence[Any] = ()
) -> bytes:
    """The accounting on paper; `about` says what it covers, `further` what others keep."""
    rows = [
        {
            "package": f"{row.case.number}, {row.key.lower()}",
            "date": dates.day(row.handed_on)
            if row.handed_on
            else f"{dates.day(row.released_at)} (released)",
            "recipient": f"{row.recipient_name}, {row.recipient_address}",
            "kind": row.recipient.label,
            "persons": persons(row),
            "nature": nature(row),
            "purpose": row.purpose,
            "basis": f"{_basis(row)} ({row.condition.citation}). {row.authority}",
            "recalled": row.state == "RECALLED",
        }
        for row in packages
    ]
    rows += [_further(row) for row in further]
    told = {"about": about, "by": by, "at": dates.moment(clock.now()), "rows": rows}
    return render("exports/accounting", told)


def _further(row: Any) -> dict[str, Any]:
    return {
        "package": f"{row.case.number}, {row.key}",
        "date": dates.day(row.disclosed_on),
        "recipient": f"{row.recipient_name}, {row.recipient_address}",
        "kind": "Disclosed by labor relations",
        "persons": row.party.name if row.party else "",
        "nature": row.nature,
        "purpose": row.purpose,
        "basis": f"{_basis(row)} ({row.condition.citation}). {row.authority}",
        "recalled": False,
    }
