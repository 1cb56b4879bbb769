"""Only a plain OK over the whole file is clean."""

import socket

import pytest

from jicms.files.scanner import ClamdScan, Verdict
from tests.files.clamd import Clamd

PIECES = [b"a" * 200_000, b"b", b"c" * 70_000]


def verdict(address: str, *, timeout: float = 5, pieces=PIECES) -> Verdict:
    scan = ClamdScan(address, timeout=timeout)
    for piece in pieces:
        scan.feed(piece)
    found = scan.finish()
    scan.close()
    return found


def test_ok_is_clean_and_every_byte_was_sent():
    with Clamd().running() as clamd:
        assert verdict(clamd.address) == Verdict(True, "")
        assert clamd.received == [b"".join(PIECES)]


def test_a_finding_is_named():
    with Clamd(b"stream: Eicar-Signature FOUND\0").running() as clamd:
        assert verdict(clamd.address) == Verdict(False, "Eicar-Signature")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"stream: OK",
        b"\0",
        b"stream: ok\0",
        b"OK\0",
        b"stream: x ERROR\0",
        b"stream: OK\0stream: X FOUND\0",
        b"\xff\xfe\0",
        b"x" * 9000,
    ],
)
def test_any_other_answer_is_not_clean(answer):
    with Clamd(answer).running() as clamd:
        found = verdict(clamd.address)
    assert not found.is_clean
    assert found.detail.startswith("check failed")
    assert len(found.detail) <= 200


@pytest.mark.parametrize("limit", [0, 100_000])
def test_over_the_stream_limit_is_not_clean(limit):
    with Clamd(limit=limit).running() as clamd:
        found = verdict(clamd.address, pieces=[b"x" * 60_000] * 100)
    assert not found.is_clean
    assert found.detail.startswith("check failed")


def test_silence_is_not_clean():
    with Clamd(None).running() as clamd:
        found = verdict(clamd.address, timeout=0.2)
    assert found == Verdict(False, "check failed: timed out")


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize("address", ["/nowhere/clamd.sock", "nonsense", "127.0.0.1:none", None])
def test_nobody_there_is_not_clean(address):
    found = verdict(address or closed_port())
    assert not found.is_clean
    assert "no connection" in found.detail


def test_a_unix_socket_works_too(tmp_path):
    path = str(tmp_path / "clamd")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        scan = ClamdScan(path, timeout=5)
        scan.feed(b"x")
        peer, _address = server.accept()
        with peer:
            peer.sendall(b"stream: OK\0")
            assert scan.finish().is_clean
