"""The Douglas worksheet: twelve factors, each with a weight and reasons."""

from typing import Any

from jicms.discipline.models import DisciplinaryAction, FactorWeight
from jicms.refdata.models import DouglasFactor
from jicms.refdata.queries import entries, label_of
from jicms.web.forms import BaseForm, Code, LongText, Version


def worksheet_form(action: DisciplinaryAction) -> BaseForm:
    """The twelve factors, each with its weight and reasons; made from the list in use."""
    fields: dict[str, Any] = {"version": Version()}
    for code, entry in entries(DouglasFactor).items():
        n = factor_number(code)
        fields[f"weight_{n}"] = Code(f"{n}. {entry.label}", display="radios", optional=True)
        fields[f"text_{n}"] = LongText("Reasons", limit=4000, rows=3, optional=True)
    kind = type("WorksheetForm", (BaseForm,), fields)
    form: BaseForm = kind(obj=Worksheet(action))
    for n in factor_numbers():
        form[f"weight_{n}"].offer(list(FactorWeight))
    return form


class Worksheet:
    """The worksheet as a record: its fields by name, and a version that any change moves."""

    def __init__(self, action: DisciplinaryAction) -> None:
        rows = {factor_number(row.factor_code): row for row in action.factors}
        self.version = sum(row.version for row in rows.values())
        for n in factor_numbers():
            row = rows.get(n)
            setattr(self, f"weight_{n}", row.weight if row else None)
            setattr(self, f"text_{n}", row.text if row else None)


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
