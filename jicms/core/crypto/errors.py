"""What can go wrong. The messages name key ids at most, never key material or plaintext."""


class CryptoError(Exception):
    """Base of all errors of this package; none of them is the user's doing."""


class BadKeyMaterial(CryptoError):
    """JICMS_MASTER_KEY or a cryptographic setting can't be used; the message says what to set."""


class NotConfigured(CryptoError):
    """A key was asked for before `configure()` was called."""


class UnknownKey(CryptoError):
    """The data names a key id that is not on the ring: a retired key was taken off too early."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"key {key_id!r} is not on the key ring")
        self.key_id = key_id


class WrongKey(CryptoError):
    """The ring has a key of this id, but the data was sealed with another one."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"key {key_id!r} on the ring is not the one that sealed this")
        self.key_id = key_id


class Tampered(CryptoError):
    """The data is not what was sealed, or it is offered in place of another record's data."""


class Malformed(Tampered):
    """The data does not have the shape of anything that was sealed here."""
