"""Requests of prosecutors about a witness (Brady, Giglio, Henthorn), and who bears the flag."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.audit import recorder
from jicms.disclosure import flags, menus, models, notices, policy, scope
from jicms.disclosure.views import bp


def init_app(app: Flask) -> None:
    """Register scope, rules, audit, routes and links."""
    policies.register(policy.RULES)
    scopes.register(models.WitnessRequest, scope.request_scope)
    for child in (models.SearchedSource, models.Disclosed):
        scopes.register(child, scope.of_request)
    scopes.register(models.MatterFound, scope.matter_scope)
    scopes.register(models.CustodianAsk, scope.ask_scope)
    scopes.register(models.GiglioFlag, scope.flag_scope)
    for model in (models.WitnessRequest, models.GiglioFlag):
        recorder.audited(model, person=lambda row: row.person_id)
    for model in (models.SearchedSource, models.Disclosed):
        recorder.audited(model)
    for model in (models.MatterFound, models.CustodianAsk):
        recorder.audited(model, case=lambda row: row.case_id)
    flags.register()
    notices.register()
    menus.register()
    app.register_blueprint(bp)
