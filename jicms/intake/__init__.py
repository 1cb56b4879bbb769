"""Intake: the form, drafts, possible duplicates, triage, the Inspector General's gate."""

from flask import Flask

from jicms import go_live
from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.allegations import guards
from jicms.allegations import service as allegations
from jicms.audit import recorder
from jicms.auth import carrying
from jicms.cases.scope import of_full_case, of_visible_case, only_system
from jicms.cases.service import opening_guards
from jicms.cases.workflow import CASE, SUBJECT
from jicms.evidence.service import items, statement_holds
from jicms.intake import (
    bulk,
    candidate_scope,
    cli,
    contributions,
    desk,
    draft_scope,
    gate,
    going_live,
    letters,
    models,
    models_candidates,
    models_letters,
    models_received,
    models_returns,
    notices,
    queries_taken,
    received_notices,
    received_scope,
    views,
    walking,
)
from jicms.intake import policy as rules
from jicms.intake.service import oig, returning
from jicms.routing import byrule, transfers

OF_CASE = (models.DuplicateDecision, models.ReceiptCode)
#: Notes, and which allegations went: not for a summary, nor for whoever was sent one subject.
OF_FULL_CASE = (
    models.OigReferral,
    models.OigReferralAllegation,
    models.OigExigency,
    models_letters.Acknowledgement,
    models_returns.DeskReturn,
)


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes."""
    app.register_blueprint(views.bp)
    letters.every_text()
    app.cli.add_command(cli.intake)
    carrying.redrawn["intake.new"] = desk.BUTTONS
    contributions.register(with_page=bool(app.config["DROPBOX"]))
    notices.register()
    received_notices.register()
    go_live.register(going_live.CHECKLIST)
    walking.register()
    bulk.register()
    policies.register(rules.RULES)
    scopes.register(models.IntakeDraft, draft_scope.of_draft)
    scopes.register(models.IntakeFile, draft_scope.of_its_draft)
    for model in OF_CASE:
        scopes.register(model, of_visible_case)
        recorder.audited(model, case=lambda row: row.case_id)
    for model in OF_FULL_CASE:
        scopes.register(model, of_full_case(model.__tablename__))
        recorder.audited(model, case=lambda row: row.case_id)
    scopes.register(models_candidates.DuplicateCandidate, candidate_scope.of_candidate)
    scopes.register(models_candidates.CandidateSearch, only_system)
    recorder.audited(models_candidates.DuplicateCandidate, case=lambda row: row.case_id)
    _register_received()
    _hold_at_the_gate()


def _register_received() -> None:
    report = models_received.ReceivedReport
    scopes.register(report, received_scope.of_report)
    recorder.audited(report, case=lambda row: row.case_id)
    for child in (models_received.ReporterMessage, models_received.ReceivedFile):
        scopes.register(child, received_scope.of_its_report)
        recorder.audited(child)
    if queries_taken.vault_of_hidden not in opening_guards:
        opening_guards.append(queries_taken.vault_of_hidden)


def _hold_at_the_gate() -> None:
    """Let the Inspector General's gate forbid what may not start yet. Once per process."""
    if gate.hold_of in guards.finding_holds:
        return
    guards.finding_holds.append(gate.hold_of)
    for name in ("assign", "open"):
        CASE.require_also(name, gate.something_is_left)
    for name in ("assign", "information_only", "refer_out", "merge"):
        CASE.require_also(name, returning.nothing_missing)
    transfers.sending_guards.append(returning.nothing_missing)
    CASE.after.append(returning.end_with_case)
    for name in ("information_only", "refer_out"):
        CASE.require_also(name, gate.nothing_waits)
    SUBJECT.require_also("refer", gate.subject_is_free)
    CASE.after.append(oig.notice_falls_due)
    allegations.changed.append(oig.reconsider)
    byrule.settled.append(oig.reconsider)
    items.recorded.append(oig.log_preservation)
    statement_holds.append(gate.hold_of_giver)
