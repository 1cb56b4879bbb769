"""Reads of the recorded steps of an action, and of their documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from jicms.cases.models import Case
from jicms.core import unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_answers import (
    AnswerExtension,
    MaterialFurnished,
    OralAnswer,
    PersonnelAction,
)
from jicms.discipline.models_coverage import LetterService
from jicms.discipline.models_steps import CaseAnalysis, LegalReview
from jicms.discipline.queries_package import inner_action
from jicms.files.models import StoredFile


def analyses_of(action: DisciplinaryAction) -> Sequence[CaseAnalysis]:
    """The case analyses of an action, as far as the viewer sees them: labor relations, counsel."""
    statement = (
        select(CaseAnalysis)
        .where(CaseAnalysis.action_id == action.id)
        .order_by(CaseAnalysis.n)
        .options(joinedload(CaseAnalysis.analyst))
    )
    return unit_of_work.session().scalars(statement).all()


def reviews_of(action: DisciplinaryAction) -> Sequence[LegalReview]:
    """The legal reviews of an action, likewise."""
    statement = select(LegalReview).where(LegalReview.action_id == action.id)
    return unit_of_work.session().scalars(statement.order_by(LegalReview.n)).all()


def furnished_of(action: DisciplinaryAction) -> Sequence[MaterialFurnished]:
    """What of the notice’s material the employee was given, and when."""
    statement = (
        select(MaterialFurnished)
        .where(MaterialFurnished.action_id == action.id)
        .order_by(MaterialFurnished.n)
        .options(
            joinedload(MaterialFurnished.method),
            joinedload(MaterialFurnished.service).joinedload(LetterService.method),
            selectinload(MaterialFurnished.pieces),
        )
    )
    return unit_of_work.session().scalars(statement).all()


def extensions_of(action: DisciplinaryAction) -> Sequence[AnswerExtension]:
    """The requests for more time, and what became of them."""
    statement = select(AnswerExtension).where(AnswerExtension.action_id == action.id)
    return unit_of_work.session().scalars(statement.order_by(AnswerExtension.n)).all()


def orals_of(action: DisciplinaryAction) -> Sequence[OralAnswer]:
    """The oral answers of an action, as far as the viewer sees them."""
    statement = (
        select(OralAnswer)
        .where(OralAnswer.action_id == action.id)
        .order_by(OralAnswer.n)
        .options(joinedload(OralAnswer.hearer), joinedload(OralAnswer.summary_method))
    )
    return unit_of_work.session().scalars(statement).all()


def personnel_of(action: DisciplinaryAction) -> Sequence[PersonnelAction]:
    """The personnel actions of an action; the last counts."""
    statement = (
        select(PersonnelAction)
        .where(PersonnelAction.action_id == action.id)
        .order_by(PersonnelAction.n)
        .options(joinedload(PersonnelAction.nature), joinedload(PersonnelAction.recorded_by))
    )
    return unit_of_work.session().scalars(statement).all()


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of a recorded step."""

    row: Any
    #: What the file is called when it is handed out.
    name: str
    stored: StoredFile

    @property
    def action(self) -> DisciplinaryAction:
        """The action, as policies ask for it."""
        found: DisciplinaryAction = self.row.action
        return found

    @property
    def case(self) -> Case:
        """Its case, for the trail."""
        return self.action.case

    @property
    def __tablename__(self) -> str:
        """The table of what was read, for the trail."""
        return str(self.row.__tablename__)

    @property
    def id(self) -> int:
        """The row that was read, for the trail."""
        return int(self.row.id)


#: By the word in the address: the model, the attribute of its file, and what it is called.
PAPERS: dict[str, tuple[Any, str, str]] = {
    "analysis": (CaseAnalysis, "file", "case analysis"),
    "review": (LegalReview, "file", "legal review"),
    "furnished": (MaterialFurnished, "proof_file", "proof of what was furnished"),
    "extension-request": (AnswerExtension, "request_file", "request for more time"),
    "extension": (AnswerExtension, "file", "answer to the request for more time"),
    "personnel": (PersonnelAction, "file", "SF-50"),
}


def paper_of(number: str, n: int, step_kind: str, place: int) -> Paper | None:
    """The document of the step of that number, within its action; None where it has none."""
    action = inner_action(number, n)
    if action is None or step_kind not in PAPERS:
        return None
    model, attribute, name = PAPERS[step_kind]
    row = unit_of_work.session().scalar(
        select(model)
        .where(model.action_id == action.id, model.n == place)
        .options(joinedload(getattr(model, attribute)))
    )
    stored = getattr(row, attribute) if row is not None else None
    return Paper(row, f"{action.number} {name} {place}", stored) if stored is not None else None
