"""What the pages of items, statements and documents share."""

from typing import Any

from flask import redirect
from flask.typing import ResponseReturnValue

from jicms.access.actor import current_actor
from jicms.access.guard import note
from jicms.cases.handling import COMPELLED, NAMED_ONLY, Handling
from jicms.evidence import queries, service
from jicms.evidence.forms import MarkForm
from jicms.evidence.service import by_hand
from jicms.files.naming import offered_name
from jicms.files.responses import send
from jicms.web.messages import saved


def sent(row: Any, key: str) -> ResponseReturnValue:
    """The file of a record, always as an attachment under our own name."""
    note(sha256=row.file.sha256)
    return send(row.file, download_name=offered_name(row.file, row.case.number, key))


def shown(row: Any) -> dict[str, Any]:
    """What every detail page has: the record, its exhibits, corrections and access list."""
    named = bool(Handling(row.handling) & NAMED_ONLY)
    compelled = bool(Handling(row.handling) & COMPELLED)
    return {
        "case": row.case,
        "row": row,
        "compelled": compelled,
        "by_hand": by_hand.mark_of(row) if compelled else None,
        "exhibits": queries.exhibits_pointing_to(row),
        "corrections": queries.corrections_of(row),
        "access_list": service.access_list(row) if named else [],
    }


def marked(row: Any, back: str) -> ResponseReturnValue:
    """Change the handling marks of a record."""
    form = MarkForm()
    form.offer_marks(row.case)
    form.show(row)
    if form.ready():
        with form.refusals():
            service.mark(row, actor=current_actor(), **form.marks(row.case))
            saved(f"the handling of {row.key}")
            return redirect(back)
    return form.page("evidence/mark.html", case=row.case, row=row, back=back)
