"""See that PostgreSQL's server programs and Chromium are here before tests or benchmarks start.

Usage: .venv/bin/python -m tools.services [postgresql] [chromium]. What is missing is installed
where that is possible (as root on Debian); otherwise this stops and says what to install. It never
lets a test run go on without them.
"""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from tests.support import chromium, postgres
from tools.common import run, say, stop

Finder = Callable[[], Path]
# Debian's package of the same name -> how to find the program it brings.
SERVICES: dict[str, Finder] = {
    "postgresql": postgres.find_binaries,
    "chromium": chromium.find,
}


def missing(packages: list[str]) -> dict[str, str]:
    """The packages whose programs are not here, each with the sentence that says so."""
    found: dict[str, str] = {}
    for package in packages:
        try:
            SERVICES[package]()
        except (postgres.PostgresMissing, chromium.ChromiumMissing) as error:
            found[package] = str(error)
    return found


def install(packages: list[str]) -> None:
    """Install Debian packages, as root, without questions."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    names = " ".join(packages)
    say(f"Installing {names} (apt-get)")
    failed = f"apt-get could not install {names}; install that by hand and run this again."
    run(["apt-get", "-q", "update"], env=environment, otherwise=failed, quiet=True)
    get = ["apt-get", "-q", "-y", "--no-install-recommends", "install"]
    run([*get, *packages], env=environment, otherwise=failed, quiet=True)


def main(packages: list[str]) -> None:
    """Install what is missing, or stop with a sentence."""
    absent = missing(packages)
    if absent and os.geteuid() == 0 and shutil.which("apt-get"):
        install(list(absent))
        absent = missing(packages)
    if absent:
        stop(" ".join(absent.values()))


if __name__ == "__main__":
    main(sys.argv[1:] or list(SERVICES))
