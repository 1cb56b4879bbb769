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
    "notices",
    "files",
    "documents",
    "web",
    "auth",
    "people",
    "go_live",
    "ssn",
    "saved",
    "cases",
    "allegations",
    "prosecution",
    "investigations",
    "interviews",
    "evidence",
    "fieldwork",
    "custody",
    "exports",
    "discipline",
    "appeals",
    "litigation",
    "disclosure",
    "routing",
    "intake",
    "search",
    "reports",
    "early_notice",
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
    _make_data_folder(app)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    _configure_crypto(app)

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
        db.engine.dispose()  # a server that forks after this must not share a connection
    if found is not None:
        raise config.UnsafeSettings(
            "This database holds demonstration accounts: production needs a database of its own."
        )


def _make_data_folder(app: Flask) -> None:
    folder = app.config["DATA_DIR"]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise config.UnsafeSettings(
            f"The folder {folder} (JICMS_DATA_DIR) can't be made."
        ) from None


def _configure_crypto(app: Flask) -> None:
    cost = app.config.get("ARGON2_COST")
    known = tuple(crypto.Scheme)
    if app.config["PASSWORD_SCHEME"] not in known:
        raise config.UnsafeSettings(f"JICMS_PASSWORD_SCHEME must be one of {', '.join(known)}.")
    scheme = crypto.Scheme(app.config["PASSWORD_SCHEME"])
    passwords = crypto.Passwords(scheme=scheme, **({"cost": cost} if cost else {}))
    fips = app.config["REQUIRE_FIPS"]
    try:
        crypto.configure(app.config["MASTER_KEY"], passwords=passwords, require_fips=fips)
    except crypto.BadKeyMaterial as error:
        raise config.UnsafeSettings(str(error)) from None


def _declare_unscoped() -> None:
    from jicms.refdata.models import ALL_CODE_MODELS  # noqa: PLC0415 - after the features

    for model in ALL_CODE_MODELS:
        scope.unscoped(model, "code lists are for every signed-in user")
