"""The memorandum of a returned referral, for both sides."""

from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.guard import permit
from jicms.audit.events import Event
from jicms.auth.models import User
from jicms.core import unit_of_work
from jicms.discipline import queries
from jicms.discipline.kinds import ReferralStatus
from jicms.discipline.letters import drawing, returning
from jicms.discipline.models import LrReferral
from jicms.discipline.views import bp
from jicms.documents import made_answer, pdf_answer

_AT = "/cases/<number>/referrals/<int:referral>"


def load_returned(number: str, referral: int) -> LrReferral | None:
    """A referral within its case that was returned."""
    found = queries.referral_by_id(number, referral)
    back = found is not None and found.status is ReferralStatus.RETURNED
    return found if back and found is not None and found.party is not None else None


def _content(referral: LrReferral) -> dict[str, object]:
    by = unit_of_work.session().get(User, referral.answered_by_id or 0)
    return returning.returned(referral, by)


@bp.get(f"{_AT}/return-letter.pdf")
@permit(Action.DISCIPLINE_VIEW, load=load_returned, viewed=Event.FILE_DOWNLOADED)
def return_letter(referral: LrReferral) -> ResponseReturnValue:
    """The memorandum as PDF."""
    name = f"{referral.case.number} returned referral.pdf"
    return pdf_answer(drawing.pdf(_content(referral)), name=name)


@bp.get(f"{_AT}/return-letter.docx")
@permit(Action.DISCIPLINE_VIEW, load=load_returned, viewed=Event.FILE_DOWNLOADED)
def return_letter_docx(referral: LrReferral) -> ResponseReturnValue:
    """The memorandum as DOCX, to be edited."""
    name = f"{referral.case.number} returned referral.docx"
    return made_answer(drawing.docx(_content(referral)), drawing.DOCX, name=name)
