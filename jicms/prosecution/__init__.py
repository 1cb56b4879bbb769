"""Prosecution: referral, declination, charge, outcome, per subject and prosecuting office."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.audit import recorder
from jicms.cases.scope import of_full_case
from jicms.prosecution import menus, models, models_arrest, models_gate, notices
from jicms.prosecution import policy as rules
from jicms.prosecution.scope import of_own_agency, of_seen_declination
from jicms.prosecution.views_standing import bp


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes."""
    policies.register(rules.RULES)
    scopes.register(models.ProsecutionReferral, of_full_case("prosecution_referral"))
    for child in (models.ProsecutionEvent, models.ProsecutionCharge):
        scopes.register(child, of_full_case("prosecution_referral", key="referral_id"))
    scopes.register(models_arrest.Arrest, of_full_case("arrest"))
    scopes.register(models_gate.Jurisdiction, of_full_case("jurisdiction"))
    scopes.register(models_gate.StandingUse, of_full_case("standing_use"))
    scopes.register(models_gate.StandingDeclination, of_own_agency)
    scopes.register(models_gate.StandingCategory, of_seen_declination)
    for standing in (models_gate.StandingDeclination, models_gate.StandingCategory):
        recorder.audited(standing)
    for model in (
        models_gate.Jurisdiction,
        models_gate.StandingUse,
        models_arrest.Arrest,
        models.ProsecutionReferral,
        models.ProsecutionEvent,
        models.ProsecutionCharge,
    ):
        recorder.audited(model, case=lambda row: row.case_id)
    menus.register(app)
    notices.register()
    app.register_blueprint(bp)
