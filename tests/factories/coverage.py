"""The coverage determination of an action, as most of them are."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from jicms.access.actor import current_actor
from jicms.discipline import service
from jicms.discipline.coverage import Facts
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_coverage import CoverageDetermination
from jicms.refdata.models_discipline import ServiceKind

#: What needs a coverage determination before it is proposed.
SERIOUS = (
    *("SUSPENSION_1_14", "SUSPENSION_15_PLUS", "INDEFINITE_SUSPENSION", "DEMOTION_GRADE"),
    *("REDUCTION_PAY", "REMOVAL"),
)


def covered(
    _session: Session, action: DisciplinaryAction, considered: str = "REMOVAL", **values: Any
) -> CoverageDetermination:
    """Competitive service since 2015, past probation: covered for the action considered."""
    told: dict[str, Any] = {
        "service": ServiceKind.COMPETITIVE,
        "serving_since": date(2015, 3, 2),
        "probation_ends": date(2016, 3, 1),
        **values,
    }
    chosen = {name: told.pop(name) for name in ("procedure_code", "reason") if name in told}
    return service.determine_coverage(
        action, actor=current_actor(), found=Facts(considered, **told), **chosen
    )
