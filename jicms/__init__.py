"""JICMS: internal-misconduct case management for the offices that share it."""

from importlib import import_module
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from jicms.access import guard, scope
from jicms.core import crypto, database
from jicms.extensions import csrf, db, limiter, login_manager, migrate

#: In the order of the layers, lowest first: each may use what stands before it.
FEATURES = (
    "refdata",
    "audit",
    "deadlines",
    "files",
    "web",
    "auth",
    "people",
    "cases",
    "allegations",
    "prosecution",
    "investigations",
    "evidence",
    "discipline",
    "intake",
    "search",
    "reports",
    "imports",
    "api",
    "admin",
    "demo",
)


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """Build the application. `overrides` replace settings; tests use them."""
    app = Flask(__name__, static_folder=None, template_folder=None)
    app.config.update(config.load())
    app.config.update(overrides or {})
    proxies = app.config["PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    app.config["DATA_DIR"].mkdir(parents=True, exist_ok=True)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    crypto.configure(app.config["MASTER_KEY"], passwords=_passwords(app))

    db.init_app(app)
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"))
    login_manager.init_app(app, add_context_processor=False)
    csrf.init_app(app)
    limiter.init_app(app)
    with app.app_context():
        database.configure(db.engine)

    guard.init_app(app)
    for name in FEATURES:
        import_module(f"jicms.{name}").init_app(app)
    _declare_unscoped()
    guard.refuse_unmarked(app)
    if app.config["ENV_NAME"] == "production":
        _refuse_demo_data(app)
    return app


def _refuse_demo_data(app: Flask) -> None:
    """Production never serves a database with demonstration accounts: their password is public."""
    from jicms.auth.models import User  # noqa: PLC0415 - after the features

    with app.app_context():
        try:
            found = db.session.scalar(select(User.id).where(User.is_demo).limit(1))
        except SQLAlchemyError:
            found = None  # not migrated yet, or not reachable: `readyz` tells
        db.session.remove()
    if found is not None:
        raise config.UnsafeSettings(
            "This database holds demonstration accounts: production needs a database of its own."
        )


def _passwords(app: Flask) -> crypto.Passwords:
    cost = app.config.get("ARGON2_COST")
    scheme = crypto.Scheme(app.config["PASSWORD_SCHEME"])
    return crypto.Passwords(scheme=scheme, **({"cost": cost} if cost else {}))


def _declare_unscoped() -> None:
    from jicms.refdata.models import ALL_CODE_MODELS  # noqa: PLC0415 - after the features

    for model in ALL_CODE_MODELS:
        scope.unscoped(model, "code lists are for every signed-in user")
