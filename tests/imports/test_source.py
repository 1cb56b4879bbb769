"""Files are read row by row, and a row that can't be read is a row all the same."""

import gzip

from jicms.imports.source import Delivered


def rows(path):
    return list(Delivered(path).rows())


def test_plain_and_gzipped_files_read_the_same(tmp_path):
    text = '\ufeffa,b\n1,x\n2,"two\nlines"\n'
    plain, zipped = tmp_path / "a.csv", tmp_path / "b.csv.gz"
    plain.write_text(text, encoding="utf-8")
    zipped.write_bytes(gzip.compress(text.encode()))
    expected = [(1, ["1", "x"], ""), (2, ["2", "two\nlines"], "")]
    assert rows(plain) == rows(zipped) == expected
    assert Delivered(plain).header() == Delivered(zipped).header() == ["a", "b"]


def test_rows_that_cannot_be_taken_apart_say_why(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_bytes(b'a,b\n1,x\n1\n\n1,x,y\n1,\xff\n1,\x00\n1,\xc3\xa9\n2,"open')
    faults = [fault for _number, _cells, fault in rows(path)]
    assert faults[:7] == [
        "",
        "1 cells, 2 expected",
        "an empty line",
        "3 cells, 2 expected",
        "not UTF-8",
        "a NUL character",
        "",
    ]
    assert faults[7].startswith("not a CSV row")
    assert [number for number, _cells, _fault in rows(path)] == list(range(1, 9))


def test_an_empty_file_has_no_rows(tmp_path):
    path = tmp_path / "none.csv"
    path.write_text("")
    assert rows(path) == []
    assert Delivered(path).header() == []


def test_the_position_ends_at_the_size(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a\n" + "1\n" * 10_000)
    source = Delivered(path)
    for _row in source.rows():
        assert 0 < source.position() <= source.size
    assert source.position() == source.size
