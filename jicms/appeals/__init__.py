"""Appeals: an action contested before the Board, by grievance, EEO, Special Counsel, or a court."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.appeals import dates, menus, models, models_hearing, notices
from jicms.appeals import policy as rules
from jicms.appeals.views_list import bp
from jicms.audit import recorder
from jicms.discipline.scope import agreement_scope

OF_ACTION = (
    models.Appeal,
    models.AppealEvent,
    models_hearing.AppealDate,
    models_hearing.AppealDateChange,
    models_hearing.AppealHearing,
    models_hearing.AppealWitness,
    models_hearing.AppealStay,
    models_hearing.AppealStayEvent,
)


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes. Officials see none of it."""
    policies.register(rules.RULES)
    for model in OF_ACTION:
        scopes.register(model, agreement_scope)
        recorder.audited(model, case=lambda row: row.case_id)
    menus.register(app)
    dates.register()
    notices.register()
    app.register_blueprint(bp)
