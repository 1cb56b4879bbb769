"""What each letter must say, by kind: the blocks, with the law that asks for them.

A block that is not verified says so where it is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from jicms.discipline.letters.kinds import LetterType


@dataclass(frozen=True, slots=True)
class Block:
    """Something that a letter must say, and who asks for it; "" where our own order does."""

    code: str
    label: str
    citation: str
    verified: bool = True


def _blocks(*rows: Block) -> Mapping[str, Block]:
    return {row.code: row for row in rows}


_B, _D = "5 CFR 752.203", "5 CFR 752.404"
_ORDER = "Office order: each letter names its matter"
BLOCKS = _blocks(
    Block("REFERENCE", "Employee and reference", _ORDER),
    Block("REASONS", "Specific reasons", f"{_B}; {_D}"),
    Block("MATERIAL", "Right to review the material relied on", f"{_B}; {_D}"),
    Block("ANSWER", "Time to answer, and to whom", f"{_B}; {_D}"),
    Block("ANSWER_FORM", "Answer orally and in writing, with evidence", f"{_B}; {_D}"),
    Block("REPRESENTATION", "Representation", f"{_B}; {_D}"),
    Block("OFFICIAL_TIME", "Official time", f"{_D}; under subpart B by policy or agreement"),
    Block("NOTICE_PERIOD", "At least 30 days’ advance written notice", _D),
    Block("CRIME", "Crime provision: the reasonable cause, and what it waives", _D),
    Block("CONDITION", "Condition that ends the suspension", "5 CFR 752 subpart D", verified=False),
    Block("PRIOR", "Prior discipline relied on", "Due process: cited to count", verified=False),
    Block("CHARGES", "Which charges are sustained, and why", f"{_B}; {_D}"),
    Block("ANSWER_CONSIDERED", "The answer was considered", f"{_B}; {_D}"),
    Block("EFFECTIVE", "Effective date", f"{_B}; {_D}"),
    Block("APPEAL", "Appeal to the Board: form, place and time", f"{_D}; 5 CFR 1201.22"),
    Block("FORUM", "Election of forum", "5 CFR 752.405"),
    Block("GRIEVANCE", "Grievance rights", f"{_B}; {_D}"),
    Block("CONDUCT", "The conduct", "Office order", verified=False),
    Block("FOLDER", "Where it is kept and until when", "Office order", verified=False),
    Block("NOT_DISCIPLINE", "That it is no discipline", "Office order", verified=False),
    Block("EXPECTED", "What is expected", "Office order", verified=False),
    Block("OUTCOME", "How the matter ended", "Office order", verified=False),
    Block("CONCLUSIONS", "Conclusions on the inadequacy", "5 CFR 315.804"),
    Block("REQUEST", "What is asked for", "Office order", verified=False),
    Block("DUE", "By when, and to whom", "Office order", verified=False),
    Block("NEW_TIME", "The new date", "5 CFR 752", verified=False),
    Block("NEW", "The new material", "Due process: no new evidence unheard", verified=False),
    Block("FINDING", "The finding, with its documents", "5 U.S.C. 3322"),
    Block("RESPONSE", "At least 30 days to respond", "5 U.S.C. 3322"),
    Block("BOARD", "Written decision and appeal to the Board", "5 U.S.C. 3322"),
    Block("CONVICTION", "The conviction", "5 U.S.C. 7371", verified=False),
    Block("RIGHTS", "Rights against the decision", "Office order", verified=False),
    Block("AGREEMENT", "Which agreement", "Office order", verified=False),
    Block(
        "WHISTLEBLOWER",
        "The whistleblower statement",
        "Whistleblower Protection Enhancement Act; OIG-18-73",
    ),
)
_NOTICE = (
    *("REFERENCE", "REASONS", "MATERIAL", "ANSWER", "ANSWER_FORM"),
    *("REPRESENTATION", "OFFICIAL_TIME"),
)
_DECISION = ("REFERENCE", "CHARGES", "ANSWER_CONSIDERED", "EFFECTIVE")
T = LetterType
#: Which blocks each kind must have, in the order of the letter.
MANDATORY: Mapping[LetterType, tuple[str, ...]] = {
    T.NOTICE_B: _NOTICE,
    T.NOTICE_D: (*_NOTICE, "NOTICE_PERIOD"),
    T.NOTICE_CRIME: (*_NOTICE, "CRIME"),
    T.NOTICE_INDEFINITE: (*_NOTICE, "NOTICE_PERIOD", "CONDITION"),
    T.DECISION_B: (*_DECISION, "GRIEVANCE"),
    T.DECISION_D: (*_DECISION, "APPEAL", "FORUM", "GRIEVANCE"),
    T.REPRIMAND: ("REFERENCE", "CONDUCT", "FOLDER", "GRIEVANCE"),
    T.COUNSELING: ("REFERENCE", "CONDUCT", "EXPECTED", "NOT_DISCIPLINE"),
    T.CLEARANCE: ("REFERENCE", "OUTCOME"),
    T.PROBATION_TERMINATION: ("REFERENCE", "CONCLUSIONS", "EFFECTIVE"),
    T.INFORMATION_REQUEST: ("REFERENCE", "REQUEST", "DUE"),
    T.ANSWER_EXTENSION: ("REFERENCE", "NEW_TIME"),
    T.NEW_MATERIAL: ("REFERENCE", "NEW", "ANSWER"),
    T.USC3322_NOTICE: ("REFERENCE", "FINDING", "RESPONSE", "BOARD"),
    T.SETTLEMENT_COVER: ("REFERENCE", "AGREEMENT", "WHISTLEBLOWER"),
    T.NOTICE_F: (*_NOTICE, "NOTICE_PERIOD"),
    T.NOTICE_7515: (*_NOTICE[:-1],),
    T.NOTICE_PROBATION: (*_NOTICE[:-1],),
    T.DECISION_F: (*_DECISION, "APPEAL"),
    T.DECISION_7515: (*_DECISION, "RIGHTS"),
    T.DECISION_PROBATION: (*_DECISION, "RIGHTS"),
    T.REMOVAL_7371: ("REFERENCE", "CONVICTION", "EFFECTIVE", "RIGHTS"),
}
_F, _BEFORE = "5 CFR 752 subpart F", "5 CFR 315.805"
#: Which law asks for the blocks of a kind that subparts B and D do not govern. What it asks in
#: detail the reference does not give: none of it is verified.
UNDER: Mapping[LetterType, str] = {
    T.NOTICE_F: _F,
    T.DECISION_F: _F,
    T.NOTICE_7515: "5 U.S.C. 7515(b)",
    T.DECISION_7515: "5 U.S.C. 7515(b)",
    T.NOTICE_PROBATION: _BEFORE,
    T.DECISION_PROBATION: _BEFORE,
    T.REMOVAL_7371: "5 U.S.C. 7371",
}
#: Not asked of a decision whose outcome leaves nothing to appeal: no charge is sustained.
OF_A_PENALTY = frozenset({"APPEAL", "FORUM", "GRIEVANCE", "EFFECTIVE", "RIGHTS"})
#: Asked only where the decided penalty goes to the Board, not where it was mitigated below that.
TO_THE_BOARD = frozenset({"APPEAL", "FORUM"})


#: Asked only of a notice that cites prior discipline.
WHERE_CITED = ("PRIOR",)
#: Notices of a penalty that prior discipline may aggravate.
CITE_PRIOR = frozenset({T.NOTICE_B, T.NOTICE_D, T.NOTICE_CRIME, T.NOTICE_INDEFINITE, T.NOTICE_F})


def mandatory(
    kind: LetterType, *, penalty: bool = True, board: bool = True, prior: bool = False
) -> list[Block]:
    """The blocks that a letter of that kind must have. `penalty`: a decision imposes one; `board`:
    it is one that goes to the Board; `prior`: the proposal cites prior discipline."""
    left = set() if penalty else set(OF_A_PENALTY)
    if not board:
        left |= TO_THE_BOARD
    if kind in {T.REPRIMAND, T.PROBATION_TERMINATION, T.REMOVAL_7371}:
        left = set()
    cited = WHERE_CITED if prior and kind in CITE_PRIOR else ()
    return [asked_by(kind, code) for code in (*MANDATORY[kind], *cited) if code not in left]


def asked_by(kind: LetterType, code: str) -> Block:
    """A block of a kind of letter, with the law that asks for it there."""
    block, law = BLOCKS[code], UNDER.get(kind)
    if law is None or code == "REFERENCE":
        return block
    return replace(block, citation=law, verified=False)
