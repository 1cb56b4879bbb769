"""Reads of letters. Every statement here is scoped by the listener."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from jicms.access.actor import current_actor
from jicms.core import unit_of_work
from jicms.discipline import queries
from jicms.discipline.letters.kinds import LetterType
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.models_letters import Letter, LetterStatus, LetterVersion
from jicms.discipline.policy import works_on


def action_inside(number: str, n: int) -> DisciplinaryAction | None:
    """The action, for those who see its inside: to all others its letters do not exist."""
    action = queries.action_by_number(number, n)
    return action if action is not None and works_on(current_actor(), action) else None


def letters_of(action: DisciplinaryAction) -> Sequence[Letter]:
    """The letters of an action that were not discarded, the newest first."""
    return (
        unit_of_work.session()
        .scalars(
            select(Letter)
            .where(Letter.action_id == action.id, Letter.status != LetterStatus.DISCARDED)
            .order_by(Letter.n.desc())
            .options(
                joinedload(Letter.author),
                selectinload(Letter.versions).selectinload(LetterVersion.checks),
            )
        )
        .all()
    )


def letter_by_number(number: str, n: int, lr_letter: int) -> Letter | None:
    """A letter within its action, with its versions and what was found in them."""
    action = action_inside(number, n)
    if action is None:
        return None
    found: Letter | None = unit_of_work.session().scalar(
        select(Letter)
        .where(Letter.action_id == action.id, Letter.n == lr_letter)
        .options(
            joinedload(Letter.author),
            selectinload(Letter.versions).options(
                joinedload(LetterVersion.by),
                joinedload(LetterVersion.file),
                selectinload(LetterVersion.checks),
            ),
        )
    )
    return found


def last_of_office(action: DisciplinaryAction, kind: LetterType) -> Letter | None:
    """The office's last letter of a kind that the viewer sees."""
    found: Letter | None = unit_of_work.session().scalar(
        select(Letter)
        .join(DisciplinaryAction, DisciplinaryAction.id == Letter.action_id)
        .where(DisciplinaryAction.office_id == action.office_id, Letter.kind == kind)
        .order_by(Letter.id.desc())
        .limit(1)
    )
    return found


def version_by_number(
    number: str, n: int, lr_letter: int, letter_version: int
) -> LetterVersion | None:
    """A version within its letter."""
    found = letter_by_number(number, n, lr_letter)
    rows = found.versions if found is not None else []
    return next((row for row in rows if row.n == letter_version), None)


def made_version(number: str, n: int, lr_letter: int, letter_version: int) -> LetterVersion | None:
    """A version that is drawn from its content."""
    found = version_by_number(number, n, lr_letter, letter_version)
    return found if found is not None and found.file_id is None else None


def filed_version(number: str, n: int, lr_letter: int, letter_version: int) -> LetterVersion | None:
    """A version that came as a file."""
    found = version_by_number(number, n, lr_letter, letter_version)
    return found if found is not None and found.file_id is not None else None
