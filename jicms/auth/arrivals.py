"""File fields that take what arrived in parts, by the protocol of `files.tus`."""

from typing import Any

from flask import Flask, url_for

from jicms.access.actor import find_actor
from jicms.files.tus import service
from jicms.web.forms import fields


def own_arrival(key: str, name: str) -> Any:
    """The finished upload of whoever sends the form; `name` where the form alone knows it."""
    actor = find_actor()
    return service.arrived(key, actor=actor, name=name) if actor is not None else None


def resumable_at() -> str:
    """Where scripts send a large file."""
    return url_for("uploads.create")


def init_app(app: Flask) -> None:
    """Let fields find arrivals, and pages say where to send them."""
    if own_arrival not in fields.arrivals:
        fields.arrivals.append(own_arrival)
    app.jinja_env.globals["resumable_at"] = resumable_at
