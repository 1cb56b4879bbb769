"""A pytest plug-in: a run that skipped a test has failed, for it proves less than it seems to."""

import pytest

SENTENCE = "Skipped tests prove nothing, so this run has failed; install what they need."


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Turn success into failure where anything was skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line(SENTENCE, red=True)
