"""Parties beside the accused: employees as witnesses, and people without a name."""

import hashlib
from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from jicms.cases.models import WALLING, Party, PartyRole, Wall
from jicms.imports import bulk
from jicms.imports.reading import Row, translate
from jicms.imports.targets.base import Change, Context, Known, Target
from jicms.imports.targets.lookups import CaseFacts, cases_of, persons_of


def wall_of(role: PartyRole, person_id: int | None) -> Wall:
    """The conflict wall stands for imported people too: an account may be linked to one later."""
    return Wall.CONFIRMED if person_id and role in WALLING else Wall.NONE


class PartyTarget(Target):
    """A party with the role that the mapping gives to the file.

    A person's key is (case, person, role). Somebody unnamed is known by case and content, and by
    the place among equal rows, so that a second delivery finds the same people again.
    """

    kind = "party"
    compared = ("gender", "age", "race")

    def __init__(self, context: Context, file: Any) -> None:
        super().__init__(context, file)
        self.role = PartyRole(file.role)
        self.is_named = any(column.field == "person" for column in file.columns)
        self.keeps_equal_rows = not self.is_named  # type: ignore[misc]
        if not self.is_named:
            self.fields = ()

    def key_of(self, row: Row) -> str:
        case = row.cell("case").text
        if row.cell("person").text:
            return self.context.key(f"{case}:{row.cell('person').text}:{self.role[:4]}")
        facts = "\x1f".join(row.cell(name).text for name in ("gender", "age", "race"))
        digest = hashlib.sha256(facts.encode()).hexdigest()[:16]
        return self.context.key(f"{case}:{self.role[:4]}:{digest}:{row.ordinal}")

    def known(self, keys: Collection[str]) -> dict[str, Known]:
        found = self.context.session.execute(
            select(
                Party.legacy_key, Party.id, Party.case_id, Party.gender, Party.age, Party.race
            ).where(Party.legacy_key.in_(keys))
        )
        return {
            str(key): Known(number, case, {"gender": gender, "age": age, "race": race})
            for key, number, case, gender, age, race in found
        }

    def insert(self, rows: list[Row]) -> None:
        context = self.context
        cases, persons = cases_of(context, rows), persons_of(context, rows)
        last = context.last(Party.n, Party.case_id, {case.id for case in cases.values()})
        ids = context.ids(Party, len(rows))
        made = []
        for row in rows:
            case = cases[row.cell("case").text]
            last[case.id] += 1
            person = persons.get(row.cell("person").text)
            made.append(
                {
                    "id": next(ids),
                    "case_id": case.id,
                    "n": last[case.id],
                    "role": self.role,
                    "person_id": person,
                    "description": "" if person else self.file.unnamed,
                    "is_identified": person is not None,
                    "complainant_kind_code": self._kind(case),
                    "gender": row.cell("gender").text,
                    "age": row.cell("age").text,
                    "race": row.cell("race").text,
                    "wall": wall_of(self.role, person),
                    "legacy_key": row.key,
                }
            )
        context.insert(Party, made)

    def _kind(self, case: CaseFacts) -> str | None:
        codes = self.context.mapping.codes.get("complainant")
        if self.role is not PartyRole.COMPLAINANT or codes is None:
            return None
        return translate(codes, case.complainant_type)[0]

    def change(self, changes: list[Change]) -> None:
        bulk.change(
            self.context.session,
            Party,
            [
                {"id": each.known.id, **{name: cell.text for name, cell in each.new.items()}}
                for each in changes
            ],
        )
