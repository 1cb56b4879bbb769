"""Resumable uploads by the tus protocol, version 1.0: core, creation, creation with upload,
termination, checksum and expiration. A finished one waits for the form that takes it."""

from flask import Flask

from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.files.tus import policy, views
from jicms.files.tus.models import Upload
from jicms.files.tus.scope import own_uploads


def init_app(app: Flask) -> None:
    """Register scope, rules and routes."""
    scopes.register(Upload, own_uploads)
    policies.register(policy.RULES)
    app.register_blueprint(views.bp)
