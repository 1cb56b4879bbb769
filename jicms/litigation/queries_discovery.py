"""Reads of discovery and of what an appeal holds. Scoped by the listener."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from jicms.access.actor import current_actor
from jicms.appeals.models import Appeal
from jicms.appeals.queries import appeal_of
from jicms.core import unit_of_work
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.policy import works_on
from jicms.litigation.models_discovery import (
    AppealCheck,
    DiscoveryItem,
    DiscoveryRequest,
    PrivilegeLine,
)
from jicms.litigation.queries import ACTION


def appeal_inside(number: str, n: int, appeal: int) -> Appeal | None:
    """A filing, for those who see the inside of its action."""
    found = appeal_of(number, n, appeal)
    return found if found is not None and works_on(current_actor(), found.action) else None


def appeals_of(action: DisciplinaryAction) -> Sequence[Appeal]:
    """The filings of an action."""
    found = select(Appeal).where(Appeal.action_id == action.id).order_by(Appeal.n)
    return unit_of_work.session().scalars(found.options(joinedload(Appeal.forum))).all()


def argued() -> Sequence[Appeal]:
    """The open appeals that were given to the viewer as counsel."""
    found = select(Appeal).where(
        Appeal.counsel_id == current_actor().user_id, Appeal.ended_on.is_(None)
    )
    loaded = (joinedload(Appeal.action).options(*ACTION), joinedload(Appeal.forum))
    return unit_of_work.session().scalars(found.order_by(Appeal.filed_on).options(*loaded)).all()


def requests_of(appeal: Appeal) -> Sequence[DiscoveryRequest]:
    """The discovery requests of a filing."""
    found = select(DiscoveryRequest).where(DiscoveryRequest.appeal_id == appeal.id)
    found = found.order_by(DiscoveryRequest.n).options(selectinload(DiscoveryRequest.items))
    return unit_of_work.session().scalars(found).all()


def request_of(number: str, n: int, appeal: int, discovery: int) -> DiscoveryRequest | None:
    """A discovery request within its filing."""
    filing = appeal_inside(number, n, appeal)
    if filing is None:
        return None
    found: DiscoveryRequest | None = unit_of_work.session().scalar(
        select(DiscoveryRequest)
        .where(DiscoveryRequest.appeal_id == filing.id, DiscoveryRequest.n == discovery)
        .options(
            joinedload(DiscoveryRequest.appeal).joinedload(Appeal.action).options(*ACTION),
            joinedload(DiscoveryRequest.action).options(*ACTION),
            joinedload(DiscoveryRequest.file),
            joinedload(DiscoveryRequest.answer),
            selectinload(DiscoveryRequest.items),
        )
    )
    return found


def item_of(
    number: str, n: int, appeal: int, discovery: int, asked_item: int
) -> DiscoveryItem | None:
    """An item within its request."""
    found = request_of(number, n, appeal, discovery)
    rows = found.items if found is not None else []
    return next((row for row in rows if row.n == asked_item), None)


def request_paper(number: str, n: int, appeal: int, discovery: int) -> DiscoveryRequest | None:
    """A request that came as a file."""
    found = request_of(number, n, appeal, discovery)
    return found if found is not None and found.file is not None else None


def served_answer(number: str, n: int, appeal: int, discovery: int) -> DiscoveryRequest | None:
    """A request whose answer was served."""
    found = request_of(number, n, appeal, discovery)
    return found if found is not None and found.answer is not None else None


def log_of(request_id: int) -> Sequence[PrivilegeLine]:
    """The privilege log of a request."""
    found = select(PrivilegeLine).where(PrivilegeLine.request_id == request_id)
    return unit_of_work.session().scalars(found.order_by(PrivilegeLine.n)).all()


def checks_of(appeal: Appeal) -> Mapping[str, AppealCheck]:
    """What was found in a filing, by element."""
    found = select(AppealCheck).where(AppealCheck.appeal_id == appeal.id)
    rows = unit_of_work.session().scalars(found.options(joinedload(AppealCheck.by)))
    return {row.element_code: row for row in rows}
