"""Roles and the person behind an account: asked for here, confirmed by security."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from jicms.access.actions import Action
from jicms.access.actor import Role, current_actor
from jicms.access.guard import permit
from jicms.admin import queries
from jicms.admin.blueprint import bp
from jicms.admin.forms import ConfirmForm, LinkForm, MembershipForm
from jicms.admin.users import confirm_page, other_user
from jicms.auth import service
from jicms.auth.models import Membership, User
from jicms.core import clock
from jicms.people import links
from jicms.people.models import UserPerson
from jicms.web.forms import Choice
from jicms.web.messages import saved

ASKED = "it takes effect once the security administrator confirms it"


@bp.route("/users/<int:user_id>/memberships/new", methods=["GET", "POST"])
@permit(Action.USER_EDIT, load=other_user)
def add_membership(account: User) -> ResponseReturnValue:
    """Ask for a role in an office."""
    form, actor = MembershipForm(), current_actor()
    offered = {row.id: row for row in queries.offices(in_use=True)}
    form.office.offer([Choice(n, row.name, group=row.agency.name) for n, row in offered.items()])
    form.role.offer(list(Role))
    if form.ready():
        with form.refusals():
            typed = form.values()
            typed |= {"office": offered[typed["office"]], "role": Role(typed["role"])}
            made = service.propose_membership(account, actor=actor, **typed)
            saved(f"{made.role.label} is asked for; {ASKED}")
            return redirect(url_for("admin.user", user_id=account.id))
    elif request.method == "GET":
        form.valid_from.data = clock.today(actor.zone)
    return form.page("admin/membership.html", account=account)


@bp.route("/users/<int:user_id>/memberships/<int:membership_id>/revoke", methods=["GET", "POST"])
@permit(Action.USER_EDIT, load=queries.membership_of)
def revoke_membership(membership: Membership) -> ResponseReturnValue:
    """End a role at once."""
    form, account = ConfirmForm(), membership.user
    name = f"{membership.role.label}, {membership.office.short_name}"
    if form.ready():
        with form.refusals():
            service.revoke_membership(membership, actor=current_actor())
            saved(f"{name} is revoked")
            return redirect(url_for("admin.user", user_id=account.id))
    effects = [
        f"{account.name} no longer acts as {name}, from now on.",
        "Sessions under this role end at once, and so do its API tokens.",
        "Assignments stay on record; cases in hand have to be reassigned by a supervisor.",
    ]
    return confirm_page(account, f"Revoke {name}", "Revoke", effects, form)


@bp.route("/users/<int:user_id>/person/new", methods=["GET", "POST"])
@permit(Action.USER_EDIT, load=other_user)
def add_link(account: User) -> ResponseReturnValue:
    """Ask that the account be linked to an employee record."""
    form = LinkForm()
    if form.ready():
        with form.refusals():
            links.propose_link(account, actor=current_actor(), **form.values())
            saved(f"the person link is asked for; {ASKED}")
            return redirect(url_for("admin.user", user_id=account.id))
    return form.page("admin/link.html", account=account)


@bp.route("/users/<int:user_id>/person/<int:link_id>/end", methods=["GET", "POST"])
@permit(Action.USER_EDIT, load=queries.link_of)
def end_link(link: UserPerson) -> ResponseReturnValue:
    """Ask that a link be ended: the wall stands until that is confirmed."""
    form, account = ConfirmForm(), queries.user_by_id(link.user_id)
    assert account is not None
    if form.ready():
        with form.refusals():
            links.propose_end(link, actor=current_actor())
            saved(f"the end of the person link is asked for; {ASKED}")
            return redirect(url_for("admin.user", user_id=account.id))
    effects = [
        "The conflict wall follows this link: without it the account is kept out of no case.",
        "The link holds until the security administrator confirms its end.",
    ]
    return confirm_page(account, "End the person link", "Ask for its end", effects, form)
