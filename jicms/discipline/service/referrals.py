"""Sending a subject to labor relations, coding why not, and the answer of labor relations."""

from collections.abc import Sequence

from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.allegations.models import AllegationSubject
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth.models import Office, User
from jicms.cases.handling import NEVER_TO_LR
from jicms.cases.models import Case, CaseStatus, Party, PartyRole, SubjectStatus
from jicms.cases.service import lock
from jicms.cases.workflow import SUBJECT
from jicms.core import clock, unit_of_work
from jicms.core.errors import RuleBroken, TransitionRefused
from jicms.deadlines import service as deadlines
from jicms.discipline.kinds import ReferralKind, ReferralStatus
from jicms.discipline.models import (
    DisciplinaryAction,
    LrReferral,
)
from jicms.discipline.service import grants
from jicms.discipline.service.actions import assign, new_action
from jicms.discipline.service.whole import WHY, whole
from jicms.evidence.models import Document, Exhibit
from jicms.investigations.models import Investigation, Report, ReportStatus
from jicms.investigations.workflow import TO_PROSECUTOR
from jicms.refdata.models import FindingCode, OutcomeCoding
from jicms.refdata.queries import entries

#: Codings that say that nothing was substantiated.
_NOTHING_FOUND = frozenset({"UNSUBSTANTIATED", "UNFOUNDED", "EXONERATED"})


def refer_to_lr(
    case: Case,
    *,
    actor: Actor,
    party: Party,
    report: Report | None = None,
    exhibits: Sequence[Exhibit] = (),
    documents: Sequence[Document] = (),
    note: str = "",
) -> LrReferral:
    """Send one subject to the labor relations office of the lead office.

    With an approved `report` and the exhibits released for this subject; without one from triage,
    with the fact-finding file in `documents`, for the case types that allow it. Raises
    `RuleBroken` with everything that is missing.
    """
    policy.require(actor, Action.REFER_TO_LR, case)
    said = [*_about_subject(case, party, with_report=report is not None)]
    said += (
        _about_report(case, report, exhibits, documents)
        if report is not None
        else _about_fact_finding(case, exhibits, documents)
    )
    said += [sentence for exhibit in exhibits for sentence in kept_back(exhibit)]
    said += [sentence for document in documents for sentence in kept_back(document)]
    office = office_for(case)
    if said:
        raise RuleBroken(said)
    referral = LrReferral(
        case_id=case.id,
        party=party,
        kind=ReferralKind.REPORT if report is not None else ReferralKind.FACT_FINDING,
        report=report,
        from_office_id=case.lead_office_id,
        to_office=office,
        note=note.strip(),
        sent_by_id=actor.user_id,
    )
    session = unit_of_work.session()
    session.add(referral)
    session.flush()
    grant = grants.give_referral(
        case, referral, actor=actor, exhibits=exhibits, documents=documents
    )
    referral.grant_id = grant.id
    for exhibit in exhibits:
        exhibit.released_at = exhibit.released_at or clock.now()
    SUBJECT.apply(party, "refer", actor=actor)
    _meet_referral_clock(case)
    recorder.record(
        Event.REFERRED_TO_LR,
        obj=referral,
        case=case,
        kind=referral.kind.value,
        office=office.code,
        report=report.n if report is not None else None,
        exhibits=[exhibit.n for exhibit in exhibits],
    )
    return referral


def _about_subject(case: Case, party: Party, *, with_report: bool) -> list[str]:
    if party.case_id != case.id or party.role is not PartyRole.SUBJECT:
        return ["Choose a subject of this case."]
    if party.withdrawn_at is not None:
        return [f"Subject {party.n} was withdrawn."]
    if not with_report:
        return []
    open_ones = unit_of_work.session().scalar(
        whole(
            select(AllegationSubject.id)
            .where(AllegationSubject.party_id == party.id, AllegationSubject.finding_code.is_(None))
            .limit(1)
        )
    )
    return [] if open_ones is None else ["An allegation against this subject has no finding yet."]


