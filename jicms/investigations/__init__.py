"""Investigations: teams, status, reports of investigation."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.audit import recorder
from jicms.cases import scope as case_scopes
from jicms.cases.scope import of_full_case
from jicms.investigations import bulk, chain, guards, menus, models, models_sections, notices
from jicms.investigations import policy as rules
from jicms.investigations.scope import (
    compelled_wall,
    investigation_scope,
    of_visible_report,
    own_draft,
    report_scope,
)
from jicms.investigations.views import bp


def init_app(app: Flask) -> None:
    """Register scope, the compelled-statement wall, rules, audit and routes."""
    if compelled_wall not in case_scopes.compelled_walls:
        case_scopes.compelled_walls.append(compelled_wall)
    policies.register(rules.RULES)
    scopes.register(models.Investigation, investigation_scope)
    scopes.register(models.Assignment, of_full_case("assignment"))
    scopes.register(models.Report, report_scope)
    scopes.register(models.ReportReview, of_visible_report)
    of_report = (
        models_sections.ReportSection,
        models_sections.SectionComment,
        models_sections.ReportBody,
    )
    for model in of_report:
        scopes.register(model, of_visible_report)
    scopes.register(models_sections.SectionDraft, own_draft)
    for model in (models.Investigation, models.Report, models.ReportReview, *of_report):
        recorder.audited(model, case=lambda row: row.case_id)
    recorder.audited(
        models.Assignment, case=lambda row: row.case_id, person=lambda row: row.person_id
    )
    recorder.audited(models_sections.Place, case=lambda place: place.report.case_id)
    guards.install()
    chain.install()
    notices.register()
    menus.register(app)
    bulk.register()
    app.register_blueprint(bp)
