"""Pages of discipline. Each module adds its routes to the one blueprint."""

from flask import Blueprint

bp = Blueprint("discipline", __name__, template_folder="../templates")
packages_bp = Blueprint("packages", __name__)

from jicms.discipline.views import (  # noqa: E402 - the modules need the blueprint
    action,
    agreements,
    charges,
    comparators,
    contractors,
    coverage,
    decide,
    departures,
    desk,
    ends,
    letter_files,
    letters,
    new_material,
    notice,
    packages,
    prior,
    propose,
    queue,
    received,
    referrals,
    return_letter,
    worksheets,
)

__all__ = [
    "action",
    "agreements",
    "bp",
    "charges",
    "comparators",
    "contractors",
    "coverage",
    "decide",
    "departures",
    "desk",
    "ends",
    "letter_files",
    "letters",
    "new_material",
    "notice",
    "packages",
    "packages_bp",
    "prior",
    "propose",
    "queue",
    "received",
    "referrals",
    "return_letter",
    "worksheets",
]
