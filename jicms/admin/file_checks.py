"""Whether stored files are still what was received: the page, and who is told of damage.

Files are shown by their own number, without name or case: whoever may see the record that a
damaged file belongs to gets a link to it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from jicms.access.actions import Action
from jicms.access.actor import Role
from jicms.access.guard import permit
from jicms.admin.blueprint import bp
from jicms.audit.events import Event
from jicms.auth.members import everybody_who_is
from jicms.core import clock, unit_of_work
from jicms.core.ids import part
from jicms.core.types import UtcDateTime
from jicms.evidence.models import EvidenceItem
from jicms.files.models import StoredFile
from jicms.notices import kinds
from jicms.notices.following import Step, clearing, on
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import tell
from jicms.web.navigation import NavItem, main

DAMAGED = "FILE_DAMAGED"
#: A file is to be compared with its hash this often.
EVERY = timedelta(days=30)
SHOWN = 100


class Checks(NamedTuple):
    """The figures of the page."""

    files: int
    size: int
    oldest: datetime | None
    due: int


def figures() -> Checks:
    """How many files there are, and how long ago each was known to be whole."""
    known = func.coalesce(StoredFile.checked_at, StoredFile.created_at, type_=UtcDateTime())
    due = func.count().filter(known < clock.now() - EVERY)
    size = func.coalesce(func.sum(StoredFile.size), 0)
    row = unit_of_work.session().execute(select(func.count(), size, func.min(known), due)).one()
    return Checks(*row)


def damaged() -> Sequence[StoredFile]:
    """Files that are not what was received, the oldest damage first."""
    found = select(StoredFile).where(StoredFile.damaged_at.is_not(None))
    return unit_of_work.session().scalars(found.order_by(StoredFile.damaged_at).limit(SHOWN)).all()


def items_with(files: Sequence[StoredFile]) -> dict[int, EvidenceItem]:
    """By file id, the items of evidence that the viewer may see."""
    ids = [file.id for file in files]
    if not ids:
        return {}
    found = select(EvidenceItem).where(EvidenceItem.file_id.in_(ids))
    rows = unit_of_work.session().scalars(found.options(joinedload(EvidenceItem.case)))
    return {row.file_id: row for row in rows if row.file_id is not None}


@bp.get("/files")
@permit(Action.FILE_CHECKS, viewed=Event.ADMIN_VIEWED)
def file_checks() -> ResponseReturnValue:
    """How many files there are, when they were verified, and which are damaged."""
    files = damaged()
    return render_template(
        "admin/file_checks.html",
        checks=figures(),
        files=files,
        links={
            number: (
                part(row.case.number, "E", row.n),
                url_for("evidence.item", number=row.case.number, item=row.n),
            )
            for number, row in items_with(files).items()
        },
        every=EVERY.days,
    )


def on_alarm(step: Step) -> None:
    """A stored file is not what was received: whoever keeps evidence, or the machine, is told."""
    keepers = everybody_who_is(Role.EVIDENCE_CUSTODIAN, Role.ADMINISTRATOR)
    tell(DAMAGED, users=keepers, about=step.about)


def add_links(section: str) -> None:
    """The page stands in `section`, and for who keeps evidence among the records."""
    link = ("Integrity of files", "verified_user", "admin.file_checks", Action.FILE_CHECKS)
    keeper = frozenset({Role.EVIDENCE_CUSTODIAN})
    others = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
    main.add(NavItem(section, *link, order=60, roles=others))
    main.add(NavItem("Records", *link, order=90, roles=keeper))


def register() -> None:
    """Add the kind, and listen to alarms."""
    kinds.add(
        Kind(
            *(DAMAGED, "A stored file failed its integrity check", "admin.file_checks"),
            *("the file is what was received again", Group.OFFICE),
            legal=True,
            of_case=False,
        )
    )
    on(Event.FILE_ALARM, on_alarm)
    on(Event.FILE_RESTORED, clearing(DAMAGED))
