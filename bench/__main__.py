"""`make bench`: PostgreSQL and gunicorn with two workers, 10,000 and then 200,000 cases.

Every figure is also given as a ratio to the floor of the same run: machines are noisy, ratios less
so. A target that is missed makes the exit status 1.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import text

from bench.fill import fill
from bench.load import Client, Figure, Sample, side_by_side
from bench.pages import Page, pages
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


def run(page: Page, port: int, floor_port: int, clients: int, requests: int) -> Pair:
    """The floor and a page with so many clients each."""
    floor = Sample([Client(floor_port, None) for _ in range(clients)], lambda c: c.get("/"))
    signed = [Client(port, page.actor, PASSWORD) for _ in range(clients)]
    return side_by_side(floor, Sample(signed, page.act), requests)


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


def measure_all(server: postgres.Server, folder: Path, requests: int, sizes: list[int]) -> Figures:
    """Every page at every size, in a database of its own, with one and eight clients; the floor
    in turns with it."""
    found: Figures = {}
    for size in sizes:
        print(f"\nFilling {size:,} cases …", flush=True)
        environment = {
            "JICMS_ENV": "development",
            "JICMS_SECRET_KEY": "bench-secret-key-bench-secret-key-32",
            "JICMS_DATABASE_URL": server.create_database(f"bench_{size}"),
            "JICMS_DATA_DIR": str(folder / "data"),
        }
        app = prepare(environment)
        fill_to(app, size)
        with (
            serving("bench.app:product()", environment) as port,
            serving("bench.app:floor()", environment) as floor_port,
        ):
            rows = []
            for page in pages(app):
                for clients in (1, 8):
                    floor, figure = run(page, port, floor_port, clients, requests)
                    found[size, page.name, clients] = floor, figure
                    rows.append(("floor", "", clients, floor, floor))
                    rows.append((page.name, page.actor, clients, figure, floor))
            table(rows)
    return found


def judge(found: Figures, sizes: list[int], listed: list[Page]) -> bool:
    """The targets of the figures; True where all were reached."""
    print("\nTargets")
    good = True
    last = sizes[-1]
    for page in listed:
        floor, one = found[last, page.name, 1]
        small_floor, small = found[sizes[0], page.name, 1]
        ratio = one.p50 / floor.p50
        good &= check(f"{page.name}: statements", one.statements, page.most_statements)
        good &= check(f"{page.name}: p50 / floor", ratio, page.most_ratio)
        growth = ratio / (small.p50 / small_floor.p50)
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
    ):
        found = measure_all(server, Path(folder), options.requests, options.sizes)
        return 0 if judge(found, options.sizes, pages(create_app())) else 1


Action = Callable[[Client], tuple[int, int, str]]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
