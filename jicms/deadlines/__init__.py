"""Deadlines: rules of counting as dated data, the engine that applies them, clocks of cases."""

from flask import Flask

from jicms.access import scope
from jicms.audit.recorder import audited
from jicms.deadlines.cli import deadlines
from jicms.deadlines.loader import after_lists
from jicms.deadlines.models import CaseClock, ClockPause, DeadlineRule, Holiday
from jicms.refdata.loader import loaded_hooks


def init_app(app: Flask) -> None:
    """Register commands, the seed of rules and holidays, and the trail of every change.

    `cases` registers the scope of clocks and pauses: whose case it is decides who sees them.
    """
    app.cli.add_command(deadlines)
    if after_lists not in loaded_hooks:
        loaded_hooks.append(after_lists)
    scope.unscoped(DeadlineRule, "rules of law and of the office, the same for everybody")
    scope.unscoped(Holiday, "public holidays and closings")
    audited(DeadlineRule)
    audited(Holiday)
    audited(CaseClock, case=lambda clock: clock.case_id)
    audited(ClockPause, case=lambda pause: pause.case_id)
