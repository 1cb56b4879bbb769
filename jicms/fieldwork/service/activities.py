"""The log of activities. An entry stays as written; a correction is a new one in its place."""

from datetime import date

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.cases.service import lock
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.fieldwork.models import Activity
from jicms.fieldwork.service.common import (
    add_row,
    ever_on_team,
    refuse_blank,
    refuse_future,
    today_of,
)
from jicms.investigations.guards import whole
from jicms.investigations.models import Investigation
from jicms.refdata.models_fieldwork import ActivityKind
from jicms.refdata.queries import entries

#: A day has no more of them.
MOST_QUARTERS = 96


def log_activity(
    investigation: Investigation,
    *,
    actor: Actor,
    on: date,
    user_id: int,
    kind_code: str,
    quarters: int,
    what: str,
    corrects: Activity | None = None,
) -> Activity:
    """Write down what somebody of the team did on a day, in quarter hours.

    With `corrects` it counts in the place of that entry and may keep its kind, retired or not; no
    time at all then takes it back. Raises `RuleBroken`.
    """
    policy.require(actor, Action.FIELDWORK_EDIT, investigation)
    refuse_future(on, investigation, "on")
    refuse_blank(what, "what", "Write what was done.")
    if corrects is None or kind_code != corrects.kind_code:
        _refuse_kind(investigation, kind_code)
    if not (0 if corrects else 1) <= quarters <= MOST_QUARTERS:
        raise RuleBroken("Enter from a quarter of an hour to 24 hours.", field="hours")
    if user_id not in {row.user_id for row in ever_on_team(investigation)}:
        raise RuleBroken("Choose somebody on the team.", field="user_id")
    lock(investigation.case)
    if corrects is not None:
        _refuse_corrected(investigation, corrects)
    return add_row(
        investigation,
        Activity,
        on=on,
        user_id=user_id,
        kind_code=kind_code,
        quarters=quarters,
        what=what.strip(),
        corrects_id=corrects.id if corrects else None,
        recorded_by_id=actor.user_id,
    )


def _refuse_kind(investigation: Investigation, kind_code: str) -> None:
    entry = entries(ActivityKind).get(kind_code)
    if entry is None or not entry.is_offered(today_of(investigation)):
        raise RuleBroken("Choose a kind of activity from the list.", field="kind_code")


def _refuse_corrected(investigation: Investigation, corrects: Activity) -> None:
    """One correction each: the next one corrects the correction."""
    if corrects.investigation_id != investigation.id:
        raise RuleBroken("Choose an entry of this investigation.", field="corrects")
    later = unit_of_work.session().scalar(
        whole(select(Activity.n).where(Activity.corrects_id == corrects.id))
    )
    if later is not None:
        raise RuleBroken(f"Entry {corrects.n} is corrected already: correct entry {later}.")
