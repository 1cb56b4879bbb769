"""Random values, and the digests under which they are kept."""

import hashlib
import hmac
import secrets
from typing import Protocol

#: Crockford's base 32: without I, L, O and U, so that a code survives being read out.
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
CODE_GROUP = 4
PHRASE_WORDS = 5
_CONSONANTS = "bdfghjklmnprstvz"
_VOWELS = "aiou"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class Hasher(Protocol):
    """A running SHA-256."""

    def update(self, data: bytes, /) -> None:
        """Take in more data."""

    def digest(self) -> bytes:
        """The digest of all the data so far."""

    def hexdigest(self) -> str:
        """The same in hex digits."""


def random_token(length: int = 32) -> str:
    """A bearer secret of `length` random bytes, URL-safe; store only its `token_digest`."""
    return secrets.token_urlsafe(length)


def token_digest(token: str) -> str:
    """SHA-256 of a random token, 64 hex digits. For random tokens only, never for passwords."""
    return digest(token.encode("utf-8", "surrogatepass"))


def random_name() -> str:
    """32 random hex digits: a name that says nothing and never collides."""
    return secrets.token_hex(16)


def random_key() -> bytes:
    """32 random bytes, for a key that lives in memory only."""
    return secrets.token_bytes(32)


def one_time_code() -> str:
    """A code to read out or copy by hand, 60 bits: `K7QF-9M2X-WT4H`. Store its `token_digest`
    after `normalise_code`."""
    symbols = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    groups = (symbols[at : at + CODE_GROUP] for at in range(0, CODE_LENGTH, CODE_GROUP))
    return "-".join(groups)


def pass_phrase() -> str:
    """Words that can be said and noted, 80 bits: `lusab-babad-gutih-tugad-fonim`. They mean
    nothing and name nobody. Each is 16 bits, consonants and vowels in turn ("proquints")."""
    return "-".join(_word(secrets.randbits(16)) for _ in range(PHRASE_WORDS))


def _word(bits: int) -> str:
    places = ((12, _CONSONANTS), (10, _VOWELS), (6, _CONSONANTS), (4, _VOWELS), (0, _CONSONANTS))
    return "".join(letters[bits >> shift & len(letters) - 1] for shift, letters in places)


def normalise_phrase(typed: str) -> str:
    """A typed phrase as it was given: case, and what stands between the words, forgiven."""
    return "-".join("".join(c if c.isalnum() else " " for c in typed.casefold()).split())


def normalise_code(typed: str) -> str:
    """A typed code as it was issued, without hyphens: case, blanks, O/0 and I/L/1 forgiven."""
    return "".join(typed.upper().split()).translate(_MISREAD)


def digest(data: bytes) -> str:
    """SHA-256 of `data`, 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def hasher() -> Hasher:
    """A running SHA-256, for data that does not fit in memory."""
    return hashlib.sha256()


def checksum(algorithm: str) -> Hasher:
    """A running sum of `sha1` or `sha256`, against errors on the way and not against anybody;
    ValueError for others."""
    if algorithm == "sha1":
        return hashlib.sha1(usedforsecurity=False)
    if algorithm == "sha256":
        return hasher()
    raise ValueError(algorithm)


def same(one: str, other: str) -> bool:
    """Compare two secrets in a time that does not depend on where they differ."""
    return hmac.compare_digest(
        one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass")
    )
