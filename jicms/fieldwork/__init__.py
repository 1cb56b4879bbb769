"""Fieldwork of an investigation: its plan, hours, requests for records, leads, handovers."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.audit import recorder
from jicms.fieldwork import dates, leaving, menus, models, models_requests, models_sent
from jicms.fieldwork import policy as rules
from jicms.fieldwork.scope import (
    of_own_team,
    of_visible_request,
    proof_scope,
    request_scope,
    sent_scope,
)
from jicms.fieldwork.views import bp

_OF_TEAM = (
    models.Plan,
    models.PlanElement,
    models.PlanStep,
    models.Activity,
    models_requests.Lead,
    models_requests.Handover,
)
_OF_REQUEST = (models_requests.RequestReply, models_requests.ReceivedRecord)


def init_app(app: Flask) -> None:
    """Register scope, rules, audit, dates and routes."""
    policies.register(rules.RULES)
    for model in _OF_TEAM:
        scopes.register(model, of_own_team(model.__tablename__))
    scopes.register(models_requests.RecordsRequest, request_scope)
    scopes.register(models_sent.SentLead, sent_scope)
    scopes.register(models.ElementProof, proof_scope)
    for model in _OF_REQUEST:
        scopes.register(model, of_visible_request)
    others = (models_requests.RecordsRequest, models_sent.SentLead, models.ElementProof)
    for model in (*_OF_TEAM, *others, *_OF_REQUEST):
        recorder.audited(model, case=lambda row: row.case_id)
    dates.register()
    leaving.register()
    menus.register()
    app.register_blueprint(bp)
