"""Discipline: referral to labor relations, action, proposal, answer, decision, outcome."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.audit import recorder
from jicms.discipline import models, workflow
from jicms.discipline import policy as rules
from jicms.discipline.scope import (
    action_scope,
    letter_scope,
    of_action,
    of_decision,
    penalty_scope,
    referral_scope,
)

SCOPES = (
    (models.LrReferral, referral_scope),
    (models.DisciplinaryAction, action_scope),
    (models.Penalty, penalty_scope),
    (models.Charge, of_action),
    (models.NoticeMaterial, of_action),
    (models.Answer, of_decision),
    (models.DouglasEntry, of_decision),
    (models.ActionLetter, letter_scope),
)


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes."""
    for model, criterion in SCOPES:
        scopes.register(model, criterion)
        recorder.audited(model, case=lambda row: row.case_id)
    policies.register(rules.RULES)
    workflow.install()
