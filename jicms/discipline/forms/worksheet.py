"""The Douglas worksheets: twelve factors, each with a weight and reasons; the deciding official's
cites what he received."""

import json
from collections.abc import Sequence
from typing import Any

from jicms.discipline.kinds import FactorWeight
from jicms.discipline.models import DisciplinaryAction, DouglasEntry
from jicms.discipline.models_package import PackagePart
from jicms.discipline.models_worksheets import ProposingFactor, WorksheetDraft
from jicms.discipline.service import citations_of, proposing_factors, receipts_of
from jicms.refdata.models import DouglasFactor
from jicms.refdata.queries import entries, label_of
from jicms.web.forms import BaseForm, Choice, Code, Codes, LongText, Version

DECIDING = PackagePart.DECIDING


def worksheet_form(
    action: DisciplinaryAction,
    part: PackagePart = DECIDING,
    *,
    draft: WorksheetDraft | None = None,
) -> BaseForm:
    """The twelve factors, each with its weight, its reasons and what it cites; made from the list
    in use. `draft` is what the viewer typed and did not save."""
    fields: dict[str, Any] = {"version": Version()}
    for code, entry in entries(DouglasFactor).items():
        n = factor_number(code)
        fields[f"weight_{n}"] = Code(f"{n}. {entry.label}", display="radios", later=True)
        fields[f"text_{n}"] = LongText("Reasons", limit=4000, rows=4, later=True)
        if part is DECIDING:
            fields[f"cites_{n}"] = Codes("Rests on", optional=True)
    kind = type("WorksheetForm", (BaseForm,), fields)
    stored = Worksheet(action, part)
    if draft is None:
        form: BaseForm = kind(obj=stored)
    else:
        typed = json.loads(draft.typed)
        form = kind(data={**vars(stored), **typed, "version": draft.base})
    received = receipts_of(action) if part is DECIDING else ()
    for n in factor_numbers():
        form[f"weight_{n}"].offer(list(FactorWeight))
        if part is DECIDING:
            form[f"cites_{n}"].offer(Choice(row.id, row.label) for row in received)
    return form


class Worksheet:
    """A worksheet as a record: its fields by name, and a version that any change moves."""

    def __init__(self, action: DisciplinaryAction, part: PackagePart = DECIDING) -> None:
        deciding = part is DECIDING
        found: Sequence[DouglasEntry | ProposingFactor] = (
            action.factors if deciding else proposing_factors(action)
        )
        rows = {factor_number(row.factor_code): row for row in found}
        self.version = sum(row.version for row in rows.values())
        cited: dict[int, list[int]] = {}
        for citation in citations_of(action) if deciding else ():
            cited.setdefault(citation.entry_id, []).append(citation.receipt_id)
        for n in factor_numbers():
            row = rows.get(n)
            setattr(self, f"weight_{n}", row.weight if row else None)
            setattr(self, f"text_{n}", row.text if row else None)
            if deciding:
                setattr(self, f"cites_{n}", cited.get(row.id, []) if row else [])


def weighed(form: Any, part: PackagePart = DECIDING) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """The factors that were written, and what they cite; half a factor is an error at the missing
    half."""
    found: dict[str, Any] = {}
    cites: dict[str, list[int]] = {}
    for n in factor_numbers():
        weight, text = form[f"weight_{n}"].data, form[f"text_{n}"].data
        cited = form[f"cites_{n}"].data if part is DECIDING else []
        if (weight or cited) and not text:
            form.fault(f"text_{n}", f"Write the reasons for factor {n}, also where it has none.")
        elif text and not weight:
            form.fault(f"weight_{n}", f"Choose how factor {n} weighs.")
        elif weight:
            found[factor_code(n)] = (weight, text)
            cites[factor_code(n)] = cited
    return found, cites


def factor_number(code: str) -> int:
    """3 of `DOUGLAS-03`."""
    return int(code.rpartition("-")[2])


def factor_numbers() -> list[int]:
    """The numbers of the factors in use."""
    return [factor_number(code) for code in entries(DouglasFactor)]


def factor_code(n: int) -> str:
    """The code of a factor by its number."""
    return next(code for code in entries(DouglasFactor) if factor_number(code) == n)


def factor_name(code: str) -> str:
    """`3. Past disciplinary record`."""
    return f"{factor_number(code)}. {label_of(DouglasFactor, code)}"
