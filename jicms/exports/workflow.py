"""How an export package moves: one puts it together, another releases it."""

from jicms.access.actions import Action
from jicms.exports.models import ExportState
from jicms.workflow.engine import Workflow, step

S = ExportState
ENTITY = "export_package"

EXPORT = Workflow(
    ENTITY,
    (
        step("ask", "Ask for release", S.DRAFT, S.ASKED, Action.EXPORT_EDIT),
        step("give_back", "Return", S.ASKED, S.DRAFT, Action.EXPORT_RELEASE, reason=True),
        step("release", "Release", S.ASKED, S.RELEASED, Action.EXPORT_RELEASE),
        step("cancel", "Cancel", (S.DRAFT, S.ASKED), S.CANCELED, Action.EXPORT_END, reason=True),
        step("recall", "Recall", S.RELEASED, S.RECALLED, Action.EXPORT_END, reason=True),
    ),
    case_id=lambda package: package.case_id,
    attribute="state",
)
