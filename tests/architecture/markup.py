"""What holds of every page's markup."""

import re
from functools import cache
from pathlib import Path

import html5lib

SPRITE = Path(__file__).parents[2] / "node_modules/@uswds/uswds/dist/img/sprite.svg"


@cache
def icons():
    """The icons that there are: any other shows as nothing."""
    return set(re.findall(r'id="([a-z_0-9]+)"', SPRITE.read_text(encoding="utf-8")))


def text_of(node):
    return " ".join(" ".join(node.itertext()).split())


def check_page(answer, where):
    """The page is valid, titled and protected; returns its elements."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(answer.data)
    titles, headings = list(tree.iter("title")), list(tree.iter("h1"))
    assert len(titles) == 1, where
    assert len(headings) == 1, f"{where}: {len(headings)} h1"
    # A record's number stands before its title in the heading, after it in the tab.
    words = set(text_of(titles[0]).replace("|", " ").replace(":", " ").split())
    assert words & set(text_of(headings[0]).replace(":", " ").split()), where
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(ids) == len(set(ids)), f"{where}: {sorted(i for i in ids if ids.count(i) > 1)}"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy, where
    assert "unsafe" not in policy, where
    assert "no-store" in answer.headers["Cache-Control"], where
    assert answer.headers["X-Content-Type-Options"] == "nosniff", where
    shown = set(re.findall(r'<use href="[^"#]*#([^"]*)"', answer.text))
    assert shown <= icons(), f"{where}: no icons {sorted(shown - icons())}"
    return tree
