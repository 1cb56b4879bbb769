"""Sealed boxes, signatures and pass phrases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jicms.core import crypto

RING = crypto.Keyring("new:" + "bmV3LW1hc3Rlci1rZXktbmV3LW1hc3Rlci1rZXktMDAx")
OLD = "old:" + "b2xkLW1hc3Rlci1rZXktb2xkLW1hc3Rlci1rZXktMDAx"
BOTH = crypto.Keyring("new:bmV3LW1hc3Rlci1rZXktbmV3LW1hc3Rlci1rZXktMDAx," + OLD)


@given(st.binary(max_size=2000), st.text(max_size=40))
def test_a_box_opens_for_its_key_alone(data, context):
    mine, other = crypto.secret_key("test", "one secret"), crypto.secret_key("test", "another")
    box = crypto.seal_box(mine.public, context, data)
    assert mine.open(context, box) == data
    with pytest.raises(crypto.UnknownKey):
        other.open(context, box)
    with pytest.raises(crypto.Tampered):
        mine.open(context + "x", box)


def test_every_byte_of_a_box_counts():
    key = crypto.ring_key("test", keys=RING)
    box = crypto.seal_box(key.public, "here", b"seen by nobody")
    for place in range(len(box)):
        changed = bytearray(box)
        changed[place] ^= 1
        with pytest.raises(crypto.CryptoError):
            key.open("here", bytes(changed))
    for end in range(len(box)):
        with pytest.raises(crypto.CryptoError):
            key.open("here", box[:end])
    with pytest.raises(crypto.CryptoError):
        key.open("here", box + b"x")


def test_two_boxes_of_one_text_have_nothing_in_common():
    key = crypto.ring_key("test", keys=RING)
    one, two = (crypto.seal_box(key.public, "", b"same") for _ in range(2))
    assert one[16:] != two[16:]
    assert b"same" not in one


def test_what_was_sealed_under_an_older_master_still_opens():
    old = crypto.ring_key("test", keys=crypto.Keyring(OLD))
    box = crypto.seal_box(old.public, "here", b"older")
    assert crypto.open_by_ring("test", "here", box, keys=BOTH) == b"older"
    with pytest.raises(crypto.UnknownKey):
        crypto.open_by_ring("test", "here", box, keys=RING)
    with pytest.raises(crypto.UnknownKey):
        crypto.open_by_ring("other", "here", box, keys=BOTH)


def test_keys_are_derived_alike_each_time_and_never_printed():
    key = crypto.ring_key("test", keys=RING)
    assert key.public == crypto.ring_key("test", keys=RING).public
    assert key.public != crypto.ring_key("more", keys=RING).public
    assert repr(key) == f"<BoxKey {key.public}>"


@pytest.mark.parametrize("public", ["", "x", "é", "AAAA", "A" * 44, "_" * 44])
def test_nonsense_is_no_public_key(public):
    with pytest.raises(ValueError, match="not a public key"):
        crypto.seal_box(public, "", b"")
    assert not crypto.is_signed(public, b"data", "AAAA")


def test_a_signature_holds_for_its_text_and_its_key():
    key = crypto.ring_key("sign", keys=RING)
    signature = key.sign(b"live")
    assert crypto.is_signed(key.public, b"live", signature)
    assert not crypto.is_signed(key.public, b"dead", signature)
    assert not crypto.is_signed(crypto.ring_key("more", keys=RING).public, b"live", signature)
    assert not crypto.is_signed(key.public, b"live", "")
    assert not crypto.is_signed(key.public, b"live", "é")


def test_pass_phrases_differ_and_forgive_how_they_are_typed():
    made = {crypto.pass_phrase() for _ in range(500)}
    assert len(made) == 500
    for phrase in made:
        assert [len(word) for word in phrase.split("-")] == [5] * 5
        assert crypto.normalise_phrase(f"  {phrase.upper().replace('-', '  ')}. ") == phrase
