"""The interface's own description, OpenAPI 3.1."""

from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify
from flask.typing import ResponseReturnValue
from flask_smorest import Api
from werkzeug.exceptions import UnprocessableEntity

from jicms.access.guard import public
from jicms.api.doors import PROBLEM, blp
from jicms.web import errors

bp = Blueprint("api_docs", __name__, url_prefix="/api/v1")

SETTINGS = {"API_TITLE": "JICMS", "API_VERSION": "v1", "OPENAPI_VERSION": "3.1.0"}
SECURITY = {
    "type": "http",
    "scheme": "bearer",
    "description": (
        "A token that its user asked for and the security administrator granted. It acts under one"
        " membership, ends by itself, and can be revoked at once."
    ),
}
INFO = {
    "description": (
        "Reads cases and figures. Every answer is cut down to what the token’s membership may see,"
        " and every look is recorded. A hidden record and a missing one look the same."
    )
}


class Interface(Api):
    """flask-smorest without its own error handlers and pages: ours answer everywhere."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Errors are answered as problem+json by the web layer."""


@bp.get("/openapi.json")
@public("describes the interface; holds no record")
def openapi() -> ResponseReturnValue:
    """The description."""
    return jsonify(current_app.extensions["jicms_api"].spec.to_dict())


@blp.errorhandler(422)
def unreadable(error: UnprocessableEntity) -> Response:
    """Parameters that can't be read: which, and why."""
    messages = getattr(error, "data", {}).get("messages", {})
    made = errors.answer(
        422,
        title="The parameters can’t be read",
        sentences=("Correct the parameters that are named, and ask again.",),
    )
    body: dict[str, Any] = made.get_json()
    body["errors"] = messages.get("query", messages)
    answer = jsonify(body)
    answer.status_code, answer.content_type = 422, PROBLEM
    return answer


def init_app(app: Flask) -> None:
    """Describe the routes, and serve the description."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    api = Interface(app, spec_kwargs={"info": INFO, "security": [{"token": []}]})
    api.spec.components.security_scheme("token", SECURITY)
    api.register_blueprint(blp)
    app.extensions["jicms_api"] = api
    app.register_blueprint(bp)
