"""The process that encodes one recording anew. Run by path, with no other module of ours.

It gets the original piece by piece from its parent, asks for what it needs (offset and length), and
writes a WebM into memory that the parent reads. Once it has that it can open no file and no
connection: what a hostile recording makes of the decoder stays in here, and ends with it. Of the
original only decoded pictures and samples go on: no title, place, chapter, subtitle or attachment.
"""

import contextlib
import importlib
import io
import json
import os
import pkgutil
import struct
import sys
from fractions import Fraction
from typing import Any

import av
from av.error import FFmpegError

#: How it ends. Any other code is a crash, a limit, or a signal.
MADE, WITH_GAPS, NOT_DECODED, TOO_LONG = 0, 10, 11, 12
#: None of them names another file or an address to read on from, as playlists do.
FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,wav,mp3,aac,flac,ogg,amr,aiff,avi,asf,mpeg,mpegts,flv"
)
_MS = Fraction(1, 1000)
SIDE, RATE, SOUND = 640, 15, 48_000
SOUND_BITS, LEAST_BITS, MOST_BITS = 48_000, 60_000, 500_000
#: More packets than that, one after the other, that can't be decoded, and it is given up.
MOST_BAD = 200
#: Packets within which a stream has to show its first frame.
MOST_LOOKED_AT = 4000
_BLOCK = 512 * 1024
_ASK = struct.Struct(">QQ")
_COVER = av.stream.Disposition.attached_pic
#: How far a frame is to be turned, against the clock, in quarters.
_TURNS = {90: ("cclock",), 180: ("clock", "clock"), 270: ("clock",)}
#: What FFmpeg and its Python side raise for what they can't make sense of.
BAD = (FFmpegError, ValueError, OverflowError)


class Original(io.RawIOBase):
    """The original, of which the parent sends what is asked."""

    def __init__(self, size: int) -> None:
        self._size, self._at = size, 0

    def readable(self) -> bool:
        """It is read."""
        return True

    def seekable(self) -> bool:
        """In any order."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Where to read on from."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer as far as the original goes."""
        count = min(len(buffer), self._size - self._at)
        if count <= 0:
            return 0
        sys.stdout.buffer.write(_ASK.pack(self._at, count))
        sys.stdout.buffer.flush()
        got = sys.stdin.buffer.read(count)
        buffer[: len(got)] = got
        self._at += len(got)
        return len(got)


