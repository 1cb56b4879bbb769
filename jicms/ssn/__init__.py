"""Social Security numbers: the checklist before which `people` has no field for them."""

from flask import Flask

from jicms import go_live
from jicms.go_live import Feature, Item
from jicms.people import ssns

CHECKLIST = Feature(
    key="social-security-numbers",
    label="Social Security numbers",
    does="Adds a field to the record of a person: encrypted, shown by its last four digits, opened"
    " for a reason. What is stored stays where it is, out of sight, when this is switched off.",
    asks=(
        Item("AUTHORITY", "Legal authority", "The statute or order that lets you collect them."),
        Item("PRIVACY", "Privacy assessment", "Number of the approved privacy impact assessment."),
        Item("NOTICE", "System of records notice", "The published notice that names the number."),
        Item("NEED", "Why the employee number is not enough", "Who decided that, and the record."),
    ),
)


def is_on() -> bool:
    """Whether the checklist is done."""
    return go_live.is_live(CHECKLIST.key)


def init_app(_app: Flask) -> None:
    """Register the checklist and the switch."""
    go_live.register(CHECKLIST)
    if is_on not in ssns.switches:
        ssns.switches.append(is_on)
