"""Pictures drawn anew: the pixels stay, everything that the maker or the camera wrote goes.

What is not a picture that can be drawn within bounds is refused, never passed through.
"""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from PIL import Image, ImageOps, UnidentifiedImageError

from jicms.core.errors import RuleBroken

#: The formats that are read, and written again as what they were.
FORMATS = ("JPEG", "PNG", "GIF", "TIFF", "WEBP")
#: Pictures written as text: a program rather than pixels, stored like a document.
DRAWINGS = frozenset({"image/svg+xml"})
#: Pixels of all frames together: a photograph of the best telephones, not a bomb.
MOST_PIXELS = 60_000_000
MOST_FRAMES = 200
_QUALITY = 90
_MODES = {"1": "L", "L": "L", "LA": "RGBA", "PA": "RGBA", "RGBA": "RGBA", "RGBa": "RGBA"}


class NotCleanable(RuleBroken):
    """The picture can't be drawn anew."""

    def __init__(self) -> None:
        super().__init__(
            "This picture can’t be cleaned of what its maker wrote into it. Send it as JPEG or PNG,"
            " or take a picture of it.",
            field="attached",
        )


def is_picture(content_type: str) -> bool:
    """Whether the type is a picture, cleanable or not."""
    return content_type.startswith("image/")


def cleaned(stream: IO[bytes]) -> io.BytesIO:
    """The picture drawn anew in its own format, without any metadata, thumbnail or trailing bytes.

    Raises `NotCleanable` for other formats (HEIF, SVG), damage, and more pixels than `MOST_PIXELS`.
    """
    out = io.BytesIO()
    with opened(stream) as picture:
        _write(picture, out)
    out.seek(0)
    return out


@contextmanager
def opened(stream: IO[bytes]) -> Iterator[Any]:
    """The picture within our bounds, open for drawing it anew. Raises `NotCleanable`, whatever the
    decoder says in the block."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the decoder, about what is left out anyway
            with Image.open(stream, formats=FORMATS) as picture:
                _refuse_bombs(picture)
                yield picture
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, MemoryError) as error:
        raise NotCleanable from error
    except (Image.DecompressionBombError, EOFError, OverflowError, KeyError, TypeError) as error:
        raise NotCleanable from error


def _refuse_bombs(picture: Any) -> None:
    width, height = picture.size
    count = getattr(picture, "n_frames", 1)
    if count > MOST_FRAMES or width * height * count > MOST_PIXELS:
        raise NotCleanable


def _write(picture: Any, out: io.BytesIO) -> None:
    count = getattr(picture, "n_frames", 1)
    kind, pause = picture.format, picture.info.get("duration")
    first, *others = _frames(picture, count, kind)
    more: dict[str, Any] = {"quality": _QUALITY} if kind in {"JPEG", "WEBP"} else {}
    if kind == "TIFF":
        more = {"compression": "tiff_adobe_deflate"}  # else it grows far over what came
    if others:
        more |= {"save_all": True, "append_images": others}
        if kind != "TIFF" and isinstance(pause, int | float):
            more |= {"duration": pause, "loop": 0}
    first.save(out, kind, **more)


def _frames(picture: Any, count: int, kind: str) -> Iterator[Image.Image]:
    for place in range(count):
        picture.seek(place)
        turned = ImageOps.exif_transpose(picture)
        mode = "RGB" if kind == "JPEG" and picture.mode != "L" else _MODES.get(picture.mode, "RGB")
        if "transparency" in picture.info and kind != "JPEG":
            mode = "RGBA"
        drawn = turned.convert(mode)
        # From the pixels alone: a copy would carry comments, profiles and tags along.
        yield Image.frombytes(mode, drawn.size, drawn.tobytes())
