"""Allegations: one delivered row is one accused employee of one case.

It becomes the party in role SUBJECT, the allegation of its case and category (shared by the accused
of that category), the allegation × subject, and the final finding. Penalties: `discipline`.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select

from jicms.allegations.models import Allegation, AllegationSubject, Finding
from jicms.cases.models import Party, PartyRole
from jicms.imports import bulk
from jicms.imports.reading import Row
from jicms.imports.targets import discipline
from jicms.imports.targets.base import Change, Known, Target
from jicms.imports.targets.lookups import CaseFacts, cases_of, persons_of
from jicms.imports.targets.party import wall_of
from jicms.imports.targets.person import Job, add_employments, employments_of

#: The source states no standard of proof.
STANDARD = "NOT_RECORDED"


class AllegationTarget(Target):
    """An accused employee of a case with findings and penalties; key: case and employee."""

    kind = "allegation"
    compared = (
        "rank",
        "unit",
        "category",
        "recommended_finding",
        "final_finding",
        "recommended_penalty",
        "final_penalty",
    )

    def key_of(self, row: Row) -> str:
        return self.context.key(f"{row.cell('case').text}:{row.cell('person').text}")

    def known(self, keys: Collection[str]) -> dict[str, Known]:
        entity = AllegationSubject
        found = self.context.session.execute(
            select(
                entity.legacy_key,
                entity.id,
                entity.case_id,
                entity.party_id,
                entity.source_values,
            ).where(entity.legacy_key.in_(keys))
        )
        return {
            str(key): Known(number, case, raw or {}, party)
            for key, number, case, party, raw in found
        }

    def insert(self, rows: list[Row]) -> None:
        context = self.context
        cases, persons = cases_of(context, rows), persons_of(context, rows)
        parties = self._parties(rows, cases, persons)
        allegations = self._allegations((cases[row.cell("case").text], row) for row in rows)
        last = context.last(
            AllegationSubject.m,
            AllegationSubject.allegation_id,
            set(allegations.values()),
        )
        ids = context.ids(AllegationSubject, len(rows))
        made: list[dict[str, Any]] = []
        subjects = []
        for row in rows:
            case = cases[row.cell("case").text]
            allegation = allegations[case.id, row.cell("category").text]
            last[allegation] += 1
            number = next(ids)
            made.append(
                {
                    "id": number,
                    "allegation_id": allegation,
                    "case_id": case.id,
                    "m": last[allegation],
                    "party_id": parties[row.key],
                    "finding_code": row.cell("final_finding").code,
                    "legacy_key": row.key,
                    "source_values": row.raw("case", "person"),
                }
            )
            subjects.append(discipline.Subject(row, case.id, parties[row.key]))
        context.insert(AllegationSubject, made)
        self._findings(
            (one["id"], one["case_id"], one["finding_code"], cases[row.cell("case").text])
            for one, row in zip(made, rows, strict=True)
        )
        discipline.add_actions(context, subjects)

    def _parties(
        self, rows: list[Row], cases: dict[str, CaseFacts], persons: dict[str, int]
    ) -> dict[str, int]:
        """The party id of each row, by the row's key."""
        context = self.context
        jobs = self._jobs(rows, persons)
        last = context.last(Party.n, Party.case_id, {case.id for case in cases.values()})
        ids = context.ids(Party, len(rows))
        found, made = {}, []
        for row in rows:
            case, person = cases[row.cell("case").text], persons[row.cell("person").text]
            last[case.id] += 1
            number = found[row.key] = next(ids)
            made.append(
                {
                    "id": number,
                    "case_id": case.id,
                    "n": last[case.id],
                    "role": PartyRole.SUBJECT,
                    "person_id": person,
                    "at_incident_id": jobs.get(_job(row, person)),
                    "subject_status": discipline.subject_status(row.raw()),
                    "wall": wall_of(PartyRole.SUBJECT, person),
                    "legacy_key": f"{row.key}:{PartyRole.SUBJECT[:4]}",
                }
            )
        context.insert(Party, made)
        return found

    def _jobs(self, rows: list[Row], persons: dict[str, int]) -> dict[Job, int]:
        """The employments that these rows name, made where they are new."""
        jobs = employments_of(self, set(persons.values()))
        wanted = {
            _job(row, persons[row.cell("person").text]): None
            for row in rows
            if row.cell("rank").text or row.cell("unit").text
        }
        return jobs | add_employments(self, [job for job in wanted if job not in jobs])

    def _allegations(self, rows: Iterable[tuple[CaseFacts, Row]]) -> dict[tuple[int, str], int]:
        """The allegation of each case and category, made where it is new."""
        context = self.context
        wanted = {(case.id, row.cell("category").text): (case, row) for case, row in rows}
        cases = {case for case, _category in wanted}
        stored = context.session.execute(
            select(Allegation.case_id, Allegation.legacy_category, Allegation.id)
            .where(Allegation.case_id.in_(cases), Allegation.added_by_id.is_(None))
            .order_by(Allegation.id.desc())
        )
        found = {(case, category): number for case, category, number in stored}
        missing = [key for key in wanted if key not in found]
        last = context.last(Allegation.n, Allegation.case_id, cases)
        ids = context.ids(Allegation, len(missing))
        made: list[dict[str, Any]] = []
        for key in missing:
            case, row = wanted[key]
            last[case.id] += 1
            found[key] = next(ids)
            made.append(
                {
                    "id": found[key],
                    "case_id": case.id,
                    "n": last[case.id],
                    "category_code": row.cell("category").code,
                    "class_code": context.mapping.settings["class"],
                    "incident_from": case.incident_on,
                    "intake_method_code": context.mapping.settings["intake_method"],
                    "received_at": case.received_at,
                    "legacy_category": key[1],
                }
            )
        context.insert(Allegation, made)
        return found

    def _findings(self, found: Iterable[tuple[int, int, str | None, CaseFacts]]) -> None:
        """A standing finding for each final one; its date is the closing, else the receipt."""
        made = [
            {
                "allegation_subject_id": number,
                "case_id": case_id,
                "code": code,
                "standard": STANDARD,
                "found_at": case.closed_at or case.received_at,
            }
            for number, case_id, code, case in found
            if code is not None
        ]
        self.context.insert(Finding, made)

    def change(self, changes: list[Change]) -> None:
        context = self.context
        cases = cases_of(context, [each.row for each in changes])
        self._supersede([each for each in changes if "final_finding" in each.new], cases)
        self._reassign([each for each in changes if {"rank", "unit"} & each.new.keys()])
        discipline.change_actions(context, changes)
        moved = self._moved([each for each in changes if "category" in each.new], cases)
        rows = []
        for each in changes:
            values = {name: cell.raw for name, cell in each.new.items()}
            rows.append(
                {
                    "id": each.known.id,
                    "source_values": each.known.fields | values,
                    **moved.get(each.known.id, {}),
                }
            )
        bulk.change(context.session, AllegationSubject, rows)

    def _supersede(self, changes: list[Change], cases: dict[str, CaseFacts]) -> None:
        """Replace imported findings; one that somebody recorded here stays."""
        context = self.context
        ids = [each.known.id for each in changes]
        standing = {
            subject: (number, found_by)
            for subject, number, found_by in context.session.execute(
                select(Finding.allegation_subject_id, Finding.id, Finding.found_by_id).where(
                    Finding.allegation_subject_id.in_(ids), Finding.superseded_at.is_(None)
                )
            )
        }
        ours = [each for each in changes if standing.get(each.known.id, (0, None))[1] is None]
        ended = [
            {"id": standing[each.known.id][0], "superseded_at": context.now}
            for each in ours
            if each.known.id in standing
        ]
        bulk.change(context.session, Finding, ended)
        codes = {each.known.id: each.new["final_finding"].code for each in ours}
        bulk.change(
            context.session,
            AllegationSubject,
            [{"id": number, "finding_code": code} for number, code in codes.items()],
        )
        self._findings(
            (
                each.known.id,
                int(each.known.case_id or 0),
                codes[each.known.id],
                cases[each.row.cell("case").text],
            )
            for each in ours
        )

    def _reassign(self, changes: list[Change]) -> None:
        """Point the parties at the employment that the extract names now."""
        rows = [each.row for each in changes]
        persons = persons_of(self.context, rows)
        jobs = self._jobs(rows, persons)
        bulk.change(
            self.context.session,
            Party,
            [
                {
                    "id": each.known.extra,
                    "at_incident_id": jobs[_job(each.row, persons[each.row.cell("person").text])],
                }
                for each in changes
            ],
        )

    def _moved(
        self, changes: list[Change], cases: dict[str, CaseFacts]
    ) -> dict[int, dict[str, int]]:
        """Allegation and number of the rows whose category is another one now."""
        entity = AllegationSubject
        rows = [each.row for each in changes]
        targets = self._allegations((cases[row.cell("case").text], row) for row in rows)
        last = self.context.last(entity.m, entity.allegation_id, set(targets.values()))
        moved = {}
        for each in changes:
            case = cases[each.row.cell("case").text]
            allegation = targets[case.id, each.row.cell("category").text]
            last[allegation] += 1
            moved[each.known.id] = {"allegation_id": allegation, "m": last[allegation]}
        return moved


def _job(row: Row, person: int) -> Job:
    return person, row.cell("rank").text, row.cell("unit").text
