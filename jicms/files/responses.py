"""Sending a stored file: always as an attachment, never shown by the browser."""

from urllib.parse import quote

from flask import Flask, Response, current_app, has_app_context, request

from jicms.access.actor import find_actor, set_actor
from jicms.files import alarms, names, service
from jicms.files.alarms import Damage
from jicms.files.models import StoredFile
from jicms.files.reading import OnDamage
from jicms.files.sniff import UNKNOWN

#: Nothing loads, runs or is submitted, even where a browser were brought to show the file.
SANDBOX = "default-src 'none'; frame-ancestors 'none'; form-action 'none'; sandbox"
#: Of every answer that carries what is stored or made of it.
GUARDED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": SANDBOX,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def send(file: StoredFile, *, download_name: str) -> Response:
    """A streaming answer with the file, verified on its way; `download_name` is cleaned here.

    For views that have loaded the record which owns the file. Raises NotReleased (403) and
    FileDamaged (500). Where damage shows on the way, the connection breaks before the last bytes.
    """
    service.require_released(file)
    stream = service.open_stream(file, on_damage=alarm())
    response = Response(stream, content_type=file.content_type if file.is_passive else UNKNOWN)
    response.call_on_close(stream.close)
    if request.method == "HEAD":
        stream.close()
    response.content_length = stream.size
    response.headers["Content-Disposition"] = disposition(download_name)
    response.headers.update(GUARDED)
    response.headers["Accept-Ranges"] = "none"
    return response


def disposition(name: str) -> str:
    """`attachment` with the name in ASCII and, where needed, as RFC 5987 has it (RFC 6266)."""
    clean = names.download_name(name)
    plain = clean.encode("ascii", "replace").decode().replace("?", "_").replace("%", "_")
    said = f'attachment; filename="{plain}"'
    if plain != clean:
        said += f"; filename*=UTF-8''{quote(clean, safe='')}"
    return said


def alarm() -> OnDamage:
    """For a stream that goes out after this request: sounds the alarm in the name of its actor, in
    a context of its own where the request has ended already."""
    # The application itself: the proxy ends with the request.
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    actor = find_actor()

    def sound(damage: Damage) -> None:
        if has_app_context():
            alarms.sound(damage)
            return
        with app.app_context():
            set_actor(actor)
            alarms.sound(damage)

    return sound
