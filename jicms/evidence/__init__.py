"""Evidence: items, statements and affidavits, exhibits, documents."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.audit import recorder
from jicms.cases.scope import of_full_case
from jicms.evidence import (
    from_interview,
    guards,
    menus,
    models,
    models_derived,
    models_drafts,
    originals,
    panels,
    reporting,
    shareable,
    tainting,
)
from jicms.evidence import policy as rules
from jicms.evidence.models_weighing import FindingEvidence
from jicms.evidence.scope import item_scope, weighed_scope
from jicms.evidence.scope_drafts import (
    draft_scope,
    of_visible_draft,
    of_visible_statement,
    typing_scope,
)
from jicms.evidence.views import bp


def init_app(app: Flask) -> None:
    """Register scope, rules, audit and routes."""
    policies.register(rules.RULES)
    scopes.register(models.EvidenceItem, item_scope)
    scopes.register(models.Statement, of_full_case("statement", handled=True))
    scopes.register(models.Document, of_full_case("document", handled=True))
    scopes.register(models.Exhibit, of_full_case("exhibit", handled=True))
    scopes.register(models_derived.Derivation, of_full_case("derivation", handled=True))
    scopes.register(models_derived.CompelledMark, of_full_case("compelled_mark", handled=True))
    scopes.register(FindingEvidence, weighed_scope)
    scopes.register(models_drafts.StatementDraft, draft_scope)
    scopes.register(models_drafts.StatementPrint, of_visible_draft)
    scopes.register(models_drafts.StatementTyping, typing_scope)
    scopes.register(models_drafts.StatementSigning, of_visible_statement)
    for model in (
        models.EvidenceItem,
        models.Statement,
        models.Document,
        models.Exhibit,
        models_derived.Derivation,
        models_derived.CompelledMark,
        FindingEvidence,
        models_drafts.StatementDraft,
        models_drafts.StatementPrint,
        models_drafts.StatementSigning,
    ):
        recorder.audited(model, case=lambda row: row.case_id)
    guards.install()
    from_interview.register()
    menus.register(app)
    panels.register()
    shareable.register()
    tainting.register()
    originals.register()
    reporting.register()
    app.register_blueprint(bp)
