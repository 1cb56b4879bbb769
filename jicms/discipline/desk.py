"""What an official has on his desk: what he opened, what is new, how far his worksheet is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jicms.access.actor import Role, current_actor
from jicms.discipline import queries, queries_board, queries_package, service
from jicms.discipline.models import DisciplinaryAction, DouglasEntry
from jicms.discipline.models_package import PackagePart
from jicms.discipline.models_worksheets import FactorCitation, ProposingFactor
from jicms.discipline.package import Piece
from jicms.discipline.queries_package import part_of_viewer
from jicms.discipline.scope_package import WORKSHEET
from jicms.discipline.service.worksheets import DECIDING as DECIDING_STAGES
from jicms.files.models import StoredFile
from jicms.refdata.models import DouglasFactor
from jicms.refdata.queries import entries
from jicms.web.dates import day
from jicms.web.filters import plural

Line = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet to read. The table and key name it for the trail."""

    part: PackagePart
    action: DisciplinaryAction
    rows: Sequence[DouglasEntry | ProposingFactor]
    cited: dict[int, list[FactorCitation]]

    @property
    def __tablename__(self) -> str:
        """What the log calls it."""
        return WORKSHEET if self.part is PackagePart.PROPOSING else "douglas_entry"

    @property
    def id(self) -> int:
        """The action that it is of."""
        return self.action.id


def _mine(number: str, n: int) -> DisciplinaryAction | None:
    action = queries.action_by_number(number, n)
    officials = (
        ()
        if action is None
        else (
            action.proposing_official_id,
            action.deciding_official_id,
        )
    )
    return action if current_actor().user_id in officials else None


def can_weigh(action: DisciplinaryAction) -> bool:
    """Whether the viewer's own worksheet is open."""
    if part_of_viewer(action) is PackagePart.DECIDING:
        decides = action.status in DECIDING_STAGES and action.notice_received_at is not None
        return decides and action.decided_on is None
    return action.status in {"DRAFT", "PROPOSED"} and action.notice_received_at is None


def to_weigh(number: str, n: int) -> DisciplinaryAction | None:
    """The action whose worksheet is the official's to write now."""
    action = _mine(number, n)
    return action if action is not None and can_weigh(action) else None


def to_decide(number: str, n: int) -> DisciplinaryAction | None:
    """The action that the official is to decide."""
    action = to_weigh(number, n)
    mine = action is not None and part_of_viewer(action) is PackagePart.DECIDING
    return action if mine else None


def sheet(action: DisciplinaryAction, part: PackagePart) -> Sheet:
    """A worksheet with what its factors cite, as far as the viewer sees it."""
    if part is PackagePart.PROPOSING:
        return Sheet(part, action, service.proposing_factors(action), {})
    cited: dict[int, list[FactorCitation]] = {}
    for row in service.citations_of(action):
        cited.setdefault(row.entry_id, []).append(row)
    return Sheet(part, action, action.factors, cited)


def worksheet_of(number: str, n: int, part: str) -> Piece | None:
    """A worksheet in the package: `proposing`, or the deciding official's own, `deciding`."""
    action = _mine(number, n)
    wanted = {"proposing": PackagePart.PROPOSING, "deciding": PackagePart.DECIDING}.get(part)
    if action is None or wanted is None:
        return None
    if wanted is PackagePart.DECIDING and part_of_viewer(action) is not wanted:
        return None
    found = sheet(action, wanted)
    return Piece(action, found) if found.rows else None


def new_file(number: str, n: int, new: int) -> Piece | None:
    """The file of new material that the official may read."""
    item = queries_package.new_item(number, n, new)
    stored: StoredFile | None = item.file if item is not None else None
    return Piece(item.action, item, stored) if item is not None and stored is not None else None


def search_of(number: str, n: int, kept: int) -> Piece | None:
    """Comparators that the official received."""
    action = _mine(number, n)
    found = queries_package.search_of(action, kept) if action is not None else None
    return Piece(action, found) if action is not None and found is not None else None


def of_action(action: DisciplinaryAction) -> dict[str, Any]:
    """What the action's page shows of new material and of both worksheets."""
    own = sheet(action, PackagePart.DECIDING)
    return {
        "new": queries_package.new_of(action),
        "takes_new": service.takes_new_material(action),
        "proposing_rows": service.proposing_factors(action),
        "cited": own.cited,
        "weighs": service.douglas_is_required(action),
        "searches": service.kept_of(action),
        "compares": service.takes_comparators(action),
    }


def contents(action: DisciplinaryAction) -> dict[str, Any]:
    """What the package page shows beside the notice material and the answer."""
    part = part_of_viewer(action)
    deciding = part is PackagePart.DECIDING
    official = current_actor().role is Role.MANAGEMENT_OFFICIAL
    opened = queries_package.opened_by_viewer(action)
    own, proposing = sheet(action, part), sheet(action, PackagePart.PROPOSING)
    received = queries_package.received_by_viewer(action)
    return {
        "opened": opened,
        "received": {(row.entity, row.entity_id) for row in received},
        "new": queries_package.new_of(action) if deciding else (),
        "own": own,
        "proposed_sheet": proposing if deciding and proposing.rows else None,
        "before_board": () if official else queries_board.of_action(action),
        "can_weigh": official and can_weigh(action),
        "searches": service.kept_of(action),
        "left": _left(action, own, received, opened) if official else (),
    }


def _left(action: DisciplinaryAction, own: Sheet, received: Any, opened: Any) -> list[Line]:
    """What there is to do, in order: read, weigh, and what labor relations does then."""
    read = sum((row.entity, row.entity_id) in opened for row in received)
    total, weighed = len(entries(DouglasFactor)), len(own.rows)
    word = f"{weighed} of {plural(total, 'factor')}"
    lines = [("Read the package", read == len(received), f"{read} of {len(received)} opened")]
    if own.part is PackagePart.DECIDING:
        last = max((row.received_at for row in action.answers), default=None)
        due = f"Due {day(action.answer_due_on)}" if action.answer_due_on else "No date is set"
        lines.append(("Answer", last is not None, f"Came {day(last)}" if last else due))
        needed = service.douglas_is_required(action)
        said = word if needed else f"{word}; not required for this action"
        lines.append(("Weigh the factors", weighed == total, said))
        then = day(action.decided_on) or "Sign the decision: labor relations records it"
        lines.append(("Decide", action.decided_on is not None, then))
    else:
        lines.append(("Weigh the factors", weighed == total, word))
        then = day(action.proposed_on) or "Sign the notice: labor relations records it"
        lines.append(("Propose", action.proposed_on is not None, then))
    return _marked(lines)


def _marked(lines: list[tuple[str, bool, str]]) -> list[Line]:
    """The first that is open is the one to do now."""
    found: list[Line] = []
    now = False
    for label, done, note in lines:
        how = "done" if done else "" if now else "now"
        now = now or not done
        found.append((label, how, "", note))
    return found
