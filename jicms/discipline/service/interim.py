"""Interim matters: what labor relations must know of a subject while the investigation is open."""

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.cases.models import Case, CaseStatus, Party, PartyRole, SubjectStatus
from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.discipline.kinds import InterimPurpose, ReferralKind, ReferralStatus
from jicms.discipline.models import LrReferral
from jicms.discipline.service import grants
from jicms.discipline.service.referrals import office_for
from jicms.discipline.service.whole import whole

#: An investigation is under way, or rests for the prosecutor.
WHILE = (CaseStatus.OPEN, CaseStatus.SUSPENDED_FOR_PROSECUTION)


def refer_interim(
    case: Case, *, actor: Actor, party: Party, purpose: InterimPurpose, facts: str
) -> LrReferral:
    """Tell labor relations of one subject before there is a report: for leave, duty status, an
    indefinite suspension, the crime provision, or a probation that ends.

    `facts` are the arrest and employment facts that it may act on. What is sent besides are the
    subject, the categories alleged, arrests and the status of prosecution; no report, statement or
    narrative. The subject goes on waiting for its referral with the report. Raises `RuleBroken`.
    """
    policy.require(actor, Action.REFER_TO_LR, case)
    if case.status not in WHILE:
        raise RuleBroken("An interim matter is sent while the investigation is open or suspended.")
    if party.case_id != case.id or party.role is not PartyRole.SUBJECT or party.withdrawn_at:
        raise RuleBroken("Choose a subject of this case.", field="party")
    if party.subject_status is not SubjectStatus.NOT_REFERRED:
        raise RuleBroken("This subject was referred or coded already.", field="party")
    if not facts.strip():
        raise RuleBroken("Write the facts that labor relations may act on.", field="facts")
    unit_of_work.hold(case)
    if _pending(party, purpose):
        raise RuleBroken("Labor relations has this matter already.", field="purpose")
    referral = LrReferral(
        case_id=case.id,
        party=party,
        kind=ReferralKind.INTERIM,
        purpose=purpose,
        from_office_id=case.lead_office_id,
        to_office=office_for(case),
        note=facts.strip(),
        sent_by_id=actor.user_id,
    )
    session = unit_of_work.session()
    session.add(referral)
    session.flush()
    referral.grant_id = grants.give_interim(case, referral, actor=actor).id
    session.flush()
    recorder.record(
        Event.REFERRED_TO_LR,
        obj=referral,
        case=case,
        kind=referral.kind.value,
        purpose=purpose.value,
        office=referral.to_office.code,
    )
    return referral


def _pending(party: Party, purpose: InterimPurpose) -> bool:
    """Whether labor relations has been sent this already, and has not returned it."""
    found = unit_of_work.session().scalar(
        whole(
            select(LrReferral.id)
            .where(
                LrReferral.party_id == party.id,
                LrReferral.purpose == purpose,
                LrReferral.status != ReferralStatus.RETURNED,
            )
            .limit(1)
        )
    )
    return found is not None
