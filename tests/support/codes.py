"""Reads the codes of our labels as ISO/IEC 18004 has them, apart from the library that wrote them.

Small codes alone: of one block, so that the data stand in order. A code that a printer spoils
is a scanner's affair; a code that says something else is ours, and is told here.
"""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_BORDER = 2
#: Code words of data by version and level (the bits for M, Q and H): those of one block.
_M, _Q, _H = 0, 3, 2
_DATA = {(1, _M): 16, (1, _Q): 13, (1, _H): 9, (2, _M): 28, (2, _Q): 22, (2, _H): 16, (3, _M): 44}
_MASKS = (
    lambda r, c: (r + c) % 2,
    lambda r, _c: r % 2,
    lambda _r, c: c % 3,
    lambda r, c: (r + c) % 3,
    lambda r, c: (r // 2 + c // 3) % 2,
    lambda r, c: r * c % 2 + r * c % 3,
    lambda r, c: (r * c % 2 + r * c % 3) % 2,
    lambda r, c: ((r + c) % 2 + r * c % 3) % 2,
)


def codes_in(content: bytes) -> list[str]:
    """What the codes of a PDF say, page by page, in the order of their names."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [
            read(_picture(image))
            for page in pdf.pages
            for _name, image in sorted(page.get_images().items(), key=_number)
        ]


def _picture(image: Any) -> Any:
    return pikepdf.PdfImage(image).as_pil_image()


def _number(named: tuple[str, Any]) -> tuple[int, str]:
    return len(named[0]), named[0]


def read(image: Any) -> str:
    """What a code says; AssertionError where it is none that we write."""
    bits = _modules(image.convert("L"))
    size = len(bits)
    places = [(8, c) for c in (0, 1, 2, 3, 4, 5, 7, 8)] + [(r, 8) for r in (7, 5, 4, 3, 2, 1, 0)]
    told = int("".join(str(bits[r][c]) for r, c in places), 2) ^ 0b101010000010010
    mask = _MASKS[told >> 10 & 7]
    stream = "".join(
        str(bits[r][c] ^ (mask(r, c) == 0)) for r, c in _path(size) if not _is_fixed(r, c, size)
    )
    return _text(stream[: 8 * _DATA[(size - 17) // 4, told >> 13]])


def _modules(image: Any) -> list[list[int]]:
    for size in (21, 25, 29):
        scale, rest = divmod(image.width, size + 2 * _BORDER)
        if not rest:
            break
    else:
        raise AssertionError(f"no code: {image.size}")

    def dark(r: int, c: int) -> int:
        at = [(n + _BORDER) * scale + scale // 2 for n in (c, r)]
        return int(image.getpixel(tuple(at)) < 128)

    bits = [[dark(r, c) for c in range(size)] for r in range(size)]
    assert bits[0][:8] == [1, 1, 1, 1, 1, 1, 1, 0], "no finder in the corner"
    assert [bits[6][c] for c in range(8, size - 8)] == [(c + 1) % 2 for c in range(8, size - 8)]
    return bits


def _is_fixed(r: int, c: int, size: int) -> bool:
    """Whether the place holds no data: finders, formats, timing, alignment."""
    if (r <= 8 and (c <= 8 or c >= size - 8)) or (r >= size - 8 and c <= 8):
        return True
    centre = size - 7
    return 6 in {r, c} or (size > 21 and abs(r - centre) <= 2 and abs(c - centre) <= 2)


def _path(size: int) -> Iterator[tuple[int, int]]:
    """The places in the order of the data: two columns at a time, up and down, from the right."""
    up, right = True, size - 1
    while right > 0:
        if right == 6:
            right -= 1
        for r in range(size - 1, -1, -1) if up else range(size):
            yield r, right
            yield r, right - 1
        up, right = not up, right - 2


def _text(stream: str) -> str:
    mode, at = stream[:4], 4

    def take(count: int) -> int:
        nonlocal at
        found = int(stream[at : at + count], 2)
        at += count
        return found

    if mode == "0100":
        return bytes(take(8) for _ in range(take(8))).decode()
    assert mode == "0010", mode
    count, said = take(9), ""
    while count - len(said) > 1:
        pair = take(11)
        said += _ALPHABET[pair // 45] + _ALPHABET[pair % 45]
    return said + (_ALPHABET[take(6)] if len(said) < count else "")
