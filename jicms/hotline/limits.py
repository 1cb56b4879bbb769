"""Rate limits that know nobody: counts under a keyed hash of the address, in memory, for a day.

The key is made when the process starts and anew each day, and is written nowhere; so are the
counts. The address itself is in neither.
"""

import ipaddress
import threading
from dataclasses import dataclass, field
from datetime import timedelta

from jicms.core import clock, crypto

DAY = timedelta(days=1)
#: Counters that are kept at a time; over it the oldest go.
AT_MOST = 50_000


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in a period, for one address and for all together."""

    name: str
    each: int
    together: int
    period: timedelta


SENDING = Limit("send", 20, 2_000, timedelta(hours=1))
WRITING = Limit("write", 60, 5_000, timedelta(hours=1))
#: Wrong codes and phrases.
GUESSING = Limit("guess", 10, 6_000, timedelta(minutes=15))
STEPPING = Limit("step", 600, 60_000, timedelta(hours=1))
LIMITS = (SENDING, WRITING, GUESSING, STEPPING)


@dataclass(slots=True)
class Counters:
    """The counters of this process."""

    _keys: crypto.Keyring = field(default_factory=lambda: crypto.Keyring(crypto.random_key()))
    _since: float = field(default_factory=lambda: clock.now().timestamp())
    _counts: dict[str, tuple[int, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def is_over(self, limit: Limit, address: str) -> bool:
        """Whether the address, or everybody together, has used up the limit."""
        with self._lock:
            self._forget_old()
            return any(self._read(limit, key)[0] >= most for key, most in self._of(limit, address))

    def count(self, limit: Limit, address: str) -> None:
        """Count one more."""
        with self._lock:
            self._forget_old()
            for key, _most in self._of(limit, address):
                number, since = self._read(limit, key)
                self._counts.pop(key, None)
                self._counts[key] = (number + 1, since)
            while len(self._counts) > AT_MOST:
                self._counts.pop(next(iter(self._counts)))

    def _of(self, limit: Limit, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
        own = crypto.tag(
            f"address/{limit.name}",
            _subscriber(address),
            key_id=self._keys.current,
            keys=self._keys,
        )
        return (own, limit.each), (f"all/{limit.name}", limit.together)

    def _read(self, limit: Limit, key: str) -> tuple[int, float]:
        now = clock.now().timestamp()
        number, since = self._counts.get(key, (0, now))
        return (number, since) if now - since < limit.period.total_seconds() else (0, now)

    def _forget_old(self) -> None:
        now = clock.now().timestamp()
        if now - self._since >= DAY.total_seconds():
            self._keys, self._since = crypto.Keyring(crypto.random_key()), now
            self._counts.clear()


def _subscriber(address: str) -> bytes:
    """The address, or of one of version 6 the half that a subscriber cannot change at will."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address.encode("utf-8", "replace")
    return parsed.packed if parsed.version == 4 else parsed.packed[:8]
