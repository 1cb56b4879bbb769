"""Where files lie, how large they may be and who scans them: set once by init_app."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

#: 2 GiB: an hour of interview video fits.
DEFAULT_MAX_UPLOAD_BYTES = 2 * 1024**3
#: 8 GiB: a day of body-worn cameras. A disk image is evidence by reference.
DEFAULT_MAX_RESUMABLE_BYTES = 8 * 1024**3


@dataclass(frozen=True, slots=True)
class Bucket:
    """An S3-compatible store. Without `key_id` the machine's own credentials are used.

    With `retain_days` each object is locked for so long, in `retain_mode`.
    """

    name: str
    endpoint: str = ""
    region: str = ""
    prefix: str = ""
    key_id: str = ""
    secret: str = field(default="", repr=False)
    retain_mode: str = ""
    retain_days: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """`root` is outside anything that a web server serves and belongs to the application alone.

    `clamd` is `host:port` or the path of a socket; None means that nobody scans.
    """

    root: Path
    max_bytes: int = DEFAULT_MAX_UPLOAD_BYTES
    clamd: str | None = None
    clamd_timeout: float = 60.0
    #: What an upload in parts may have, how many of them an account may have open, how much they
    #: may come to in multiples of the largest, and how long one waits to be finished and used.
    max_resumable: int = DEFAULT_MAX_RESUMABLE_BYTES
    most_open: int = 20
    most_announced: int = 4
    kept_for: timedelta = timedelta(days=3)
    #: Where finished files go instead of `root`; parts of uploads stay there.
    bucket: Bucket | None = None


class _Process:
    """What this process uses."""

    settings: Settings | None = None


def configure(settings: Settings) -> None:
    """Make `settings` the current ones for this process."""
    _Process.settings = settings


def current() -> Settings:
    """The current settings; RuntimeError before `configure`."""
    if _Process.settings is None:
        raise RuntimeError("the file store was not configured")
    return _Process.settings
