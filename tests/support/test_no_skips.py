"""A skipped test must not let `make test` pass, in one process or in several."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import no_skips

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("processes", ["0", "2"])
def test_a_skip_fails_the_run(tmp_path: Path, processes: str) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["tests.support.no_skips"]\n')
    (tmp_path / "test_one.py").write_text(
        "import pytest\n\ndef test_one():\n    pytest.skip('nothing to run it on')\n"
    )
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", processes, "-p", "no:schemathesis", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == pytest.ExitCode.TESTS_FAILED, run.stdout + run.stderr
    assert no_skips.SENTENCE in run.stdout
