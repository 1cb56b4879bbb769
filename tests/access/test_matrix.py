"""Role × relation × action: the allowed pairs by hand, all others refused.

A pair is allowed when the role's account finds the case in its scope and the policy says yes. A
hidden case refuses everything, whatever the policy would say of it.
"""

import pytest
from sqlalchemy import select

from jicms.access import policy
from jicms.access.actions import Action
from jicms.cases.models import Case, CaseStatus, GrantKind, GrantLevel, PartyRole
from tests.factories import accounts, cases

ACCOUNTS = {
    "intake": "intake.ia",
    "investigator": "investigator.ia",
    "supervisor": "supervisor.ia",
    "custodian": "custodian.ia",
    "lr specialist": "specialist.ler",
    "lr supervisor": "supervisor.ler",
    "official": "official.cbp",
    "counsel": "counsel.cbp",
    "records": "records",
    "auditor": "auditor",
    "security": "security",
    "admin": "admin",
}
#: relation of the account to the case: its lead office, status, grants, walls
RELATIONS = {
    "own office, early": {"office": "IA"},
    "own office, open": {"office": "IA", "status": CaseStatus.OPEN},
    "own office, closed": {"office": "IA", "status": CaseStatus.CLOSED},
    "assigned": {"office": "IA", "status": CaseStatus.OPEN, "grant": "assignment"},
    "leads": {"office": "IA", "status": CaseStatus.OPEN, "grant": "assignment", "leads": True},
    "shared in full": {"office": "OPR", "status": CaseStatus.OPEN, "grant": "share"},
    "shared summary": {"office": "OPR", "status": CaseStatus.OPEN, "grant": "summary"},
    "other office": {"office": "OPR", "status": CaseStatus.OPEN},
    "named in it": {
        "office": "IA",
        "status": CaseStatus.OPEN,
        "grant": "assignment",
        "named": True,
    },
    "restricted": {
        "office": "IA",
        "status": CaseStatus.OPEN,
        "grant": "assignment",
        "restricted": True,
    },
    "restricted, listed": {
        "office": "IA",
        "status": CaseStatus.OPEN,
        "grant": "named",
        "restricted": True,
    },
}
OFFICE = ("own office, early", "own office, open", "own office, closed")
SHARED = ("shared in full", "shared summary")
#: What an account of the lead office's whole-office roles reaches: an assignment adds nothing.
WHOLE = (*OFFICE, "assigned", "leads")
GRANTED = ("assigned", "leads", *SHARED, "restricted, listed")
CASE_ROLES_BY_GRANT = ("investigator", "lr specialist", "lr supervisor", "counsel")


def pairs(role, *relations):
    return {(role, relation) for relation in relations}


SEES = (
    pairs("supervisor", *WHOLE, *SHARED, "restricted, listed")
    | pairs("intake", *WHOLE, *SHARED, "restricted, listed")
    | pairs("custodian", *WHOLE, *SHARED, "restricted, listed")
    | {pair for role in CASE_ROLES_BY_GRANT for pair in pairs(role, *GRANTED)}
)
FULL = (
    pairs("supervisor", *WHOLE, "shared in full", "restricted, listed")
    | pairs(
        "intake", "own office, early", "assigned", "leads", "shared in full", "restricted, listed"
    )
    | pairs("custodian", "assigned", "leads", "shared in full", "restricted, listed")
    | {
        pair
        for role in CASE_ROLES_BY_GRANT
        for pair in pairs(role, "assigned", "leads", "shared in full", "restricted, listed")
    }
)
WORKED_BY_SUPERVISOR = pairs(
    "supervisor", "own office, early", "own office, open", "assigned", "leads", "restricted, listed"
)
LED_BY_OFFICE = pairs("supervisor", *WHOLE, "restricted, listed")
BY_ASSIGNMENT = pairs("investigator", "assigned", "leads")
WORKED = WORKED_BY_SUPERVISOR | BY_ASSIGNMENT
#: Also of a closed case: an appeal comes after the closing.
EXPORTED = (
    LED_BY_OFFICE
    | BY_ASSIGNMENT
    | pairs("counsel", "assigned", "leads", "shared in full", "restricted, listed")
)
AT_THE_DESK = pairs("intake", "own office, early")

