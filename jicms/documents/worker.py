"""The process that makes one document. Run by path, with no other module of ours.

Reads one JSON object, writes the PDF. On failure it writes what Typst says to stderr and returns 1.
The folder that Typst sees holds links to the templates and to the given pictures, nothing else.
"""

import base64
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import typst

#: What PDF/UA-1 refuses: a character that no embedded font holds. Typst names all of them at once.
_UNSHOWABLE = re.compile(r'the text `"((?:[^`\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
#: Each round can meet characters that the one before did not reach.
_ROUNDS = 4


def main() -> int:
    """Make the document that stdin asks for."""
    asked = json.load(sys.stdin.buffer)
    _limit(asked["memory"], asked["seconds"])
    _furnish(Path(asked["root"]), Path(asked["package"]), asked["files"])
    data, failure = asked["data"], ""
    for _ in range(_ROUNDS):
        try:
            sys.stdout.buffer.write(_compile(asked, data))
            return 0
        except typst.TypstError as error:
            failure = error.diagnostic
            unknown = {_plain(found) for found in _UNSHOWABLE.findall(failure)}
            if not unknown:
                break
            data = _coded(data, unknown)
    sys.stderr.write(failure)
    return 1


def _compile(asked: dict[str, Any], data: Any) -> bytes:
    compiler = typst.Compiler(
        root=asked["root"],
        font_paths=typst.Fonts(include_system_fonts=False),
        ignore_system_fonts=True,
        package_path=asked["root"],
        package_cache_path=asked["root"],
    )
    made = compiler.compile(
        input=f'#include "{asked["main"]}"'.encode(),
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=asked["timestamp"] or 0,
        sys_inputs={
            "data": json.dumps(data),
            "marking": asked["marking"],
            "dated": "yes" if asked["timestamp"] is not None else "",
        },
    )
    assert isinstance(made, bytes)
    return made


def _furnish(root: Path, package: Path, files: dict[str, str]) -> None:
    for folder in package.glob("*/typst"):
        (root / folder.parent.name).mkdir()
        (root / folder.parent.name / "typst").symlink_to(folder)
    if files:
        (root / "given").mkdir()
    for name, content in files.items():
        _place(root / "given" / name, base64.b64decode(content))


def _place(path: Path, content: bytes) -> None:
    """A picture under its name; on Linux it stays in memory, as evidence must reach no disk."""
    if not hasattr(os, "memfd_create"):
        path.write_bytes(content)
        return
    handle = os.memfd_create(path.name)
    with os.fdopen(os.dup(handle), "wb") as file:
        file.write(content)
    path.symlink_to(f"/proc/self/fd/{handle}")


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _plain(quoted: str) -> str:
    """The text behind a quotation in a message of Typst."""
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), quoted)
    return text.replace('\\"', '"').replace("\\'", "'").replace("\\\\", "\\")


def _coded(value: Any, unknown: set[str]) -> Any:
    """`value` with each unknown text as code points: `[U+4E2D]`."""
    if isinstance(value, str):
        for text in sorted(unknown, key=len, reverse=True):
            value = value.replace(text, "".join(f"[U+{ord(char):04X}]" for char in text))
        return value
    if isinstance(value, dict):
        return {key: _coded(item, unknown) for key, item in value.items()}
    if isinstance(value, list):
        return [_coded(item, unknown) for item in value]
    return value


if __name__ == "__main__":
    sys.exit(main())
