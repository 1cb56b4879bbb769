"""The decisions of triage as a browser posts them, and where a case stands after one."""

from sqlalchemy import select

from jicms.cases.models import Case

#: The pages of the decisions, and what a complete form of each says.
DECISIONS = {
    "accept": {"case_type": "ADMIN_INVESTIGATION", "reason": "Clear."},
    "management": {"case_type": "MANAGEMENT_INQUIRY", "reason": "The port can find out."},
    "refer-out": {
        "target_code": "FBI",
        "sent_on": "11/02/2026",
        "sent_what": "The complaint",
        "reason": "Theirs.",
    },
    "information": {"closure_code": "INFORMATION_ONLY", "reason": "Nothing in it."},
    "return": {"missing": "Which shift it was"},
}


def status_of(acting, number):
    with acting() as session:
        return session.scalar(select(Case.status).where(Case.number == number))
