"""What create_app calls once: sets the key ring and the password scheme of this process."""

import hashlib
from dataclasses import replace

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes

from jicms.core.crypto import keys
from jicms.core.crypto.errors import BadKeyMaterial
from jicms.core.crypto.passwords import Passwords, Scheme, use_passwords


def configure(
    master: str | bytes, *, passwords: Passwords | None = None, require_fips: bool = False
) -> keys.Keyring:
    """Set the current key ring and password setting; returns the ring.

    Raises BadKeyMaterial, with a sentence for the operator, if the master key can't be used, or
    if FIPS is required and either the scheme or one of the two OpenSSL libraries does not comply.
    """
    passwords = allowed(passwords or Passwords(), require_fips=require_fips)
    ring = keys.Keyring(master)
    keys.use_ring(ring)
    use_passwords(passwords)
    return ring


def allowed(passwords: Passwords, *, require_fips: bool) -> Passwords:
    """The setting as it may be used: without Argon2 where FIPS is required. BadKeyMaterial."""
    if require_fips:
        if passwords.scheme is not Scheme.PBKDF2:
            raise BadKeyMaterial(f"FIPS mode needs the password scheme {Scheme.PBKDF2}.")
        if not fips_active():
            raise BadKeyMaterial(
                "FIPS mode is required, but OpenSSL does not run with the FIPS provider."
            )
        passwords = replace(passwords, allow_argon2=False)
    return passwords


def fips_active() -> bool:
    """Whether Python's and the cryptography package's OpenSSL both refuse MD5, as FIPS has it."""
    try:
        hashlib.md5(b"")  # noqa: S324 - asked in order to be refused
    except ValueError:
        pass
    else:
        return False
    try:
        hashes.Hash(hashes.MD5())  # noqa: S303 - asked in order to be refused
    except UnsupportedAlgorithm:
        return True
    return False
