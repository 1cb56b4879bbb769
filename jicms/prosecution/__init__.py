"""Prosecution: referral, declination, charge, outcome, per subject and prosecuting office."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.audit import recorder
from jicms.cases.scope import of_full_case
from jicms.prosecution import menus, models, models_arrest, notices
from jicms.prosecution import policy as rules
from jicms.prosecution.views_arrests import bp


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes."""
    policies.register(rules.RULES)
    scopes.register(models.ProsecutionReferral, of_full_case("prosecution_referral"))
    for child in (models.ProsecutionEvent, models.ProsecutionCharge):
        scopes.register(child, of_full_case("prosecution_referral", key="referral_id"))
    scopes.register(models_arrest.Arrest, of_full_case("arrest"))
    for model in (
        models_arrest.Arrest,
        models.ProsecutionReferral,
        models.ProsecutionEvent,
        models.ProsecutionCharge,
    ):
        recorder.audited(model, case=lambda row: row.case_id)
    menus.register()
    notices.register()
    app.register_blueprint(bp)
