"""Parts of the world that are a feature of their own: fieldwork, interviews, custody."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy.orm import Session

from jicms.access.actor import Actor
from jicms.appeals.models import Appeal, AppealEvent, AppealStep, FiledAs
from jicms.appeals.models_hearing import (
    AppealDate,
    AppealHearing,
    AppealStay,
    AppealWitness,
    CalledBy,
    DateKind,
    HearingMode,
)
from jicms.auth.models import User
from jicms.core import clock
from jicms.custody import service as custody
from jicms.custody.kinds import AskedAs, CustodyKind
from jicms.custody.models import CustodyStep
from jicms.custody.models_rounds import MediaList, MediaReference
from jicms.discipline.letters.composing import compose
from jicms.discipline.letters.kinds import LetterType
from jicms.discipline.models_agreements import (
    Agreement,
    AgreementKind,
    AgreementSignature,
    AgreementTerm,
    BreachEvent,
    SignedAs,
)
from jicms.discipline.models_charges import Charge, ChargeSpecification
from jicms.discipline.models_contractors import ContractorKind, ContractorOutcome
from jicms.discipline.models_departures import Departure, DepartureKind
from jicms.discipline.models_leave import LeaveGround, LeaveKind, LeavePeriod
from jicms.discipline.models_letters import Letter, LetterVersion, VersionSource
from jicms.discipline.models_steps import CaseAnalysis, Recommendation
from jicms.disclosure.models import (
    Basis,
    CustodianAsk,
    GiglioFlag,
    MatterFound,
    SearchedSource,
    WitnessRequest,
)
from jicms.fieldwork.kinds import Authority, StepKind
from jicms.fieldwork.models import Activity, ElementProof, Plan, PlanElement, PlanStep
from jicms.fieldwork.models_requests import Handover, Lead, RecordsRequest
from jicms.fieldwork.models_sent import SentLead
from jicms.interviews.models import GateOverride, Interview, WarningGiven
from jicms.prosecution.models_court import (
    CourtCount,
    Instrument,
    Prosecutor,
    Seal,
    SealReader,
    Sentence,
)
from jicms.prosecution.models_gate import StandingCategory, StandingDeclination, StandingUse
from tests.factories import letters


def fieldwork(made: SimpleNamespace, add: Callable[[Any], Any], n: int, user: int) -> None:
    """One row of each kind that belongs to the investigation."""
    of = {"case_id": made.case.id, "investigation_id": made.investigation.id}
    add(Plan(**of, issues="Why", changed_at=clock.now()))
    made.element = add(PlanElement(**of, n=n, allegation_id=made.allegation.id, text="Looked up"))
    made.step = add(PlanStep(**of, n=n, kind=StepKind.WITNESS, party_id=made.subject.id))
    worked = {"on": date(2026, 11, 3), "user_id": user, "kind_code": "OTHER", "quarters": 1}
    made.activity = add(Activity(**of, **worked, n=n, what="Read"))
    asked = {"addressee": "A bank", "what": "Statements", "authority": Authority.VOLUNTARY}
    asked |= {"address": "1 Mill Road", "return_to": "Room 4", "owner_id": user}
    days = {"issued_on": date(2026, 11, 3), "due_on": date(2026, 12, 3)}
    made.records_request = add(RecordsRequest(**of, **asked, **days, n=n))
    made.lead = add(Lead(**of, n=n, what="A second telephone"))
    made.handover = add(Handover(**of, n=n, to_id=user, note="All of it"))


def beyond(made: SimpleNamespace, add: Callable[[Any], Any], other: User) -> None:
    """Fieldwork that reaches the item and, by `other`, another office."""
    of = {"case_id": made.case.id, "investigation_id": made.investigation.id}
    made.proof = add(ElementProof(**of, element_id=made.element.id, item_id=made.item.id))
    sent = {"from_office_id": made.case.lead_office_id, "office_id": other.memberships[0].office_id}
    asked = {"lead_id": made.lead.id, "asked": "Look for it", "owner_id": other.id}
    made.sent_lead = add(SentLead(**of, **sent, **asked))


def interview(session: Session, made: SimpleNamespace, users: dict, n: int) -> None:
    """An interview with its warning, an override that waits, a standing declination relied on."""
    key = made.case.id

    def add(row):
        session.add(row)
        session.flush()
        return row

    made.interview = add(
        Interview(
            case_id=key,
            investigation_id=made.investigation.id,
            party_id=made.subject.id,
            n=n,
            scheduled_at=clock.now() + timedelta(days=2),
            warning_code="GARRITY_BECKWITH",
        )
    )
    made.warning = add(
        WarningGiven(
            case_id=key,
            interview_id=made.interview.id,
            n=n,
            form_code="GARRITY_BECKWITH_1",
            read_by="A",
            given_at=clock.now(),
            is_signed=True,
            file_id=made.file.id,
        )
    )
    made.override = add(
        GateOverride(
            case_id=key,
            n=n,
            party_id=made.subject.id,
            reason="Now",
            expires_at=clock.now() + timedelta(days=2),
            asked_by_id=users["supervisor.opr"].id,
        )
    )
    made.standing = add(
        StandingDeclination(
            agency_id=made.case.agency_id,
            level_code="FEDERAL",
            office="U.S. Attorney",
            conditions="No loss",
            valid_from=date(2026, 1, 1),
            file_id=made.file.id,
            entered_by_id=users["counsel.cbp"].id,
            confirmed_by_id=users["head.ia"].id,
            confirmed_at=clock.now(),
            categories=[StandingCategory(category_code="IT-02")],
        )
    )
    made.use = add(
        StandingUse(
            case_id=key,
            declination_id=made.standing.id,
            allegation_subject_id=made.allegation_subject.id,
            conditions="No loss",
        )
    )


def court(made: SimpleNamespace, add: Callable[[Any], Any], users: dict[str, User], n: int) -> None:
    """What a court has before it."""
    of = {"case_id": made.case.id, "referral_id": made.prosecution.id}
    made.prosecutor = add(Prosecutor(**of, n=n, name="P. Hale", from_on=date(2026, 11, 3)))
    filed = {"instrument": Instrument.COMPLAINT, "filed_on": date(2026, 11, 3)}
    made.court_count = add(CourtCount(**of, **filed, n=n, statute="18 USC 1030"))
    add(Sentence(**of, imposed_on=date(2026, 11, 4)))
    add(Seal(**of, sealed_on=date(2026, 11, 3), order_name="An order", lifted_on=date(2026, 11, 4)))
    add(SealReader(**of, user_id=users["supervisor.ia"].id))


def charged(
    made: SimpleNamespace, add: Callable[[Any], Any], users: dict[str, User], n: int
) -> None:
    """The case analysis of the action, and a charge with a specification, while it is a draft."""
    of = {"action_id": made.action.id, "case_id": made.case.id, "n": n}
    made.analysis = add(
        CaseAnalysis(
            **of,
            done_on=date(2026, 11, 2),
            analyst_id=users["specialist.ler"].id,
            recommends=Recommendation.PROPOSE,
            file_id=made.file.id,
        )
    )
    made.charge = add(Charge(**of, title="Misuse"))
    made.specification = add(
        ChargeSpecification(**of, charge_id=made.charge.id, text="Thirty searches")
    )


def agreed(
    made: SimpleNamespace, add: Callable[[Any], Any], users: dict[str, User], n: int
) -> None:
    """A last-chance agreement on the action, and what may have broken it."""
    of = {"case_id": made.case.id, "action_id": made.action.id}
    made.agreement = add(
        Agreement(
            **of,
            n=n,
            kind=AgreementKind.LAST_CHANCE,
            starts_on=date(2026, 11, 3),
            ends_on=date(2027, 11, 3),
            held_code="REMOVAL",
        )
    )
    left = dict(of)
    of |= {"agreement_id": made.agreement.id}
    add(AgreementTerm(**of, n=1, text="No further misuse"))
    signed = {"signed_as": SignedAs.AGENCY, "signed_on": date(2026, 11, 3)}
    add(AgreementSignature(**of, **signed, name=users["official.cbp"].name))
    said = {"happened_on": date(2026, 11, 4), "facts": "Searched again", "evidence": "The log"}
    what = {"kind": ContractorKind.REMOVED, "happened_on": date(2026, 11, 5)}
    made.outcome = add(ContractorOutcome(**left, **what, party_id=made.subject.id, n=n))
    how = {"kind": DepartureKind.RESIGNED, "nature_code": "317", "reason": "Own wish"}
    made.departure = add(Departure(**left, **how, left_on=date(2026, 11, 5)))
    made.breach = add(BreachEvent(**of, **said, n=n))
    weighed = dict.fromkeys(("determination", "other_duties", "own_leave", "absence"), "Weighed")
    days = {"begins_on": date(2026, 11, 5), "until_on": date(2026, 11, 20)}
    by = {"authorized_by": "Director", "authorized_on": date(2026, 11, 5)}
    why = {"kind": LeaveKind.INVESTIGATIVE_LEAVE, "ground": LeaveGround.PEOPLE}
    who = {"party_id": made.subject.id}
    made.leave_period = add(LeavePeriod(**left, **who, **weighed, **days, **by, **why, n=n))


def appealed(made: SimpleNamespace, add: Callable[[Any], Any], n: int) -> None:
    """A filing about the action, with its first step."""
    of = {"case_id": made.case.id, "action_id": made.action.id}
    filed = {"forum_code": "MSPB", "filed_as": FiledAs.EMPLOYEE, "filed_by": "G. Dunmoor"}
    made.appeal = add(Appeal(**of, **filed, n=n, filed_on=date(2026, 11, 5)))
    of |= {"appeal_id": made.appeal.id, "n": n}
    step = {"step": AppealStep.FILED, "on": date(2026, 11, 5), "file_id": made.file.id}
    made.appeal_event = add(AppealEvent(**of, **step))
    ordered = {"kind": DateKind.CLOSE_OF_RECORD, "ordered_on": date(2026, 11, 5)}
    made.appeal_date = add(AppealDate(**of, **ordered, due_on=date(2026, 12, 5)))
    set_for = {"starts_at": clock.now() + timedelta(days=9), "mode": HearingMode.VIDEO}
    made.appeal_hearing = add(AppealHearing(**of, **set_for))
    called = {"name": "R. Vance", "called_by": CalledBy.AGENCY, "proves": "The searches"}
    made.appeal_witness = add(AppealWitness(**of, **called))
    asked = {"requested_on": date(2026, 11, 6), "requested_by": "The appellant"}
    made.appeal_stay = add(AppealStay(**of, **asked))


def witness(made: SimpleNamespace, add: Callable[[Any], Any], person_id: int, n: int) -> None:
    """A request about a witness, a matter of it that is shut, and a flag."""
    agency = {"agency_id": made.case.agency_id, "person_id": person_id, "employee": "G. Dunmoor"}
    asked = {"requester": "P. Hale", "office": "Tucson", "defendant": "D", "docket": f"26-{n}"}
    days = {"received_on": date(2026, 11, 3), "due_on": date(2026, 12, 3)}
    made.witness_request = add(WitnessRequest(**agency, **asked, **days, n=n, basis=Basis.GIGLIO))
    of = {"request_id": made.witness_request.id, "case_id": made.case.id}
    made.custodian_ask = add(CustodianAsk(**of))
    add(MatterFound(**of, number=made.case.number, label="1.1"))
    what = {"source": "File", "result": "Nothing", "is_found": False}
    add(SearchedSource(**what, request_id=of["request_id"], n=1, searched_on=date(2026, 11, 4)))
    made.giglio_flag = add(GiglioFlag(**agency, case_id=made.case.id, why="Sustained"))


def custody_of(made, add, *, begun_by, asked):
    """The chain of the item, a step that waits for somebody, a list of a medium, a round."""
    state = custody.begin(made.item, Actor.system("test"))
    made.receipt = state.last_n
    add(
        CustodyStep(
            case_id=made.case.id,
            item_id=made.item.id,
            n=made.item.n,
            kind=CustodyKind.TRANSFERRED,
            begun_by_id=begun_by.id,
            asked_id=asked.id,
            asked_as=AskedAs.RECEIVER,
            at=clock.now(),
            from_hand=state.hand,
            from_name=state.holder_name,
            to_hand=f"user:{asked.id}",
            to_name=asked.name,
            receipt_file_id=made.file.id,
        )
    )
    key = {"case_id": made.case.id, "item_id": made.item.id}
    add(MediaReference(**key, serial=f"WD-{made.item.n}"))
    made.media = add(MediaList(**key, n=made.item.n, file_id=made.file.id, entries=1))


def letter(made: SimpleNamespace, add: Callable[[Any], Any], n: int) -> None:
    """A letter of the action, made and not signed."""
    of = {"case_id": made.case.id, "action_id": made.action.id}
    kind = LetterType.ANSWER_EXTENSION
    made.lr_letter = add(Letter(**of, n=n, kind=kind, facts={}))
    content = compose(kind, letters.values())
    told = {"source": VersionSource.GENERATED, "content": content, "digest": "a" * 64}
    add(LetterVersion(**of, **told, letter_id=made.lr_letter.id, n=n))
