"""All cryptography of the product: no other module imports a cipher, a digest or a password hash.

What is used: AES-256-GCM (fields, files), HMAC-SHA-256 (keyed tags), HKDF-SHA-256 (one key per
purpose, derived from JICMS_MASTER_KEY), ECDH and ECDSA over P-256 (sealed boxes and signatures,
where two parties share no secret), SHA-256 (digests), the operating system's random source, and
for passwords Argon2id or PBKDF2-HMAC-SHA-256.

FIPS 140. Everything above but Argon2id is an approved algorithm. Argon2id is the default because
it withstands guessing on graphics cards best; where policy demands validated cryptography choose
`Passwords(scheme=Scheme.PBKDF2)` and `configure(..., require_fips=True)`. That refuses to start
unless both Python's and the `cryptography` package's OpenSSL run with the FIPS provider (wheels
bring an OpenSSL without it: build the package against the system's), never makes or checks an
Argon2id hash, and so leaves accounts hashed with it to a reset by an administrator. GCM nonces
follow SP 800-38D: for files a counter under a key of their own (8.2.1), for fields 96 random bits
(8.2.2), which bounds one purpose's key to 2**32 sealed values.

`configure()` is called once by create_app; the functions read the key ring it set.
"""

from jicms.core.crypto.boxes import (
    BoxKey,
    is_signed,
    open_by_ring,
    ring_key,
    seal_box,
    secret_key,
)
from jicms.core.crypto.errors import (
    BadKeyMaterial,
    CryptoError,
    Malformed,
    NotConfigured,
    Tampered,
    UnknownKey,
    WrongKey,
)
from jicms.core.crypto.fields import needs_reseal, open_text, seal_text
from jicms.core.crypto.keys import Keyring, keyring
from jicms.core.crypto.passwords import (
    Argon2Cost,
    Passwords,
    Scheme,
    hash_password,
    needs_rehash,
    verify_password,
)
from jicms.core.crypto.setup import allowed, configure
from jicms.core.crypto.stream import SealReader, SealWriter, plain_size
from jicms.core.crypto.tags import check_tag, current_key_id, tag
from jicms.core.crypto.tokens import (
    Hasher,
    checksum,
    digest,
    hasher,
    normalise_code,
    normalise_phrase,
    one_time_code,
    pass_phrase,
    random_key,
    random_name,
    random_token,
    same,
    token_digest,
)

__all__ = [
    "Argon2Cost",
    "BadKeyMaterial",
    "BoxKey",
    "CryptoError",
    "Hasher",
    "Keyring",
    "Malformed",
    "NotConfigured",
    "Passwords",
    "Scheme",
    "SealReader",
    "SealWriter",
    "Tampered",
    "UnknownKey",
    "WrongKey",
    "allowed",
    "check_tag",
    "checksum",
    "configure",
    "current_key_id",
    "digest",
    "hash_password",
    "hasher",
    "is_signed",
    "keyring",
    "needs_rehash",
    "needs_reseal",
    "normalise_code",
    "normalise_phrase",
    "one_time_code",
    "open_by_ring",
    "open_text",
    "pass_phrase",
    "plain_size",
    "random_key",
    "random_name",
    "random_token",
    "ring_key",
    "same",
    "seal_box",
    "seal_text",
    "secret_key",
    "tag",
    "token_digest",
    "verify_password",
]
