"""What the prosecution tells of: a declination, and a gate that has opened."""

from jicms.audit.events import Event
from jicms.cases.models import Party
from jicms.cases.notices import any_case, fetch, lead_of
from jicms.notices import kinds
from jicms.notices.following import Step, on
from jicms.notices.kinds import Kind
from jicms.notices.service import About, clear, tell
from jicms.prosecution.gate import is_open
from jicms.prosecution.models import ProsecutionReferral, ProsecutionStatus

DECLINED, UNLOCKED = "DECLINATION_RECORDED", "KALKINES_UNLOCKED"


def _recorded(step: Step) -> None:
    case = any_case(step.case_id)
    # The trail does not say what a sealed matter came to: nobody is told of one.
    if case is not None and step.detail.get("status") == ProsecutionStatus.DECLINED:
        users = lead_of(case)
        tell(DECLINED, users=users, about=step.about, case_id=case.id, but=step.by)


def _unlocked(step: Step) -> None:
    """Whether a compelled statement may be taken of a subject now, after each step of a prosecutor;
    once it may not any more, nobody is told that it may."""
    referral = fetch(ProsecutionReferral, step.about.entity_id)
    party = fetch(Party, referral.party_id) if referral is not None else None
    case = any_case(step.case_id)
    if party is None or case is None:
        return
    about = About("party", party.id)
    if is_open(party):
        tell(UNLOCKED, users=lead_of(case), about=about, case_id=case.id, but=step.by)
    else:
        clear(about, events=(UNLOCKED,))


def register() -> None:
    """Add the kinds, and listen."""
    kinds.add(
        Kind(
            *(UNLOCKED, "A subject may now be required to answer questions", "prosecution.index"),
            *("the statement is recorded, or you took note",),
            by_hand=True,
        ),
        Kind(
            *(DECLINED, "A declination was recorded", "prosecution.index", "you took note"),
            by_hand=True,
        ),
    )
    on(Event.PROSECUTION_RECORDED, _recorded)
    on(Event.PROSECUTION_RECORDED, _unlocked)
