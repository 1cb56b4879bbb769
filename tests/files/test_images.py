"""Pictures drawn anew: the pixels stay, what was written into them goes, bombs are refused."""

import io

import pytest
from PIL import Image

from jicms.files import images
from jicms.files.images import NotCleanable
from tests.factories import pictures


@pytest.mark.parametrize("kind", images.FORMATS)
def test_nothing_of_the_maker_stays(kind):
    before = pictures.picture(kind, tail=b"<html>" + pictures.PLANTED.encode())
    assert b"Odalys" in before
    after = images.cleaned(io.BytesIO(before)).getvalue()
    assert b"Odalys" not in after
    assert b"<html>" not in after
    with Image.open(io.BytesIO(after)) as drawn:
        assert drawn.format == kind
        assert dict(drawn.getexif()).keys() & {0x013B, 0x010E, 0x0112, 0x8825} == set()
        assert not {"comment", "Author", "icc_profile", "exif"} & drawn.info.keys()


def test_the_picture_stands_as_it_was_seen():
    with Image.open(images.cleaned(io.BytesIO(pictures.picture("PNG")))) as drawn:
        assert drawn.size == (30, 40), "turned as its orientation says"
        assert drawn.getpixel((29, 0)) == (0, 0, 255)
        assert drawn.getpixel((5, 5)) == (200, 30, 30)


def test_a_tiff_does_not_grow():
    before = pictures.picture("TIFF", (2000, 2000))
    assert len(images.cleaned(io.BytesIO(before)).getvalue()) < len(before) // 50


def test_an_animation_keeps_its_frames():
    with Image.open(images.cleaned(io.BytesIO(pictures.picture("GIF")))) as drawn:
        assert drawn.n_frames == 2
        assert drawn.info["duration"] == 120


def test_transparency_stays():
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (10, 20, 30, 0)).save(out, "PNG")
    with Image.open(images.cleaned(io.BytesIO(out.getvalue()))) as drawn:
        assert drawn.getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
        pictures.picture()[:200],
        b"GIF89a" + b"\xff" * 60,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        b"II*\x00" + b"\xff" * 200,
    ],
)
def test_what_is_no_whole_picture_is_refused(content):
    with pytest.raises(NotCleanable, match="JPEG or PNG"):
        images.cleaned(io.BytesIO(content))


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    content = pictures.bomb()
    assert len(content) < 200_000

    def unpacked(*_args):
        raise AssertionError("the pixels were unpacked")

    monkeypatch.setattr(Image.Image, "convert", unpacked)
    with pytest.raises(NotCleanable):
        images.cleaned(io.BytesIO(content))


def test_frames_count_together(monkeypatch):
    monkeypatch.setattr(images, "MOST_PIXELS", 40 * 30 * 2 - 1)
    with pytest.raises(NotCleanable):
        images.cleaned(io.BytesIO(pictures.picture("GIF")))
