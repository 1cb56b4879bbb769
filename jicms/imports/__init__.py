"""Bulk import of legacy extracts: mappings, runs, row accounting, the report of each row."""

from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, false, true

from jicms.access import scope as scopes
from jicms.access.actions import Action
from jicms.access.actor import Actor, Role
from jicms.cases.scope import of_full_case
from jicms.imports import cli, models, views
from jicms.web.navigation import NavItem, main


def administrators_only(actor: Actor, _entity: Any) -> ColumnElement[bool]:
    """Scope of the bookkeeping: whoever runs the installation, nobody with a case role."""
    return true() if actor.is_system or actor.role is Role.ADMINISTRATOR else false()


def init_app(app: Flask) -> None:
    """Register scope, routes and the command."""
    for model in (models.ImportRun, models.ImportFile, models.ImportIssue):
        scopes.register(model, administrators_only)
    scopes.register(models.SourceCase, of_full_case("source_case"))
    cli.init_app(app)
    app.register_blueprint(views.bp)
    main.add(
        NavItem(
            "Administration", "Imports", "file_upload", "imports.index", Action.ADMIN_VIEW, order=60
        )
    )
