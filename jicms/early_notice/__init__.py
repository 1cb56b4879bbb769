"""Early notice: simple counts that ask a supervisor to look, off until its checklist is done."""

from flask import Flask

from jicms import go_live
from jicms.go_live import Feature, Item

#: What an agency settles before it counts its people.
CHECKLIST = Feature(
    key="early-notice",
    label="Early notice",
    does="Counts allegations per employee in a period and asks the supervisor to look. It decides"
    " nothing.",
    asks=(
        Item("PRIVACY", "Privacy assessment", "Number of the approved privacy impact assessment."),
        Item("UNION", "Union notice", "Each union notified, and the letter's number."),
        Item("POLICY", "Policy reference", "The directive that allows and limits its use."),
        Item("THRESHOLDS", "Threshold review", "Who reviewed the thresholds, and the record."),
    ),
)


def init_app(_app: Flask) -> None:
    """Register the checklist."""
    go_live.register(CHECKLIST)
