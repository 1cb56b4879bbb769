"""What is measured: the product as it is served, counting its statements, and the floor."""

import os
from typing import Any

from flask import Flask, Response, g, has_request_context, make_response, render_template
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import event

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


PAGE = (
    "<!doctype html><title>Floor</title><table>{% for row in rows %}<tr><td>{{ row.number }}</td>"
    "<td>{{ row.title }}</td><td>{{ row.status }}</td><td>{{ row.received_at }}</td></tr>"
    "{% endfor %}</table>"
)


def floor() -> Flask:
    """A minimal Flask route that fetches 25 indexed rows and renders a table.

    Written as the documentation of Flask-SQLAlchemy writes a list: a mapped class, a session per
    request, a template. What a page of ours costs beyond it is ours to answer for.
    """
    app = Flask("floor")
    app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["JICMS_DATABASE_URL"]
    app.jinja_loader = DictLoader({"floor.html": PAGE})
    own = SQLAlchemy(app)

    class Row(own.Model):  # type: ignore[name-defined,misc] # the class is made when it runs
        __tablename__ = "case_file"
        id = own.Column(own.BigInteger, primary_key=True)
        number = own.Column(own.String)
        title = own.Column(own.String)
        status = own.Column(own.String)
        received_at = own.Column(own.DateTime(timezone=True))

    newest = (Row.received_at.desc(), Row.id.desc())

    @app.get("/")
    def rows() -> Response:
        found = own.session.scalars(own.select(Row).order_by(*newest).limit(25))
        response = make_response(render_template("floor.html", rows=found))
        response.headers[HEADER] = "1"
        return response

    return app
