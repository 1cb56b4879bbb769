"""Prosecution: referral, declination, charge, outcome, per subject and prosecuting office."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.audit import recorder, withheld
from jicms.cases.scope import of_full_case
from jicms.prosecution import menus, models, models_arrest, models_court, models_gate, notices
from jicms.prosecution import policy as rules
from jicms.prosecution.scope import (
    arrest_scope,
    of_own_agency,
    of_referral,
    of_seen_declination,
    referral_scope,
)
from jicms.prosecution.trail import of_sealed_matter
from jicms.prosecution.views_court import bp

OF_REFERRAL = (
    models.ProsecutionEvent,
    models.ProsecutionCharge,
    models_court.Prosecutor,
    models_court.CourtCount,
    models_court.Sentence,
    models_court.Seal,
    models_court.SealReader,
)


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes."""
    policies.register(rules.RULES)
    scopes.register(models.ProsecutionReferral, referral_scope)
    for child in OF_REFERRAL:
        scopes.register(child, of_referral)
    scopes.register(models_arrest.Arrest, arrest_scope)
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
        *OF_REFERRAL,
    ):
        recorder.audited(model, case=lambda row: row.case_id)
    if of_sealed_matter not in withheld.criteria:
        withheld.criteria.append(of_sealed_matter)
    menus.register(app)
    notices.register()
    app.register_blueprint(bp)
