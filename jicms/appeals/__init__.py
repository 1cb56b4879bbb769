"""Appeals: an action contested before the Board, by grievance, EEO, Special Counsel, or a court."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.appeals import menus, models
from jicms.appeals import policy as rules
from jicms.appeals.views import bp
from jicms.audit import recorder
from jicms.discipline.scope import agreement_scope

OF_ACTION = (models.Appeal, models.AppealEvent)


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes. Officials see none of it."""
    policies.register(rules.RULES)
    for model in OF_ACTION:
        scopes.register(model, agreement_scope)
        recorder.audited(model, case=lambda row: row.case_id)
    menus.register(app)
    app.register_blueprint(bp)
