"""The guard of every route: permission, transaction, audit of views and refusals.

The only module of `access` that knows Flask.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Response, abort, g, make_response, request
from flask.typing import ResponseReturnValue

from jicms.access import policy
from jicms.access.actions import Action
from jicms.access.actor import Actor, find_actor, set_actor
from jicms.core import unit_of_work
from jicms.core.errors import Denied, DomainError, Missing, Unavailable

P = ParamSpec("P")
R = TypeVar("R")
View = Callable[..., ResponseReturnValue]

log = logging.getLogger(__name__)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Access:
    """What a view declares about itself."""

    action: Action | None
    public: str | None = None
    load: Callable[..., Any] | None = None
    viewed: Any = None
    streams: bool = False


#: Find the actor of this request; the first that answers wins. `auth` and `api` register here.
actor_loaders: list[Callable[[], Actor | None]] = []
#: What to answer when nobody is signed in (`auth` redirects, `api` answers 401).
challenges: list[Callable[[], ResponseReturnValue | None]] = []
#: Called in the transaction of a form before its record is looked up: an answer means that the form
#: was sent before, and ends the request (`auth` registers).
claims: list[Callable[[], ResponseReturnValue | None]] = []
#: Called with the answer of a form that succeeded, before its commit.
settlers: list[Callable[[Response], None]] = []
#: Called as fn(event, record, status) in a short transaction of its own (`audit` registers).
view_recorders: list[Callable[[Any, Any, dict[str, Any]], None]] = []
#: Called as fn(error, access, url_arguments) in a transaction of its own (`audit` registers).
refusal_recorders: list[Callable[[DomainError, Access, dict[str, Any]], None]] = []


def permit(
    action: Action,
    *,
    load: Callable[..., Any] | None = None,
    viewed: Any = None,
    streams: bool = False,
) -> Callable[[View], View]:
    """Declare what a view needs.

    `load(**url_arguments)` fetches the record in the actor's scope; None is a 404. The view then
    gets the record in place of the URL arguments. `viewed` is the audit event of a safe request.
    A view that `streams` takes a long body: it runs in no transaction, gets its record detached,
    and opens short ones of its own.
    """
    return _declare(Access(action=action, load=load, viewed=viewed, streams=streams))


def public(why: str) -> Callable[[View], View]:
    """Declare that a view needs nobody signed in, and why."""
    return _declare(Access(action=None, public=why))


def _declare(access: Access) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> ResponseReturnValue:
            if any("\x00" in text for text in arguments.values() if isinstance(text, str)):
                # No record has such a key, and PostgreSQL can't even be asked for one.
                abort(404)
            try:
                if request.method in SAFE:
                    return _answer_safe(access, view, arguments)
                if access.streams:
                    return _answer_streaming(access, view, arguments)
                return _answer_unsafe(access, view, arguments)
            except DomainError as error:
                unit_of_work.abandon()
                if isinstance(error, Denied | Missing):
                    _record_refusal(error, access, arguments)
                raise

        guarded.access = access  # type: ignore[attr-defined]
        return guarded

    return decorate


def _answer_safe(access: Access, view: View, arguments: dict[str, Any]) -> ResponseReturnValue:
    challenge = _identify(access)
    if challenge is not None:
        return challenge
    record, response = _run(access, view, arguments)
    if access.viewed is not None and response.status_code < 400:
        _record_view(access.viewed, record)
    return response


def _answer_unsafe(access: Access, view: View, arguments: dict[str, Any]) -> ResponseReturnValue:
    unit_of_work.begin_write()
    try:
        challenge = _identify(access)
        if challenge is not None:
            unit_of_work.abandon()
            return challenge
        again = _sent_before(access)
        if again is not None:
            unit_of_work.abandon()
            return again
        _record, response = _run(access, view, arguments)
        if response.status_code < 400 or g.pop("keep_rows", False):
            for settle in settlers:
                settle(response)
            unit_of_work.commit()
        else:
            unit_of_work.abandon()
        return response
    except BaseException:
        unit_of_work.abandon()
        raise


def _answer_streaming(access: Access, view: View, arguments: dict[str, Any]) -> ResponseReturnValue:
    """Who asks and whether he may is read first; no transaction waits for the body."""
    challenge = _identify(access)
    if challenge is not None:
        return challenge
    record = _allowed(access, arguments)
    unit_of_work.session().expunge_all()
    unit_of_work.end_read()
    try:
        return make_response(_called(access, view, record, arguments))
    finally:
        unit_of_work.abandon()


def _sent_before(access: Access) -> ResponseReturnValue | None:
    """What a form of somebody signed in was answered that was sent already."""
    if access.public is not None:
        return None
    for claim in claims:
        answer = claim()
        if answer is not None:
            return answer
    return None


def _identify(access: Access) -> ResponseReturnValue | None:
    for loader in actor_loaders:
        actor = loader()
        if actor is not None:
            set_actor(actor)
            break
    if access.public is not None or find_actor() is not None:
        return None
    for challenge in challenges:
        answer = challenge()
        if answer is not None:
            return answer
    return abort(401)


def _run(access: Access, view: View, arguments: dict[str, Any]) -> tuple[Any, Response]:
    if access.public is not None:
        return None, make_response(view(**arguments))
    record = _allowed(access, arguments)
    return record, make_response(_called(access, view, record, arguments))


def _called(access: Access, view: View, record: Any, arguments: dict[str, Any]) -> Any:
    return view(**arguments) if access.load is None else view(record)


def _allowed(access: Access, arguments: dict[str, Any]) -> Any:
    """The record of a view that needs a permission, where it has one."""
    assert access.action is not None
    if access.load is None:
        policy.require(find_actor(), access.action)
        return None
    record = access.load(**arguments)
    if record is None:
        raise Missing
    policy.require(find_actor(), access.action, record)
    g.loaded = record
    return record


def loaded() -> Any:
    """The record that this request's route loaded, or None where it takes none."""
    return g.get("loaded")


