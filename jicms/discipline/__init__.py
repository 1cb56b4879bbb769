"""Discipline: referral to labor relations, action, proposal, answer, decision, outcome."""

from flask import Flask

from jicms.access import scope as scopes
from jicms.audit import recorder
from jicms.discipline import models
from jicms.discipline.scope import action_scope, of_action, penalty_scope, referral_scope


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes."""
    scopes.register(models.LrReferral, referral_scope)
    scopes.register(models.DisciplinaryAction, action_scope)
    scopes.register(models.Penalty, penalty_scope)
    for model in (models.Charge, models.Answer, models.DouglasEntry):
        scopes.register(model, of_action)
        recorder.audited(model, case=lambda row: row.case_id)
    for model in (models.LrReferral, models.DisciplinaryAction, models.Penalty):
        recorder.audited(model, case=lambda row: row.case_id)
