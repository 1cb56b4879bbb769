"""Custody of evidence: who has each item, since when, and who confirmed it."""

from typing import Any

from flask import Flask
from sqlalchemy import Select, select

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.access.actor import Actor
from jicms.audit import recorder
from jicms.custody import cli, damage, menus, models, models_rounds, notices, panels, policy
from jicms.custody.scope import of_own_office, of_visible_item
from jicms.custody.service import begin
from jicms.custody.views import bp
from jicms.evidence.models import EvidenceItem
from jicms.evidence.service import items
from jicms.files.media import service as media


def init_app(app: Flask) -> None:
    """Register scope, rules, audit, pages and notices; let each new item begin its chain."""
    policies.register(policy.RULES)
    of_items = (
        *(models.CustodyEvent, models.CustodyStep, models.CustodyState),
        *(models_rounds.RoundItem, models_rounds.MediaReference, models_rounds.MediaList),
    )
    for model in of_items:
        scopes.register(model, of_visible_item)
        recorder.audited(model, case=lambda row: row.case_id)
    scopes.register(models_rounds.InventoryRound, of_own_office)
    recorder.audited(models_rounds.InventoryRound)
    if _begin not in items.recorded:
        items.recorded.append(_begin)
        media.played.append(_files)
    menus.register(app)
    notices.register()
    panels.register()
    damage.register()
    app.register_blueprint(bp)
    app.cli.add_command(cli.custody)


def _begin(item: EvidenceItem, actor: Actor) -> None:
    """Begin the chain of an item with its recording."""
    begin(item, actor)


def _files() -> Select[Any]:
    """The files whose recordings are played: those of items."""
    return select(EvidenceItem.file_id).where(EvidenceItem.file_id.is_not(None))