def keep_rows() -> None:
    """Commit this request although it answers with an error: a failed sign-in is counted."""
    g.keep_rows = True


def note(**detail: Any) -> None:
    """Add facts to the audit row of this view: filters, search text, count."""
    g.setdefault("view_detail", {}).update(detail)


def _record_view(event: Any, record: Any) -> None:
    """Write the view's row before anything is sent; without it nothing is shown."""
    try:
        for recorder in view_recorders:
            recorder(event, record, g.get("view_detail", {}))
    except DomainError:
        raise
    except Exception as error:
        log.exception("the view could not be recorded")
        raise Unavailable from error


def _record_refusal(error: DomainError, access: Access, arguments: dict[str, Any]) -> None:
    for recorder in refusal_recorders:
        recorder(error, access, arguments)


def access_of(app: Flask, endpoint: str) -> Access | None:
    """What the view behind an endpoint declares, or None where it declares nothing."""
    return getattr(app.view_functions[endpoint], "access", None)


def refuse_unmarked(app: Flask) -> None:
    """Stop start-up when a route declares neither a permission nor that it is public."""
    unmarked = sorted(e for e in app.view_functions if access_of(app, e) is None)
    if unmarked:
        raise RuntimeError(f"routes without a declared permission: {', '.join(unmarked)}")


def init_app(app: Flask) -> None:
    """Install the template helpers and the last clean-up."""

    def may(action: Action | str, obj: Any = None) -> bool:
        wanted = action if isinstance(action, Action) else Action(action)  # type: ignore[call-arg]
        return policy.allows(find_actor(), wanted, obj)

    @app.context_processor
    def helpers() -> dict[str, Any]:
        return {"may": may, "actor": find_actor(), "Action": Action}

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        unit_of_work.abandon()
        set_actor(None)
