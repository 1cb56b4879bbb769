"""Writes: a supervisor's look at a notice, and the thresholds by date."""

from datetime import date, timedelta

from sqlalchemy import or_, select

from jicms import go_live
from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.core import unit_of_work
from jicms.core.errors import Missing, RuleBroken, TransitionRefused
from jicms.early_notice.counting import Notice
from jicms.early_notice.models import Disposition, EarlyNoticeReview, EarlyNoticeThreshold

KEY = "early-notice"


def review(
    notice: Notice, *, actor: Actor, disposition: Disposition, reason: str
) -> EarlyNoticeReview:
    """Record what a supervisor did after looking. It changes nothing else."""
    policy.require(actor, Action.EARLY_NOTICE, notice)
    if not go_live.is_live(KEY):
        raise Missing
    if not reason.strip():
        raise RuleBroken("Enter the reason.", field="reason")
    assert actor.user_id is not None
    made = EarlyNoticeReview(
        person_id=notice.person.id,
        disposition=disposition,
        reason=reason.strip(),
        reviewed_by_id=actor.user_id,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.EARLY_NOTICE_REVIEWED, obj=made, disposition=disposition)
    return made


def add_threshold(
    *,
    actor: Actor,
    group_code: str | None,
    together: bool,
    cases: int,
    months: int,
    min_months: int,
    min_unit: int,
    source: str | None,
    verified: bool,
    valid_from: date,
    replaces: EarlyNoticeThreshold | None = None,
) -> EarlyNoticeThreshold:
    """Add a threshold from a day on; the one that it replaces ends the day before."""
    policy.require(actor, Action.REFDATA_EDIT)
    if together and group_code:
        raise RuleBroken("Choose one group, or all groups together.", field="together")
    if min_months > months:
        raise RuleBroken("Not more months in post than the period has.", field="min_months")
    if replaces is not None:
        if valid_from <= replaces.valid_from:
            raise RuleBroken(
                "The new one begins after the one that it replaces.", field="valid_from"
            )
        end_threshold(replaces, actor=actor, last_day=valid_from - timedelta(days=1))
    _refuse_same(group_code, valid_from, together=together)
    made = EarlyNoticeThreshold(
        group_code=group_code,
        together=together,
        cases=cases,
        months=months,
        min_months=min_months,
        min_unit=min_unit,
        source=(source or "").strip(),
        verified=verified,
        valid_from=valid_from,
    )
    unit_of_work.session().add(made)
    unit_of_work.session().flush()
    recorder.record(Event.EARLY_NOTICE_CHANGED, obj=made, cases=cases, months=months)
    return made


def _refuse_same(group_code: str | None, day: date, *, together: bool) -> None:
    row = EarlyNoticeThreshold
    found = unit_of_work.session().scalar(
        select(row.id).where(
            row.group_code == group_code if group_code else row.group_code.is_(None),
            row.together.is_(together),
            or_(row.valid_to.is_(None), row.valid_to >= day),
        )
    )
    if found is not None:
        raise RuleBroken("A threshold for this group is in use: replace or end it.", field="group")


def end_threshold(threshold: EarlyNoticeThreshold, *, actor: Actor, last_day: date) -> None:
    """Count by a threshold no longer after `last_day`."""
    policy.require(actor, Action.REFDATA_EDIT)
    unit_of_work.hold(threshold)
    if threshold.valid_to is not None:
        raise TransitionRefused("This threshold has ended, or was replaced.")
    if last_day < threshold.valid_from:
        raise RuleBroken("The last day lies before the first.", field="last_day")
    threshold.valid_to = last_day
    unit_of_work.session().flush()
    recorder.record(Event.EARLY_NOTICE_CHANGED, obj=threshold, ends=last_day)
