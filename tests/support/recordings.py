"""Tiny recordings, made on the spot, with what a telephone writes into them."""

import io
import struct
from fractions import Fraction
from typing import Any

import av

#: What must be in no preview.
SECRETS = (b"Odalys", b"+38.8977-077.0365", b"whispered")
MARK = b"\x40\x13" * 64


def film(seconds: int = 1) -> bytes:
    """An MP4 with picture, sound, title, place and comment. Its right half is the bright one."""
    out = io.BytesIO()
    options = {"movflags": "use_metadata_tags"}
    with av.open(out, "w", format="mp4", options=options) as target:
        target.metadata.update(
            {"title": "by Odalys", "location": "+38.8977-077.0365/", "comment": "whispered"}
        )
        picture = target.add_stream("mpeg4", rate=30)
        picture.width, picture.height, picture.pix_fmt = 96, 64, "yuv420p"
        sound = target.add_stream("aac", rate=48_000, layout="mono")
        for n in range(seconds * 30):
            frame = av.VideoFrame(96, 64, "yuv420p")
            for plane in frame.planes:
                row = bytes(
                    (n + at) % 100 + 150 * (at * 2 >= plane.width) for at in range(plane.line_size)
                )
                plane.update(row * (plane.buffer_size // plane.line_size))
            target.mux(picture.encode(frame))
        target.mux(picture.encode(None))
        for n in range(seconds * 47):
            target.mux(sound.encode(_silence(n)))
        target.mux(sound.encode(None))
    return out.getvalue()


def turned(film: bytes) -> bytes:
    """The film as a telephone stores one that was held upright: a quarter clockwise."""
    one, minus, end = b"\0\1\0\0", b"\xff\xff\0\0", b"\x40\0\0\0"
    nought = bytes(4)
    plain = one + nought * 3 + one + nought * 3 + end
    quarter = nought + one + nought + minus + nought * 4 + end
    at = film.index(plain, film.index(b"tkhd"))
    return film[:at] + quarter + film[at + len(quarter) :]


def _silence(n: int) -> av.AudioFrame:
    frame = av.AudioFrame("fltp", "mono", 1024)
    frame.sample_rate, frame.pts, frame.time_base = 48_000, n * 1024, Fraction(1, 48_000)
    frame.planes[0].update(bytes(frame.planes[0].buffer_size))
    return frame


def sound(seconds: int = 1) -> bytes:
    """A WAV of 8 kHz with a title."""
    title = b"INFOINAM" + struct.pack("<I", 10) + b"by Odalys\0"
    told = b"LIST" + struct.pack("<I", len(title)) + title
    shape = b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16)
    samples = (MARK * (seconds * 16_000 // len(MARK) + 1))[: seconds * 16_000]
    body = b"WAVE" + shape + told + b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body


def look(webm: bytes) -> dict[str, Any]:
    """What a decoder finds in a preview: kinds, pictures, seconds, and what it says of itself."""
    with av.open(io.BytesIO(webm), "r", format="webm") as found:
        kinds = {one.type: one.codec_context.name for one in found.streams}
        sizes = [(one.width, one.height) for one in found.streams.video]
        said = {**found.metadata}
        for one in found.streams:
            said |= one.metadata
        seconds = (found.duration or 0) / 1_000_000
        frames = [frame for packet in found.demux() for frame in packet.decode()]
    return {
        "kinds": kinds,
        "sizes": sizes,
        "said": said,
        "seconds": seconds,
        "frames": len(frames),
        "pictures": [one for one in frames if hasattr(one, "width")],
    }
