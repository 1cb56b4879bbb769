"""Who came to know a compelled statement by an export package: its maker and whom it went to."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.audit.events import Event
from jicms.audit.models import AuditEvent
from jicms.auth.models import User
from jicms.core import unit_of_work
from jicms.evidence import exposure, marks
from jicms.evidence.exposure import Exposure
from jicms.evidence.service.derived import Name
from jicms.exports.models import ExportContent, ExportPackage
from jicms.exports.rules import effect_in_words
from jicms.investigations.guards import whole

_COLUMNS = {
    "evidence_item": ExportContent.item_id,
    "statement": ExportContent.statement_id,
    "document": ExportContent.document_id,
    "report": ExportContent.report_id,
    "exhibit": ExportContent.exhibit_id,
}


def by_packages(names: set[Name]) -> Iterable[Exposure]:
    """The packages that were released with one of the records."""
    for entity, column in _COLUMNS.items():
        ids = {key for table, key in names if table == entity}
        if not ids:
            continue
        found = unit_of_work.session().execute(
            whole(
                select(ExportPackage, column)
                .join(ExportContent, ExportContent.package_id == ExportPackage.id)
                .where(column.in_(ids), ExportPackage.released_at.is_not(None))
                .options(joinedload(ExportPackage.made_by))
            )
        )
        rows = found.all()
        taken = _taken([package.id for package, _key in rows])
        for package, key in rows:
            assert key is not None
            what, at = (entity, key), package.released_at
            for user_id, name, when in taken.get(package.id, ()):
                yield Exposure(user_id, name, "Took out a package", what, when)
            yield Exposure(None, package.recipient_name, "Received in a package", what, at)
            yield Exposure(package.made_by_id, package.made_by.name, "Put into a package", what, at)


def _taken(packages: list[int]) -> dict[int, list[tuple[int, str, datetime]]]:
    """Who downloaded each package, and when."""
    rows = unit_of_work.session().execute(
        whole(
            select(AuditEvent.entity_id, User.id, User.name, AuditEvent.at)
            .join(User, User.id == AuditEvent.user_id)
            .join(ExportPackage, ExportPackage.id == AuditEvent.entity_id)
            .where(
                AuditEvent.case_id == ExportPackage.case_id,
                AuditEvent.entity == ExportPackage.__tablename__,
                AuditEvent.entity_id.in_(packages),
                AuditEvent.event == Event.EXPORT_STARTED,
            )
        )
    )
    found: dict[int, list[tuple[int, str, datetime]]] = {}
    for key, user_id, name, at in rows:
        if key is not None:
            found.setdefault(key, []).append((user_id, name, at))
    return found


def register() -> None:
    """Add it to what the exposure list knows, and its rules to the table of marks."""
    if by_packages not in exposure.sources:
        exposure.sources.append(by_packages)
        marks.export_rules.append(effect_in_words)
