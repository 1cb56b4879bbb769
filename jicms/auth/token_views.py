"""One's own API tokens: asked for, revealed once, revoked."""

from flask import make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.auth import service
from jicms.auth.forms import TokenForm
from jicms.auth.models import ApiToken, Membership, Office
from jicms.auth.service.tokens import MAX_DAYS
from jicms.auth.views import bp
from jicms.core import clock, unit_of_work
from jicms.web.forms import Choice
from jicms.web.messages import saved

SHOWN = 50
SCOPE_CHOICES = (Choice("read", "Read", hint="What you see under this role, nothing more."),)


def own_tokens() -> list[ApiToken]:
    """The account's tokens, newest first."""
    rows = unit_of_work.session().scalars(
        select(ApiToken)
        .where(ApiToken.user_id == current_actor().user_id)
        .options(
            joinedload(ApiToken.membership).joinedload(Membership.office).joinedload(Office.agency)
        )
        .order_by(ApiToken.id.desc())
        .limit(SHOWN)
    )
    return list(rows)


def own_token(token_id: int) -> ApiToken | None:
    """One of the account's own tokens."""
    return unit_of_work.session().scalar(
        select(ApiToken).where(ApiToken.id == token_id, ApiToken.user_id == current_actor().user_id)
    )


@bp.route("/account/tokens", methods=["GET", "POST"])
@permit(Action.ACCOUNT)
def tokens() -> ResponseReturnValue:
    """The list, and the form that asks for another."""
    form = TokenForm()
    form.scopes.offer(SCOPE_CHOICES)
    if form.ready():
        with form.refusals():
            service.request_token(actor=current_actor(), **form.values())
            saved("your request waits for the security administrator")
            return redirect(url_for("auth.tokens"))
    elif not form.is_submitted():
        form.scopes.data = ["read"]
    return form.page("auth/tokens.html", tokens=own_tokens(), at=clock.now(), max_days=MAX_DAYS)


@bp.post("/account/tokens/<int:token_id>/reveal")
@permit(Action.ACCOUNT, load=own_token)
def reveal_token(token: ApiToken) -> ResponseReturnValue:
    """Show the secret, this once: in the answer itself, so that it is kept nowhere."""
    secret = service.reveal_token(token, actor=current_actor())
    page = make_response(render_template("auth/token.html", secret=secret, token=token))
    page.headers["Cache-Control"] = "no-store"
    return page


@bp.post("/account/tokens/<int:token_id>/revoke")
@permit(Action.ACCOUNT, load=own_token)
def revoke_token(token: ApiToken) -> ResponseReturnValue:
    """End a token, or withdraw a request."""
    was_granted = token.granted_at is not None
    service.revoke_token(token, actor=current_actor())
    saved("the token is revoked" if was_granted else "the request is withdrawn")
    return redirect(url_for("auth.tokens"))
