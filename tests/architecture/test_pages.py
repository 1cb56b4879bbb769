"""Every page of the product, opened by every account: valid, titled, protected, never a 500."""

import pytest

from jicms.access import guard
from jicms.demo.accounts import ACCOUNTS
from tests.architecture import every_page
from tests.architecture.every_page import ELSEWHERE, address_of, may_ever_open, page_rules
from tests.architecture.markup import check_page

#: Forms that are recorded once by a key of their own.
OWN_KEY = {"intake.new": "the key of the draft: tests/intake/test_twice"}


#: One account of every role, those of internal affairs and of CBP first.
ONE_OF_EACH = list({account[3]: account for account in reversed(ACCOUNTS)}.values())


@pytest.fixture
def here(acting):
    return every_page.made(acting)


def check_forms(app, tree, path):
    """Each form that records something has the key that lets it do so once."""
    for form in tree.iter("form"):
        if form.get("method") != "post":
            continue
        address = (form.get("action") or path).partition("?")[0]
        endpoint, _ = app.url_map.bind("localhost").match(address, "POST")
        if guard.access_of(app, endpoint).public is None and endpoint not in OWN_KEY:
            names = {node.get("name") for node in form.iter("input")}
            assert {"csrf_token", "page_key"} <= names, f"{path}: form to {endpoint}"


def crumbs_of(tree):
    """The addresses that the page's breadcrumb leads back to."""
    trails = (nav for nav in tree.iter("nav") if nav.get("aria-label") == "Breadcrumb")
    return {link.get("href") for nav in trails for link in nav.iter("a")}


def test_every_page_that_opens_is_valid_and_each_opens_for_somebody(
    app, here, sign_in, database_kind
):
    """One world for all: making it takes as long as a tenth of the pages. One account of each role
    tries every page; the others, and all of them on the other database, those open to the role."""
    addresses = [(rule, address_of(app, rule, here)) for rule in page_rules(app)]
    wanted = {rule.endpoint for rule, _ in addresses} - set(ELSEWHERE)
    opened = set()
    for account in ACCOUNTS:
        username, role = account[0], account[3]
        tries_all = database_kind == "sqlite" and account in ONE_OF_EACH
        client, before = sign_in(username), len(opened)
        refused, trails = set(), {}
        for rule, address in addresses:
            if not tries_all and not may_ever_open(app, role, rule):
                continue
            answer = client.get(address, buffered=True)
            assert answer.status_code < 500, f"{username}, {rule.rule}: {answer.status_code}"
            if answer.status_code != 200:
                refused.add(address)
                continue
            opened |= {rule.endpoint, f"{rule.endpoint} by {username}"}
            # The markup is the templates': the other database gives no other.
            if answer.mimetype == "text/html" and database_kind == "sqlite":
                tree = check_page(answer, f"{username}, {rule.rule}")
                check_forms(app, tree, address)
                trails |= dict.fromkeys(crumbs_of(tree), rule.rule)
        astray = refused & set(trails)
        assert not astray, f"{username} is led to {[(at, trails[at]) for at in sorted(astray)]}"
        assert len(opened) > before, f"{username} could open nothing"
    never = wanted - opened
    assert not never, f"nobody could open {sorted(never)}"


def test_no_page_opens_for_a_stranger(app, here, client):
    for rule in page_rules(app):
        if guard.access_of(app, rule.endpoint).public is None:
            # The protocol of uploads asks for its header, and sends no program to a page.
            answer = client.get(address_of(app, rule, here), headers={"Tus-Resumable": "1.0.0"})
            if rule.endpoint == "uploads.earlier":
                assert answer.status_code == 401
                continue
            assert answer.status_code == 302, rule.rule
            assert answer.location.startswith("/sign-in"), rule.rule


def test_a_huge_or_malformed_address_is_never_a_fault(app, here, sign_in):
    client = sign_in("supervisor.ia")
    for rule in page_rules(app):
        for bad in ("9" * 30, "-1", "%00", "'; DROP TABLE x", "é" * 300):
            if not rule.arguments:
                continue
            path = rule.rule
            for name in rule.arguments:
                converter = rule._converters[name]
                prefix = type(converter).__name__.replace("Converter", "").lower()
                path = path.replace(f"<{prefix}:{name}>", bad).replace(f"<{name}>", bad)
                path = path.replace(f"<int:{name}>", bad)
            answer = client.get(path)
            assert answer.status_code < 500, f"{path}: {answer.status_code}"


def test_junk_in_the_query_string_is_never_a_fault(app, here, sign_in):
    client = sign_in("supervisor.ia")
    junk = "?after=x&before=%00&sort=zz&status=zz&from=13/45/2026&page=-1&q=%25%27%22%3C&office=9e9"
    for rule in page_rules(app):
        answer = client.get(address_of(app, rule, here) + junk)
        assert answer.status_code < 500, f"{rule.rule}: {answer.status_code}"
