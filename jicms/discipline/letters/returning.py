"""The memorandum with which labor relations returns a referral to the investigating office."""

from typing import Any

from jicms.auth.models import User
from jicms.core.errors import RuleBroken
from jicms.discipline.kinds import ReferralStatus
from jicms.discipline.letters.data import long_day
from jicms.discipline.models import LrReferral


def lacking(referral: LrReferral, by: User | None) -> list[str]:
    """What the memorandum needs and is not entered, in words."""
    office = referral.to_office
    needed = (
        ("the agency’s letterhead", office.agency.letterhead),
        ("the telephone of the office", office.telephone),
        ("who returned it", by),
    )
    return [name for name, value in needed if not value]


def returned(referral: LrReferral, by: User | None) -> dict[str, Any]:
    """Its content. Raises `RuleBroken` that names what is missing."""
    absent = lacking(referral, by)
    if absent:
        raise RuleBroken(f"The memorandum needs first: {', '.join(absent)}.")
    assert by is not None
    assert referral.status is ReferralStatus.RETURNED
    office, case = referral.to_office, referral.case
    zone = office.agency.zone
    sent, answered = long_day(referral.created_at, zone), long_day(referral.answered_at, zone)
    opening = (
        f"On {sent} your office referred subject {referral.party.n} of case {case.number} to this"
        " office. The referral is returned."
    )
    after = (
        "The subject stands again as not referred. What was released with the referral is closed"
        " to this office. A new referral may be sent once the reasons are met."
    )
    reasons = [part.strip() for part in referral.return_reason.split("\n\n") if part.strip()]
    texts = (("", [opening]), ("Reasons", reasons), ("What follows", [after]))
    numbers = iter(range(1, 1000))
    parts = [
        {
            "code": "",
            "heading": heading,
            "nodes": [{"kind": "par", "number": next(numbers), "text": text} for text in said],
        }
        for heading, said in texts
    ]
    head = {
        "letterhead": office.agency.letterhead,
        "agency_name": office.agency.name,
        "office_name": office.name,
        "office_telephone": office.telephone,
        "reference": case.number,
        "letter_date": answered,
        "employee_name": f"Memorandum for {referral.from_office.name}",
        "position": referral.from_office.agency.name,
        "employee_address": "Through the case file",
    }
    return {
        "head": head,
        "subject": f"Return of the referral of subject {referral.party.n}",
        "parts": parts,
        "signer": {"name": by.name, "title": office.name},
        "enclosures": [],
        "receipt": False,
    }
