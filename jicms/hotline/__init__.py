"""The public and employee report page: a process of its own, outside the walls.

It shares no database, no key and no session with the inside. It knows the drop box, into which it
writes what it cannot read again (`docs/decisions/0024`).
"""

from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from jicms.core import clock, crypto
from jicms.dropbox import engines, notice
from jicms.files import uploads as spools
from jicms.hotline import errors, settings, views
from jicms.hotline.process import Hotline
from jicms.web import assets, filters, frame, security
from jicms.web import bp as frames


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """Build the page's application. `overrides` replace settings; tests use them.

    Raises `UnsafeSettings` where production may not start, one reason being that the checklist of
    the page is not confirmed inside.
    """
    app = Flask("jicms.hotline", static_folder=None, template_folder=None)
    app.config.update(settings.load())
    app.config.update(overrides or {})
    proxies = app.config["PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    app.extensions["hotline"] = _hotline(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for layer in (security, filters, frame, spools):
        layer.init_app(app)
    assets.init_app(app, guarded=False)
    app.register_blueprint(frames)
    app.register_blueprint(views.bp)
    errors.init_app(app)
    if app.config["ENV_NAME"] == "production":
        _refuse_unconfirmed(app.extensions["hotline"], app.config["PUBLIC_KEY"])
    return app


def _hotline(app: Flask) -> Hotline:
    cost = app.config.get("ARGON2_COST")
    try:
        scheme = crypto.Scheme(app.config["PASSWORD_SCHEME"])
        passwords = crypto.Passwords(scheme=scheme, **({"cost": cost} if cost else {}))
        passwords = crypto.allowed(passwords, require_fips=app.config["REQUIRE_FIPS"])
        secret = crypto.digest(app.config["SECRET_KEY"].encode()).encode()
        box = app.config["DROPBOX"]
        if box.startswith("sqlite:///"):
            Path(box.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        return Hotline(engines.connect(box), crypto.Keyring(secret), passwords)
    except (ValueError, crypto.BadKeyMaterial) as error:
        raise config.UnsafeSettings(str(error)) from None


def _refuse_unconfirmed(hotline: Hotline, key: str) -> None:
    found = notice.read(hotline.engine, key)
    hotline.engine.dispose()  # a server that forks after this must not share a connection
    if found is None or not found.is_open(clock.now()):
        raise config.UnsafeSettings(
            "The public page is not live: its checklist must be confirmed inside, and"
            " `flask --app wsgi intake collect` must run there against the same drop box."
        )
