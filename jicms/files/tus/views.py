"""The routes of the protocol. Its clients are scripts: an answer is headers and a status."""

from flask import Blueprint, Request, Response, abort, jsonify, request, url_for
from werkzeug.exceptions import ClientDisconnected

from jicms.access.actions import Action
from jicms.access.actor import current_actor
from jicms.access.guard import permit, public
from jicms.audit import requests
from jicms.core import unit_of_work
from jicms.files import settings
from jicms.files.tus import protocol, service
from jicms.files.tus.errors import BadHeader, NotAPart, TooLarge, WrongVersion
from jicms.files.tus.models import Upload

bp = Blueprint("uploads", __name__, url_prefix="/uploads")
WHY_PUBLIC = "says which version of the protocol is spoken, and nothing of anybody"


class Body:
    """The body of a request, read as it arrives."""

    def __init__(self, sent: Request) -> None:
        self._stream = sent.stream

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end. Raises Cut where the sender is lost."""
        try:
            return self._stream.read(size)
        except (ClientDisconnected, OSError) as error:
            raise service.Cut from error


@bp.url_value_preprocessor
def allow_long_parts(_endpoint: str | None, _values: object) -> None:
    """A part may be longer than a form; it is neither kept in memory nor spooled."""
    if request.mimetype == protocol.PART_TYPE:
        request.max_content_length = settings.current().max_resumable


@bp.before_request
def require_version() -> None:
    """Refuse a client of another version before anything is looked up."""
    if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != protocol.VERSION:
        raise WrongVersion


@bp.after_request
def add_version(answer: Response) -> Response:
    """Each answer says which version is spoken. To sign in is for people: a client gets a 401."""
    if answer.location and answer.status_code != 201:
        answer = Response(status=401)
    answer.headers["Tus-Resumable"] = protocol.VERSION
    if answer.status_code == 412 or request.method == "OPTIONS":
        answer.headers["Tus-Version"] = protocol.VERSION
    return answer


def own_upload(key: str) -> Upload | None:
    """The upload that an address names, where it is the actor's."""
    return service.find(key, actor=current_actor())


@bp.route("", methods=["OPTIONS"], provide_automatic_options=False, defaults={"key": ""})
@bp.route("/<key>", methods=["OPTIONS"], provide_automatic_options=False)
@public(WHY_PUBLIC)
def options(key: str) -> Response:
    """What this server can do."""
    answer = Response(status=204)
    answer.headers["Tus-Extension"] = protocol.EXTENSIONS
    answer.headers["Tus-Max-Size"] = str(settings.current().max_resumable)
    answer.headers["Tus-Checksum-Algorithm"] = ",".join(protocol.ALGORITHMS)
    return answer


@bp.get("", provide_automatic_options=False)
@permit(Action.FILE_UPLOAD)
def earlier() -> Response:
    """Where the file of that mark was begun before, so that a client can go on; 204 where not."""
    found = service.marked(request.args.get("mark", ""), actor=current_actor())
    if found is None:
        return Response(status=204)
    return jsonify(url=url_for("uploads.show", key=found.key), size=found.length)


@bp.post("", provide_automatic_options=False)
@permit(Action.FILE_UPLOAD, streams=True)
def create() -> Response:
    """Announce an upload; a body is its first part."""
    if "Upload-Defer-Length" in request.headers:
        raise BadHeader("The length has to be known at the start.")
    length = protocol.number("Upload-Length", request.headers.get("Upload-Length"))
    metadata = request.headers.get("Upload-Metadata", "")
    checksum = protocol.checksum(request.headers.get("Upload-Checksum"))
    with_part = request.mimetype == protocol.PART_TYPE
    if with_part:
        _refuse_more_than(length)
    with unit_of_work.write() as session:
        made = service.begin(actor=current_actor(), length=length, metadata=metadata)
        session.expunge(made)
    requests.ride()
    offset = _received(made, 0, checksum) if with_part else 0
    answer = _answer(201, made, offset)
    answer.location = url_for("uploads.show", key=made.key)
    answer.autocorrect_location_header = False
    return answer


@bp.route("/<key>", methods=["HEAD"], provide_automatic_options=False)
@permit(Action.FILE_UPLOAD, load=own_upload)
def show(upload: Upload) -> Response:
    """How much has arrived."""
    answer = _answer(200, upload, service.received(upload))
    answer.headers["Upload-Length"] = str(upload.length)
    if upload.metadata_sent:
        answer.headers["Upload-Metadata"] = upload.metadata_sent
    return answer


@bp.patch("/<key>", provide_automatic_options=False)
@permit(Action.FILE_UPLOAD, load=own_upload, streams=True)
def append(upload: Upload) -> Response:
    """Receive the next part."""
    return _append(upload)


@bp.post("/<key>", provide_automatic_options=False)
@permit(Action.FILE_UPLOAD, load=own_upload, streams=True)
def append_by_post(upload: Upload) -> Response:
    """The same, for clients that can send no PATCH and say what they mean."""
    if request.headers.get("X-HTTP-Method-Override") != "PATCH":
        abort(405)
    return _append(upload)


@bp.delete("/<key>", provide_automatic_options=False)
@permit(Action.FILE_UPLOAD, load=own_upload)
def give_up(upload: Upload) -> Response:
    """Remove it."""
    service.give_up(upload)
    return Response(status=204)


def _append(upload: Upload) -> Response:
    if request.mimetype != protocol.PART_TYPE:
        raise NotAPart
    offset = protocol.number("Upload-Offset", request.headers.get("Upload-Offset"))
    checksum = protocol.checksum(request.headers.get("Upload-Checksum"))
    requests.ride()
    _refuse_more_than(upload.length - offset)
    return _answer(204, upload, _received(upload, offset, checksum))


def _received(upload: Upload, offset: int, checksum: protocol.Checksum | None) -> int:
    try:
        return service.append(upload, Body(request), offset=offset, checksum=checksum)
    except service.Cut:
        abort(400)


def _refuse_more_than(room: int) -> None:
    if (request.content_length or 0) > max(room, 0):
        raise TooLarge("The part is longer than what was announced.")


def _answer(status: int, upload: Upload, offset: int) -> Response:
    answer = Response(status=status)
    answer.headers["Upload-Offset"] = str(offset)
    answer.headers["Upload-Expires"] = protocol.moment(upload.expires_at)
    return answer
