"""Who worked a case in the source: assignments on the one investigation that is made for it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from jicms.cases.models import CaseStatus
from jicms.imports import bulk
from jicms.imports.reading import Row
from jicms.imports.targets.base import Change, Known, Target
from jicms.imports.targets.lookups import CaseFacts, cases_of, persons_of
from jicms.investigations.models import (
    Assignment,
    Investigation,
    InvestigationStatus,
    InvestigationType,
)


class InvestigatorTarget(Target):
    """An assignment from receipt to closing. The source names no lead and no other dates."""

    kind = "investigator"
    compared = ("rank", "unit")

    def key_of(self, row: Row) -> str:
        return self.context.key(f"{row.cell('case').text}:{row.cell('person').text}")

    def known(self, keys: Collection[str]) -> dict[str, Known]:
        found = self.context.session.execute(
            select(
                Assignment.legacy_key, Assignment.id, Assignment.case_id, Assignment.source_values
            ).where(Assignment.legacy_key.in_(keys))
        )
        return {str(k): Known(number, case, raw or {}) for k, number, case, raw in found}

    def insert(self, rows: list[Row]) -> None:
        context = self.context
        cases, persons = cases_of(context, rows), persons_of(context, rows)
        investigations = self._investigations({case.id: case for case in cases.values()})
        ids = context.ids(Assignment, len(rows))
        made = []
        for row in rows:
            case = cases[row.cell("case").text]
            made.append(
                {
                    "id": next(ids),
                    "investigation_id": investigations[case.id],
                    "case_id": case.id,
                    "person_id": persons[row.cell("person").text],
                    "from_at": case.received_at,
                    "until": _end(case),
                    "legacy_key": row.key,
                    "source_values": row.raw("case", "person"),
                }
            )
        context.insert(Assignment, made)

    def _investigations(self, cases: dict[int, CaseFacts]) -> dict[int, int]:
        """The first investigation of each case; a new one where there is none."""
        context = self.context
        first = (
            select(Investigation.case_id, func.min(Investigation.id))
            .where(Investigation.case_id.in_(cases))
            .group_by(Investigation.case_id)
        )
        found: dict[int, int] = dict(context.session.execute(first).all())
        missing = [case for number, case in cases.items() if number not in found]
        ids = context.ids(Investigation, len(missing))
        made: list[dict[str, Any]] = []
        for case in missing:
            number = found[case.id] = next(ids)
            is_done = case.status is CaseStatus.CLOSED
            made.append(
                {
                    "id": number,
                    "case_id": case.id,
                    "n": 1,
                    "type": InvestigationType(context.mapping.settings["investigation_type"]),
                    "status": InvestigationStatus.DONE if is_done else InvestigationStatus.OPEN,
                }
            )
        context.insert(Investigation, made)
        return found

    def change(self, changes: list[Change]) -> None:
        rows = []
        for each in changes:
            values = {name: cell.raw for name, cell in each.new.items()}
            rows.append({"id": each.known.id, "source_values": each.known.fields | values})
        bulk.change(self.context.session, Assignment, rows)


def _end(case: CaseFacts) -> datetime | None:
    """Closing, unless the source has it before receipt: that is noted on the case."""
    if case.closed_at is None or case.closed_at < case.received_at:
        return None
    return case.closed_at
