"""Pages of the case. Each module adds its routes to the one blueprint."""

from flask import Blueprint

bp = Blueprint("cases", __name__, template_folder="../templates")

from jicms.cases.views import (  # noqa: E402 - the modules need the blueprint
    access,
    bulk,
    calendar,
    clocks,
    ending,
    facts,
    index,
    injuries,
    links,
    log,
    page,
    people,
    tasks,
    vault_files,
)

__all__ = [
    "access",
    "bp",
    "bulk",
    "calendar",
    "clocks",
    "ending",
    "facts",
    "index",
    "injuries",
    "links",
    "log",
    "page",
    "people",
    "tasks",
    "vault_files",
]
