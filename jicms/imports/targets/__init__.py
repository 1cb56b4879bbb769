"""What the rows of a delivered file can become."""

from jicms.imports.targets.allegation import AllegationTarget
from jicms.imports.targets.base import Change, Context, Known, Target
from jicms.imports.targets.case import CaseTarget
from jicms.imports.targets.investigator import InvestigatorTarget
from jicms.imports.targets.party import PartyTarget
from jicms.imports.targets.person import PersonTarget

TARGETS: dict[str, type[Target]] = {
    target.kind: target
    for target in (PersonTarget, CaseTarget, AllegationTarget, PartyTarget, InvestigatorTarget)
}

__all__ = ["TARGETS", "Change", "Context", "Known", "Target"]
