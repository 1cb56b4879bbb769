"""Reads of the files for a tribunal. Scoped by the listener."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from jicms.core import unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.queries_letters import action_inside
from jicms.litigation.models_production import Production, ProductionEntry, ProductionVolume
from jicms.litigation.queries import ACTION


def productions_of(action: DisciplinaryAction) -> Sequence[Production]:
    """The files of an action."""
    found = select(Production).where(Production.action_id == action.id).order_by(Production.n)
    loaded = (joinedload(Production.forum), selectinload(Production.volumes))
    return unit_of_work.session().scalars(found.options(*loaded)).all()


def production_of(number: str, n: int, production: int) -> Production | None:
    """A file within its action, with its papers and volumes."""
    action = action_inside(number, n)
    if action is None:
        return None
    found: Production | None = unit_of_work.session().scalar(
        select(Production)
        .where(Production.action_id == action.id, Production.n == production)
        .options(
            joinedload(Production.action).options(*ACTION),
            joinedload(Production.forum),
            joinedload(Production.begun_by),
            joinedload(Production.made_by),
            selectinload(Production.entries).options(
                joinedload(ProductionEntry.part), joinedload(ProductionEntry.file)
            ),
            selectinload(Production.volumes).joinedload(ProductionVolume.file),
        )
    )
    return found


def entry_of(number: str, n: int, production: int, entry: int) -> ProductionEntry | None:
    """A paper within its file."""
    found = production_of(number, n, production)
    rows = found.entries if found is not None else []
    return next((row for row in rows if row.n == entry), None)


def volume_of(number: str, n: int, production: int, volume: int) -> ProductionVolume | None:
    """A volume of a file that was made."""
    found = production_of(number, n, production)
    rows = found.volumes if found is not None else []
    return next((row for row in rows if row.n == volume), None)


def made_one(number: str, n: int, production: int) -> Production | None:
    """A file that was made."""
    found = production_of(number, n, production)
    return found if found is not None and not found.is_draft else None
