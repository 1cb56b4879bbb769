"""Receipt codes: how an anonymous reporter asks about the matter without a name."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.cases.models import Case
from jicms.core import crypto, unit_of_work
from jicms.intake.models import ReceiptCode


def give_receipt(case: Case) -> str:
    """A new code for the reporter, `K7QF-9M2X-WT4H`. Only its digest is kept."""
    code = crypto.one_time_code()
    digest = crypto.token_digest(crypto.normalise_code(code))
    unit_of_work.session().add(ReceiptCode(case_id=case.id, digest=digest))
    return code


def case_of_receipt(code: str) -> Case | None:
    """The case that a code was given for, if the actor sees it."""
    digest = crypto.token_digest(crypto.normalise_code(code))
    return unit_of_work.session().scalar(
        select(Case)
        .join(ReceiptCode, ReceiptCode.case_id == Case.id)
        .where(ReceiptCode.digest == digest)
        .options(joinedload(Case.agency))
    )
