"""What is pasted from a word processor, turned into clean Markdown for the field of a form."""

from flask import Blueprint, Flask, jsonify, request
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.guard import permit
from jicms.documents import pasted
from jicms.web.forms.text import showable

bp = Blueprint("pasting", __name__)


@bp.post("/pasted")
@permit(Action.HOME)
def clean() -> ResponseReturnValue:
    """The fragment as Markdown. Nothing of it is kept: it stands in the field, to be saved."""
    return jsonify(text=showable(pasted.from_html(request.form.get("html", ""))))


def init_app(app: Flask) -> None:
    """Register the route."""
    app.register_blueprint(bp)
