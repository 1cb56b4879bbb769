"""The face of the product: layout, components, form fields, filters, navigation, error pages."""

from flask import Blueprint, Flask

from jicms.web import assets, converters, errors, filters, frame, home, pages, pasting, security

#: Holds the templates; its pages are in `home`, its files in `assets`.
bp = Blueprint("web", __name__, template_folder="templates")


def init_app(app: Flask) -> None:
    """Install the layer. Call it after the guard's `init_app`, before any feature's."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    converters.init_app(app)
    security.init_app(app)
    assets.init_app(app)
    filters.init_app(app)
    frame.init_app(app)
    errors.init_app(app)
    app.register_blueprint(bp)
    pages.init_app(app)
    home.init_app(app)
    pasting.init_app(app)
