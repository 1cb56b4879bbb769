"""Where a save leads: to the record, unless the save has shut its own author out."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from jicms.cases.models import Case
from jicms.cases.service import settle
from jicms.core import unit_of_work
from jicms.web.messages import saved, told


def still_sees(case: Case) -> bool:
    """Whether the case still exists for the actor, after what was just written."""
    session = unit_of_work.session()
    session.flush()
    settle()
    return session.scalar(select(Case.id).where(Case.id == case.id)) is not None


def land(case: Case, url: str, message: str) -> ResponseReturnValue:
    """Go on to `url` with a message. An author who is now walled, recused or not on the named list
    gets My work and a plain "Saved", which says nothing about the case."""
    if not still_sees(case):
        told("Saved", "success")
        return redirect(url_for("home.index"))
    saved(message)
    return redirect(url)
