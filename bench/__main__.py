"""`make bench`: PostgreSQL and gunicorn with two workers, 10,000 cases and 200,000.

Both sizes are served side by side and asked in turns, each page with the floor of its size:
machines are noisy, ratios of what was asked in the same seconds less so. A target that is missed
makes the exit status 1.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import text

from bench.fill import fill
from bench.load import Client, Figure, Sample, in_turns
from bench.pages import Page, get, pages
from jicms import create_app
from jicms.access.actor import Actor
from jicms.core import unit_of_work
from jicms.demo.accounts import PASSWORD, create_accounts
from jicms.extensions import db
from tests.support import postgres

Pair = tuple[Figure, Figure]

WORKERS = 2
SIZES = (10_000, 200_000)
REQUESTS = 200


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@contextmanager
def serving(target: str, environment: dict[str, str]) -> Iterator[int]:
    """gunicorn with two workers on a free port of loopback, ended at the end."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--preload",
        "--workers",
        str(WORKERS),
        "--threads",
        "4",
    ]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "error", "--keep-alive", "30", target]
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def prepare(environment: dict[str, str]) -> Any:
    """The product's application on the empty database, with code lists and accounts."""
    os.environ.update(environment)
    app = create_app()
    with app.app_context():
        upgrade()
    app.test_cli_runner().invoke(args=["refdata", "load"])
    with app.app_context(), unit_of_work.write(Actor.system("bench")) as session:
        create_accounts(session)
    return app


def fill_to(app: Any, total: int) -> None:
    """Fill the tables to `total` cases, and let the database put them in order before it is asked:
    it would do so beside the first requests, on the same two processors."""
    with app.app_context():
        with db.engine.begin() as connection:
            fill(connection, total)
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for step in ("VACUUM (ANALYZE)", "CHECKPOINT"):
                connection.execute(text(step))
        db.engine.dispose()


@dataclass(frozen=True, slots=True)
class Served:
    """One size: its pages, and the ports of the product and of the floor."""

    size: int
    pages: list[Page]
    port: int
    floor_port: int

    def samples(self, page: Page, clients: int) -> list[Sample]:
        """The floor and a page with so many clients each."""
        bare = [Client(self.floor_port, None) for _ in range(clients)]
        signed = [Client(self.port, page.actor, PASSWORD) for _ in range(clients)]
        return [Sample(bare, get("/")), Sample(signed, page.act)]


def table(rows: list[tuple[str, str, int, Figure, Figure]]) -> None:
    """The figures, a line each."""
    print(
        f"\n{'page':34}{'actor':18}{'clients':>8}{'p50 ms':>9}{'p95 ms':>9}{'req/s':>8}"
        f"{'stmts':>7}{'bytes':>9}{'p50/floor':>11}"
    )
    for name, actor, clients, figure, floor in rows:
        print(
            f"{name:34}{actor:18}{clients:>8}{figure.p50:>9.1f}{figure.p95:>9.1f}"
            f"{figure.rate:>8.0f}{figure.statements:>7}{figure.size:>9}"
            f"{figure.p50 / floor.p50:>11.1f}"
        )


def check(label: str, value: float, limit: float, *, at_least: bool = False) -> bool:
    """Print one target and whether it was reached."""
    reached = value >= limit if at_least else value <= limit
    sign = ">=" if at_least else "<="
    print(f"{'ok  ' if reached else 'MISS'} {label}: {value:.2f} (target {sign} {limit})")
    return reached


Figures = dict[tuple[int, str, int], Pair]


def serve(server: postgres.Server, folder: Path, size: int, stack: ExitStack) -> Served:
    """A database of its own with so many cases, served until the stack ends."""
    print(f"Filling {size:,} cases …", flush=True)
    environment = {
        "JICMS_ENV": "development",
        "JICMS_SECRET_KEY": "bench-secret-key-bench-secret-key-32",
        "JICMS_DATABASE_URL": server.create_database(f"bench_{size}"),
        "JICMS_DATA_DIR": str(folder / "data"),
    }
    app = prepare(environment)
    fill_to(app, size)
    port = stack.enter_context(serving("bench.app:product()", environment))
    floor_port = stack.enter_context(serving("bench.app:floor()", environment))
    return Served(size, pages(app), port, floor_port)


def measure_all(served: list[Served], requests: int) -> Figures:
    """Every page with one and eight clients, all sizes and their floors in turns."""
    found: Figures = {}
    for same in zip(*(one.pages for one in served), strict=True):
        print(f"Asking for: {same[0].name} …", flush=True)
        for clients in (1, 8):
            samples = [one.samples(page, clients) for one, page in zip(served, same, strict=True)]
            figures = in_turns([sample for pair in samples for sample in pair], requests)
            for one, page, floor, figure in zip(
                served, same, figures[::2], figures[1::2], strict=True
            ):
                found[one.size, page.name, clients] = floor, figure
    return found


def print_all(found: Figures, served: list[Served]) -> None:
    """A table for each size."""
    for one in served:
        print(f"\n{one.size:,} cases")
        rows = []
        for page in one.pages:
            for clients in (1, 8):
                floor, figure = found[one.size, page.name, clients]
                rows.append(("floor", "", clients, floor, floor))
                rows.append((page.name, page.actor, clients, figure, floor))
        table(rows)


def judge(found: Figures, sizes: list[int], listed: list[Page]) -> bool:
    """The targets of the figures; True where all were reached."""
    print("\nTargets")
    good = True
    last = sizes[-1]
    for page in listed:
        floor, one = found[last, page.name, 1]
        _, small = found[sizes[0], page.name, 1]
        ratio = one.p50 / floor.p50
        good &= check(f"{page.name}: statements", one.statements, page.most_statements)
        good &= check(f"{page.name}: p50 / floor", ratio, page.most_ratio)
        growth = one.p50 / small.p50
        good &= check(f"{page.name}: growth {sizes[0]:,} to {last:,}", growth, 1.3)
        if page.reads:
            floor_of_8, of_8 = found[last, page.name, 8]
            gain, own = of_8.rate / one.rate, floor_of_8.rate / floor.rate
            good &= check(f"{page.name}: gain 1 to 8 / floor's", gain / own, 0.85, at_least=True)
    return good


def main(argv: list[str]) -> int:
    """Run the bench; 0 where every target was reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    options = parser.parse_args(argv)
    with (
        postgres.running(durable=True, settings={"shared_buffers": "512MB"}) as server,
        tempfile.TemporaryDirectory() as folder,
        ExitStack() as stack,
    ):
        served = [serve(server, Path(folder), size, stack) for size in options.sizes]
        found = measure_all(served, options.requests)
        print_all(found, served)
        return 0 if judge(found, options.sizes, served[-1].pages) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