def _about_report(
    case: Case, report: Report, exhibits: Sequence[Exhibit], documents: Sequence[Document]
) -> list[str]:
    said = []
    if report.case_id != case.id:
        return ["Choose a report of this case."]
    if report.status is not ReportStatus.APPROVED:
        said.append(f"Report {report.n:03d} is not approved.")
    if report.type_code == TO_PROSECUTOR:
        said.append(f"Report {report.n:03d} was written for a prosecutor.")
    if any(exhibit.report_id != report.id for exhibit in exhibits):
        said.append(f"Release exhibits of report {report.n:03d} only.")
    if documents:
        said.append("A fact-finding file goes without a report.")
    return said


def _about_fact_finding(
    case: Case, exhibits: Sequence[Exhibit], documents: Sequence[Document]
) -> list[str]:
    investigated = unit_of_work.session().scalar(
        whole(select(Investigation.id).where(Investigation.case_id == case.id).limit(1))
    )
    early = case.status in {CaseStatus.TRIAGE, CaseStatus.IN_ADJUDICATION}
    if not case.case_type.allows_fact_finding or not early or investigated is not None:
        return [
            "Choose an approved report. Only a management matter goes without one, from triage."
        ]
    if exhibits:
        return ["Exhibits belong to a report."]
    if not documents:
        return ["Choose the fact-finding file."]
    if any(document.case_id != case.id for document in documents):
        return ["Choose documents of this case."]
    return []


def kept_back(row: Exhibit | Document) -> list[str]:
    """Why a record may not leave with a referral, by its own handling or by that of what it points
    to; empty where it may."""
    label = f"{'Exhibit' if isinstance(row, Exhibit) else 'Document'} {row.n}"
    marks = row.handling
    if isinstance(row, Exhibit):
        targets = (
            (row.item_id, row.item),
            (row.statement_id, row.statement),
            (row.document_id, row.document),
        )
        for key, target in targets:
            if key is not None and target is None:
                return [f"{label} can’t be released: you may not read what it shows."]
            marks |= target.handling if target is not None else 0
    if marks & int(NEVER_TO_LR):
        return [f"{label} never goes to labor relations because of its handling mark."]
    return []


def office_for(case: Case) -> Office:
    """The labor relations office of the case's lead office."""
    office = case.lead_office.refers_to
    if office is None:
        raise RuleBroken(f"{case.lead_office.short_name} has no labor relations office.")
    return office


def _meet_referral_clock(case: Case) -> None:
    """The target for referring is met when no subject waits any more."""
    waiting = unit_of_work.session().scalar(
        whole(
            select(Party.id)
            .where(
                Party.case_id == case.id,
                Party.subject_status == SubjectStatus.NOT_REFERRED,
                Party.withdrawn_at.is_(None),
            )
            .limit(1)
        )
    )
    if waiting is None:
        deadlines.meet(case, code="REFERRAL_TO_LR")


def code_subject(party: Party, *, actor: Actor, outcome_code: str, reason: str) -> Party:
    """Record why a subject needs no referral. A substantiated finding contradicts some codes."""
    case = party.case
    policy.require(actor, Action.REFER_TO_LR, case)
    row = entries(OutcomeCoding).get(outcome_code)
    if row is None or not row.is_offered(clock.today(case.agency.zone)):
        raise RuleBroken("Choose a coding from the list.", field="outcome_code")
    if not reason.strip():
        raise RuleBroken("Write the reason.", field="reason")
    if outcome_code in _NOTHING_FOUND and _has_substantiated(party):
        raise RuleBroken(
            f"“{row.label}” contradicts a finding against this subject that substantiates.",
            field="outcome_code",
        )
    SUBJECT.apply(
        party,
        "code",
        actor=actor,
        reason=reason,
        together={"outcome_code": outcome_code, "outcome_reason": reason.strip()},
    )
    _meet_referral_clock(case)
    recorder.record(Event.SUBJECT_CODED, case=case, entity=("party", party.id), code=outcome_code)
    return party


