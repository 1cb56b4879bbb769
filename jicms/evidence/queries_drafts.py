"""Reads of statements that are written. Scoped by the listener."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from jicms.auth.models import Office
from jicms.cases.models import Case, Party
from jicms.core import unit_of_work
from jicms.evidence.models import Statement
from jicms.evidence.models_drafts import (
    DraftState,
    StatementDraft,
    StatementPrint,
    StatementSigning,
)


def drafts_of(case: Case) -> Sequence[StatementDraft]:
    """The statements of a case that are being written, as far as the viewer sees them."""
    return (
        unit_of_work.session()
        .scalars(
            select(StatementDraft)
            .where(StatementDraft.case_id == case.id, StatementDraft.state == DraftState.WRITING)
            .order_by(StatementDraft.n)
            .options(
                joinedload(StatementDraft.kind),
                joinedload(StatementDraft.giver).joinedload(Party.person),
                joinedload(StatementDraft.author),
            )
        )
        .all()
    )


def corrections_being_written(statement: Statement) -> Sequence[StatementDraft]:
    """The drafts that are to correct a statement."""
    found = unit_of_work.session().scalars(
        select(StatementDraft)
        .where(
            StatementDraft.case_id == statement.case_id,
            StatementDraft.corrects_id == statement.id,
            StatementDraft.state == DraftState.WRITING,
        )
        .order_by(StatementDraft.n)
    )
    return found.all()


def draft_of(number: str, statement_draft: int) -> StatementDraft | None:
    """A draft within its case, with its prints."""
    return unit_of_work.session().scalar(
        select(StatementDraft)
        .join(Case, Case.id == StatementDraft.case_id)
        .where(Case.number == number, StatementDraft.n == statement_draft)
        .options(
            joinedload(StatementDraft.case).joinedload(Case.lead_office).joinedload(Office.agency),
            joinedload(StatementDraft.case).joinedload(Case.agency),
            joinedload(StatementDraft.case).joinedload(Case.lead),
            joinedload(StatementDraft.kind),
            joinedload(StatementDraft.giver).joinedload(Party.person),
            joinedload(StatementDraft.interview),
            joinedload(StatementDraft.statement),
            joinedload(StatementDraft.corrects),
            selectinload(StatementDraft.prints).joinedload(StatementPrint.by),
        )
    )


def print_of(number: str, statement_draft: int, printed: int) -> StatementPrint | None:
    """A print of a draft within its case."""
    draft = draft_of(number, statement_draft)
    if draft is None:
        return None
    return next((row for row in draft.prints if row.n == printed), None)


def signing_of(statement: Statement) -> StatementSigning | None:
    """How a statement was signed; None where it was not written here."""
    return unit_of_work.session().scalar(
        select(StatementSigning).where(StatementSigning.statement_id == statement.id)
    )
