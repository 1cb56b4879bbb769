"""Allegations, allegation × subject, findings."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.allegations import contributions, forms_custody, guards, models, service, views
from jicms.allegations import policy as rules
from jicms.allegations.service import snapshots
from jicms.allegations.service.findings import take_back
from jicms.audit import recorder
from jicms.cases.scope import HEADING, of_full_case, of_summary_case
from jicms.cases.service.snapshots import incident_days
from jicms.cases.workflow import CASE


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes."""
    app.register_blueprint(views.bp)
    app.jinja_env.globals.update(
        custody_codes=forms_custody.custody_codes, is_custody_code=forms_custody.is_custody_code
    )
    contributions.register()
    policies.register(rules.RULES)
    incident_days[:] = [snapshots.first_incident]
    if snapshots.follow_incidents not in service.changed:
        service.changed.insert(0, snapshots.follow_incidents)
    for name in ("close", "information_only"):
        CASE.require_also(name, guards.everything_is_found)
    if take_back not in CASE.after:
        CASE.after.append(take_back)
    scopes.register(models.Allegation, of_summary_case("allegation", HEADING))
    scopes.register(models.AllegationSubject, of_summary_case("allegation_subject"))
    scopes.register(
        models.Finding, of_summary_case("allegation_subject", key="allegation_subject_id")
    )
    scopes.register(models.AllegationDetail, of_full_case("allegation", key="allegation_id"))
    scopes.register(
        models.AllegationPrea, of_full_case("allegation", key="allegation_id", handled=True)
    )
    scopes.register(models.FindingDetail, of_full_case("finding", key="finding_id", handled=True))
    scopes.register(models.FindingApproval, of_summary_case("finding", key="finding_id"))
    scopes.register(
        models.AllegationClassChange, of_summary_case("allegation", key="allegation_id")
    )
    for model in (
        models.Allegation,
        models.AllegationSubject,
        models.AllegationDetail,
        models.AllegationPrea,
        models.AllegationClassChange,
        models.Finding,
        models.FindingDetail,
        models.FindingApproval,
    ):
        recorder.audited(model, case=lambda row: row.case_id)
