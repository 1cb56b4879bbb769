"""Intake: the form, drafts, possible duplicates, triage, the Inspector General's gate."""

from flask import Flask

from jicms.access import scope as scopes
from jicms.audit import recorder
from jicms.cases.scope import of_visible_case, own
from jicms.intake import models


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes."""
    scopes.register(models.IntakeDraft, own("author_id"))
    for model in (models.DuplicateDecision, models.OigReferral, models.OigReferralAllegation):
        scopes.register(model, of_visible_case)
        recorder.audited(model, case=lambda row: row.case_id)
