"""What is measured: the product as it is served, counting its statements, and the floor."""

import os
from typing import Any

from flask import Flask, Response, g, has_request_context, render_template
from sqlalchemy import create_engine, event, text

from jicms import create_app
from jicms.extensions import db

HEADER = "X-Statements"


def product() -> Flask:
    """The product; each answer says how many statements it took, BEGIN and COMMIT left out."""
    app = create_app({"RATELIMIT_ENABLED": False, "WTF_CSRF_ENABLED": False})
    with app.app_context():
        engine = db.engine

    @event.listens_for(engine, "before_cursor_execute")
    def count(*_arguments: Any) -> None:
        if has_request_context():
            g.statements = g.get("statements", 0) + 1

    @app.after_request
    def tell(response: Response) -> Response:
        response.headers[HEADER] = str(g.get("statements", 0))
        return response

    return app


FLOOR = text(
    "SELECT number, title, status, received_at FROM case_file"
    " ORDER BY received_at DESC, id DESC LIMIT 25"
)
PAGE = (
    "<!doctype html><title>Floor</title><table>{% for row in rows %}<tr><td>{{ row.number }}</td>"
    "<td>{{ row.title }}</td><td>{{ row.status }}</td><td>{{ row.received_at }}</td></tr>"
    "{% endfor %}</table>"
)


def floor() -> Flask:
    """A minimal Flask route that fetches 25 indexed rows and renders a table."""
    app = Flask("floor")
    engine = create_engine(os.environ["JICMS_DATABASE_URL"], pool_size=4)
    page = app.jinja_env.from_string(PAGE)

    @app.get("/")
    def rows() -> Response:
        with engine.connect() as connection:
            found = connection.execute(FLOOR).all()
        response = Response(render_template(page, rows=found))
        response.headers[HEADER] = "1"
        return response

    return app
