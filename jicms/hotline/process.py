"""What the process holds."""

from dataclasses import dataclass, field

from sqlalchemy import Engine

from jicms.core.crypto import Keyring, Passwords
from jicms.dropbox.notice import Notice
from jicms.hotline.limits import Counters


@dataclass(slots=True)
class Hotline:
    """The drop box, this process's own keys, the counters, the notice of the inside."""

    engine: Engine
    keys: Keyring
    passwords: Passwords
    counters: Counters = field(default_factory=Counters)
    #: The notice as last read, and when.
    notice: Notice | None = None
    read_at: float = 0.0
