"""The declinations that a compelled statement rests on, as the manifest of a package has them."""

from typing import Any

from jicms.cases.handling import COMPELLED
from jicms.evidence.models import Statement
from jicms.prosecution.declinations import declinations_of


def declinations(record: Any) -> dict[str, Any]:
    """Who declined, of which office, when, how and how far; nothing of another record. What was
    told on the telephone stays in the case."""
    if not isinstance(record, Statement) or not record.handling & COMPELLED or not record.giver:
        return {}
    rows = [
        {
            "office": one.office,
            "level": one.level,
            "prosecutor": one.prosecutor,
            "date": one.on.isoformat(),
            "said": one.how,
            "scope": one.scope,
        }
        for one in declinations_of(record.giver)
    ]
    return {"declinations": rows}
