"""What the prosecution tells of: a declination."""

from jicms.audit.events import Event
from jicms.cases.notices import any_case, lead_of
from jicms.notices import kinds
from jicms.notices.following import Step, on
from jicms.notices.kinds import Kind
from jicms.notices.service import tell
from jicms.prosecution.models import ProsecutionStatus

DECLINED = "DECLINATION_RECORDED"


def _recorded(step: Step) -> None:
    case = any_case(step.case_id)
    if case is not None and step.detail.get("status") == ProsecutionStatus.DECLINED:
        users = lead_of(case)
        tell(DECLINED, users=users, about=step.about, case_id=case.id, but=step.by)


def register() -> None:
    """Add the kind, and listen."""
    kinds.add(
        Kind(
            *(DECLINED, "A declination was recorded", "prosecution.index", "you took note"),
            by_hand=True,
        )
    )
    on(Event.PROSECUTION_RECORDED, _recorded)
