"""The reference figures beside the product's, as a table; the import as a process of its own."""

import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass
class Comparison:
    """Lines (figure, expected, got)."""

    lines: list[tuple[str, object, object]] = field(default_factory=list)
    #: Figures of the reference that the delivered files themselves contradict: (got, why).
    known: dict[str, tuple[object, str]] = field(default_factory=dict)

    def add(self, name, expected, got):
        """Compare one figure; of a list that was cut to the top, only what it holds."""
        if isinstance(expected, dict):
            for key, value in expected.items():
                self.add(f"{name}.{key}", value, (got or {}).get(key))
            if isinstance(got, dict) and not {type(v) for v in expected.values()} & {dict, list}:
                self.add(f"{name}, values", len(expected), len(got) - (got.get(None) == 0))
        elif isinstance(got, dict) and isinstance(expected, list):
            for key, value in expected:
                self.add(f"{name}.{key}", value, got.get(key))
        else:
            self.lines.append((name, expected, got))

    @property
    def differing(self):
        """Lines that differ, but for what the files themselves say."""
        found = [line for line in self.lines if line[1] != line[2]]
        return [line for line in found if self.known.get(line[0], (None,))[0] != line[2]]

    def table(self, title):
        """Each group in one line; each difference in one of its own."""
        groups = {}
        for name, expected, got in self.lines:
            group = ".".join(name.split(",")[0].split(".")[:2])
            same, total = groups.get(group, (0, 0))
            groups[group] = (same + (expected == got), total + 1)
        text = [f"\n{title}", f"{'figure':<66}{'expected':>22}{'got':>22}"]
        for name, expected, got in self.lines:
            if isinstance(expected, int | float) and name.count(".") == 1:
                text.append(f"{name:<66}{expected!s:>22}{got!s:>22}")
        text += [
            f"{group + ' (values compared, equal)':<66}{total:>22}{same:>22}"
            for group, (same, total) in groups.items()
            if total > 1
        ]
        text += [f"DIFFERS {n:<58}{e!s:>22}{g!s:>22}" for n, e, g in self.differing]
        text += [f"KNOWN   {n}: {got}, {why}" for n, (got, why) in self.known.items()]
        text.append(f"{len(self.lines)} figures compared, {len(self.differing)} differ")
        return "\n".join(text)


@dataclass
class Done:
    """How a command went: its output, seconds by the clock and of its own processor time, and the
    most memory that it held."""

    output: str
    seconds: float
    worked: float
    megabytes: float

    def __str__(self):
        return (
            f"{self.seconds:.0f} s ({self.worked:.0f} s of processor time), {self.megabytes:.0f} MB"
        )


def command(environment, *arguments, check=True):
    """Run a `flask` command as a user would, measured."""
    began, before, peak = time.monotonic(), processor_seconds(), 0.0
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=said,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        while process.poll() is None:
            peak = max(peak, megabytes_of(process.pid))
            time.sleep(0.05)
        said.seek(0)
        output = said.read()
    assert not check or process.returncode == 0, output
    return Done(output, time.monotonic() - began, processor_seconds() - before, peak)


def processor_seconds():
    """What the finished children of this process have worked so far."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def megabytes_of(pid):
    """The most that a process has held so far. Its resource usage would count its parent's too."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0
