"""Accounts: list, page, and what an administrator does to them."""

from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from jicms.access import guard
from jicms.access.actions import Action
from jicms.access.actor import Role, current_actor
from jicms.access.guard import permit
from jicms.admin import queries
from jicms.admin.blueprint import bp
from jicms.admin.forms import ConfirmForm, NewUserForm, UserForm
from jicms.audit.events import Event
from jicms.auth import service
from jicms.auth.actors import is_in_force
from jicms.auth.models import Membership, User
from jicms.core import clock
from jicms.people import links
from jicms.people.queries import recorded_filters
from jicms.web.liststate import Filter, ListState, Sort
from jicms.web.messages import saved
from jicms.web.paging import Key, capped_count, keyset

STATES = (("active", "Active"), ("off", "Deactivated"), ("waits", "Waits for confirmation"))


def standing(membership: Membership) -> str:
    """Where a membership stands: WAITING, IN_FORCE, REVOKED, LATER or ENDED."""
    today = clock.today(membership.office.agency.zone)
    if membership.revoked_at is not None:
        return "REVOKED"
    if membership.confirmed_at is None:
        return "WAITING"
    if is_in_force(membership, today):
        return "IN_FORCE"
    return "LATER" if membership.valid_from > today else "ENDED"


def list_state() -> ListState:
    """Filters and sorts of the list."""
    offices = [(row.id, row.short_name) for row in queries.offices()]
    last = Key(User.last_signed_in_at, desc=True, nullable=True)
    return ListState(
        request.args,
        filters=[
            Filter("q", "Name, user name or e-mail", kind="text"),
            Filter("role", "Role", choices=list(Role)),
            Filter("office", "Office", choices=offices),
            Filter("state", "State", choices=STATES),
        ],
        sorts=[
            Sort("username", "User name", [Key(User.username)]),
            Sort("name", "Name", [Key(User.name), Key(User.id)]),
            Sort("seen", "Last sign-in", [last, Key(User.id)]),
        ],
    )


@bp.get("/users")
@permit(Action.ADMIN_VIEW, viewed=Event.ADMIN_VIEWED)
def users() -> ResponseReturnValue:
    """Every account, with its roles."""
    state = list_state()
    statement = queries.users(state.values)
    guard.note(list="users", filters=recorded_filters(state))
    return render_template(
        "admin/users.html",
        state=state,
        page=keyset(statement, state),
        total=capped_count(statement),
        standing=standing,
    )


@bp.get("/users/<int:user_id>")
@permit(Action.ADMIN_VIEW, load=queries.user_by_id, viewed=Event.ADMIN_VIEWED)
def user(account: User) -> ResponseReturnValue:
    """One account: roles, person, sessions."""
    return render_template(
        "admin/user.html",
        account=account,
        links=links.links_of(account.id),
        sessions=queries.open_sessions(account.id),
        standing=standing,
    )


def shown_once(title: str, account: User, *, secret: str, note: str) -> Response:
    """A page that holds a secret: in the answer itself, so that it is kept nowhere."""
    page = make_response(
        render_template("admin/secret.html", title=title, account=account, secret=secret, note=note)
    )
    page.headers["Cache-Control"] = "no-store"
    return page


@bp.route("/users/new", methods=["GET", "POST"])
@permit(Action.USER_EDIT)
def add_user() -> ResponseReturnValue:
    """Create an account; its first password is shown once."""
    form = NewUserForm()
    if form.ready():
        with form.refusals():
            account, password = service.open_account(actor=current_actor(), **form.values())
            return shown_once(
                "First password",
                account,
                secret=password,
                note="It has to be changed at the first sign-in.",
            )
    return form.page("admin/user_form.html", account=None)


def other_user(user_id: int) -> User | None:
    """An account to work on. The rule refuses one's own."""
    return queries.user_by_id(user_id)


