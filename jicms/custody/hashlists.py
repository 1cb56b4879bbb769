"""Lists of hashes as `sha256sum` writes them: read strictly, compared file by file."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from jicms.core.errors import RuleBroken

MOST_LINES = 200_000
LONGEST_PATH = 4096
_LINE = re.compile(r"(\\?)([0-9a-f]{64}) [ *](.+)")
_ESCAPES = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that is not as in the first list: changed, gone or new."""

    path: str
    how: str


def parsed(text: str) -> dict[str, str]:
    """Hash by path. Raises `RuleBroken`, which names the first line that is not one."""
    found: dict[str, str] = {}
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").removesuffix("\n").split("\n")
    if len(lines) > MOST_LINES:
        raise RuleBroken(f"A list has at most {MOST_LINES:,} lines.", field="hashes")
    for place, line in enumerate(lines, start=1):
        read = _LINE.fullmatch(line)
        if read is None:
            raise RuleBroken(
                f"Line {place:,} is not as sha256sum writes it: 64 digits, two blanks, the path.",
                field="hashes",
            )
        path = _unescaped(read[3], place) if read[1] else read[3]
        if len(path) > LONGEST_PATH:
            raise RuleBroken(f"The path in line {place:,} is too long.", field="hashes")
        if path in found:
            raise RuleBroken(f"Line {place:,} names a file a second time.", field="hashes")
        found[path] = read[2]
    return found


def _unescaped(path: str, place: int) -> str:
    def one(match: re.Match[str]) -> str:
        if match[0] not in _ESCAPES:
            raise RuleBroken(f"The path in line {place:,} is not written out.", field="hashes")
        return _ESCAPES[match[0]]

    return re.sub(r"\\.?", one, path, flags=re.DOTALL)


def written(hashes: Mapping[str, str]) -> bytes:
    """The list in one form whatever order it came in: as `sha256sum` writes it, by path."""
    return "".join(_line(path, hashes[path]) for path in sorted(hashes)).encode()


def _line(path: str, digest: str) -> str:
    escaped = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{'' if escaped == path else chr(92)}{digest}  {escaped}\n"


def _composed(hashes: Mapping[str, str]) -> Mapping[str, str]:
    """The list by composed names, unless two files would become one."""
    found = {unicodedata.normalize("NFC", path): digest for path, digest in hashes.items()}
    return found if len(found) == len(hashes) else hashes


def compared(first: Mapping[str, str], later: Mapping[str, str]) -> list[Difference]:
    """What differs from the first list, by path. A name with its accents written another way (as
    in what is pasted) is the same name."""
    first, later = _composed(first), _composed(later)
    found = []
    for path in sorted(first.keys() | later.keys()):
        if path not in later:
            found.append(Difference(path, "Gone"))
        elif path not in first:
            found.append(Difference(path, "New"))
        elif first[path] != later[path]:
            found.append(Difference(path, "Changed"))
    return found
