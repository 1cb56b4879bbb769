"""A report for a prosecutor on its way: an export package with the exhibits released for it and
nothing else, on the accounting of disclosures as every package is."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, find_actor
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken
from jicms.exports import choosing, service
from jicms.exports.choosing import Candidate, value_of
from jicms.exports.models import ExportContent, ExportPackage, ExportState
from jicms.exports.rules import Recipient
from jicms.exports.service import Addressed
from jicms.investigations import attachments
from jicms.investigations.attachments import Part
from jicms.investigations.models import Report, ReportStatus
from jicms.investigations.queries import report_of
from jicms.investigations.workflow import TO_PROSECUTOR
from jicms.prosecution import service as prosecution
from jicms.prosecution.line import NEXT
from jicms.prosecution.models import ProsecutionReferral, ProsecutionStatus
from jicms.refdata.models_exports import Side

PROSECUTOR = "PROSECUTOR"
_MOST = Recipient(Side.PROSECUTION, has_order=True, is_listed=True)


def transmittable(number: str, report: int) -> Report | None:
    """The report that an address names, once it is approved, if it is one for a prosecutor."""
    found = report_of(number, report)
    return found if found is not None and _goes(found) else None


def addressed(referral: ProsecutionReferral | None, told: Addressed) -> Addressed:
    """To whom it goes: where no name was typed, to whom the referral names."""
    if referral is None:
        return told
    return replace(
        told,
        referral=referral,
        recipient_name=told.recipient_name.strip() or referral.prosecutor or referral.office,
        recipient_address=told.recipient_address.strip() or referral.office,
    )


def exhibits_for(report: Report) -> list[Candidate]:
    """The exhibits of the report that the actor sees, with what keeps any of them from every
    prosecutor. An order, or the name of the prosecutor, may be asked for some of the others."""
    return [
        row
        for row in choosing.candidates_for(report.case, _MOST)
        if row.exhibit is not None and row.exhibit.report_id == report.id
    ]


def transmit(
    report: Report, told: Addressed, *, actor: Actor, exhibits: Sequence[str] = ()
) -> ExportPackage:
    """Put the report and these of its exhibits before a prosecuting office: a package that waits
    for somebody else to release it. Raises `RuleBroken` for what may not go there."""
    policy.require(actor, Action.EXPORT_MAKE, report)
    if not _goes(report):
        raise RuleBroken("Only an approved report for a prosecutor is transmitted to one.")
    if told.recipient_code != PROSECUTOR:
        raise RuleBroken("It goes to a prosecutor.", field="recipient_code")
    if not set(exhibits) <= {row.value for row in exhibits_for(report)}:
        raise RuleBroken("Choose exhibits from the list.", field="exhibits")
    package = service.prepare(report.case, told, actor=actor)
    service.choose(package, [value_of(report, None), *exhibits], actor=actor)
    service.ask(package, actor=actor)
    return package


def _goes(report: Report) -> bool:
    return report.type_code == TO_PROSECUTOR and report.status is ReportStatus.APPROVED


def _transmitted(package: ExportPackage) -> bool:
    return any(row.report is not None and _goes(row.report) for row in package.contents)


def release_exhibits(package: ExportPackage, _actor: Actor) -> None:
    """The exhibits of a report that goes to a prosecutor are released with its package."""
    if _transmitted(package):
        for row in package.contents:
            if row.exhibit is not None:
                row.exhibit.released_at = row.exhibit.released_at or clock.now()


def move_on(package: ExportPackage, actor: Actor) -> None:
    """The office has the report: its referral is referred, where it was not yet or is again."""
    referral = package.referral
    if referral is None or package.handed_on is None or not _transmitted(package):
        return
    if ProsecutionStatus.REFERRED not in NEXT[referral.status]:
        return
    if referral.status is ProsecutionStatus.DECLINED:
        return  # a report that is sent does not by itself take up what was declined
    if not policy.allows(actor, Action.PROSECUTION_EDIT, referral):
        return
    report = next(row.report for row in package.contents if row.report is not None)
    last = referral.events[-1].on if referral.events else package.handed_on
    prosecution.record_event(
        referral,
        actor=actor,
        status=ProsecutionStatus.REFERRED,
        on=max(package.handed_on, last),
        note=f"{report.key} was handed over.",
    )


def sent_to(report: Report) -> Mapping[str, Any] | None:
    """Where a report for a prosecutor went: the packages that the viewer sees."""
    if not _goes(report) or not policy.allows(find_actor(), Action.EXPORT_VIEW, report):
        return None
    rows = (
        unit_of_work.session()
        .scalars(
            select(ExportPackage)
            .join(ExportContent, ExportContent.package_id == ExportPackage.id)
            .where(
                ExportContent.report_id == report.id,
                ExportPackage.state != ExportState.CANCELED,
            )
            .order_by(ExportPackage.n)
            .options(
                joinedload(ExportPackage.recipient),
                joinedload(ExportPackage.referral),
                selectinload(ExportPackage.contents).joinedload(ExportContent.exhibit),
            )
        )
        .all()
    )
    return {"rows": rows, "numbers": {row.id: _numbers_in(row, report) for row in rows}}


def _numbers_in(package: ExportPackage, report: Report) -> list[int]:
    found = [row.exhibit for row in package.contents if row.exhibit is not None]
    return [row.n for row in found if row.report_id == report.id]


def register() -> None:
    """Show it on the page of the report, and follow its package."""
    attachments.parts.add(Part("sent_to", "exports/parts/transmitted.html", sent_to, order=65))
    for hooks, follow in (
        (service.when_released, release_exhibits),
        (service.when_handed_over, move_on),
    ):
        if follow not in hooks:
            hooks.append(follow)
