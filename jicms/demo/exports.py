"""What left the system: a package that a prosecutor has, and one that waits for its release.

Done by the accounts themselves through the services, a few days back, once the cases stand.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.cases.models import Case, CaseStatus, PartyRole
from jicms.cases.queries import parties_in
from jicms.core import clock, unit_of_work
from jicms.demo.stage import DESKS, ZONE, Stage
from jicms.evidence.models import EvidenceItem
from jicms.exports import choosing, releasing, service
from jicms.exports.models import ExportPackage
from jicms.exports.service import Addressed

_PROSECUTOR: dict[str, Any] = {
    "recipient_code": "PROSECUTOR",
    "recipient_name": "Rosalind Vale",
    "recipient_address": "Office of the United States Attorney, 1 Court Square",
    "condition_code": "B_3",
    "routine_use_code": "RU_LAW_ENFORCEMENT",
    "authority": "Letter of the Office, docket to be assigned",
    "purpose": "Decision whether to charge.",
}
_COUNSEL: dict[str, Any] = {
    "recipient_code": "AGENCY_COUNSEL",
    "recipient_name": "Winifred Stroud",
    "recipient_address": "Office of Chief Counsel",
    "condition_code": "B_1",
    "authority": "Request of Chief Counsel",
    "purpose": "Advice before the report is submitted.",
}


def add(stage: Stage) -> None:
    """Add both."""
    desk = DESKS["CBP"]
    if _made(stage, desk.leads[0], _PROSECUTOR, days=3):
        _change(stage, desk.boss, releasing.at_once, days=2)
        _change(stage, desk.leads[0], _handed, days=1)
    _made(stage, DESKS["ICE"].leads[0], _COUNSEL, days=1)


def _made(stage: Stage, lead: str, told: dict[str, Any], *, days: int) -> bool:
    """A package of everything that may go, from the latest case of this lead that holds an item."""
    with stage.acting(lead, days=days) as actor:
        case = next((c for c in _cases() if policy.allows(actor, Action.EXPORT_MAKE, c)), None)
        if case is None:
            return False
        persons = list(parties_in(case, PartyRole.SUBJECT))
        package = service.prepare(case, Addressed(**told, persons=persons), actor=actor)
        offered = [row.value for row in choosing.candidates(package) if not row.shut]
        if not offered:
            return False
        service.choose(package, offered, actor=actor)
        service.ask(package, actor=actor)
    return True


def _cases() -> list[Case]:
    found = unit_of_work.session().scalars(
        select(Case)
        .where(Case.id.in_(select(EvidenceItem.case_id)), Case.restricted.is_(False))
        .where(Case.status.in_((CaseStatus.OPEN, CaseStatus.ROI_REVIEW)))
        .order_by(Case.id.desc())
    )
    return list(found)


def _change(stage: Stage, username: str, act: Callable[..., object], *, days: int) -> None:
    with stage.acting(username, days=days) as actor:
        latest = select(ExportPackage).order_by(ExportPackage.id.desc())
        package = unit_of_work.session().scalars(latest).first()
        if package is not None:
            act(package, actor=actor)


def _handed(package: ExportPackage, *, actor: Actor) -> None:
    today = clock.today(ZONE.key)
    service.hand_over(package, actor=actor, on=today, how="By courier, on an encrypted drive")
