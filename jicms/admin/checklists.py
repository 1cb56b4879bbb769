"""What has to hold among the items of a checklist, whichever of them is added or changed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from jicms.core import unit_of_work
from jicms.core.errors import RuleBroken
from jicms.refdata.models import TaskTemplate

#: Workdays within which an item may be due.
LONGEST = 400


def refuse_item(code: str, values: Mapping[str, Any]) -> None:
    """Raise `RuleBroken` for an item due too late, or one out of order with what it follows or what
    follows it: those are of the same type of case, and earlier comes first."""
    due = values["due_workdays"]
    if due is not None and due > LONGEST:
        raise RuleBroken(f"Enter at most {LONGEST} workdays.", field="due_workdays")
    session, place = unit_of_work.session(), (values["sort_order"], code)
    if values["after_code"] is not None:
        _refuse_before(session.get_one(TaskTemplate, values["after_code"]), code, values)
    for row in session.scalars(select(TaskTemplate).where(TaskTemplate.after_code == code)):
        if row.case_type_code != values["case_type_code"]:
            raise RuleBroken(
                f"{row.code} comes after this item, and is of another type of case.",
                field="case_type_code",
            )
        if (row.sort_order, row.code) < place:
            raise RuleBroken(
                f"{row.code} comes after this item: its order is {row.sort_order}.",
                field="sort_order",
            )


def _refuse_before(first: TaskTemplate, code: str, values: Mapping[str, Any]) -> None:
    if first.code == code:
        raise RuleBroken("An item can’t come after itself.", field="after_code")
    if first.case_type_code != values["case_type_code"]:
        raise RuleBroken(
            f"{first.code} is an item of another type of case. Choose one of the same type.",
            field="after_code",
        )
    if (first.sort_order, first.code) > (values["sort_order"], code):
        raise RuleBroken(
            f"{first.code} stands later in the checklist. Give this item an order above"
            f" {first.sort_order}.",
            field="after_code",
        )