ALLOWED = {
    Action.CASE_VIEW: SEES,
    Action.CASE_READ: FULL,
    Action.CLOCK_PAUSE: WORKED_BY_SUPERVISOR
    | pairs("lr supervisor", "assigned", "leads", "shared in full", "restricted, listed"),
    Action.CASE_EDIT: WORKED_BY_SUPERVISOR | BY_ASSIGNMENT | pairs("intake", "own office, early"),
    Action.LOG_ADD: WORKED_BY_SUPERVISOR | BY_ASSIGNMENT,
    Action.PARTY_EDIT: WORKED_BY_SUPERVISOR | BY_ASSIGNMENT | pairs("intake", "own office, early"),
    Action.CASE_CLASSIFY: WORKED_BY_SUPERVISOR,
    Action.CASE_ASSIGN: WORKED_BY_SUPERVISOR,
    Action.CASE_SHARE: LED_BY_OFFICE,
    Action.CASE_RESTRICT: LED_BY_OFFICE,
    Action.CASE_REOPEN: LED_BY_OFFICE,
    Action.CASE_MERGE: LED_BY_OFFICE,
    Action.CASE_LINK: LED_BY_OFFICE | BY_ASSIGNMENT | pairs("intake", "own office, early"),
    Action.WALL_DECIDE: LED_BY_OFFICE,
    Action.ALIAS_DECIDE: LED_BY_OFFICE,
    Action.IDENTITY_REVEAL: LED_BY_OFFICE,
    Action.CASE_ACCESS_VIEW: LED_BY_OFFICE | pairs("investigator", "leads"),
    Action.CASE_TRIAGE: LED_BY_OFFICE | AT_THE_DESK,
    Action.CASE_ROUTE: WORKED_BY_SUPERVISOR,
    Action.CASE_OPEN: LED_BY_OFFICE | pairs("investigator", "leads"),
    Action.CASE_CLOSE: LED_BY_OFFICE
    | pairs("lr supervisor", "assigned", "leads", "shared in full", "restricted, listed"),
    Action.CASE_ERROR: LED_BY_OFFICE,
    Action.CASE_RECUSE: SEES,
    Action.RECUSAL_LIFT: LED_BY_OFFICE,
    Action.GLASS_DECIDE: {
        pair for pair in SEES if pair[1] == "restricted, listed" and pair[0] != "official"
    },
    Action.TASK_VIEW: FULL,
    Action.TASK_EDIT: WORKED
    | {
        (role, relation)
        for role in ("lr specialist", "lr supervisor")
        for relation in ("assigned", "leads", "shared in full", "restricted, listed")
    },
    Action.LOG_VIEW: FULL,
    Action.ALLEGATION_EDIT: WORKED | AT_THE_DESK,
    Action.FINDING_RECORD: WORKED,
    # Of a finding that somebody else recorded: tests/allegations.
    Action.FINDING_APPROVE: set(),
    Action.ACKNOWLEDGE: LED_BY_OFFICE | BY_ASSIGNMENT | AT_THE_DESK,
    Action.OIG_RECORD: WORKED_BY_SUPERVISOR,
    Action.MAILBOX_READ: {
        pair for pair in FULL if pair[0] in {"intake", "investigator", "supervisor"}
    },
    Action.MAILBOX_WRITE: WORKED | AT_THE_DESK,
    Action.REFERRAL_OUT: LED_BY_OFFICE,
    # These ask for a case under way between two offices: tests/routing.
    Action.TRANSFER_ANSWER: set(),
    Action.TRANSFER_RECALL: set(),
    Action.INVESTIGATION_EDIT: WORKED_BY_SUPERVISOR,
    Action.REPORT_READ: FULL,
    Action.STATEMENT_EDIT: WORKED,
    Action.INTERVIEW_VIEW: FULL,
    Action.INTERVIEW_EDIT: WORKED,
    Action.OVERRIDE_ASK: {pair for pair in FULL if pair[0] == "counsel"},
    Action.OVERRIDE_DECIDE: {pair for pair in FULL if pair[0] == "counsel"},
    Action.EXPOSURE_VIEW: {pair for pair in FULL if pair[0] == "counsel"} | LED_BY_OFFICE,
    Action.EVIDENCE_VIEW: FULL | pairs("custodian", *OFFICE),
    Action.EVIDENCE_EDIT: WORKED
    | AT_THE_DESK
    | pairs(
        "custodian",
        "own office, early",
        "own office, open",
        "assigned",
        "leads",
        "restricted, listed",
    ),
    Action.CUSTODY_RECORD: LED_BY_OFFICE
    | BY_ASSIGNMENT
    | pairs("custodian", *WHOLE, "restricted, listed"),
    # These ask for a step that waits: tests/custody.
    Action.CUSTODY_ANSWER: set(),
    Action.CUSTODY_WITHDRAW: set(),
    Action.DOCUMENT_EDIT: WORKED | AT_THE_DESK,
    Action.PROSECUTION_VIEW: FULL,
    Action.PROSECUTION_EDIT: WORKED,
    Action.EXPORT_VIEW: EXPORTED,
    Action.EXPORT_MAKE: EXPORTED,
    # These ask for a package that the actor made, or another did: tests/exports.
    Action.EXPORT_EDIT: set(),
    Action.EXPORT_RELEASE: set(),
    Action.EXPORT_END: {pair for pair in EXPORTED if pair[0] == "supervisor"},
    Action.REFER_TO_LR: WORKED_BY_SUPERVISOR,
    Action.DISCIPLINE_VIEW: {
        pair for pair in SEES if pair[0] in {"lr specialist", "lr supervisor", "counsel"}
    }
    | {pair for pair in FULL if pair[0] in {"investigator", "supervisor"}},
    # These ask for a report, a referral or an action: a case alone is never enough.
    # Those of an investigation: tests/fieldwork.
    Action.FIELDWORK_VIEW: set(),
    Action.FIELDWORK_EDIT: set(),
    Action.PLAN_APPROVE: set(),
    Action.HANDOVER_RECEIVE: set(),
    # A case opens no lead that another office sent.
    Action.RECEIVED_LEAD_VIEW: set(),
    Action.RECEIVED_LEAD_GIVE: set(),
    Action.RECEIVED_LEAD_ANSWER: set(),
    Action.REPORT_WRITE: set(),
    Action.REPORT_REVIEW: set(),
    Action.REFERRAL_ANSWER: set(),
    Action.DISCIPLINE_EDIT: set(),
    Action.DISCIPLINE_ASSIGN: set(),
    Action.DISCIPLINE_APPROVE: set(),
    Action.AGREEMENT_FOLLOW: set(),
    Action.DEPARTURE_DETERMINE: set(),
    Action.APPEAL_VIEW: {pair for pair in SEES if pair[0] == "counsel"},
    Action.APPEAL_EDIT: set(),
    Action.APPEAL_ARGUE: set(),
    Action.RECORD_CLEAR: set(),
    Action.PACKAGE_VIEW: set(),
    Action.PACKAGE_WORK: set(),
    # An action of one's own: tests/litigation.
    Action.LITIGATION_EDIT: set(),
    Action.COUNSEL_ASSIGN: set(),
    Action.PRIVILEGED_NOTES: set(),
}

