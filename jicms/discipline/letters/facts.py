"""What the writer of a letter types, because no record of the case holds it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from jicms.discipline import procedures
from jicms.discipline.models import DisciplinaryAction, PenaltyStage


class Form(StrEnum):
    """How a fact is typed."""

    LINE = "LINE"
    TEXT = "TEXT"
    DATE = "DATE"
    NUMBER = "NUMBER"


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a letter. `begin` is what stands in the form at first, as far as it is known;
    `standing` facts are taken over from the writer's last letter of that office."""

    label: str
    form: Form = Form.LINE
    hint: str = ""
    optional: bool = False
    low: int = 1
    begin: Callable[[DisciplinaryAction], Any] | None = None
    standing: bool = False


def _position(action: DisciplinaryAction) -> str:
    party = action.party
    job = (party.at_opening or party.at_incident) if party is not None else None
    return job.position if job is not None else ""


def _reason(stage: PenaltyStage) -> Callable[[DisciplinaryAction], str]:
    def found(action: DisciplinaryAction) -> str:
        row = action.penalty(stage)
        return row.reason if row is not None else ""

    return found


def _review(action: DisciplinaryAction) -> str:
    who = action.specialist.name if action.specialist is not None else ""
    place, telephone = action.office.name, action.office.telephone
    if not who or not telephone:
        return ""
    return f"To review it, call {who}, {place}, at {telephone}."


def _answer_days(action: DisciplinaryAction) -> int:
    return procedures.answer_days(action)


def _deciding(action: DisciplinaryAction) -> str:
    official = action.deciding_official
    return f"{official.name}, Deciding Official" if official is not None else ""


_T, _L, _D, _N = Form.TEXT, Form.LINE, Form.DATE, Form.NUMBER
FACTS: Mapping[str, Fact] = {
    "letter_date": Fact("Date of the letter", _D),
    "position": Fact("Employee’s position", _L, "Title, grade and duty station", begin=_position),
    "employee_address": Fact("Address of the employee", _T, "Or how it is handed over: By hand"),
    "signer_title": Fact("Title of who signs", _L, "As it stands under the name"),
    "penalty_reasons": Fact(
        "Reasons for the penalty",
        _T,
        "What makes it worse or milder, earlier discipline that is relied on",
        begin=_reason(PenaltyStage.PROPOSED),
    ),
    "review_at": Fact(
        "Where the material can be reviewed", _T, "Place, person and telephone", begin=_review
    ),
    "answer_days": Fact(
        "Calendar days to answer", _N, "Never less than the law gives", begin=_answer_days
    ),
    "answer_to": Fact("Who receives it, and where", _T, "Name and address", begin=_deciding),
    "official_time": Fact("Official time", _L, "Such as 8 hours", standing=True),
    "duty_status": Fact(
        "Duty status in the notice period",
        _T,
        begin=lambda _: "You remain in your regular duty status during the notice period.",
    ),
    "crime_facts": Fact("Facts that give reasonable cause", _T, "With the statute"),
    "ending_condition": Fact("Condition that ends the suspension", _T),
    "new_items": Fact("New material", _T, "One line for each piece"),
    "charge_reasons": Fact("Why each charge is sustained or not", _T),
    "answer_considered": Fact("What the answer said, and what you make of it", _T, optional=True),
    "decision_reasons": Fact(
        "Reasons for the decided penalty", _T, begin=_reason(PenaltyStage.DECIDED)
    ),
    "appeal_where": Fact(
        "Where and on which form to appeal to the Board",
        _T,
        "Form, regional office and its address, how to file",
        standing=True,
    ),
    "grievance": Fact(
        "Grievance rights", _T, "Which procedure, first step, time limit", standing=True
    ),
    "appeal_rights": Fact(
        "Rights against the decision",
        _T,
        "Where, in what form and until when; ask counsel where the law is not verified",
        standing=True,
    ),
    "law_fixes": Fact(
        "What the law fixes",
        _T,
        "The penalty that 5 USC 7515 names; ask counsel, the text is not verified",
        begin=lambda _: (
            "Where the finding stands, 5 U.S.C. 7515 fixes the penalty: for a first prohibited"
            " personnel action a suspension of at least 3 days, for a second one removal."
            " Mitigating factors are not weighed."
        ),
    ),
    "overturned": Fact(
        "If the conviction is overturned",
        _T,
        "Ask counsel, the text is not verified",
        begin=lambda _: (
            "If the conviction is overturned on appeal, the removal is set aside retroactively to"
            " the day on which it took effect, with back pay (5 U.S.C. 7371)."
        ),
    ),
    "conviction": Fact("The conviction", _T, "Court, date and offense"),
    "conduct": Fact("The conduct", _T, "What happened, when and where"),
    "expected": Fact("What is expected", _T),
    "reprimand_until": Fact("Kept in the folder until", _D),
    "outcome": Fact("How the matter ended", _T),
    "conclusions": Fact("Conclusions on the inadequacy", _T),
    "ends_on": Fact("Last day of the employment", _D, begin=lambda action: action.effective_on),
    "probation_rights": Fact("Limited rights", _T, "Where and until when", standing=True),
    "request_items": Fact("What is asked for", _T, "One line for each"),
    "request_due": Fact("Due by", _D),
    "resolved_on": Fact("Date of the resolution", _D),
    "finding_text": Fact("The adverse finding", _T),
    "response_days": Fact(
        "Calendar days to respond", _N, "At least 30", low=30, begin=lambda _: 30
    ),
    "agreement_text": Fact("Which agreement", _T, "Kind, date, parties, main terms"),
    "agreement_due": Fact("Sign and return by", _D),
    "whistleblower_statement": Fact(
        "Whistleblower statement", _T, "Word for word, as the agreement carries it", standing=True
    ),
    "enclosures": Fact("Enclosures", _T, "One line for each", optional=True),
}
#: Every letter has these, whatever its text asks for.
OF_EVERY = ("letter_date", "position", "employee_address", "signer_title")
