"""Linking cases, and taking a link away, each with a reason."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, or_, select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import Case
from jicms.cases.models_links import CaseLink
from jicms.cases.service.numbers import lock
from jicms.core import clock, unit_of_work
from jicms.core.errors import Missing, RuleBroken
from jicms.refdata.models import LinkKind
from jicms.refdata.queries import entries

#: What speaks against taking a link away, or None; `investigations` registers.
removal_guards: list[Callable[[CaseLink, Actor], str | None]] = []


def add_link(case: Case, *, actor: Actor, other: Case, kind_code: str, reason: str) -> CaseLink:
    """Say how `case` relates to `other`: it is the kind of it ("Split from").

    `other` has to be in the actor's sight too (`Missing` else). Two cases have one link of a kind.
    """
    policy.require(actor, Action.CASE_LINK, case)
    session = unit_of_work.session()
    if session.scalar(select(Case.id).where(Case.id == other.id)) is None:
        raise Missing
    if case.id == other.id:
        raise RuleBroken("A case can’t be linked with itself.", field="other")
    offered = entries(LinkKind).get(kind_code)
    if offered is None or not offered.is_offered(clock.today(case.agency.zone)):
        raise RuleBroken("Choose a kind of link from the list.", field="kind")
    for end in sorted((case, other), key=lambda end: end.id):
        lock(end)
    if session.scalar(select(CaseLink.id).where(_joins(case, other, kind_code)).limit(1)):
        raise RuleBroken("The two cases have a link of this kind already.", field="kind")
    link = CaseLink(
        case_id=case.id,
        other_id=other.id,
        kind_code=kind_code,
        reason=reason,
        user_id=actor.user_id,
        # Loaded already, and shown by the page that follows.
        case=case,
        other=other,
    )
    session.add(link)
    session.flush()
    for end, far in ((case, other), (other, case)):
        recorder.record(Event.CASE_LINKED, case=end, obj=link, kind=kind_code, other=far.id)
    return link


def _joins(case: Case, other: Case, kind_code: str) -> ColumnElement[bool]:
    """A standing link of the kind, either way."""
    return and_(
        CaseLink.kind_code == kind_code,
        CaseLink.removed_at.is_(None),
        or_(
            and_(CaseLink.case_id == case.id, CaseLink.other_id == other.id),
            and_(CaseLink.case_id == other.id, CaseLink.other_id == case.id),
        ),
    )


def remove_link(link: CaseLink, *, actor: Actor, case: Case, reason: str) -> None:
    """Take a link away, from one of its ends. The row stays, with the reason."""
    policy.require(actor, Action.CASE_LINK, case)
    if case.id not in (link.case_id, link.other_id):
        raise Missing
    for number in sorted((link.case_id, link.other_id)):
        lock(link.case if number == link.case_id else link.other)
    unit_of_work.session().refresh(link, ["removed_at"])
    if link.removed_at is not None:
        raise RuleBroken("This link is removed already.")
    said = [words for guard in removal_guards if (words := guard(link, actor))]
    if said:
        raise RuleBroken(said)
    link.removed_at, link.removed_by_id = clock.now(), actor.user_id
    link.removed_reason = reason
    unit_of_work.session().flush()
    for end in (link.case, link.other):
        recorder.record(Event.CASE_UNLINKED, case=end, obj=link, kind=link.kind_code)
