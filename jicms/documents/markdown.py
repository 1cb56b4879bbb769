"""Markdown by an allow-list: a text becomes plain nodes, and only nodes are drawn.

Allowed are paragraphs, headings, lists, quotations, tables, rules, emphasis and line breaks. All
else, markup of the web among it, is text as it was typed. The same nodes become the page on the
screen and, by `/documents/typst/blocks.typ`, the printed one.

A node is a dict with `kind`: `par`, `heading` (`level` 1 to 3), `list` (`ordered`, `start`,
`items`), `quote`, `table` (`head`, `rows`) or `rule`. Words are runs: `[text, marks]` where `marks`
holds `b` and `i`; a line feed alone is a break.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

Node = dict[str, Any]
Run = list[str]

_ALLOWED = ("heading", "list", "blockquote", "hr", "table", "emphasis", "newline", "escape")
_MARKS = {"strong": "b", "em": "i"}
#: Deeper quotations and lists are text; nobody means them.
_DEEPEST = 8
_MOST_LEVELS = 3


@cache
def _parser() -> MarkdownIt:
    """The rules that are allowed; without `html`, `link` and `image` nothing reaches out."""
    return MarkdownIt("zero", {"html": False, "maxNesting": 2 * _DEEPEST}).enable(list(_ALLOWED))


def nodes(text: str) -> list[Node]:
    """The text as nodes. Its headings begin at level 1 and leave out none, as screens read them."""
    found = _blocks(iter(_parser().parse(text)), until="")
    before = 0
    for node in found:
        if node["kind"] == "heading":
            before = node["level"] = min(node["level"], before + 1)
    return found


def _blocks(tokens: Iterator[Token], *, until: str) -> list[Node]:
    found: list[Node] = []
    for token in tokens:
        if token.type == until:
            return found
        if token.type in _BUILDERS:
            found.append(_BUILDERS[token.type](token, tokens))
        elif token.type == "inline":
            found.append({"kind": "par", "runs": _runs(token)})
    return found


def _paragraph(_token: Token, tokens: Iterator[Token]) -> Node:
    return {"kind": "par", "runs": _words(tokens, "paragraph_close")}


def _heading(token: Token, tokens: Iterator[Token]) -> Node:
    level = min(int(token.tag[1:]), _MOST_LEVELS)
    return {"kind": "heading", "level": level, "runs": _words(tokens, "heading_close")}


def _list(token: Token, tokens: Iterator[Token]) -> Node:
    ordered = token.type == "ordered_list_open"
    node: Node = {
        "kind": "list",
        "ordered": ordered,
        "start": int(token.attrGet("start") or 1),
        "items": [],
    }
    for inner in tokens:
        if inner.type == "list_item_open":
            node["items"].append(_blocks(tokens, until="list_item_close"))
            node["items"][-1] = [_without_heading(block) for block in node["items"][-1]]
        elif inner.type in {"ordered_list_close", "bullet_list_close"}:
            break
    return node


def _quote(_token: Token, tokens: Iterator[Token]) -> Node:
    inner = _blocks(tokens, until="blockquote_close")
    return {"kind": "quote", "blocks": [_without_heading(block) for block in inner]}


def _without_heading(node: Node) -> Node:
    """A heading within a list or a quotation heads nothing: its words are strong."""
    if node["kind"] != "heading":
        return node
    return {"kind": "par", "runs": [[text, "b" + marks.strip("b")] for text, marks in node["runs"]]}


def _rule(_token: Token, _tokens: Iterator[Token]) -> Node:
    return {"kind": "rule"}


def _table(_token: Token, tokens: Iterator[Token]) -> Node:
    rows: list[list[list[Run]]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_runs(token))
        elif token.type == "table_close":
            break
    return {"kind": "table", "head": rows[0], "rows": rows[1:]}


_BUILDERS = {
    "paragraph_open": _paragraph,
    "heading_open": _heading,
    "ordered_list_open": _list,
    "bullet_list_open": _list,
    "blockquote_open": _quote,
    "table_open": _table,
    "hr": _rule,
}


def _words(tokens: Iterator[Token], until: str) -> list[Run]:
    runs: list[Run] = []
    for token in tokens:
        if token.type == until:
            break
        runs += _runs(token)
    return runs


def _runs(token: Token) -> list[Run]:
    runs: list[Run] = []
    marks: list[str] = []
    for child in token.children or ():
        name, _, end = child.type.rpartition("_")
        if name in _MARKS:
            marks.append(_MARKS[name]) if end == "open" else marks.remove(_MARKS[name])
            continue
        text = "\n" if child.type in {"softbreak", "hardbreak"} else child.content
        _add(runs, text, "".join(sorted(set(marks))))
    return runs


def _add(runs: list[Run], text: str, marks: str) -> None:
    if runs and runs[-1][1] == marks and "\n" not in (text, runs[-1][0]):
        runs[-1][0] += text
    elif text:
        runs.append([text, marks])


def to_html(text: str, *, level: int = 3) -> Markup:
    """The text for the screen; its first level of headings is `level`."""
    return _html(nodes(text), level)


def _html(blocks: list[Node], level: int) -> Markup:
    return Markup("").join(_draw(node, level) for node in blocks)


def _draw(node: Node, level: int) -> Markup:
    kind = node["kind"]
    if kind == "par":
        return Markup("<p>{}</p>").format(_inline(node["runs"]))
    if kind == "heading":
        tag = f"h{min(level + node['level'] - 1, 6)}"
        return Markup("<{tag}>{words}</{tag}>").format(tag=tag, words=_inline(node["runs"]))
    if kind == "list":
        return _draw_list(node, level)
    if kind == "quote":
        return Markup("<blockquote>{}</blockquote>").format(_html(node["blocks"], level))
    if kind == "table":
        return _draw_table(node)
    return Markup("<hr>")


def _draw_list(node: Node, level: int) -> Markup:
    items = Markup("").join(
        Markup("<li>{}</li>").format(_html(_tight(item), level) or _item(item))
        for item in node["items"]
    )
    if not node["ordered"]:
        return Markup('<ul class="usa-list">{}</ul>').format(items)
    return Markup('<ol class="usa-list" start="{}">{}</ol>').format(node["start"], items)


def _item(blocks: list[Node]) -> Markup:
    return _inline(blocks[0]["runs"]) if blocks else Markup("")


def _tight(blocks: list[Node]) -> list[Node]:
    """The blocks of an entry; one paragraph alone needs no element of its own."""
    return [] if len(blocks) == 1 and blocks[0]["kind"] == "par" else blocks


def _draw_table(node: Node) -> Markup:
    head = Markup("").join(
        Markup('<th scope="col">{}</th>').format(_inline(cell)) for cell in node["head"]
    )
    rows = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(Markup("<td>{}</td>").format(_inline(cell)) for cell in row)
        )
        for row in node["rows"]
    )
    return Markup(
        '<table class="usa-table t"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>'
    ).format(head, rows)


def _inline(runs: list[Run]) -> Markup:
    drawn = []
    for text, marks in runs:
        words = Markup("<br>") if text == "\n" else escape(text)
        if "i" in marks:
            words = Markup("<em>{}</em>").format(words)
        if "b" in marks:
            words = Markup("<strong>{}</strong>").format(words)
        drawn.append(words)
    return Markup("").join(drawn)
