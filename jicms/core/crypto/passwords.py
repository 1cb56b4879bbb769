"""Password hashes: Argon2id by default, PBKDF2-HMAC-SHA-256 where FIPS 140 is required.

Hashes of both schemes are checked whatever the setting, so that changing it locks nobody out:
`needs_rehash` tells the sign-in to store a new hash at the next success.
"""

import base64
import hashlib
import hmac
import os
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import argon2
from argon2.exceptions import Argon2Error, VerifyMismatchError

SALT_BYTES: Final = 16
HASH_BYTES: Final = 32
#: Longer input is refused before any work is spent on it.
MAX_CHARACTERS: Final = 1024


class Scheme(StrEnum):
    """How new passwords are hashed; the setting's two values."""

    ARGON2ID = "argon2id"
    PBKDF2 = "pbkdf2-sha256"


@dataclass(frozen=True)
class Argon2Cost:
    """RFC 9106, second recommendation: 64 MiB, three passes, four lanes."""

    time: int = 3
    memory_kib: int = 65536
    lanes: int = 4


@dataclass(frozen=True)
class Passwords:
    """The scheme and cost of new hashes. Lower the costs in tests only.

    `allow_argon2` False (FIPS) makes a stored Argon2id hash fail like a wrong password.
    """

    scheme: Scheme = Scheme.ARGON2ID
    cost: Argon2Cost = field(default_factory=Argon2Cost)
    pbkdf2_iterations: int = 600_000
    allow_argon2: bool = True

    def hash(self, password: str) -> str:
        """A salted hash that carries its scheme and cost. ValueError if too long."""
        if len(password) > MAX_CHARACTERS:
            raise ValueError(f"a password has at most {MAX_CHARACTERS} characters")
        if self.scheme is Scheme.ARGON2ID:
            return self._argon2().hash(_bytes(password))
        salt = os.urandom(SALT_BYTES)
        made = _pbkdf2(password, salt, self.pbkdf2_iterations)
        return _pbkdf2_format(self.pbkdf2_iterations, salt, made)

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether `password` made `stored`.

        None, an empty or an unusable hash costs the same work as a real one and is False, so
        that the time does not tell which accounts exist.
        """
        if len(password) > MAX_CHARACTERS:
            return False
        answer = self._check(stored, password) if stored else None
        if answer is None:
            self._check(self._dummy(), password)
            return False
        return answer

    def needs_rehash(self, stored: str) -> bool:
        """Whether `stored` has another scheme or cost than new hashes get."""
        if self.scheme is Scheme.PBKDF2:
            parts = _pbkdf2_parse(stored)
            return parts is None or parts[0] != self.pbkdf2_iterations
        if not stored.startswith("$argon2id$"):
            return True
        try:
            return self._argon2().check_needs_rehash(stored)
        except ValueError:
            return True

    def _check(self, stored: str, password: str) -> bool | None:
        """True, False, or None where `stored` is no hash that may be checked."""
        if stored.startswith("$argon2id$"):
            return self._check_argon2(stored, password) if self.allow_argon2 else None
        parts = _pbkdf2_parse(stored)
        if parts is None:
            return None
        iterations, salt, expected = parts
        return hmac.compare_digest(_pbkdf2(password, salt, iterations), expected)

    def _check_argon2(self, stored: str, password: str) -> bool | None:
        try:
            return self._argon2().verify(stored, _bytes(password))
        except VerifyMismatchError:
            return False
        except (Argon2Error, ValueError):
            return None

    def _dummy(self) -> str:
        """A well-formed hash at the current cost that no password makes."""
        salt, made = os.urandom(SALT_BYTES), os.urandom(HASH_BYTES)
        if self.scheme is Scheme.PBKDF2:
            return _pbkdf2_format(self.pbkdf2_iterations, salt, made)
        cost = self.cost
        return (
            f"$argon2id$v=19$m={cost.memory_kib},t={cost.time},p={cost.lanes}"
            f"${_b64(salt)}${_b64(made)}"
        )

    def _argon2(self) -> argon2.PasswordHasher:
        cost = self.cost
        return argon2.PasswordHasher(cost.time, cost.memory_kib, cost.lanes, HASH_BYTES, SALT_BYTES)


class _Process:
    """What this process uses."""

    passwords = Passwords()


def use_passwords(passwords: Passwords) -> None:
    """Make `passwords` the current setting for this process."""
    _Process.passwords = passwords


def hash_password(password: str) -> str:
    """A salted hash of `password` by the current setting. ValueError over MAX_CHARACTERS."""
    return _Process.passwords.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether `password` made `stored`. Pass None for an unknown account: same work, False."""
    return _Process.passwords.verify(stored, password)


def needs_rehash(stored: str) -> bool:
    """Whether to store a new hash at this successful sign-in."""
    return _Process.passwords.needs_rehash(stored)


def _bytes(password: str) -> bytes:
    """NFKC (SP 800-63B 3.1.1.2), so that keyboards that compose differently give one password."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _pbkdf2(password: str, salt: bytes, iterations: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", _bytes(password), salt, iterations, HASH_BYTES)


def _pbkdf2_format(iterations: int, salt: bytes, made: bytes) -> str:
    return f"{Scheme.PBKDF2}${iterations}${_b64(salt)}${_b64(made)}"


def _pbkdf2_parse(stored: str) -> tuple[int, bytes, bytes] | None:
    """(iterations, salt, hash), or None where `stored` does not have that shape."""
    try:
        scheme, iterations, salt, made = stored.split("$")
        parsed = int(iterations), _unb64(salt), _unb64(made)
    except ValueError:
        return None
    plausible = scheme == Scheme.PBKDF2 and 1 <= parsed[0] <= 10_000_000
    return parsed if plausible and len(parsed[2]) == HASH_BYTES else None


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def _unb64(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
