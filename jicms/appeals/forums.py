"""What a forum is: the steps of its status line, what it reviews, and from what its clock counts.

The forums themselves, their rules and which exclude each other are rows (`appeal_forum`).
"""

from collections.abc import Mapping

from jicms.appeals.models import AppealStep

S = AppealStep
MSPB, WHISTLEBLOWER, MIXED, REVIEW = (
    *("MSPB", "MSPB_WHISTLEBLOWER", "MIXED_CASE_MSPB"),
    "MSPB_PETITION_FOR_REVIEW",
)
CIRCUIT, DISTRICT, OSC = "FEDERAL_CIRCUIT", "MIXED_DISTRICT_COURT", "OSC"
COUNSELOR, COMPLAINT = "EEO_COUNSELOR", "EEO_FORMAL_COMPLAINT"
GRIEVANCE, ADMIN_GRIEVANCE, ARBITRATION = "GRIEVANCE", "ADMIN_GRIEVANCE", "ARBITRATION"
EXCEPTIONS, AWARD_REVIEW = "FLRA_EXCEPTIONS", "ARBITRATION_FEDERAL_CIRCUIT"

_BOARD = (
    *(S.FILED, S.ACKNOWLEDGED, S.AGENCY_RESPONSE, S.DISCOVERY, S.PREHEARING),
    *(S.HEARING_HELD, S.RECORD_CLOSED, S.DECIDED),
)
_COURT = (S.FILED, S.BRIEFED, S.ARGUED, S.DECIDED)
#: The steps of a forum, in their order; the last is its decision, which has an outcome.
LINES: Mapping[str, tuple[AppealStep, ...]] = {
    MSPB: _BOARD,
    WHISTLEBLOWER: _BOARD,
    MIXED: _BOARD,
    REVIEW: (S.FILED, S.AGENCY_RESPONSE, S.DECIDED),
    CIRCUIT: _COURT,
    DISTRICT: _COURT,
    AWARD_REVIEW: _COURT,
    OSC: (S.FILED, S.INVESTIGATED, S.CLOSURE_LETTER, S.DECIDED),
    COUNSELOR: (S.FILED, S.COUNSELING, S.DISPUTE_RESOLUTION, S.RIGHT_TO_FILE, S.DECIDED),
    COMPLAINT: (
        *(S.FILED, S.ACCEPTED, S.INVESTIGATED, S.HEARING_REQUESTED),
        *(S.HEARING_HELD, S.DECIDED),
    ),
    GRIEVANCE: (
        *(S.FILED, S.STEP_1_DECISION, S.STEP_2, S.STEP_2_DECISION),
        *(S.STEP_3, S.STEP_3_DECISION, S.DECIDED),
    ),
    ADMIN_GRIEVANCE: (S.FILED, S.INVESTIGATED, S.DECIDED),
    ARBITRATION: (S.FILED, S.ARBITRATOR_SELECTED, S.HEARING_HELD, S.BRIEFED, S.DECIDED),
    EXCEPTIONS: (S.FILED, S.AGENCY_RESPONSE, S.DECIDED),
}
#: What the decision of a forum is called; elsewhere “Decided”.
DECISIONS = {
    **dict.fromkeys((MSPB, WHISTLEBLOWER, MIXED), "Initial decision"),
    REVIEW: "Final order",
    COMPLAINT: "Final agency decision",
    ARBITRATION: "Award",
    **dict.fromkeys((COUNSELOR, OSC), "Ended"),
}
#: What a filing is called there; elsewhere “Filed”.
FILINGS = {
    COUNSELOR: "First contact",
    GRIEVANCE: "Filed, step 1",
    ARBITRATION: "Arbitration invoked",
    REVIEW: "Petition filed",
    CIRCUIT: "Petition filed",
    AWARD_REVIEW: "Petition filed",
}
#: The forums whose decision a forum reviews, or whose end opens it.
REVIEWS: Mapping[str, tuple[str, ...]] = {
    WHISTLEBLOWER: (OSC,),
    REVIEW: (MSPB, WHISTLEBLOWER, MIXED),
    CIRCUIT: (REVIEW, MSPB, WHISTLEBLOWER),
    DISTRICT: (REVIEW, MIXED, COMPLAINT),
    COMPLAINT: (COUNSELOR,),
    ARBITRATION: (GRIEVANCE,),
    EXCEPTIONS: (ARBITRATION,),
    AWARD_REVIEW: (ARBITRATION,),
}
#: Forums that hear an action that is appealable to the Board.
OF_THE_BOARD = (MSPB, MIXED)
#: Forums that may have a matter before a decision was served.
BEFORE_DECISION = (OSC, COUNSELOR, COMPLAINT, GRIEVANCE, ADMIN_GRIEVANCE)


def line_of(forum_code: str) -> tuple[AppealStep, ...]:
    """The steps of a forum; a forum that an office added has the shortest line."""
    return LINES.get(forum_code, (S.FILED, S.DECIDED))


def step_name(forum_code: str, step: AppealStep) -> str:
    """A step as that forum calls it."""
    if step is S.DECIDED:
        return DECISIONS.get(forum_code, "Decided")
    return FILINGS.get(forum_code, step.label) if step is S.FILED else step.label
