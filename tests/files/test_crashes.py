"""Killed at any step, in any order: what was received is there and whole, what was not says so."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jicms.core import crypto
from jicms.core.crypto import keys as rings
from jicms.files.store import FileStore
from jicms.files.tus.parts import Parts

ONE, TWO = ("k1:" + "A" * 43, "k2:" + "B" * 43)


@pytest.fixture(autouse=True)
def ring(monkeypatch):
    monkeypatch.setattr(rings._Process, "ring", rings.Keyring(ONE))


def content(number):
    return b"%d statement" % number * (number * 3000 % 9001)


def begin(store, number):
    draft = store.draft()
    draft.write(content(number))
    return draft


def leave(draft):
    """The process dies: nothing is cleaned up."""
    draft._out.close()


#: How far a file comes before the server is killed; "row" is its transaction's commit.
STEPS = st.sampled_from(["written", "sealed", "placed", "row"])
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), STEPS),
        st.tuples(st.just("renew"), STEPS),
        st.tuples(st.just("sweep"), STEPS),
    ),
    max_size=12,
)


@given(ACTS)
@settings(max_examples=30, deadline=None)
def test_every_row_has_its_whole_file_and_nothing_received_is_lost(acts):
    with tempfile.TemporaryDirectory() as folder:
        rings.use_ring(rings.Keyring(ONE))
        store, rows, placed = FileStore(Path(folder)), {}, {}
        for number, (act, step) in enumerate(acts, start=1):
            if act == "receive":
                draft = begin(store, number)
                go_on(draft, step)
                if step in {"placed", "row"}:
                    placed[draft.key] = content(number)
                if step == "row":
                    rows[draft.key] = content(number)
            elif act == "renew" and rows:
                rings.use_ring(rings.Keyring(f"{TWO},{ONE}"))
                key = sorted(rows)[number % len(rows)]
                renewal = store.renewal(key)
                renewal.write(rows[key])
                go_on(renewal, step)
            elif act == "sweep":
                store.sweep(lambda _keys: set(rows), older_than=-60)
            assert {key: read(store, key) for key in rows} == rows
        swept = store.sweep(lambda _keys: set(rows), older_than=-60)
        assert {key: read(store, key) for key in rows} == rows
        assert set(swept.set_aside).isdisjoint(rows)
        aside = {path.name for path in (Path(folder) / "orphans").glob("*")}
        assert aside == placed.keys() - rows.keys(), "a file in place is never deleted"
        assert list((Path(folder) / "tmp").glob("*")) == []


def go_on(draft, step):
    if step != "written":
        draft.seal()
    if step in {"placed", "row"}:
        draft.place()
    leave(draft)


def read(store, key):
    with store.open(key) as blob:
        return blob.read()


@given(st.lists(st.tuples(st.integers(1, 150_000), st.sampled_from(["cut", "whole", "kept"]))))
@settings(max_examples=30, deadline=None)
def test_an_upload_is_always_as_long_as_it_says(sends):
    """Parts that were cut off, or whole but not yet named when the server died, never count."""
    source = bytes(range(256)) * 8000
    with tempfile.TemporaryDirectory() as folder:
        parts = Parts(Path(folder) / "upload", "0" * 32)
        expected = 0
        for size, end in sends:
            with parts.locked():
                assert parts.size() == expected
                part = parts.begin(expected)
                part.write(source[expected : expected + size])
                if end != "cut":
                    part.finish()
                if end == "kept":
                    part.keep()
                    expected += part.size
                leave(part)
            if expected == len(source):
                break
        with parts.locked():
            last = parts.begin(parts.size())
            last.write(b"end")
            last.finish()
            whole = parts.whole(last)
            assert b"".join(iter(lambda: whole.read(65536), b"")) == source[:expected] + b"end"
            last.drop()


@given(st.integers(0, 2), st.sampled_from(["swap", "rename", "flip", "cut", "append", "remove"]))
@settings(max_examples=40, deadline=None)
def test_parts_that_somebody_touched_make_no_file(which, deed):
    pieces = [b"a" * 70_000, b"b" * 70_000, b"c" * 70_000]
    with tempfile.TemporaryDirectory() as folder:
        parts = Parts(Path(folder) / "upload", "0" * 32)
        with parts.locked():
            for number, piece in enumerate(pieces):
                part = parts.begin(number * 70_000)
                part.write(piece)
                part.finish()
                part.keep()
            files = sorted(parts.folder.glob("[0-9]*"))
            tamper(files, which, deed)
            last = parts.begin(parts.size())
            last.finish()
            whole = parts.whole(last)
            try:
                got = b"".join(iter(lambda: whole.read(65536), b""))
            except crypto.CryptoError:
                return
            finally:
                whole.close()
            assert deed in {"remove", "rename", "cut", "append"}
            assert b"".join(pieces).startswith(got), "what is handed out is what was received"
            assert len(got) == parts.size()


def tamper(files, which, deed):
    target, other = files[which], files[(which + 1) % 3]
    data = bytearray(target.read_bytes())
    if deed == "swap":
        target.write_bytes(other.read_bytes())
        other.write_bytes(data)
    elif deed == "rename":
        target.rename(target.with_name(f"{999_999:018d}"))
    elif deed == "flip":
        data[100] ^= 1
        target.write_bytes(data)
    elif deed == "cut":
        target.write_bytes(data[:-1])
    elif deed == "append":
        target.write_bytes(data + b"x")
    else:
        target.unlink()
