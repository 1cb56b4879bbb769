"""Cases: header and what the source says beyond our columns. Statuses and dates stay its own."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from jicms.allegations.models import Allegation
from jicms.cases.models import Case, CaseStatus, Origin
from jicms.core import clock
from jicms.core.ids import case_number
from jicms.imports import bulk
from jicms.imports.models import SourceCase
from jicms.imports.reading import Row
from jicms.imports.targets.base import Change, Known, Target
from jicms.imports.values import Cell

#: Fields that stand in `source_case` as text, under their own name.
_TEXTS = ("area", "place_code", "place", "locality", "handling_body", "complainant_type")


class CaseTarget(Target):
    """A case of origin LEGACY. Its number comes from the counter of the fiscal year received."""

    kind = "case"
    compared = ("received", "closed", "status", "incident", *_TEXTS)

    def key_of(self, row: Row) -> str:
        return self.context.key(row.cell("key").text)

    def references(self, rows: object) -> dict[str, set[str]]:
        return {}

    def known(self, keys: Collection[str]) -> dict[str, Known]:
        found = self.context.session.execute(
            select(
                Case.legacy_key,
                Case.id,
                Case.status,
                Case.received_on,
                Case.closed_on,
                Case.legacy_status,
                SourceCase,
            )
            .join(SourceCase, SourceCase.case_id == Case.id)
            .where(Case.legacy_key.in_(keys))
        )
        known = {}
        for key, number, status, received, closed, source_status, source in found:
            fields = {name: getattr(source, name) for name in _TEXTS}
            fields["received"] = received.isoformat()
            fields["closed"] = closed.isoformat() if closed else ""
            fields["status"] = source_status
            # As delivered: an hour that the clocks skipped would come back as another one.
            day = source.incident_on.isoformat() if source.incident_on else ""
            fields["incident"] = source.values.get("incident", day)
            known[str(key)] = Known(number, number, fields, (source.id, status, source.values))
        return known

    def insert(self, rows: list[Row]) -> None:
        context = self.context
        case_ids = context.ids(Case, len(rows))
        source_ids = context.ids(SourceCase, len(rows))
        years = Counter(clock.fiscal_year(row.cell("received").value) for row in rows)
        numbers = {
            year: bulk.take_numbers(context.session, year, count)
            for year, count in sorted(years.items())
        }
        cases, sources = [], []
        for row in rows:
            year = clock.fiscal_year(row.cell("received").value)
            case_id = next(case_ids)
            cases.append(self._case(row, case_id, year, next(numbers[year])))
            sources.append(self._source(row, case_id, next(source_ids)))
        context.insert(Case, cases)
        context.insert(SourceCase, sources)

    def _case(self, row: Row, case_id: int, year: int, sequence: int) -> dict[str, Any]:
        settings = self.context.mapping.settings
        closed: date | None = row.cell("closed").value
        state = self.context.state(row.cell("status").text, is_closed=closed is not None)
        received = self.context.moment(row.cell("received").value)
        closed_at = self.context.moment(closed)
        return {
            "id": case_id,
            "number": case_number(year, sequence),
            "fiscal_year": year,
            "sequence": sequence,
            "agency_id": self.context.agency_id,
            "origin_office_id": self.context.office_id,
            "lead_office_id": self.context.office_id,
            "title": settings["case_title"].replace("{key}", row.cell("key").text)[:200],
            "case_type_code": settings["case_type"],
            "class_code": settings["class"],
            "status": state.status,
            "status_since": (state.status == CaseStatus.CLOSED and closed_at) or received,
            "origin": Origin.LEGACY,
            "received_at": received,
            "received_on": row.cell("received").value,
            "closed_at": closed_at,
            "closed_on": closed,
            "closure_code": state.closure,
            "legacy_key": row.key,
            "legacy_status": row.cell("status").text,
        }

    def _source(self, row: Row, case_id: int, number: int) -> dict[str, Any]:
        return {
            "id": number,
            "case_id": case_id,
            "source": self.context.mapping.name,
            **_incident_columns(self.context.moment, row.cell("incident")),
            **{name: row.cell(name).text for name in _TEXTS},
            "values": row.raw("key"),
        }

    def change(self, changes: list[Change]) -> None:
        cases, sources = [], []
        for each in changes:
            source_id, status, values = each.known.extra
            cases.append({"id": each.known.id, **self._case_change(each, status)})
            source: dict[str, Any] = {
                name: each.new[name].text for name in _TEXTS if name in each.new
            }
            if "incident" in each.new:
                source |= _incident_columns(self.context.moment, each.new["incident"])
            raw = {name: cell.raw for name, cell in each.new.items()}
            sources.append({"id": source_id, **source, "values": values | raw})
        bulk.change(self.context.session, Case, cases)
        bulk.change(self.context.session, SourceCase, sources)
        self._follow(changes)

    def _case_change(self, each: Change, status: CaseStatus) -> dict[str, Any]:
        found: dict[str, Any] = {}
        old, new = each.known.fields, each.new
        if "received" in new:
            found["received_on"] = new["received"].value
            found["received_at"] = self.context.moment(new["received"].value)
        if "closed" in new:
            found["closed_on"] = new["closed"].value
            found["closed_at"] = self.context.moment(new["closed"].value)
        if "status" in new:
            found["legacy_status"] = new["status"].text
        if {"closed", "status"} & new.keys():
            before = self.context.state(old["status"], is_closed=bool(old["closed"]))
            after = self.context.state(
                found.get("legacy_status", old["status"]),
                is_closed="closed" in new or bool(old["closed"]),
            )
            # A case that was worked on here since (reopened, say) keeps the status it has here.
            if status == before.status and before != after:
                found["status"] = CaseStatus(after.status)
                found["closure_code"] = after.closure
        return found

    def _follow(self, changes: list[Change]) -> None:
        """Allegations repeat the date received and the day of the incident."""
        for each in changes:
            values: dict[str, Any] = {}
            if "received" in each.new:
                values["received_at"] = self.context.moment(each.new["received"].value)
            if "incident" in each.new:
                values["incident_from"] = _day(each.new["incident"].value)
            if values:
                self.context.session.execute(
                    update(Allegation)
                    .where(Allegation.case_id == each.known.id, Allegation.added_by_id.is_(None))
                    .values(version=Allegation.version + 1, **values)
                    .execution_options(unaudited=True, synchronize_session=False)
                )


def _day(value: date | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _incident_columns(moment: Any, cell: Cell) -> dict[str, Any]:
    """Day, and moment where a time was delivered."""
    has_time = isinstance(cell.value, datetime)
    return {
        "incident_on": _day(cell.value),
        "incident_at": moment(cell.value) if has_time else None,
    }
