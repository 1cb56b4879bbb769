"""What the case says in a letter. What it does not hold is left out here, and named to the writer
before a letter is made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jicms.core import clock
from jicms.discipline import procedures, queries
from jicms.discipline.models import (
    AnswerKind,
    DisciplinaryAction,
    Penalty,
    PenaltyStage,
)
from jicms.discipline.models_charges import Charge, ChargeSpecification
from jicms.discipline.models_prior import PriorDiscipline
from jicms.discipline.queries_charges import charges_of
from jicms.discipline.queries_comparators import with_notice
from jicms.discipline.queries_prior import cited_of
from jicms.discipline.service.actions import zone_of
from jicms.discipline.service.penalties import is_appealable, is_nothing
from jicms.discipline.service.worksheets import proposing_factors
from jicms.refdata.models import Subpart


@dataclass(frozen=True, slots=True)
class Datum:
    """Something that a letter takes from the records: what it is called, and the page on which it
    is entered. Of `office` and `agency` an administrator has the page."""

    label: str
    endpoint: str
    of: str = "action"


_PROPOSAL = "discipline.proposal"
_DECISION = "discipline.decision"
_PRIOR = "discipline.prior_discipline"
DATA: Mapping[str, Datum] = {
    "letterhead": Datum("The agency’s letterhead", "admin.edit_agency", "agency"),
    "agency_name": Datum("The agency’s name", "admin.edit_agency", "agency"),
    "office_name": Datum("The office’s name", "admin.edit_office", "office"),
    "office_telephone": Datum("The office’s telephone", "admin.edit_office", "office"),
    "reference": Datum("The action’s number", "discipline.show"),
    "employee_name": Datum("The employee’s name", "discipline.show"),
    "proposing_name": Datum("The proposing official", "discipline.officials"),
    "deciding_name": Datum("The deciding official", "discipline.officials"),
    "contact": Datum("Whom to ask", "discipline.assign"),
    "specialist_name": Datum("The specialist", "discipline.assign"),
    "procedure": Datum("The procedure", _PROPOSAL),
    "proposed_on": Datum("The date of the proposal", _PROPOSAL),
    "proposed_penalty": Datum("The proposed penalty", _PROPOSAL),
    "proposed_deed": Datum("The proposed penalty in words", _PROPOSAL),
    "charges": Datum("The charges with their specifications", _PROPOSAL),
    "cites_prior": Datum("The prior discipline that is cited", _PRIOR),
    "prior": Datum("The prior discipline that is cited", _PRIOR),
    "material": Datum("The material relied on", _PROPOSAL),
    "notice_received_on": Datum("The day on which the notice was received", "discipline.notice"),
    "answer_due": Datum("The day on which the answer is due", "discipline.notice"),
    "answer_told": Datum("The answer, or that none came", "discipline.answer"),
    "answer_weighed": Datum("The answer, or that none came", "discipline.answer"),
    "decided_penalty": Datum("The decided penalty", _DECISION),
    "decided_deed": Datum("The decided penalty in words", _DECISION),
    "decided_imposes": Datum("The decision", _DECISION),
    "decided_nothing": Datum("The decision", _DECISION),
    "to_board": Datum("The decision", _DECISION),
    "effective_on": Datum("The effective date", _DECISION),
}


def letter_data(action: DisciplinaryAction) -> dict[str, Any]:
    """What the records say of an action, by the names that letters use; only what is there."""
    found = {
        **_office(action),
        **_people(action),
        **_proposal(action),
        **_served(action),
        **_decision(action),
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def long_day(value: date | datetime | None, zone: str = "") -> str:
    """`March 4, 2026`, as letters write it."""
    if value is None:
        return ""
    day = clock.local_date(value, zone) if isinstance(value, datetime) else value
    return f"{day:%B} {day.day}, {day.year}"


def _office(action: DisciplinaryAction) -> dict[str, Any]:
    office = action.office
    return {
        "letterhead": office.agency.letterhead,
        "agency_name": office.agency.name,
        "office_name": office.name,
        "office_telephone": office.telephone,
        "reference": action.number,
    }


def _people(action: DisciplinaryAction) -> dict[str, Any]:
    named = {
        "proposing_name": action.proposing_official,
        "deciding_name": action.deciding_official,
        "specialist_name": action.specialist,
    }
    found = {name: user.name for name, user in named.items() if user is not None}
    known = (found.get("specialist_name", ""), action.office.name)
    found["contact"] = ", ".join(name for name in known if name)
    return {"employee_name": action.party.name if action.party is not None else "", **found}


def _proposal(action: DisciplinaryAction) -> dict[str, Any]:
    proposed = action.penalty(PenaltyStage.PROPOSED)
    made = action.proposed_on is not None
    return {
        "procedure": procedure(action),
        "proposed_on": long_day(action.proposed_on),
        "proposed_penalty": _plain(proposed),
        "proposed_deed": _deed(proposed),
        "charges": [_charge(row) for row in charges_of(action)],
        "material": _material(action) if made else [],
        "cites_prior": bool(cited_of(action)),
        "prior": [{"name": _cited(row)} for row in cited_of(action)],
    }


def procedure(action: DisciplinaryAction) -> str:
    """`5 CFR part 752, subpart D`; what law another procedure is of."""
    if action.subpart in {Subpart.B, Subpart.D}:
        return f"5 CFR part 752, subpart {action.subpart}"
    row = procedures.procedure_of(action)
    return _written(row.citation) if row is not None and row.needs_coverage else ""


def _written(citation: str) -> str:
    """A citation as letters write it: `5 U.S.C. 7515(b)`, `5 CFR part 752, subpart F`."""
    said = citation.replace(" USC ", " U.S.C. ").replace("; ", " and ")
    return re.sub(r"CFR (\d+) subpart", r"CFR part \1, subpart", said)


_SUSTAINED = {None: "", True: "sustained", False: "not sustained"}


def _charge(row: Charge) -> dict[str, Any]:
    parts = [
        {
            "label": part.label,
            "text": part.text,
            "proof": _proof(part),
            "sustained": _SUSTAINED[part.is_sustained],
        }
        for part in row.specifications
    ]
    said = _SUSTAINED[row.is_sustained]
    return {"n": row.n, "title": row.title, "parts": parts, "sustained": said}


def _proof(part: ChargeSpecification) -> str:
    """`December 1, 2025; Port of Alder Bend; Exhibits 1 and 2`, as far as it is recorded."""
    when = long_day(part.incident_from)
    if part.incident_to is not None and part.incident_to != part.incident_from:
        when += f" to {long_day(part.incident_to)}"
    named = [str(row.exhibit.n) for row in part.proofs if row.exhibit is not None]
    shown = f"Exhibit{'' if len(named) == 1 else 's'} {', '.join(named)}" if named else ""
    return "; ".join(text for text in (when, part.place, shown) if text)


def _cited(row: PriorDiscipline) -> str:
    """`Suspension, 5 days, decided March 3, 2019, by Alder County; charge: Lack of candor`."""
    by = f", by {row.imposed_by}" if row.imposed_by else ""
    said = f"{row.penalty}, decided {long_day(row.decided_on)}{by}"
    return f"{said}; charge: {row.misconduct}" if row.misconduct else said


def _material(action: DisciplinaryAction) -> list[dict[str, str]]:
    rows = []
    for piece in queries.material_of(action):
        if piece.report is not None:
            rows.append(f"Report {piece.report.n:03d}: {piece.report.title}")
        elif piece.exhibit is not None:
            rows.append(f"Exhibit {piece.exhibit.n}: {piece.exhibit.description}")
        elif piece.document is not None:
            rows.append(f"Document {piece.document.n}: {piece.document.title}")
    compared = with_notice(action)
    if proposing_factors(action):
        rows.append("The proposing official’s worksheet of the Douglas factors")
    if compared is not None:
        rows.append(f"Comparators as seen on {long_day(compared.seen_on)}")
    return [{"name": row} for row in rows or ["No document beside the facts stated above"]]


def _plain(penalty: Penalty | None) -> str:
    return penalty.text if penalty is not None else ""


#: What each penalty does to the employee, after "I propose to".
_DEEDS = {
    "REMOVAL": "remove you from your position and from the Federal service",
    "INDEFINITE_SUSPENSION": "suspend you indefinitely, without pay, from duty",
    "DEMOTION_GRADE": "reduce you in grade",
    "REDUCTION_PAY": "reduce your pay",
    "LETTER_OF_REPRIMAND": "issue you a letter of reprimand",
    "COUNSELING_ORAL": "counsel you orally",
    "COUNSELING_WRITTEN": "counsel you in writing",
    "CAUTIONARY_LETTER": "issue you a cautionary letter",
    "ORAL_ADMONISHMENT": "admonish you orally",
    "TRAINING": "assign you training",
    "FURLOUGH_30_OR_LESS": "furlough you, without pay",
    "PROBATIONARY_TERMINATION": "terminate your employment during your probationary period",
    "MANDATORY_REMOVAL_LEO_FELONY": "remove you from your position and from the Federal service",
}


def _deed(penalty: Penalty | None) -> str:
    if penalty is None:
        return ""
    code, days = penalty.action_type_code, penalty.days
    if days is not None:
        unit = "day" if days == 1 else "days"
        return f"suspend you from duty, without pay, for {days} calendar {unit}"
    label = penalty.action_type.label
    return _DEEDS.get(code, f"take this action: {label[:1].lower()}{label[1:]}")


def _served(action: DisciplinaryAction) -> dict[str, Any]:
    zone = zone_of(action)
    return {
        "notice_received_on": long_day(action.notice_received_at, zone),
        "answer_due": long_day(action.answer_due_on),
        "answer_told": _answers(action, zone),
        "answer_weighed": _weighed(action),
    }


def _weighed(action: DisciplinaryAction) -> str:
    """What the decision rests on beside the notice: the answer, or nothing where none came."""
    if not action.answers:
        return ""
    if all(row.kind is AnswerKind.NONE for row in action.answers):
        return "I decided on the notice and the material that it relies on."
    return "I considered it fully before I decided."


def _answers(action: DisciplinaryAction, zone: str) -> str:
    given = [row for row in action.answers if row.kind is not AnswerKind.NONE]
    if not given:
        return "You made no answer in the time that you were given." if action.answers else ""
    how = {AnswerKind.WRITTEN: "in writing", AnswerKind.ORAL: "orally"}
    said = [f"{how[row.kind]} on {long_day(row.received_at, zone)}" for row in given]
    listed = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
    return f"You answered {listed}."


def _decision(action: DisciplinaryAction) -> dict[str, Any]:
    decided = action.penalty(PenaltyStage.DECIDED)
    if decided is None:
        return {}
    nothing = is_nothing(decided.action_type)
    return {
        "decided_penalty": _plain(decided),
        "decided_deed": _deed(decided),
        "decided_imposes": not nothing,
        "decided_nothing": nothing,
        "to_board": is_appealable(action, decided.action_type),
        "effective_on": long_day(action.effective_on),
    }
