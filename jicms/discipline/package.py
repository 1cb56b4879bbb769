"""The package of an official: exactly what the grant for this action names."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access.actor import Actor, Role, current_actor
from jicms.auth.models import User
from jicms.core import unit_of_work
from jicms.discipline import queries, queries_charges, queries_prior, queries_steps
from jicms.discipline.models import DisciplinaryAction, LetterKind, PenaltyStage
from jicms.discipline.service.grants import package_of
from jicms.evidence.models import Document, Exhibit, Statement
from jicms.files.models import StoredFile
from jicms.investigations.models import Report
from jicms.investigations.queries_sections import body_of


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing of a package. `stored` is its file, where it has one."""

    action: DisciplinaryAction
    row: Any
    stored: StoredFile | None = None

    @property
    def file(self) -> StoredFile:
        """The file of a piece that was loaded for it."""
        assert self.stored is not None
        return self.stored

    @property
    def case(self) -> Any:
        """The case, for the trail."""
        return self.action.case

    @property
    def __tablename__(self) -> str:
        """The table of what was read, for the trail."""
        return str(self.row.__tablename__)

    @property
    def id(self) -> int:
        """The row that was read, for the trail."""
        return int(self.row.id)


def part_of(actor: Actor, action: DisciplinaryAction) -> str:
    """What the official is in the action."""
    if actor.role is Role.DRB_MEMBER:
        return "Board member"
    if actor.user_id == action.deciding_official_id:
        return "Deciding official"
    return "Proposing official"


def contents(actor: Actor, action: DisciplinaryAction) -> dict[str, Any]:
    """What the package shows: for who proposes what was referred, for who decides the notice
    material and the answer."""
    deciding = actor.user_id == action.deciding_official_id
    exhibits = _named(action, Exhibit)
    behind = {exhibit.document_id for exhibit in exhibits}
    return {
        "part": part_of(actor, action),
        "deciding": deciding,
        "reports": _named(action, Report),
        "exhibits": exhibits,
        "documents": [d for d in _named(action, Document) if d.id not in behind],
        "charges": queries_charges.charges_of(action),
        "cited": queries_prior.cited_of(action),
        "held": queries_prior.range_of(action),
        "proposed": action.penalty(PenaltyStage.PROPOSED),
        "answers": action.answers if deciding else [],
        "orals": queries_steps.orals_of(action) if deciding else [],
        "notice": queries.letter_of(action, LetterKind.NOTICE) if deciding else None,
    }


def _items(action: DisciplinaryAction) -> dict[str, set[int]]:
    user = unit_of_work.session().get(User, current_actor().user_id)
    grant = package_of(action, user) if user is not None else None
    found: dict[str, set[int]] = {}
    for item in grant.items if grant is not None else ():
        found.setdefault(item.entity, set()).add(item.entity_id)
    return found


def _named(action: DisciplinaryAction, model: Any) -> Sequence[Any]:
    keys = _items(action).get(model.__tablename__, set())
    statement = select(model).where(model.id.in_(keys)).order_by(model.n)
    if model is Exhibit:
        statement = statement.options(
            joinedload(Exhibit.statement).joinedload(Statement.giver),
            joinedload(Exhibit.item),
            joinedload(Exhibit.document),
        )
    return unit_of_work.session().scalars(statement).all()


def _piece(number: str, n: int, model: Any, place: int) -> Piece | None:
    action = queries.action_by_number(number, n)
    if action is None:
        return None
    row = next((row for row in _named(action, model) if row.n == place), None)
    return Piece(action, row, file_of(row)) if row is not None else None


def file_of(row: Any) -> StoredFile | None:
    """A row's own file; for an exhibit, that of what it points to; for a report that was written
    in sections, its approved PDF."""
    if isinstance(row, Exhibit):
        target = row.item or row.statement or row.document
        return target.file if target is not None else None
    found: StoredFile | None = row.file
    if found is None and isinstance(row, Report):
        body = body_of(row)
        return body.file if body is not None else None
    return found


def _with_file(piece: Piece | None) -> Piece | None:
    return piece if piece is not None and piece.stored is not None else None


def report_of(number: str, n: int, report: int) -> Piece | None:
    """A report in the package."""
    return _piece(number, n, Report, report)


def report_file_of(number: str, n: int, report: int) -> Piece | None:
    """A report in the package that came as a file."""
    return _with_file(_piece(number, n, Report, report))


def exhibit_of(number: str, n: int, exhibit: int) -> Piece | None:
    """An exhibit in the package."""
    return _piece(number, n, Exhibit, exhibit)


def exhibit_file_of(number: str, n: int, exhibit: int) -> Piece | None:
    """An exhibit in the package that has a file."""
    return _with_file(_piece(number, n, Exhibit, exhibit))


def document_of(number: str, n: int, document: int) -> Piece | None:
    """A document in the package."""
    return _with_file(_piece(number, n, Document, document))


def notice_letter(number: str, n: int) -> Piece | None:
    """The notice, for the deciding official."""
    action = queries.action_by_number(number, n)
    if action is None or action.deciding_official_id != current_actor().user_id:
        return None
    letter = queries.letter_of(action, LetterKind.NOTICE)
    return Piece(action, letter, letter.file) if letter is not None else None


def answer_file(number: str, n: int, answer: int) -> Piece | None:
    """The answer of that place in order, for the deciding official."""
    found = queries.answer_file(number, n, answer)
    return Piece(found.action, found, found.file) if found is not None else None
