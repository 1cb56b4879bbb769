"""Letters: bound ones for a step, and the data that an action with everything gives."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from jicms.access.actor import current_actor
from jicms.core import crypto
from jicms.discipline.letters import composing
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_letters import Letter
from jicms.discipline.service import letters
from jicms.files.models import StoredFile

#: What the writer of any letter types.
FACTS: dict[str, Any] = {
    "letter_date": date(2024, 2, 28),
    "position": "CBP Officer, GS-1895-12, Port of Alder Bend",
    "employee_address": "By hand",
    "signer_title": "Assistant Port Director",
    "penalty_reasons": "The conduct touches the core of your duties.",
    "review_at": "Call the office named above.",
    "answer_to": "Port Director\n12 Ferry Road\nAlder Bend",
    "official_time": "8 hours",
    "duty_status": "You remain in your regular duty status.",
    "crime_facts": "You were indicted under 18 U.S.C. 201.",
    "ending_condition": "the end of the criminal case and of any action that follows it.",
    "charge_reasons": "The records and your own words prove each specification.",
    "decision_reasons": "Nothing milder would deter.",
    "appeal_where": "Board form, or its website; Eastern Regional Office.",
    "grievance": "Under the agreement of your bargaining unit, at the first step.",
    "appeal_rights": "Appeal to the Board within 30 days.",
    "law_fixes": "Law fixes the penalty.",
    "overturned": "If the conviction is overturned, so is the removal.",
    "conviction": "U.S. District Court, Alder Bend, March 1, 2024: bribery.",
    "conduct": "You opened records without need.",
    "expected": "Open records for your duties alone.",
    "reprimand_until": date(2026, 2, 28),
    "outcome": "The allegation was not substantiated.",
    "conclusions": "You failed the second examination.",
    "ends_on": date(2024, 4, 1),
    "probation_rights": "Limited rights under 5 CFR 315.806.",
    "request_items": "Your calendar of December 2023",
    "request_due": date(2024, 3, 20),
    "new_items": "Report of the second interview",
    "resolved_on": date(2024, 6, 3),
    "finding_text": "Misuse was substantiated.",
    "response_days": 30,
    "agreement_text": "Last-chance agreement of March 1, 2024",
    "agreement_due": date(2024, 3, 20),
    "whistleblower_statement": "These provisions are consistent with the rights of employees.",
    "enclosures": "Report 001",
}
DATA: dict[str, Any] = {
    "letterhead": "U.S. Department of Homeland Security",
    "agency_name": "U.S. Customs and Border Protection",
    "office_name": "Labor and Employee Relations",
    "office_telephone": "202-555-0140",
    "reference": "202600044-D01",
    "employee_name": "Garrick Dunmoor",
    "proposing_name": "Osric Pell",
    "deciding_name": "Maud Trevanion",
    "specialist_name": "Linnea Sandoval",
    "contact": "Linnea Sandoval, Labor and Employee Relations",
    "procedure": "5 CFR part 752, subpart D",
    "proposed_on": "March 4, 2026",
    "proposed_penalty": "Suspension, 30 days",
    "proposed_deed": "suspend you from duty, without pay, for 30 calendar days",
    "charges": [
        {
            "n": n,
            "title": title,
            "sustained": said,
            "parts": [{"label": f"{n}.1", "text": text, "proof": "Exhibit 1", "sustained": said}],
        }
        for n, title, text, said in (
            (1, "Misuse & haste", "On <b>Dec 1</b>, …", "sustained"),
            (2, "Lack of candor", "{{ 7 * 7 }}", "not sustained"),
        )
    ],
    "material": [{"name": "Report 001: Findings"}, {"name": "Exhibit 1: Affidavit"}],
    "cites_prior": True,
    "prior": [{"name": "Suspension, 3 days, decided May 3, 2024; charge: Absence"}],
    "notice_received_on": "March 5, 2026",
    "answer_due": "March 27, 2026",
    "answer_told": "You answered in writing on March 19, 2026.",
    "answer_weighed": "I considered it fully before I decided.",
    "decided_penalty": "Suspension, 15 days",
    "decided_deed": "suspend you from duty, without pay, for 15 calendar days",
    "decided_imposes": True,
    "decided_nothing": False,
    "to_board": True,
    "effective_on": "April 12, 2026",
}


def values() -> dict[str, Any]:
    """All that any kind of letter needs."""
    facts = {name: getattr(row, "isoformat", lambda row=row: row)() for name, row in FACTS.items()}
    return composing.values_of(DATA, {**facts, "answer_days": 14})


def stored_file(session: Session, name: str = "letter.pdf") -> StoredFile:
    """A file's row, without its bytes."""
    made = StoredFile(
        key=crypto.random_key().hex()[:32],
        original_name=name,
        content_type="application/pdf",
        size=10,
        sha256="a" * 64,
        key_id="test",
    )
    session.add(made)
    session.flush()
    return made


def bound(
    session: Session,
    action: DisciplinaryAction,
    *,
    decision: bool = False,
    file: StoredFile | None = None,
    **facts: Any,
) -> Letter | None:
    """The letter that a step calls for, complete, signed and bound; nothing is drawn.

    None where the step calls for none, or the action is not ready for one.
    """
    kind, actor = letters.called_for(action, decision=decision), current_actor()
    if kind is None:
        return None
    action.office.telephone = action.office.telephone or "555-0140"
    started = {"answer_days": letters.least(action, "answer_days"), **FACTS, **facts}
    letter = letters.draft_of(action, kind)
    if letter is None:
        letter = letters.draft_letter(action, actor=actor, kind=kind, facts=started)
    if letters.missing(letter):
        letters.discard_letter(letter, actor=actor)
        return None
    said = composing.compose(kind, letters.values_for(letter))
    if letter.bound is not None and letter.bound.content["must"] == said["must"]:
        return letter
    made = letters.generate(letter, actor=actor)
    letters.bind_signed(
        letter,
        actor=actor,
        file=file or stored_file(session, "signed.pdf"),
        made_from=made.n,
        pages=[composing.text_of(made.content)],
    )
    return letter