DIRECTORY = {"intake", "investigator", "supervisor", "lr specialist", "lr supervisor"}
CASE_ROLES = DIRECTORY | {"custodian", "counsel"}
#: Actions without a record: which roles may.
BY_ROLE = {
    Action.RECEIVED_LEADS: {"investigator", "supervisor"},
    Action.HOME: set(ACCOUNTS),
    Action.ACCOUNT: set(ACCOUNTS),
    Action.FILE_UPLOAD: set(ACCOUNTS) - {"auditor", "security", "admin"},
    Action.DEADLINE_COMPUTE: set(ACCOUNTS),
    Action.CASE_LIST: CASE_ROLES,
    # Heads of offices alone; none of these accounts is one.
    Action.GLASS_ASK: set(),
    Action.CASE_EXPORT: CASE_ROLES,
    Action.CASE_BULK: {"supervisor", "lr supervisor"},
    Action.TASK_HAND_OVER: {"supervisor", "lr supervisor"},
    Action.CASE_CREATE: {"intake", "supervisor"},
    Action.INTAKE: {"intake", "supervisor"},
    Action.TRIAGE_QUEUE: {"intake", "supervisor"},
    Action.TRIAGE_EXPORT: {"intake", "supervisor"},
    # Only of a report that came to the actor's office: tests/hotline/test_desk.
    Action.RECEIVED_WORK: {"intake", "supervisor"},
    # Only of a candidate in the supervisor's own sight: tests/intake/test_candidates.
    Action.CANDIDATE_SETTLE: {"supervisor"},
    Action.REVIEW_INBOX: {"investigator", "supervisor"},
    Action.CUSTODY_LIST: {"custodian", "supervisor"},
    Action.INVENTORY: {"custodian"},
    Action.PROSECUTION_LIST: {"investigator", "supervisor"},
    # The Giglio officer besides: tests/disclosure.
    Action.WITNESS_VIEW: {"counsel"},
    Action.WITNESS_EDIT: set(),
    Action.WITNESS_REVIEW: {"counsel"},
    Action.FLAG_DECIDE: {"counsel"},
    Action.CUSTODIAN_ANSWER: {"supervisor"},
    Action.STANDING_EDIT: {"supervisor", "counsel"},
    # Not whoever entered the letter: tests/prosecution/test_standing.
    Action.STANDING_CONFIRM: {"supervisor", "counsel"},
    Action.DISCIPLINE_QUEUE: {"lr specialist", "lr supervisor"},
    Action.DISCIPLINE_REASSIGN: {"lr supervisor"},
    Action.DISCIPLINE_HISTORY: {"lr specialist", "lr supervisor"},
    # Of one's own agency, and not whoever entered it: tests/discipline/test_outside_access.
    Action.OUTSIDE_RECORD: {"lr specialist", "lr supervisor"},
    Action.OUTSIDE_VERIFY: {"lr specialist", "lr supervisor"},
    Action.APPEAL_LIST: {"lr specialist", "lr supervisor", "counsel"},
    Action.BOARD_VIEW: {"lr specialist", "lr supervisor"},
    Action.BOARD_MANAGE: {"lr supervisor"},
    Action.BOARD_VOTE: set(),
    Action.BOARD_RECUSE: {"lr supervisor"},
    Action.PACKAGE_VIEW: {"official"},
    Action.LITIGATION_LIST: {"lr specialist", "lr supervisor"},
    # Counsel of the very action besides: tests/litigation.
    Action.LITIGATION_VIEW: {"lr specialist", "lr supervisor"},
    Action.DISCLOSURE_LIST: {"lr specialist", "lr supervisor", "supervisor"},
    Action.COUNSEL_DESK: {"counsel"},
    Action.PEOPLE_LIST: DIRECTORY,
    Action.PERSON_VIEW: DIRECTORY,
    Action.PERSON_EDIT: {"intake", "investigator", "supervisor"},
    Action.PERSON_MERGE: {"supervisor"},
    Action.PERSON_REVEAL: {"intake", "investigator", "supervisor"},
    Action.PROTECTED_ROLES: {"supervisor"},
    Action.RELATION_DECLARE: set(ACCOUNTS),
    Action.RELATION_CONFIRM: {"security"},
    Action.SEARCH: CASE_ROLES,
    Action.SEARCH_SAVE: CASE_ROLES,
    # One's own, and what an office shares, by its supervisors: tests/saved.
    Action.SEARCH_CHANGE: set(),
    Action.SEARCH_SHARE: {"supervisor", "lr supervisor"},
    Action.REPORTS: {"supervisor", "lr supervisor"},
    Action.EARLY_NOTICE: {"supervisor"},
    Action.EXPORT_ACCOUNTING: {"supervisor"},
    Action.AUDIT_VIEW: {"auditor"},
    Action.ADMIN_VIEW: {"security", "admin"},
    Action.USER_EDIT: {"admin"},
    Action.USER_CONFIRM: {"security"},
    Action.TOKEN_GRANT: {"security"},
    Action.FILE_CHECKS: {"admin", "auditor", "custodian"},
    Action.REFDATA_EDIT: {"admin"},
    Action.GO_LIVE_FILL: {"admin"},
    Action.GO_LIVE_CONFIRM: {"security"},
    Action.GO_LIVE_END: {"admin", "security"},
    # Only what came with a token has it.
    Action.API_READ: set(),
}


