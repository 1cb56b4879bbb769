"""Is the page live? Asked of the drop box at most twice a minute."""

from flask import current_app, request

from jicms.core import clock
from jicms.dropbox import notice
from jicms.dropbox.notice import Notice
from jicms.hotline.limits import Limit
from jicms.hotline.process import Hotline

#: Seconds that a notice is believed without reading it again.
BELIEVED = 30.0


class Closed(Exception):
    """The page takes nothing now."""


class TooMany(Exception):
    """A limit is used up."""


def hotline() -> Hotline:
    """What this process holds."""
    found: Hotline = current_app.extensions["hotline"]
    return found


def live() -> Notice:
    """The notice of the inside; raises `Closed` where there is none that opens the page."""
    here, now = hotline(), clock.now()
    if not 0 <= now.timestamp() - here.read_at < BELIEVED:
        here.notice = notice.read(here.engine, current_app.config["PUBLIC_KEY"])
        here.read_at = now.timestamp()
    found = here.notice
    if found is None or not found.is_open(now):
        raise Closed
    return found


def refuse_over(limit: Limit) -> None:
    """Raise `TooMany` where the request's address, or everybody, has used up the limit."""
    if hotline().counters.is_over(limit, request.remote_addr or ""):
        raise TooMany


def count(limit: Limit) -> None:
    """Count one more for the request's address."""
    hotline().counters.count(limit, request.remote_addr or "")
