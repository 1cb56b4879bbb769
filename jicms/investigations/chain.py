"""The subject's chain of command and unit kept off the team: an option, off until it goes live."""

from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from jicms import go_live
from jicms.access.actor import Actor
from jicms.auth.models import User
from jicms.cases.models import Case, Party, PartyRole
from jicms.core import clock, unit_of_work
from jicms.go_live import Feature, Item
from jicms.investigations import guards
from jicms.investigations.models import InvestigationType
from jicms.people.models import Employment, UserPerson

CHECKLIST = Feature(
    key="chain-of-command",
    label="Chain of command",
    does="Keeps supervisors of a subject’s program office, and everybody of the subject’s station,"
    " off the team and the review of the case. They still see what their role shows them, and may"
    " propose and decide.",
    asks=(
        Item("POLICY", "Policy reference", "The directive that asks for it."),
        Item("DIRECTORY", "Directory review", "Who checked that offices and stations are right."),
    ),
)


def keeps_off_chain(case: Case, _type: InvestigationType, user: User, _actor: Actor) -> str | None:
    """Refuse a supervisor of the subject's office and a colleague of the subject's station. Said
    as the wall says it, so that it tells nothing of the subject's post."""
    if not go_live.is_live(CHECKLIST.key):
        return None
    own, theirs = aliased(Employment, name="own_post"), aliased(Employment, name="their_post")
    today = clock.today(case.agency.zone)
    found = unit_of_work.session().scalar(
        guards.whole(
            select(own.id)
            .join(UserPerson, UserPerson.person_id == own.person_id)
            .join(theirs, theirs.program_office == own.program_office)
            .join(Party, Party.person_id == theirs.person_id)
            .where(
                Party.case_id == case.id,
                Party.role == PartyRole.SUBJECT,
                Party.withdrawn_at.is_(None),
                UserPerson.user_id == user.id,
                UserPerson.confirmed_at.is_not(None),
                or_(UserPerson.valid_until.is_(None), UserPerson.valid_until > clock.now()),
                own.program_office != "",
                _holds_on(own, today),
                # The post then, and the one now: what was left behind is still the unit.
                or_(_holds_on(theirs, today), theirs.id == Party.at_incident_id),
                or_(
                    own.is_supervisor,
                    and_(own.duty_location != "", own.duty_location == theirs.duty_location),
                ),
            )
            .limit(1)
        )
    )
    return None if found is None else f"{user.name} can’t work on this case. Name somebody else."


def _holds_on(post: Any, day: Any) -> Any:
    return and_(
        or_(post.valid_from.is_(None), post.valid_from <= day),
        or_(post.valid_until.is_(None), post.valid_until >= day),
    )


def install() -> None:
    """Register the checklist and the hold. Twice is once."""
    go_live.register(CHECKLIST)
    if keeps_off_chain not in guards.team_holds:
        guards.team_holds.append(keeps_off_chain)