class Picture:
    """Frames of any size and turn, as frames of one bounded size; at most RATE a second."""

    def __init__(self, stream: Any, first: Any, out: Any, bits: int) -> None:
        scale = min(1, SIDE / max(first.width, first.height))
        self._size = tuple(max(2, int(n * scale) // 2 * 2) for n in (first.width, first.height))
        steps = _TURNS.get(round(first.rotation) % 360, ())
        self._graph = self._turner(steps) if steps else None
        self._out = out.add_stream("libvpx", rate=RATE)
        self._out.width, self._out.height = self._size[:: -1 if len(steps) == 1 else 1]
        self._out.pix_fmt, self._out.bit_rate = "yuv420p", bits
        self._out.time_base = _MS
        self._out.options = {"deadline": "realtime", "cpu-used": "8", "g": "60", "threads": "2"}
        self._start = float((stream.start_time or 0) * stream.time_base)
        self._next, self._last = 0.0, -1

    def _turner(self, steps: tuple[str, ...]) -> Any:
        graph, (width, height) = av.filter.Graph(), self._size
        buffer = graph.add_buffer(
            width=width, height=height, format=av.VideoFormat("yuv420p"), time_base=_MS
        )
        nodes = [buffer]
        nodes += [graph.add("transpose", step) for step in steps]
        graph.link_nodes(*nodes, graph.add("buffersink")).configure()
        return graph

    def encode(self, frame: Any) -> list[Any]:
        """The packets of one frame; none where it comes too soon after the last."""
        at = (frame.time - self._start) if frame.time is not None else self._next
        stamp = int(at * 1000)
        if at < self._next - 0.001 or stamp <= self._last:
            return []
        self._next, self._last = max(self._next + 1 / RATE, at), stamp
        small = frame.reformat(*self._size, "yuv420p")
        small.pts, small.time_base = stamp, _MS
        if self._graph is not None:
            self._graph.push(small)
            small = self._graph.pull()
        # The encoder decides by itself which pictures stand alone.
        small.pict_type = 0
        return list(self._out.encode(small))

    def end(self) -> list[Any]:
        """What the encoder still holds."""
        return list(self._out.encode(None))


class Sound:
    """Samples of any layout as Opus, in one or two channels."""

    def __init__(self, first: Any, out: Any) -> None:
        layout = "mono" if first.layout.nb_channels == 1 else "stereo"
        self._out = out.add_stream("libopus", rate=SOUND, layout=layout)
        self._out.bit_rate = SOUND_BITS

    def encode(self, frame: Any) -> list[Any]:
        """The packets of one frame."""
        return list(self._out.encode(frame))

    def end(self) -> list[Any]:
        """What the encoder still holds."""
        return list(self._out.encode(None))


def main() -> int:
    """Encode what the parent holds into the file that it gave."""
    asked = json.loads(sys.argv[1])
    original = io.BufferedReader(Original(asked["size"]), _BLOCK)
    with os.fdopen(asked["out"], "w+b") as out:
        _limit(asked)
        try:
            with _opened(original) as source:
                seconds = source.duration / 1_000_000 if source.duration else None
                first = _first_frames(source)
            if not first:
                return NOT_DECODED
            if asked["longest"] and (seconds is None or seconds > asked["longest"]):
                return TOO_LONG
            # What it may come to in whole, spread over its length; the rest is for the sound.
            room = asked["room"] * 6 / max(seconds or 1, 1) - SOUND_BITS
            bits = int(min(MOST_BITS, max(LEAST_BITS, room)))
            with _opened(original) as source, av.open(out, "w", format="webm") as target:
                return _encoded(source, first, target, bits)
        except BAD:
            return NOT_DECODED


def _opened(original: Any) -> Any:
    original.seek(0)
    return av.open(original, options={"format_whitelist": FORMATS})


def _first_frames(source: Any) -> dict[int, Any]:
    """The first frame of the film (covers aside) and of the sound, by stream: the container that is
    written must know both before it begins. A stream without one is left out."""
    films = [one for one in source.streams.video if not one.disposition & _COVER]
    chosen = [*films[:1], *source.streams.audio[:1]]
    found: dict[int, Any] = {}
    packets = source.demux(chosen) if chosen else iter(())
    for _ in range(MOST_LOOKED_AT):
        try:
            packet = next(packets, None)
            if packet is None or len(found) == len(chosen):
                break
            for frame in packet.decode():
                found.setdefault(packet.stream.index, frame)
        except BAD:
            continue
    return found


def _encoded(source: Any, first: dict[int, Any], target: Any, bits: int) -> int:
    lanes: dict[int, Picture | Sound] = {}
    for n, frame in first.items():
        stream = source.streams[n]
        is_film = stream.type == "video"
        lanes[n] = Picture(stream, frame, target, bits) if is_film else Sound(frame, target)
    count, gaps, row = 0, 0, 0
    packets = source.demux([source.streams[n] for n in lanes])
    while row < MOST_BAD:
        try:
            packet = next(packets, None)
            if packet is None:
                break
            gaps += packet.is_corrupt
            for frame in packet.decode():
                gaps += frame.is_corrupt
                count += _written(target, lanes[packet.stream.index].encode(frame))
            row = 0
        except BAD:
            gaps, row = gaps + 1, row + 1
    for lane in lanes.values():
        with contextlib.suppress(*BAD):
            count += _written(target, lane.end())
    if not count:
        return NOT_DECODED
    return WITH_GAPS if gaps or len(lanes) < _expected(source) else MADE


def _written(target: Any, packets: list[Any]) -> int:
    for packet in packets:
        target.mux(packet)
    return len(packets)


def _expected(source: Any) -> int:
    films = any(not one.disposition & _COVER for one in source.streams.video)
    return films + bool(source.streams.audio)


def _limit(asked: dict[str, Any]) -> None:
    os.nice(asked["niceness"])
    # Now, while files can be opened: the library loads parts of itself when it meets a stream.
    for found in pkgutil.walk_packages(av.__path__, "av."):
        if found.name not in {"av.__main__", "av.datasets"}:
            importlib.import_module(found.name)
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (asked["memory"], asked["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"] * 2, asked["seconds"] * 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (asked["room"], asked["room"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What is open stays open; nothing more can be.
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


if __name__ == "__main__":
    sys.exit(main())
