"""What is kept beside an action for a tribunal, a union and counsel, and what left of it."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.audit import recorder
from jicms.litigation import (
    menus,
    models,
    models_discovery,
    models_production,
    models_requests,
    notices,
    policy,
)
from jicms.litigation.scope import accounted_scope, beside_action, note_scope
from jicms.litigation.views import bp

SCOPES = (
    (models.CounselAssignment, beside_action),
    (models.PrivilegedNote, note_scope),
    (models.AccountedDisclosure, accounted_scope),
    (models_requests.InformationRequest, beside_action),
    (models_requests.InformationItem, beside_action),
    (models_requests.GivenRecord, beside_action),
    (models_production.Production, beside_action),
    (models_production.ProductionEntry, beside_action),
    (models_production.ProductionVolume, beside_action),
    (models_discovery.DiscoveryRequest, beside_action),
    (models_discovery.DiscoveryItem, beside_action),
    (models_discovery.PrivilegeLine, beside_action),
    (models_discovery.AppealCheck, beside_action),
)


def init_app(app: Flask) -> None:
    """Register scope, rules, audit, routes and links."""
    for model, criterion in SCOPES:
        scopes.register(model, criterion)
        recorder.audited(model, case=lambda row: row.case_id)
    policies.register(policy.RULES)
    menus.register()
    notices.register()
    app.register_blueprint(bp)
