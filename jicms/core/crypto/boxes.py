"""Sealed boxes and signatures, for parties that share no secret.

Whoever has a public key can seal for it; only its holder opens. A box is ECIES over P-256: a new
key pair for each box, ECDH (SP 800-56A), HKDF-SHA-256, AES-256-GCM; its context is bound to it.

Layout: magic 8 | check of the public key 8 | the box's own public key 33 | nonce 12 | ciphertext.
"""

import base64
import binascii
import hashlib
import os
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from jicms.core.crypto.errors import Malformed, Tampered, UnknownKey
from jicms.core.crypto.keys import Keyring, hkdf, keyring

MAGIC: Final = b"JICMSB1\n"
_CHECK: Final = 8
_POINT: Final = 33
_NONCE: Final = 12
_HEADER: Final = len(MAGIC) + _CHECK + _POINT
_CURVE: Final = ec.SECP256R1()
_HASH: Final = ec.ECDSA(hashes.SHA256())
#: The order of P-256.
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, slots=True)
class BoxKey:
    """A private key. `public` is its public half, as text."""

    _private: ec.EllipticCurvePrivateKey

    def __repr__(self) -> str:
        return f"<BoxKey {self.public}>"

    @property
    def public(self) -> str:
        """The public key: a compressed point as base64url."""
        return base64.urlsafe_b64encode(_bytes(self._private.public_key())).decode()

    def open(self, context: str, box: bytes) -> bytes:
        """What was sealed for this key in this context; Malformed, UnknownKey or Tampered."""
        if len(box) < _HEADER + _NONCE or not box.startswith(MAGIC):
            raise Malformed("not a sealed box")
        own = _bytes(self._private.public_key())
        header, rest = box[:_HEADER], box[_HEADER:]
        if _check_of(own) != header[len(MAGIC) :][:_CHECK]:
            raise UnknownKey("of a box")
        key = _agree(self._private, _point(header[-_POINT:]), header, own)
        try:
            return AESGCM(key).decrypt(rest[:_NONCE], rest[_NONCE:], _bound(header, context))
        except InvalidTag:
            raise Tampered("a sealed box was changed, or is offered in place of another") from None

    def sign(self, data: bytes) -> str:
        """An ECDSA signature of `data`."""
        return base64.urlsafe_b64encode(self._private.sign(data, _HASH)).decode()


def ring_key(purpose: str, key_id: str | None = None, *, keys: Keyring | None = None) -> BoxKey:
    """This installation's key for `purpose` under the current or the named master; UnknownKey."""
    ring = keys or keyring()
    halves = (ring.derive(f"box/{purpose}/{half}", key_id) for half in (1, 2))
    return _made_of(b"".join(halves))


def open_by_ring(purpose: str, context: str, box: bytes, *, keys: Keyring | None = None) -> bytes:
    """Open with whichever of the installation's keys it was sealed for."""
    ring = keys or keyring()
    for key_id in ring.key_ids:
        try:
            return ring_key(purpose, key_id, keys=ring).open(context, box)
        except UnknownKey:
            continue
    raise UnknownKey("of a box")


def secret_key(purpose: str, secret: str) -> BoxKey:
    """The key that only a secret makes. The secret is random: at least 100 bits of it."""
    data = secret.encode("utf-8", "surrogatepass")
    halves = (hkdf(data, f"jicms/v1/secret-box/{purpose}/{half}".encode()) for half in (1, 2))
    return _made_of(b"".join(halves))


def seal_box(public: str, context: str, data: bytes) -> bytes:
    """Seal `data` for the holder of a public key; ValueError where that is none."""
    try:
        theirs = base64.urlsafe_b64decode(public)
        point = _point(theirs)
    except (binascii.Error, ValueError, Malformed):
        raise ValueError("not a public key") from None
    own, nonce = ec.generate_private_key(_CURVE), os.urandom(_NONCE)
    header = MAGIC + _check_of(theirs) + _bytes(own.public_key())
    key = _agree(own, point, header, theirs)
    return header + nonce + AESGCM(key).encrypt(nonce, data, _bound(header, context))


def is_signed(public: str, data: bytes, signature: str) -> bool:
    """Whether the holder of `public` signed `data`. Nonsense is not a signature."""
    try:
        point = _point(base64.urlsafe_b64decode(public))
        point.verify(base64.urlsafe_b64decode(signature), data, _HASH)
    except (binascii.Error, ValueError, InvalidSignature, Malformed):
        return False
    return True


def _made_of(material: bytes) -> BoxKey:
    """64 bytes of key material make one private key, all of them equally likely (FIPS 186-5)."""
    return BoxKey(ec.derive_private_key(int.from_bytes(material, "big") % (_ORDER - 1) + 1, _CURVE))


def _agree(
    own: ec.EllipticCurvePrivateKey, other: ec.EllipticCurvePublicKey, header: bytes, to: bytes
) -> bytes:
    shared = own.exchange(ec.ECDH(), other)
    return hkdf(shared, b"jicms/v1/box/" + to, salt=header)


def _bytes(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def _point(data: bytes) -> ec.EllipticCurvePublicKey:
    if len(data) != _POINT:
        raise Malformed("not a public key")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, data)
    except ValueError:
        raise Malformed("not a public key") from None


def _check_of(public: bytes) -> bytes:
    return hashlib.sha256(b"jicms/v1/box-check/" + public).digest()[:_CHECK]


def _bound(header: bytes, context: str) -> bytes:
    return header + context.encode()