def uncode_subject(party: Party, *, actor: Actor, reason: str) -> Party:
    """Take a coding back, with a reason: the subject may then be referred."""
    policy.require(actor, Action.REFER_TO_LR, party.case)
    SUBJECT.apply(
        party,
        "uncode",
        actor=actor,
        reason=reason,
        together={"outcome_code": None, "outcome_reason": ""},
    )
    return party


def _has_substantiated(party: Party) -> bool:
    found = unit_of_work.session().scalar(
        whole(
            select(AllegationSubject.id)
            .join(FindingCode, FindingCode.code == AllegationSubject.finding_code)
            .where(AllegationSubject.party_id == party.id, FindingCode.is_substantiating)
            .limit(1)
        )
    )
    return found is not None


def accept_referral(
    referral: LrReferral, *, actor: Actor, specialist: User | None = None
) -> DisciplinaryAction:
    """Take the subject over and start its action, with a specialist now or later.

    A specialist can take it for himself only.
    """
    policy.require(actor, Action.REFERRAL_ANSWER, referral)
    party, case = _answerable(referral)
    if not referral.is_interim:
        SUBJECT.apply(party, "accept", actor=actor)
    _answered(referral, ReferralStatus.ACCEPTED, actor)
    action = new_action(referral, party, actor=actor)
    if specialist is not None:
        assign(action, specialist, actor=actor)
    recorder.record(Event.REFERRAL_ACCEPTED, obj=referral, case=case, action=action.n)
    return action


def return_referral(referral: LrReferral, *, actor: Actor, reason: str) -> LrReferral:
    """Send it back with the reason; the office keeps the summary and this thread."""
    policy.require(actor, Action.REFERRAL_ANSWER, referral)
    if not reason.strip():
        raise RuleBroken("Write what is missing.", field="reason")
    party, case = _answerable(referral)
    referral.return_reason = reason.strip()
    if not referral.is_interim:
        SUBJECT.apply(party, "return", actor=actor, reason=reason)
    _answered(referral, ReferralStatus.RETURNED, actor)
    referral.grant_id = grants.drop_after_return(case, referral, actor=actor).id
    unit_of_work.session().flush()
    recorder.record(Event.REFERRAL_RETURNED, obj=referral, case=case)
    return referral


def start_action(
    referral: LrReferral, *, actor: Actor, specialist: User | None = None
) -> DisciplinaryAction:
    """Start another action on an accepted referral, after one that was withdrawn."""
    policy.require(actor, Action.REFERRAL_ANSWER, referral)
    if referral.status is not ReferralStatus.ACCEPTED:
        raise TransitionRefused("Accept the referral first.")
    party = _party(referral)
    lock(referral.case)
    if party.subject_status is not SubjectStatus.IN_ADJUDICATION and not referral.is_interim:
        raise TransitionRefused("This subject is not in adjudication.")
    action = new_action(referral, party, actor=actor)
    if specialist is None and actor.role is Role.LR_SPECIALIST:
        specialist = unit_of_work.session().get(User, actor.user_id)
    if specialist is not None:
        assign(action, specialist, actor=actor)
    return action


def _answerable(referral: LrReferral) -> tuple[Party, Case]:
    unit_of_work.hold(referral)
    if referral.status is not ReferralStatus.SENT:
        raise TransitionRefused(f"This referral is {referral.status.value.lower()} already.")
    return _party(referral), referral.case


def _party(referral: LrReferral) -> Party:
    found = unit_of_work.session().get(
        Party, referral.party_id, execution_options={"unscoped": WHY}
    )
    assert found is not None
    return found


def _answered(referral: LrReferral, status: ReferralStatus, actor: Actor) -> None:
    referral.status = status
    referral.answered_by_id, referral.answered_at = actor.user_id, clock.now()
    unit_of_work.session().flush()
