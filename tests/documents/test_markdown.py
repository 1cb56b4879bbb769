"""Markdown by an allow-list, and what word processors paste."""

import json
import time

import pytest

from jicms.documents import markdown, pasted

RICH = """# One

### Deep

A **b** *i* <script>alert(1)</script> [link](javascript:alert(1)) ![x](http://x) `code`
next line

- one
- two
   1. inner

> # said

| a | b |
|---|---|
| 1 | <b>2</b> |

---
"""


def test_what_is_allowed_becomes_elements_and_the_rest_stays_text():
    html = str(markdown.to_html(RICH))
    assert html.startswith("<h3>One</h3><h4>Deep</h4>"), "no level is left out"
    for piece in (
        "<strong>b</strong>",
        "<em>i</em>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "[link](javascript:alert(1)) ![x](http://x) `code`<br>next line",
        '<li><p>two</p><ol class="usa-list" start="1"><li>inner</li></ol></li>',
        "<blockquote><p><strong>said</strong></p></blockquote>",
        '<th scope="col">a</th>',
        "<td>&lt;b&gt;2&lt;/b&gt;</td>",
        "<hr>",
    ):
        assert piece in html, piece
    for tag in ("<script", "<a", "<img", "<b>", "<code"):
        assert tag not in html


def test_nodes_are_plain_data():
    assert json.loads(json.dumps(markdown.nodes(RICH))) == markdown.nodes(RICH)


@pytest.mark.parametrize(
    "piece", ["[", "*a ", "**a*", "> ", "- ", "1. ", "|", "a\n|-|\n", "\\", "`", "<", "# ", "_*"]
)
def test_no_text_of_a_section_takes_long(piece):
    text = (piece * 100_000)[:100_000] + "x"
    started = time.process_time()
    markdown.to_html(text)
    # Seconds where it is linear; minutes were it not.
    assert time.process_time() - started < 30


WORD = """<html><head><style>p.MsoNormal{color:red}</style><title>Doc</title></head><body>
<!--StartFragment--><p class=MsoNormal style='mso-x:1'><b>Bold </b>text&nbsp;and <i>more</i>
<o:p></o:p></p><h2>A *head*</h2><ul><li>one<ul><li>sub</li></ul></li><li><p>two</p></li></ul>
<table><tr><td><p>A</p></td><td>B</td></tr><tr><td>1</td><td>2|3</td></tr></table>
<p># no heading</p><p>1. no list</p><script>steal()</script><img src=x onerror=y>
<a href="javascript:1">a link</a><blockquote><p>quoted</p></blockquote></body></html>"""


def test_what_a_word_processor_pastes_becomes_markdown_of_ours():
    text = pasted.from_html(WORD)
    assert text == (
        "**Bold** text and *more*\n\n## A \\*head\\*\n\n- one\n   - sub\n- two\n\n"
        "| A | B |\n| --- | --- |\n| 1 | 2\\|3 |\n\n\\# no heading\n\n1\\. no list\n\n"
        "a link\n\n> quoted"
    )
    html = str(markdown.to_html(text))
    assert "<h3>A *head*</h3>" in html
    assert "<p># no heading</p><p>1. no list</p>" in html


def test_plain_text_of_a_word_processor_is_tidied():
    assert pasted.tidy("•\tone\n·  two\no\tthree\u00a0x\u00ad  \n") == "- one\n- two\n- three x"


@pytest.mark.parametrize("piece", ["<b>", "<div>", "<ul><li>", "<table><tr><td>", "&lt;"])
def test_no_paste_takes_long(piece):
    started = time.process_time()
    pasted.from_html(piece * 100_000 + "end")
    # Seconds where it is linear; minutes were it not.
    assert time.process_time() - started < 30


def test_pages_turn_what_is_pasted_into_markdown(sign_in):
    client = sign_in("investigator.ia")
    answer = client.post("/pasted", data={"html": "<p>a <b>b</b><script>x</script>\x07</p>"})
    assert answer.json == {"text": "a **b**"}
    assert client.post("/pasted").json == {"text": ""}
