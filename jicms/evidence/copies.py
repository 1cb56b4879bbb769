"""The copy of an approved report that is handed out: with its exhibits, numbered, and locked.

It holds the exhibits that its maker may see and no other: labor relations, for one, those that were
released with the referral. What labor relations never gets (grand jury, prosecutor only) is in no
copy, whoever makes it. For all these a sheet says that they are not part of it.
"""

from dataclasses import dataclass

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.handling import NEVER_TO_LR, Handling
from jicms.core import crypto
from jicms.documents import render
from jicms.documents.binding import Bound, Insert, bind
from jicms.evidence import queries
from jicms.evidence.models import Exhibit, Statement
from jicms.evidence.reporting import date_of
from jicms.evidence.service.exhibits import numbers_of
from jicms.files.errors import NotReleased
from jicms.files.models import StoredFile
from jicms.files.service import open_stream, require_released
from jicms.investigations import bodies
from jicms.investigations.assembling import day
from jicms.investigations.models import Report
from jicms.investigations.queries_sections import body_of
from jicms.web.filters import size

_APART = "This exhibit is not part of this copy."
#: Larger files are handed out by themselves.
LARGEST = 100 * 1024**2


@dataclass(frozen=True, slots=True)
class Draft:
    """What goes into a copy, read in one transaction; `bind` needs none."""

    body: bytes
    inserts: list[Insert]
    number: str
    #: The numbers of the exhibits that are in it.
    exhibits: list[int]


def gather(report: Report) -> Draft:
    """Read the approved body, and every exhibit that the actor may see."""
    body, inserts = body_of(report), []
    content = _read(body.file) if body is not None else bodies.preview(report)
    if report.file is not None:
        inserts.append(_of_file("Report as uploaded", [], report.file))
    rows = queries.exhibits_of(report)
    seen = {row.n: row for row in rows if not Handling(row.handling) & NEVER_TO_LR}
    inserts += [_of_exhibit(n, seen.get(n), report) for n in numbers_of(report)]
    shown = [n for n, row in seen.items() if row.source is not None]
    return Draft(content, inserts, f"{report.case.number}-{report.key}", shown)


def make(draft: Draft, *, by: str, at: str, password: str) -> Bound:
    """Bind it: who made the copy and when stands on each page. Raises RuleBroken."""
    note = f"Copy made by {by}, {at}"
    return bind(draft.body, draft.inserts, number=draft.number, note=note, password=password)


def record(report: Report, draft: Draft, bound: Bound, *, actor: Actor) -> None:
    """Tell the trail of the copy, by its hash, before it goes out."""
    policy.require(actor, Action.REPORT_READ, report)
    recorder.record(
        Event.REPORT_COPIED,
        obj=report,
        case=report.case_id,
        number=report.n,
        exhibits=draft.exhibits,
        pages=bound.pages,
        first=bound.first,
        last=bound.last,
        sha256=crypto.digest(bound.content),
    )


def _of_exhibit(n: int, exhibit: Exhibit | None, report: Report) -> Insert:
    heading = f"Exhibit {n}"
    if exhibit is None or exhibit.source is None:
        return Insert(heading, [], missing=_APART)
    source, zone = exhibit.source, report.case.agency.zone
    facts = [
        ("Description", exhibit.description),
        ("Pages", exhibit.pages),
        ("Source", source.key),
        ("Date", day(date_of(source), zone)),
    ]
    if source.file is not None:
        return _of_file(heading, facts, source.file)
    if isinstance(source, Statement) and source.text.strip():
        said = {"title": f"Statement {source.key}", "text": source.text}
        text = render("documents/text", said | {"reference": report.case.number})
        return Insert(heading, facts, content=text, content_type="application/pdf")
    return Insert(heading, facts, missing="A physical item, kept with the evidence.")


def _of_file(heading: str, facts: list[tuple[str, str]], file: StoredFile) -> Insert:
    facts = [*facts, ("File", f"{file.content_type}, {size(file.size)}"), ("SHA-256", file.sha256)]
    if file.size > LARGEST:
        return Insert(heading, facts, missing="Too large to be bound in: handed out by itself.")
    try:
        require_released(file)
    except NotReleased:
        return Insert(heading, facts, missing="Held back by the malware check.")
    if not file.content_type.startswith(("application/pdf", "image/")):
        return Insert(heading, facts)
    return Insert(heading, facts, content=_read(file), content_type=file.content_type)


def _read(file: StoredFile) -> bytes:
    with open_stream(file) as stream:
        return b"".join(stream)
