"""What must be settled before the public may report by the page."""

from sqlalchemy import select

from jicms import go_live
from jicms.core import unit_of_work
from jicms.go_live import Feature, Item
from jicms.go_live.models import GoLiveAnswer

FORM = "FORM"
CHECKLIST = Feature(
    key="public-report",
    label="Public and employee report page",
    does="Takes reports from the public and from employees on a page outside the walls, and writes"
    " to reporters who need not say who they are.",
    asks=(
        Item("PRIVACY", "Privacy assessment", "Number of the approved privacy impact assessment."),
        Item("NOTICE", "Notice of the system of records", "Its number and date of publication."),
        Item(FORM, "Form number", "Shown on the page: form number, control number, expiry."),
        Item("STATEMENT", "Privacy Act statement", "Who approved the words of the first page."),
        Item("SECURITY", "Authorization to operate", "Of the host outside, with its drop box."),
        Item("LOGS", "No access log", "Who checked that proxy and host keep no address."),
        Item("STAFF", "Mailbox duty", "Who looks at received reports each working day."),
    ),
)


def is_live() -> bool:
    """Whether the page may take reports."""
    return go_live.is_live(CHECKLIST.key)


def form_number() -> str:
    """What the checklist has as the form's number, as it stands confirmed."""
    return (
        unit_of_work.session().scalar(
            select(GoLiveAnswer.reference).where(
                GoLiveAnswer.feature == CHECKLIST.key,
                GoLiveAnswer.item == FORM,
                GoLiveAnswer.ended_at.is_(None),
                GoLiveAnswer.confirmed_at.is_not(None),
            )
        )
        or ""
    )
