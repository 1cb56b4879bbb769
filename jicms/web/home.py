"""My work, and the two pages that say whether the product is well."""

import logging

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

from jicms.access.actions import Action
from jicms.access.actor import Actor, current_actor
from jicms.access.guard import permit, public
from jicms.core import clock, crypto
from jicms.extensions import db
from jicms.web.navigation import NavItem, Panel, home, main

log = logging.getLogger(__name__)
bp = Blueprint("home", __name__)


@bp.get("/")
@permit(Action.HOME)
def index() -> ResponseReturnValue:
    """The panels that features registered for this role, in two columns, under their numbers."""
    actor = current_actor()
    panels = home.panels(actor)
    drawn = [(panel, _draw(panel, actor)) for panel in panels]
    return render_template(
        "web/home.html",
        tallies=home.tallies(panels, actor),
        first=[html for panel, html in drawn if html and panel.column == "main"],
        second=[html for panel, html in drawn if html and panel.column == "side"],
        as_of=clock.now(),
    )


def _draw(panel: Panel, actor: Actor) -> Markup | None:
    found = panel.load(actor) if panel.load else {}
    return None if found is None else Markup(render_template(panel.template, **found))  # noqa: S704


@bp.get("/healthz")
@public("asked by the supervisor of the process, which has no account")
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="up")


@bp.get("/readyz")
@public("asked by the load balancer, which has no account")
def readyz() -> ResponseReturnValue:
    """Whether requests can be served: database, its migrations, the master key. 503 if not."""
    checks = {**_database(), "master_key": _has_master_key()}
    ready = all(checks.values())
    return jsonify(status="ready" if ready else "not ready", checks=checks), 200 if ready else 503


def _database() -> dict[str, bool]:
    try:
        with db.engine.connect() as connection:
            heads = set(MigrationContext.configure(connection).get_current_heads())
    except SQLAlchemyError:
        log.warning("the database does not answer")
        return {"database": False, "migrations": False}
    return {"database": True, "migrations": heads == _wanted_heads()}


def _wanted_heads() -> set[str]:
    migrate = current_app.extensions.get("migrate")
    if migrate is None:
        return set()
    return set(ScriptDirectory.from_config(migrate.migrate.get_config()).get_heads())


def _has_master_key() -> bool:
    try:
        return bool(crypto.current_key_id(""))
    except crypto.CryptoError:
        return False


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)
    main.add(NavItem("", "My work", "home", "home.index", Action.HOME, order=0))
