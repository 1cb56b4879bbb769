"""The kinds of letters, and which of them an action calls for."""

from enum import StrEnum


class LetterType(StrEnum):
    """What a letter is."""

    NOTICE_B = "NOTICE_B"
    NOTICE_D = "NOTICE_D"
    NOTICE_CRIME = "NOTICE_CRIME"
    NOTICE_INDEFINITE = "NOTICE_INDEFINITE"
    DECISION_B = "DECISION_B"
    DECISION_D = "DECISION_D"
    REPRIMAND = "REPRIMAND"
    COUNSELING = "COUNSELING"
    CLEARANCE = "CLEARANCE"
    PROBATION_TERMINATION = "PROBATION_TERMINATION"
    INFORMATION_REQUEST = "INFORMATION_REQUEST"
    ANSWER_EXTENSION = "ANSWER_EXTENSION"
    NEW_MATERIAL = "NEW_MATERIAL"
    USC3322_NOTICE = "USC3322_NOTICE"
    SETTLEMENT_COVER = "SETTLEMENT_COVER"
    NOTICE_F = "NOTICE_F"
    NOTICE_7515 = "NOTICE_7515"
    NOTICE_PROBATION = "NOTICE_PROBATION"
    DECISION_F = "DECISION_F"
    DECISION_7515 = "DECISION_7515"
    DECISION_PROBATION = "DECISION_PROBATION"
    REMOVAL_7371 = "REMOVAL_7371"

    @property
    def label(self) -> str:
        """As a user reads it."""
        return LABELS[self]


T = LetterType
LABELS: dict[LetterType, str] = {
    T.NOTICE_B: "Notice of proposed action, subpart B",
    T.NOTICE_D: "Notice of proposed action, subpart D",
    T.NOTICE_CRIME: "Notice of proposed action, crime provision",
    T.NOTICE_INDEFINITE: "Notice of proposed indefinite suspension",
    T.DECISION_B: "Decision, subpart B",
    T.DECISION_D: "Decision, subpart D",
    T.REPRIMAND: "Letter of reprimand",
    T.COUNSELING: "Counseling letter",
    T.CLEARANCE: "Letter of no action or clearance",
    T.PROBATION_TERMINATION: "Termination in probation",
    T.INFORMATION_REQUEST: "Request for information",
    T.ANSWER_EXTENSION: "Extension of the time to answer",
    T.NEW_MATERIAL: "Notice of new material",
    T.USC3322_NOTICE: "Notice under 5 U.S.C. 3322",
    T.SETTLEMENT_COVER: "Cover letter of an agreement",
    T.NOTICE_F: "Notice of proposed action, Senior Executive Service",
    T.NOTICE_7515: "Notice of proposed action, 5 U.S.C. 7515",
    T.NOTICE_PROBATION: "Notice of proposed termination in probation",
    T.DECISION_F: "Decision, Senior Executive Service",
    T.DECISION_7515: "Decision, 5 U.S.C. 7515",
    T.DECISION_PROBATION: "Decision on a proposed termination in probation",
    T.REMOVAL_7371: "Removal under 5 U.S.C. 7371",
}
#: What the procedures outside subparts B and D call for, by their codes.
NOTICE_OF: dict[str, LetterType] = {
    "SES_SUBPART_F": T.NOTICE_F,
    "USC_7515": T.NOTICE_7515,
    "PROBATION_PRE_APPOINTMENT": T.NOTICE_PROBATION,
}
DECISION_OF: dict[str, LetterType] = {
    "SES_SUBPART_F": T.DECISION_F,
    "USC_7515": T.DECISION_7515,
    "PROBATION_PRE_APPOINTMENT": T.DECISION_PROBATION,
}
NOTICES = frozenset(
    {T.NOTICE_B, T.NOTICE_D, T.NOTICE_CRIME, T.NOTICE_INDEFINITE, *NOTICE_OF.values()}
)
#: What serves a decision: the written decision, or the letter that is the measure itself.
DECISIONS = frozenset(
    {
        *(T.DECISION_B, T.DECISION_D, T.REPRIMAND, T.COUNSELING),
        *(T.CLEARANCE, T.PROBATION_TERMINATION, T.REMOVAL_7371),
        *DECISION_OF.values(),
    }
)
#: Which letter carries out what is decided without a notice; what is said needs none.
OF_MEASURE: dict[str, LetterType] = {
    "LETTER_OF_REPRIMAND": T.REPRIMAND,
    "COUNSELING_WRITTEN": T.COUNSELING,
    "CAUTIONARY_LETTER": T.COUNSELING,
    "CLEARANCE_LETTER": T.CLEARANCE,
    "NO_ACTION": T.CLEARANCE,
    "CLOSED_UNSUBSTANTIATED": T.CLEARANCE,
    "PROBATIONARY_TERMINATION": T.PROBATION_TERMINATION,
    "MANDATORY_REMOVAL_LEO_FELONY": T.REMOVAL_7371,
}


def notice_type(
    subpart: str, penalty: str, *, crime: bool, procedure: str = ""
) -> LetterType | None:
    """The notice that a proposal calls for; none where the law asks for none. `procedure` is the
    code of one outside subparts B and D."""
    if procedure in NOTICE_OF:
        return NOTICE_OF[procedure]
    if subpart == "D":
        if penalty == "INDEFINITE_SUSPENSION":
            return T.NOTICE_INDEFINITE
        return T.NOTICE_CRIME if crime else T.NOTICE_D
    return T.NOTICE_B if subpart == "B" else None


def decision_type(
    subpart: str, penalty: str, *, noticed: bool, procedure: str = ""
) -> LetterType | None:
    """The letter that a decision calls for; none where the measure is spoken."""
    if noticed:
        common = {"B": T.DECISION_B, "D": T.DECISION_D}.get(subpart)
        return DECISION_OF.get(procedure, common)
    return OF_MEASURE.get(penalty)