@bp.route("/users/<int:user_id>/edit", methods=["GET", "POST"])
@permit(Action.USER_EDIT, load=other_user)
def edit_user(account: User) -> ResponseReturnValue:
    """Change name and e-mail."""
    form = UserForm(obj=account)
    if form.ready():
        form.refuse_if_stale(account)
        with form.refusals():
            service.change_user(account, actor=current_actor(), **form.values())
            saved(f"the account {account.username} is changed")
            return redirect(url_for("admin.user", user_id=account.id))
    return form.page("admin/user_form.html", account=account)


def confirm_page(account: User, title: str, submit: str, effects: list[str], form: Any) -> Any:
    """A page that lists what will happen to an account."""
    return form.page(
        "admin/confirm.html",
        title=title,
        submit=submit,
        effects=effects,
        crumbs=user_crumbs(account),
        cancel=url_for("admin.user", user_id=account.id),
    )


def user_crumbs(account: User) -> list[tuple[str, str]]:
    """The way back to an account."""
    return [
        ("Administration", url_for("admin.index")),
        ("Users", url_for("admin.users")),
        (account.username, url_for("admin.user", user_id=account.id)),
    ]


@bp.route("/users/<int:user_id>/deactivate", methods=["GET", "POST"])
@permit(Action.USER_EDIT, load=other_user)
def deactivate(account: User) -> ResponseReturnValue:
    """Shut an account."""
    form = ConfirmForm()
    if form.ready():
        with form.refusals():
            service.deactivate(account, actor=current_actor())
            saved(f"{account.username} is deactivated, sessions and tokens are ended")
            return redirect(url_for("admin.user", user_id=account.id))
    ended = queries.open_sessions(account.id)
    effects = [
        f"{account.name} can’t sign in any more.",
        f"Open sessions end at once ({ended} now), and so do API tokens and one-time codes.",
        "Records, assignments and the trail stay as they are.",
        "Bringing the account back makes its roles wait for confirmation again.",
    ]
    return confirm_page(account, f"Deactivate {account.username}", "Deactivate", effects, form)


@bp.route("/users/<int:user_id>/reactivate", methods=["GET", "POST"])
@permit(Action.USER_EDIT, load=other_user)
def reactivate(account: User) -> ResponseReturnValue:
    """Bring an account back."""
    form = ConfirmForm()
    if form.ready():
        with form.refusals():
            waiting = service.reactivate(account, actor=current_actor())
            saved(f"{account.username} is active; roles that wait for confirmation: {waiting}")
            return redirect(url_for("admin.user", user_id=account.id))
    effects = [
        f"{account.name} can sign in again once a role is in force.",
        "Each role waits until the security administrator confirms it again.",
        "The old password still counts; give a one-time code to replace it.",
    ]
    return confirm_page(account, f"Reactivate {account.username}", "Reactivate", effects, form)


@bp.route("/users/<int:user_id>/reset-code", methods=["GET", "POST"])
@permit(Action.USER_EDIT, load=other_user)
def reset_code(account: User) -> ResponseReturnValue:
    """Give a one-time code, shown once."""
    form = ConfirmForm()
    if form.ready():
        with form.refusals():
            code = service.give_reset_code(account, actor=current_actor())
            return shown_once(
                "One-time code", account, secret=code, note="Good once, at /reset, for 24 hours."
            )
    effects = [
        "A code is shown to you once. Hand it over in person or by telephone.",
        "Open sessions end at once; earlier codes are void.",
        "The trail says that you gave it.",
    ]
    return confirm_page(account, f"Reset {account.username}", "Give a code", effects, form)


@bp.post("/users/<int:user_id>/end-sessions")
@permit(Action.USER_EDIT, load=other_user)
def end_sessions(account: User) -> ResponseReturnValue:
    """End every session of an account."""
    ended = service.end_sessions(account, actor=current_actor())
    saved(f"{ended} sessions of {account.username} are ended")
    return redirect(url_for("admin.user", user_id=account.id))
