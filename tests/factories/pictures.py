"""Pictures as a telephone makes them: with the maker's name and the place written into them."""

import io

from PIL import Image, PngImagePlugin

PLANTED = "Odalys Brennek, 14 Hollow Reach Lane"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), tail: bytes = b"") -> bytes:
    """A picture whose EXIF, comment or text holds `PLANTED`; `tail` is glued to its end."""
    drawn = Image.new("RGB", size, (200, 30, 30))
    drawn.putpixel((0, 0), (0, 0, 255))
    out = io.BytesIO()
    exif = drawn.getexif()
    exif[0x013B] = exif[0x010E] = PLANTED
    exif[0x0112] = 6
    more = {"exif": exif} if kind in {"JPEG", "PNG", "WEBP", "TIFF"} else {}
    if kind == "JPEG":
        more["comment"] = PLANTED.encode()
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Author", PLANTED)
        more["pnginfo"] = text
    if kind == "GIF":
        more |= {"comment": PLANTED.encode(), "save_all": True}
        more |= {"append_images": [Image.new("RGB", size, (0, 90, 0))], "duration": 120}
    drawn.save(out, kind, **more)
    return out.getvalue() + tail


def bomb() -> bytes:
    """A small file that claims to be a picture of 900 million pixels."""
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    return out.getvalue()
