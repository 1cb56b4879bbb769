"""What waits for the security administrator: memberships, person links, tokens."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit
from jicms.admin import queries
from jicms.admin.blueprint import bp
from jicms.audit.events import Event
from jicms.auth import service
from jicms.auth.models import ApiToken, Membership
from jicms.people import links
from jicms.people.models import UserPerson
from jicms.web.messages import saved
from jicms.web.paging import capped_count


def back() -> ResponseReturnValue:
    """The queue again."""
    return redirect(url_for("admin.confirmations"))


@bp.get("/confirmations")
@permit(Action.USER_CONFIRM, viewed=Event.ADMIN_VIEWED)
def confirmations() -> ResponseReturnValue:
    """The queue, and the tokens that are good."""
    return render_template(
        "admin/confirmations.html",
        relations=capped_count(queries.waiting_relations()),
        memberships=queries.waiting_memberships(),
        links=links.waiting(),
        requests=queries.tokens(waiting=True),
        tokens=queries.tokens(waiting=False),
    )


@bp.post("/confirmations/memberships/<int:membership_id>/confirm")
@permit(Action.USER_CONFIRM, load=queries.membership_by_id)
def confirm_membership(membership: Membership) -> ResponseReturnValue:
    """Let a role take effect."""
    service.confirm_membership(membership, actor=current_actor())
    saved(f"{membership.user.username} is {membership.role.label}, {membership.office.short_name}")
    return back()


@bp.post("/confirmations/memberships/<int:membership_id>/decline")
@permit(Action.USER_CONFIRM, load=queries.membership_by_id)
def decline_membership(membership: Membership) -> ResponseReturnValue:
    """Refuse a role."""
    service.revoke_membership(membership, actor=current_actor())
    saved(f"{membership.role.label} for {membership.user.username} is declined")
    return back()


@bp.post("/confirmations/person-links/<int:link_id>/confirm")
@permit(Action.USER_CONFIRM, load=queries.link_by_id)
def confirm_link(link: UserPerson) -> ResponseReturnValue:
    """Let a person link, or its end, take effect."""
    links.confirm_link(link, actor=current_actor())
    saved("the person link is ended" if link.valid_until else "the person link is confirmed")
    return back()


@bp.post("/confirmations/person-links/<int:link_id>/decline")
@permit(Action.USER_CONFIRM, load=queries.link_by_id)
def decline_link(link: UserPerson) -> ResponseReturnValue:
    """Refuse a person link, or its end."""
    links.decline_link(link, actor=current_actor())
    saved("the request is declined")
    return back()


@bp.post("/confirmations/tokens/<int:token_id>/grant")
@permit(Action.TOKEN_GRANT, load=queries.token_by_id)
def grant_token(token: ApiToken) -> ResponseReturnValue:
    """Grant a token; only its user will see it."""
    service.grant_token(token, actor=current_actor())
    saved(f"the token of {token.user.username} is granted")
    return back()


@bp.post("/confirmations/tokens/<int:token_id>/revoke")
@permit(Action.TOKEN_GRANT, load=queries.token_by_id)
def revoke_token(token: ApiToken) -> ResponseReturnValue:
    """Decline a request, or end a token."""
    service.revoke_token(token, actor=current_actor())
    saved(f"the token of {token.user.username} is ended")
    return back()
