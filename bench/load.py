"""Clients: signed in, one connection each, a bounded number of requests to loopback only."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

#: Requests of each client that are not counted: both workers load and prepare what they need.
WARM_UP = 12
ROUNDS = 10
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Figure:
    """What one page took: milliseconds, requests per second, statements, bytes.

    Statements are those of most requests: once a minute a session notes that it is in use.
    """

    p50: float
    p95: float
    rate: float
    statements: int
    size: int


class Client:
    """A browser without a screen."""

    def __init__(self, port: int, username: str | None, password: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = ""
        if username:
            self.post("/sign-in", {"username": username, "password": password}, expect=302)

    def request(self, method: str, path: str, body: str, expect: int) -> tuple[int, int, str]:
        headers = {"Cookie": self.cookie, **(FORM if method == "POST" else {})}
        self.connection.request(method, path, body=body or None, headers=headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != expect:
            raise RuntimeError(f"{method} {path}: {answer.status}: {content[:300]!r}")
        cookie = answer.getheader("Set-Cookie")
        if cookie and not self.cookie:
            # Only the sign-in's: what later answers add is the word "Recorded" for the next page,
            # which a browser shows and drops, and which a client that shows none would pile up.
            self.cookie = cookie.partition(";")[0]
        counted = int(answer.getheader("X-Statements") or 0)
        return counted, len(content), answer.getheader("Location") or ""

    def get(self, path: str) -> tuple[int, int, str]:
        return self.request("GET", path, "", 200)

    def post(self, path: str, data: dict[str, str], *, expect: int) -> tuple[int, int, str]:
        return self.request("POST", path, urlencode(data), expect)


Act = Callable[[Client], tuple[int, int, str]]


class Sample:
    """The requests of so many clients for one page."""

    def __init__(self, clients: list[Client], act: Act) -> None:
        self.clients, self.act = clients, act
        self.times: list[float] = []
        self.seen: list[tuple[int, int, str]] = []
        self.lasted = 0.0
        for client in clients:
            for _ in range(WARM_UP):
                act(client)

    def take(self, n: int) -> None:
        """`n` requests, shared out to the clients."""
        failures: list[BaseException] = []

        def run(client: Client) -> None:
            try:
                for _ in range(n // len(self.clients)):
                    start = time.perf_counter()
                    answer = self.act(client)
                    self.times.append((time.perf_counter() - start) * 1000)
                    self.seen.append(answer)
            except BaseException as error:
                failures.append(error)

        threads = [threading.Thread(target=run, args=(client,)) for client in self.clients]
        begun = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]
        self.lasted += time.perf_counter() - begun

    def figure(self) -> Figure:
        """What they took."""
        ordered = sorted(self.times)
        return Figure(
            p50=statistics.median(ordered),
            p95=ordered[int(len(ordered) * 0.95) - 1],
            rate=len(ordered) / self.lasted,
            statements=statistics.mode(answer[0] for answer in self.seen),
            size=self.seen[-1][1],
        )


def in_turns(samples: list[Sample], n: int) -> list[Figure]:
    """`n` requests of each, in turns: a machine that is slow for a second is slow for all."""
    for _ in range(ROUNDS):
        for sample in samples:
            sample.take(n // ROUNDS)
    return [sample.figure() for sample in samples]
