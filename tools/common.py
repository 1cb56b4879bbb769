"""What all set-up scripts share: where things are, how they speak, how they stop."""

import hashlib
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"


def say(sentence: str) -> None:
    """Tell the person at the terminal what is being done, at once."""
    print(f"== {sentence}", flush=True)


def stop(sentence: str) -> NoReturn:
    """End with exit code 1 and one plain sentence."""
    print(f"\n{sentence}", file=sys.stderr, flush=True)
    raise SystemExit(1)


def run(
    command: Sequence[str | Path],
    *,
    otherwise: str,
    env: Mapping[str, str] | None = None,
    quiet: bool = False,
) -> None:
    """Run a program in the project's root; if it fails, stop with the sentence `otherwise`.

    A quiet program's output is shown only then.
    """
    output = subprocess.PIPE if quiet else None
    errors = subprocess.STDOUT if quiet else None
    try:
        subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=output, stderr=errors)
    except subprocess.CalledProcessError as error:
        sys.stderr.buffer.write(error.stdout or b"")
        stop(otherwise)
    except OSError as error:
        print(error, file=sys.stderr)
        stop(otherwise)


def digest(*parts: str | Path) -> str:
    """SHA-256 over files' contents and strings, in hexadecimal."""
    total = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else part.encode()
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()


def stamped(stamp: Path, value: str) -> bool:
    """Whether this step was finished before with the same inputs."""
    return stamp.is_file() and stamp.read_text() == value
