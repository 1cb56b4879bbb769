"""Accounts: offices, memberships, sign-in, sessions."""

from flask import Flask
from sqlalchemy.orm import Session

from jicms.access import guard
from jicms.access import policy as policies
from jicms.access import scope as scopes
from jicms.access.actor import Actor
from jicms.audit import recorder, requests
from jicms.auth import (
    arrivals,
    carrying,
    cli,
    loader,
    models,
    once,
    token_views,  # noqa: F401 - adds its routes to the blueprint of `views`
    unfinished,
    views,
)
from jicms.auth import policy as rules
from jicms.auth.models_once import SentForm
from jicms.auth.offices import ensure_offices
from jicms.notices.sweep import sweepers
from jicms.refdata import cli as refdata_commands
from jicms.refdata.loader import loaded_hooks
from jicms.web import errors
from jicms.web.navigation import PageLink, account


def add_offices(session: Session, _report: object) -> None:
    """Follow the code lists with the agencies and offices that every installation has."""
    ensure_offices(session)


def init_app(app: Flask) -> None:
    """Register scope, audit and routes."""
    refdata_commands.command_actors[:] = [Actor.system]
    if add_offices not in loaded_hooks:
        loaded_hooks.append(add_offices)
    directory = "offices and names of staff are for every signed-in user"
    for model in (models.Agency, models.Office, models.User, models.Membership, models.Principal):
        scopes.unscoped(model, directory)
    reason = "reached by its own digest or by administration only"
    for model in (
        models.UserSession,
        models.SignInThrottle,
        models.OneTimeCode,
        models.ApiToken,
    ):
        scopes.unscoped(model, reason)
    scopes.unscoped(SentForm, "digests, asked for by their own")
    for model in (models.Agency, models.Office, models.User, models.Membership, models.ApiToken):
        recorder.audited(model)
    policies.register(rules.RULES)
    if loader.load_actor not in guard.actor_loaders:
        guard.actor_loaders.append(loader.load_actor)
        guard.challenges.append(loader.challenge)
        requests.riders.append(loader.touch)
        guard.claims.append(once.claim)
        guard.settlers.append(once.settle)
        sweepers.append(once.forget_old)
        errors.lost_tokens.append(carrying.on_lost_token)
    app.jinja_env.globals["page_key"] = once.page_key
    arrivals.init_app(app)
    unfinished.init_app(app)
    app.register_blueprint(views.bp)
    app.cli.add_command(cli.users)
    account.add(PageLink("Switch role or office", "auth.membership", order=10))
    account.add(PageLink("Change password", "auth.password", order=20))
    account.add(PageLink("API tokens", "auth.tokens", order=30))
    account.add(PageLink("Sign out", "auth.sign_out", order=90, post=True))