def build(session, username, spec):
    """The case of a relation, seen from one account."""
    values = {}
    if spec.get("status"):
        values["status"] = spec["status"]
    if spec.get("status") is CaseStatus.CLOSED:
        values |= {"closed_at": cases.RECEIVED, "closure_code": cases.closure(session)}
    case = cases.case(
        session, office=spec["office"], restricted=spec.get("restricted", False), **values
    )
    kind = spec.get("grant")
    if kind:
        level = GrantLevel.SUMMARY if kind == "summary" else GrantLevel.FULL
        kind = GrantKind.SHARE if kind == "summary" else GrantKind(kind)
        cases.grant(session, case, user=username, kind=kind, level=level)
    if spec.get("leads"):
        case.lead_user_id = accounts.actor_of(username).user_id
    if spec.get("named"):
        cases.party(session, case, role=PartyRole.WITNESS, account=username)
    return case.id


@pytest.mark.parametrize("role", ACCOUNTS)
def test_the_matrix(role, acting, reading):
    username = ACCOUNTS[role]
    with acting() as session:
        built = {name: build(session, username, spec) for name, spec in RELATIONS.items()}
    wrong = []
    with reading(username) as session:
        actor = accounts.actor_of(username)
        for relation, case_id in built.items():
            case = session.scalar(select(Case).where(Case.id == case_id))
            for action, allowed in ALLOWED.items():
                expected = (role, relation) in allowed
                found = case is not None and policy.allows(actor, action, case)
                if found != expected:
                    wrong.append(f"{role}, {relation}: {action} {found}, expected {expected}")
    assert not wrong, "\n".join(wrong)


def test_the_matrix_names_known_roles_and_relations():
    named = set().union(*ALLOWED.values())
    assert {role for role, _ in named} <= ACCOUNTS.keys()
    assert {relation for _, relation in named} <= RELATIONS.keys()


@pytest.mark.parametrize("role", ACCOUNTS)
def test_what_needs_no_record(role, reading):
    username = ACCOUNTS[role]
    with reading(username):
        actor = accounts.actor_of(username)
        wrong = [
            f"{role}: {action}"
            for action, allowed in BY_ROLE.items()
            if policy.allows(actor, action) != (role in allowed)
        ]
    assert not wrong


def test_every_action_stands_in_the_matrix():
    assert set(Action) == ALLOWED.keys() | BY_ROLE.keys()
