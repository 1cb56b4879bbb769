"""The sealed file format: what is refused, and what can be read from where."""

import base64
import io
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jicms.core import crypto
from jicms.core.crypto.keys import Keyring
from jicms.core.crypto.stream import CHUNK, HEADER, SealReader, SealWriter
from tests.files.helpers import PeakMemory

ONE, TWO = bytes(range(32)), bytes(range(32, 64))
RING = Keyring(ONE)
SEALED_CHUNK = CHUNK + 16

sizes = st.one_of(
    st.integers(0, 300),
    st.sampled_from([CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK - 5, 3 * CHUNK + 77]),
)


def plaintext(size: int) -> bytes:
    return (b"evidence %d " % size * (size // 9 + 1))[:size]


def seal(data: bytes, record_id: str = "a", keys: Keyring = RING) -> bytes:
    out = io.BytesIO()
    writer = SealWriter(out, record_id=record_id, keys=keys)
    writer.write(data)
    writer.finish()
    return out.getvalue()


def unseal(sealed: bytes, record_id: str = "a", keys: Keyring = RING) -> bytes:
    return SealReader(io.BytesIO(sealed), record_id=record_id, keys=keys).read()


@given(sizes, st.lists(st.integers(0, 2 * CHUNK), max_size=6))
def test_what_went_in_comes_out_however_it_was_cut(size, cuts):
    data, out = plaintext(size), io.BytesIO()
    writer = SealWriter(out, record_id="a", keys=RING)
    bounds = [0, *sorted(min(cut, size) for cut in cuts), size]
    for start, stop in itertools.pairwise(bounds):
        writer.write(data[start:stop])
    writer.finish()
    reader = SealReader(out, record_id="a", keys=RING)
    assert reader.size == size
    assert reader.read() == data
    assert len(out.getvalue()) == HEADER + size + 16 * max(1, -(-size // CHUNK))


@given(sizes, st.integers(min_value=0), st.integers(0, 7))
def test_a_flipped_bit_is_refused(size, at, bit):
    sealed = bytearray(seal(plaintext(size)))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(crypto.CryptoError):
        unseal(bytes(sealed))


@pytest.mark.parametrize("at", range(HEADER))
def test_every_byte_of_the_header_counts(at):
    sealed = bytearray(seal(b"x"))
    for value in (0, 1, 0x7F, 0xFF):
        changed = bytes(sealed[:at]) + bytes([sealed[at] ^ value]) + bytes(sealed[at + 1 :])
        if changed != sealed:
            with pytest.raises(crypto.CryptoError):
                unseal(changed)


@given(sizes, st.integers(min_value=0))
def test_a_shorter_file_is_refused_at_once(size, keep):
    sealed = seal(plaintext(size))
    with pytest.raises(crypto.CryptoError):
        SealReader(io.BytesIO(sealed[: keep % len(sealed)]), record_id="a", keys=RING)


@pytest.mark.parametrize("chunks", [1, 2])
def test_a_file_cut_at_a_chunk_gives_not_even_its_first_bytes(chunks):
    sealed = seal(plaintext(3 * CHUNK))[: HEADER + chunks * SEALED_CHUNK]
    with pytest.raises(crypto.Tampered):
        SealReader(io.BytesIO(sealed), record_id="a", keys=RING)


@given(sizes, st.binary(min_size=1, max_size=2 * SEALED_CHUNK))
def test_anything_appended_is_refused(size, more):
    with pytest.raises(crypto.CryptoError):
        unseal(seal(plaintext(size)) + more)


@given(st.permutations([0, 1, 2]))
def test_chunks_keep_their_places(order):
    data = b"".join(bytes([n]) * CHUNK for n in range(3))
    sealed = seal(data)
    parts = [sealed[HEADER + n * SEALED_CHUNK :][:SEALED_CHUNK] for n in range(3)]
    moved = sealed[:HEADER] + b"".join(parts[n] for n in order)
    if order == [0, 1, 2]:
        assert unseal(moved) == data
    else:
        with pytest.raises(crypto.Tampered):
            unseal(moved)


def test_a_chunk_of_another_file_is_refused():
    mine, other = seal(plaintext(2 * CHUNK)), seal(plaintext(2 * CHUNK))
    with pytest.raises(crypto.Tampered):
        unseal(mine[: HEADER + SEALED_CHUNK] + other[HEADER + SEALED_CHUNK :])


def test_an_empty_chunk_after_the_last_is_refused():
    """The one way to lengthen a file without knowing its key would be a chunk of nothing."""
    sealed = io.BytesIO()
    writer = SealWriter(sealed, record_id="a", keys=RING)
    writer.write(bytes(CHUNK))
    writer._put(last=False)
    writer.finish()
    with pytest.raises(crypto.Malformed):
        SealReader(sealed, record_id="a", keys=RING)


@given(sizes, st.text(max_size=40), st.text(max_size=40))
def test_it_opens_only_for_its_own_record(size, mine, other):
    sealed = seal(plaintext(size), record_id=mine)
    if mine == other:
        assert unseal(sealed, other) == plaintext(size)
    else:
        with pytest.raises(crypto.Tampered):
            unseal(sealed, other)


@given(sizes, st.data())
def test_any_range_can_be_read(size, data):
    start = data.draw(st.integers(0, size + 10))
    stop = data.draw(st.one_of(st.none(), st.integers(0, size + 10)))
    text = plaintext(size)
    reader = SealReader(io.BytesIO(seal(text)), record_id="a", keys=RING)
    assert reader.read(start, stop) == text[start:stop]


def test_a_range_touches_only_its_chunks():
    sealed = bytearray(seal(plaintext(3 * CHUNK)))
    sealed[HEADER + 10] ^= 1
    reader = SealReader(io.BytesIO(bytes(sealed)), record_id="a", keys=RING)
    assert reader.read(CHUNK) == plaintext(3 * CHUNK)[CHUNK:]
    with pytest.raises(crypto.Tampered):
        reader.read(CHUNK - 1)
    with pytest.raises(ValueError, match="byte 0"):
        reader.read(-1)


def ring_of(*keys: tuple[str, bytes]) -> Keyring:
    return Keyring(",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in keys))


@given(sizes)
def test_files_outlive_a_rotation_of_the_master_key(size):
    old = seal(plaintext(size), keys=ring_of(("k1", ONE)))
    rotated = ring_of(("k2", TWO), ("k1", ONE))
    new = seal(plaintext(size), keys=rotated)
    assert unseal(old, keys=rotated) == unseal(new, keys=rotated) == plaintext(size)
    assert SealReader(io.BytesIO(new), record_id="a", keys=rotated).key_id == "k2"
    with pytest.raises(crypto.UnknownKey, match="k1"):
        unseal(old, keys=ring_of(("k2", TWO)))
    with pytest.raises(crypto.WrongKey, match="k1"):
        unseal(old, keys=ring_of(("k1", TWO)))


def test_a_key_id_of_full_length_fits_the_header():
    ring = ring_of(("k" * 16, ONE))
    assert (
        SealReader(io.BytesIO(seal(b"x", keys=ring)), record_id="a", keys=ring).key_id == "k" * 16
    )


@given(st.binary(max_size=200))
def test_foreign_bytes_are_refused_by_a_typed_error(data):
    with pytest.raises(crypto.Malformed):
        unseal(data)


def test_equal_files_look_different():
    assert seal(b"same")[HEADER:] != seal(b"same")[HEADER:]


def test_an_unfinished_file_does_not_open():
    out = io.BytesIO()
    SealWriter(out, record_id="a", keys=RING).write(plaintext(2 * CHUNK + 1))
    with pytest.raises(crypto.CryptoError):
        SealReader(out, record_id="a", keys=RING)


def test_64_mib_pass_through_little_memory(tmp_path):
    piece, path = bytes(1 << 20), tmp_path / "sealed"
    with PeakMemory() as peak:
        with path.open("wb") as out:
            writer = SealWriter(out, record_id="a", keys=RING)
            for _ in range(64):
                writer.write(piece)
            writer.finish()
        with path.open("rb") as source:
            reader = SealReader(source, record_id="a", keys=RING)
            assert sum(map(len, reader.chunks())) == 64 << 20
    assert peak.bytes < 1 << 20
