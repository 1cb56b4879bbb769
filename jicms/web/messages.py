"""What the next page says about what was just done."""

from flask import flash

from jicms.core import clock
from jicms.web import dates

KINDS = ("success", "info", "warning", "error")


def saved(what: str) -> None:
    """Say on the next page what changed: "Saved 10:41 a.m.: finding 3.1 is Substantiated."."""
    text = what.rstrip(".")
    flash(f"Saved {dates.clocktime(clock.now(), zone=False)}: {text}.", "success")


def told(sentence: str, kind: str = "info") -> None:
    """Show a sentence on the next page; `kind` is one of KINDS."""
    if kind not in KINDS:
        raise ValueError(f"{kind} is not one of {', '.join(KINDS)}")
    flash(sentence, kind)
