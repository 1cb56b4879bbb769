"""Names that come with files are labels; what is dangerous in them does not survive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jicms.files import names


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\Desktop\\memo.docx", "memo.docx"),
        ("/absolute/path/", "unnamed"),
        ("..", "unnamed"),
        (".htaccess", "htaccess"),
        ("nul\x00byte.pdf", "nulbyte.pdf"),
        ("two\r\nlines: x.txt", "twolines_ x.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("zero\u200bwidth\ufeff.txt", "zerowidth.txt"),
        (
            "\u0646\u0627\u0645\u0647\u200c\u0647\u0627.pdf",
            "\u0646\u0627\u0645\u0647\u200c\u0647\u0627.pdf",
        ),
        ("cafe\u0301.txt", "caf\u00e9.txt"),
        ('a"b*c:d<e>f?g|h.txt', "a_b_c_d_e_f_g_h.txt"),
        ("  spaced   out  .txt. ", "spaced out .txt"),
        ("\ud800", "unnamed"),
        ("", "unnamed"),
        (None, "unnamed"),
    ],
)
def test_a_label_is_the_visible_last_part(given_name, shown):
    assert names.label(given_name) == shown


def test_a_long_name_keeps_its_ending():
    shown = names.label("x" * 300 + ".pdf")
    assert len(shown) == 255
    assert shown.endswith("x.pdf")
    assert len(names.label("a." + "b" * 300)) == 255
    assert len(names.download_name("é" * 300 + ".pdf")) == 150


@given(st.text(st.characters(), max_size=400))
def test_no_name_reaches_out(name):
    shown = names.label(name)
    assert 0 < len(shown) <= 255
    assert not set(shown) & set('/\\\0\r\n"<>:|?*')
    assert shown not in {".", ".."}
    assert names.label(shown) == shown
    shown.encode()
