"""The comparator search: its question, and what of its answer is chosen."""

from typing import Any

from jicms.discipline.comparators import HIGH, LOW, Found
from jicms.discipline.service import Knowledge
from jicms.web.forms import BaseForm, Choice, Code, Flag, Hidden, LongText, Text, Version

KNOWN = (Choice("YES", "Yes"), Choice("NO", "No"))


def choosing_form(found: Found, *, later: bool, **data: Any) -> BaseForm:
    """A box for each outcome, whether the officials knew of it, and a note; why it matters, where
    the notice was served already. `print` tells the list that was shown."""
    fields: dict[str, Any] = {"print": Hidden(), "version": Version()}
    if later:
        fields["matters"] = LongText("Why it matters", limit=4000, rows=3)
    else:
        fields["none"] = Flag("None of these outcomes is comparable")
    for place in range(1, len(found.rows) + 1):
        fields[f"take_{place}"] = Flag(f"Choose outcome {place}")
        fields[f"known_{place}"] = Code(
            f"Did the officials know of outcome {place}?", optional=True, blank="Not said"
        )
        fields[f"note_{place}"] = Text(f"Note on outcome {place}", limit=400, optional=True)
    kind = type("ComparatorsForm", (BaseForm,), fields)
    form: BaseForm = kind(data={"print": found.print, **data})
    for place in range(1, len(found.rows) + 1):
        form[f"known_{place}"].offer(KNOWN)
    return form


def chosen_of(form: Any, found: Found) -> dict[int, Knowledge]:
    """The outcomes that were ticked; without an answer whether they were known, an error there."""
    chosen: dict[int, Knowledge] = {}
    for place in range(1, len(found.rows) + 1):
        if not form[f"take_{place}"].data:
            continue
        known = form[f"known_{place}"].data
        if known is None:
            form.fault(f"known_{place}", f"Say whether the officials knew of outcome {place}.")
        else:
            chosen[place] = Knowledge(known == "YES", form[f"note_{place}"].data or "")
    return chosen


def years_offered() -> list[int]:
    """The years that a search may look back."""
    return list(range(LOW, HIGH + 1))
