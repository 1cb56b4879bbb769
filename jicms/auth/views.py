"""Sign-in, sign-out, password, membership."""

from flask import Blueprint, current_app, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from jicms.access import guard
from jicms.access.actions import Action
from jicms.access.actor import find_actor, set_actor
from jicms.access.guard import permit, public
from jicms.audit import recorder
from jicms.audit.events import Event
from jicms.auth import carrying, passwords, sessions, throttle
from jicms.auth.actors import actor_for
from jicms.auth.forms import MembershipForm, PasswordForm, ResetForm, SignInForm
from jicms.auth.loader import destination
from jicms.auth.models import Membership, Office, OneTimeCode, User, UserSession
from jicms.core import clock, crypto, unit_of_work
from jicms.extensions import limiter
from jicms.web.forms import Choice
from jicms.web.messages import saved, told

bp = Blueprint("auth", __name__, template_folder="templates")
REFUSED = (
    "The user name or the password is wrong, or there were too many attempts."
    " After 5 failures wait 15 minutes."
)
NOT_PRESENT = (
    "This is not your present password, or there were too many attempts. After 5 failures wait 15"
    " minutes."
)


@bp.route("/sign-in", methods=["GET", "POST"])
@public("nobody is signed in yet")
@limiter.limit("60 per minute", methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """The form; a success opens a server-side session and forgets what the browser held."""
    if find_actor() is not None and request.method == "GET":
        return redirect(url_for("home.index"))
    form = SignInForm()
    if form.ready():
        typed = form.values()
        user = _authenticate(typed["username"].lower(), typed["password"])
        if user is not None:
            in_force = sessions.memberships_in_force(user)
            if in_force:
                return _admit(user, in_force[0])
            form.fault(None, "Your account has no role in force. Ask the security administrator.")
        else:
            form.fault(None, REFUSED)
        guard.keep_rows()
    carried = request.form.get(carrying.FIELD, "")
    return form.page("auth/sign_in.html", demo=_demo_accounts(), carried=carried)


def _authenticate(username: str, password: str) -> User | None:
    """The user, or None: unknown, wrong and locked look and cost the same."""
    current, address = unit_of_work.session(), request.remote_addr or ""
    user = current.scalar(
        select(User)
        .where(User.username == username)
        .options(
            joinedload(User.memberships).joinedload(Membership.office).joinedload(Office.agency)
        )
    )
    locked = throttle.is_locked(current, username, address)
    stored = user.password_hash if user is not None and user.is_active else None
    matches = crypto.verify_password(stored, password)
    if user is None or locked or not matches:
        if not locked and throttle.count_failure(current, username, address):
            recorder.record(Event.ACCOUNT_LOCKED, entity=("user_account", user and user.id))
        recorder.record(Event.SIGN_IN_FAILED, entity=("user_account", user and user.id))
        return None
    throttle.clear(current, username, throttle.ACCOUNT)
    if crypto.needs_rehash(user.password_hash):
        user.password_hash = crypto.hash_password(password)
    return user


def _admit(user: User, membership: Membership) -> ResponseReturnValue:
    target = destination(request.args.get("next", ""))
    token = sessions.start(
        unit_of_work.session(), user, membership, lasts=current_app.config["SESSION_ABSOLUTE"]
    )
    if (earlier := g.get("user_session")) is not None:
        sessions.end(unit_of_work.session(), earlier)
    carrying.sign_in_as(user.id, token)
    set_actor(actor_for(membership))  # the trail says who signed in, and as what
    recorder.record(Event.SIGNED_IN, obj=user, membership=membership.id)
    return carrying.go_on(request.form.get(carrying.FIELD, ""), user.id, target)


def _demo_accounts() -> list[Membership]:
    if current_app.config["ENV_NAME"] != "demo":
        return []
    rows = unit_of_work.session().scalars(
        select(Membership)
        .join(User, User.id == Membership.user_id)
        .where(User.is_demo, User.is_active)
        .options(
            joinedload(Membership.user), joinedload(Membership.office).joinedload(Office.agency)
        )
        .order_by(Membership.id)
    )
    return list(rows)


@bp.post("/sign-out")
@public("ends a session if there is one")
def sign_out() -> ResponseReturnValue:
    """End the session on the server and forget it in the browser."""
    row = g.get("user_session")
    if row is not None:
        sessions.end(unit_of_work.session(), row)
    carrying.sign_out()
    told("You are signed out.")
    return redirect(url_for("auth.sign_in"))


@bp.route("/reset", methods=["GET", "POST"])
@public("for those who can't sign in")
@limiter.limit("30 per minute", methods=["POST"])
def reset() -> ResponseReturnValue:
    """Set a new password with a one-time code."""
    form = ResetForm()
    if form.ready():
        current, typed = unit_of_work.session(), form.values()
        found = _redeem(typed["username"].lower(), typed["code"])
        if found is None:
            form.fault("code", "The user name or the code is wrong, used, or no longer good.")
            guard.keep_rows()
        elif form.password.data != form.again.data:
            form.fault("again", "The two passwords differ.")
        else:
            with form.refusals():
                user, code = found
                passwords.set_password(current, user, typed["password"])
                code.used_at = clock.now()
                told("Your password is set. Sign in with it.", "success")
                return redirect(url_for("auth.sign_in"))
    return form.page("auth/reset.html")


def _redeem(username: str, code: str) -> tuple[User, OneTimeCode] | None:
    """The user and the code, or None; a failure counts like one of signing in."""
    current, address = unit_of_work.session(), request.remote_addr or ""
    locked = throttle.is_locked(current, username, address)
    found = None if locked else passwords.redeem(current, username, code)
    if found is None:
        if not locked and throttle.count_failure(current, username, address):
            recorder.record(Event.ACCOUNT_LOCKED, entity=("user_account", None))
        recorder.record(Event.SIGN_IN_FAILED, entity=("user_account", None), way="code")
    return found


@bp.route("/account/password", methods=["GET", "POST"])
@permit(Action.ACCOUNT)
def password() -> ResponseReturnValue:
    """Change one's own password; other sessions end."""
    form = PasswordForm()
    current, row = unit_of_work.session(), current_session()
    if form.ready():
        typed = form.values()
        if not _knows_password(row.user, typed["present"]):
            form.fault("present", NOT_PRESENT)
            guard.keep_rows()
        elif form.password.data != form.again.data:
            form.fault("again", "The two passwords differ.")
        else:
            with form.refusals():
                passwords.set_password(current, row.user, typed["password"], keep_session=row.id)
                saved("your password is changed; your other sessions were ended")
                return redirect(url_for("home.index"))
    return form.page("auth/password.html", is_first=row.user.must_change_password)


def _knows_password(user: User, typed: str) -> bool:
    """Whether it is the present password; a wrong one counts, so that an open session is no place
    to guess in."""
    current, address = unit_of_work.session(), request.remote_addr or ""
    locked = throttle.is_locked(current, user.username, address, throttle.PASSWORD)
    if crypto.verify_password(user.password_hash, typed) and not locked:
        throttle.clear(current, user.username, throttle.PASSWORD)
        return True
    way = "change of password"
    if not locked and throttle.count_failure(current, user.username, address, throttle.PASSWORD):
        recorder.record(Event.ACCOUNT_LOCKED, obj=user, way=way)
    recorder.record(Event.SIGN_IN_FAILED, obj=user, way=way)
    return False


@bp.route("/account/membership", methods=["GET", "POST"])
@permit(Action.ACCOUNT)
def membership() -> ResponseReturnValue:
    """Act under another of one's memberships. Explicit, and recorded."""
    form = MembershipForm()
    current, row = unit_of_work.session(), current_session()
    offered = {m.id: m for m in sessions.memberships_in_force(row.user)}
    form.membership.offer(
        [Choice(m.id, m.role.label, hint=m.office.short_name) for m in offered.values()]
    )
    if form.ready():
        chosen = offered[form.values()["membership"]]
        row.membership_id = chosen.id
        recorder.record(
            Event.MEMBERSHIP_SWITCHED,
            entity=("membership", chosen.id),
            session=row.id,
        )
        current.flush()
        told(f"You now act as {chosen.role.label}, {chosen.office.short_name}.", "success")
        return redirect(url_for("home.index"))
    if request.method == "GET":
        form.membership.data = row.membership_id
    return form.page("auth/membership.html", several=len(offered) > 1)


@bp.post("/account/stay")
@permit(Action.ACCOUNT)
def stay() -> ResponseReturnValue:
    """Keep the session alive while somebody types."""
    current_session().last_seen_at = clock.now()
    return jsonify(stay=True)


def current_session() -> UserSession:
    """The session of this request."""
    found: UserSession = g.user_session
    return found
