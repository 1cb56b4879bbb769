"""Interviews: planned, warned, represented, held; counsel's override of the declination gate."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.audit import recorder
from jicms.interviews import menus, models, notices
from jicms.interviews import policy as rules
from jicms.interviews.scope import interview_scope, of_visible_interview, override_scope
from jicms.interviews.views import bp


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes."""
    policies.register(rules.RULES)
    scopes.register(models.Interview, interview_scope)
    scopes.register(models.GateOverride, override_scope)
    for child in (models.InterviewPerson, models.WarningGiven, models.Representation):
        scopes.register(child, of_visible_interview)
    for model in (
        models.Interview,
        models.InterviewPerson,
        models.WarningGiven,
        models.Representation,
        models.GateOverride,
    ):
        recorder.audited(model, case=lambda row: row.case_id)
    notices.register()
    menus.register(app)
    app.register_blueprint(bp)
