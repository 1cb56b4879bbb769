"""Encoding a recording anew in a process of its own: what goes over, and what is kept away."""

import time

import pytest

from jicms.files.errors import FileDamaged
from jicms.files.media import encoder
from jicms.files.media.encoder import WAITING, Limits
from jicms.files.media.models import Outcome
from tests.files.helpers import damage, take_in
from tests.support import recordings

pytestmark = pytest.mark.usefixtures("context")


def encoded(data, limits=WAITING):
    with encoder.encoded(take_in(data), limits) as (outcome, out):
        return outcome, out.read()


def test_film_becomes_a_webm_of_its_own_without_what_its_maker_wrote():
    original = recordings.film()
    assert all(secret in original for secret in recordings.SECRETS)
    outcome, made = encoded(original)
    assert outcome is Outcome.MADE
    seen = recordings.look(made)
    assert seen["kinds"] == {"video": "vp8", "audio": "opus"}
    assert seen["sizes"] == [(96, 64)]
    assert seen["seconds"] == pytest.approx(1, abs=0.2)
    assert seen["frames"] > 50
    assert {name.upper() for name in seen["said"]} <= {"ENCODER", "DURATION"}
    assert not [secret for secret in recordings.SECRETS if secret in made]
    assert not shared(original, made)


def test_film_that_was_held_upright_stands_upright():
    outcome, made = encoded(recordings.turned(recordings.film()))
    assert outcome is Outcome.MADE
    seen = recordings.look(made)
    assert seen["sizes"] == [(64, 96)]
    plane = seen["pictures"][5].planes[0]
    rows = [bytes(plane)[at : at + 64] for at in range(0, plane.buffer_size, plane.line_size)]
    assert sum(map(sum, rows[:40])) < sum(map(sum, rows[-40:])) / 1.5


def test_sound_becomes_opus_and_nothing_of_its_bytes_goes_over():
    original = recordings.sound()
    outcome, made = encoded(original)
    assert outcome is Outcome.MADE
    assert recordings.look(made)["kinds"] == {"audio": "opus"}
    assert b"Odalys" not in made
    assert not shared(original, made)


def shared(original, made, run=24):
    """Runs of bytes that both have, zeros and the like aside."""
    pieces = {original[at : at + run] for at in range(len(original) - run)}
    found = {made[at : at + run] for at in range(len(made) - run)} & pieces
    return [piece for piece in found if len(set(piece)) > 4]


@pytest.mark.parametrize(
    "data",
    [
        recordings.film()[:2000],
        b"\x00\x00\x00\x18ftypmp42" + b"\xff" * 3000,
        b"RIFF\xff\xff\xff\xffWAVEfmt " + bytes(500),
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n",
        b"ffconcat version 1.0\nfile /etc/hostname\n",
    ],
    ids=["cut", "film", "sound", "playlist", "list"],
)
def test_what_is_cut_or_hostile_is_told_and_makes_nothing(data):
    outcome, made = encoded(data)
    assert outcome is Outcome.NOT_DECODED
    assert not made


def test_a_sound_that_is_cut_is_played_as_far_as_it_goes():
    outcome, made = encoded(recordings.sound(2)[:20_000])
    assert outcome in {Outcome.MADE, Outcome.WITH_GAPS}
    assert recordings.look(made)["seconds"] == pytest.approx(1.25, abs=0.1)


def test_film_with_a_spoiled_part_is_made_and_says_that_it_has_gaps():
    data = bytearray(recordings.film(2))
    at = data.index(b"moov") // 3
    data[at : at + 800] = b"\xa7" * 800
    outcome, made = encoded(bytes(data))
    assert outcome is Outcome.WITH_GAPS
    assert recordings.look(made)["frames"] > 20


def test_what_takes_too_long_or_too_much_is_ended():
    assert encoded(recordings.sound(2), Limits(longest=1))[0] is Outcome.TOO_LONG
    begun = time.monotonic()
    assert encoded(recordings.film(), Limits(seconds=0))[0] is Outcome.GIVEN_UP
    assert time.monotonic() - begun < 2
    small = Limits(memory=64 * 1024**2)
    assert encoded(recordings.film(), small)[0] in {Outcome.GIVEN_UP, Outcome.NOT_DECODED}
    assert encoded(recordings.film(), Limits(room=1000))[0] is Outcome.GIVEN_UP


def test_damage_of_the_original_is_told_and_frees_the_turn(trail):
    file = take_in(recordings.sound())
    damage(file, at=3000)
    with pytest.raises(FileDamaged), encoder.encoded(file, WAITING):
        pass
    assert "FILE_ALARM" in [event for event, *_ in trail()]
    assert encoded(recordings.sound())[0] is Outcome.MADE
