"""Who is told: whoever may release a package that waits, and its maker when it was answered."""

from jicms.audit.events import Event
from jicms.cases.notices import fetch
from jicms.exports import queries
from jicms.exports.models import ExportPackage
from jicms.notices import kinds
from jicms.notices.following import Step, clearing, on
from jicms.notices.kinds import Group, Kind
from jicms.notices.service import clear, tell

WAITS, RETURNED, RELEASED = "EXPORT_WAITS", "EXPORT_RETURNED", "EXPORT_RELEASED"


def _asked(step: Step) -> None:
    """Nobody but those who see every record in it: a package is hidden with its records."""
    package = fetch(ExportPackage, step.about.entity_id)
    if package is None:
        return
    clear(step.about, events=(RETURNED,))
    users = queries.releasers_of(package)
    tell(WAITS, users=users, about=step.about, case_id=package.case_id, but=step.by)


def _answered(step: Step) -> None:
    package = fetch(ExportPackage, step.about.entity_id)
    if package is None:
        return
    clear(step.about, events=(WAITS,))
    event = RETURNED if step.event == Event.EXPORT_RETURNED else RELEASED
    users = {package.made_by_id}
    tell(event, users=users, about=step.about, case_id=package.case_id, but=step.by)


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(
        Kind(
            *(WAITS, "An export package waits for its release", "exports.index"),
            *("it is released or returned", Group.OFFICE),
        ),
        Kind(
            *(RETURNED, "Your export package was returned", "exports.index"),
            "it is sent again, or canceled",
        ),
        Kind(
            *(RELEASED, "Your export package is released", "exports.index"),
            "it is handed over, or recalled",
        ),
    )
    on(Event.EXPORT_ASKED, _asked)
    on(Event.EXPORT_RETURNED, _answered)
    on(Event.EXPORT_RELEASED, _answered)
    on(Event.EXPORT_HANDED_OVER, clearing(RELEASED))
    on(Event.EXPORT_ENDED, clearing(WAITS, RETURNED, RELEASED))
