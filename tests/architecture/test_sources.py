"""What the sources may not hold: commits outside the unit of work, raw tables, unsafe templates."""

import re
from pathlib import Path

from jicms.access import scope
from jicms.access.scope import SCOPED_BY_JOIN
from jicms.auth.sessions import read_along
from jicms.cases.listing import WITH_CLOCK
from jicms.cases.registration import clock_scope
from jicms.deadlines.models import CaseClock
from jicms.saved.models import SavedSearch

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "jicms"
SOURCES = sorted(PACKAGE.glob("**/*.py"))
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))
LONGEST, LONGEST_PAGE = 400, 120

#: The unit of work, and the guard that ends a request's.
MAY_COMMIT = {"jicms/core/database.py", "jicms/core/unit_of_work.py", "jicms/access/guard.py"}
#: The kernel, the walls themselves, and the reports' scoped tables.
MAY_USE_TABLES = re.compile(
    r"jicms/(core|access|audit|reports|imports)/|jicms/\w+/scope\.py|jicms/cases/(sight|driver)\.py"
    r"|jicms/refdata/"
)
#: How often a reason is given for reading past the scope; raise it only with a decision.
MOST_UNSCOPED = 71


def name(path):
    return str(path.relative_to(ROOT))


def offending(paths, rule):
    """What `rule` finds in the text of each file, by the file's name; each is tried."""
    found = {name(path): rule(path.read_text()) for path in paths}
    return {where: what for where, what in found.items() if what}


def test_only_the_unit_of_work_commits():
    paths = [path for path in SOURCES if name(path) not in MAY_COMMIT]
    assert not offending(paths, re.compile(r"\.commit\(\)").findall)


def test_core_tables_and_raw_sql_stay_in_the_kernel():
    def raw(source):
        found = re.findall(r"\b(?:select|update|delete|insert)\([^)]*__table__", source)
        found += re.findall(r"(?<![\w.])text\(\s*[\"']\s*(?:SELECT|UPDATE|DELETE|INSERT)", source)
        return found + re.findall(r"from_statement\(", source)

    paths = [path for path in SOURCES if not MAY_USE_TABLES.match(name(path))]
    assert not offending(paths, raw)


def test_reading_past_the_scope_is_rare_and_says_why():
    found = []
    for path in SOURCES:
        found += [(name(path), m) for m in re.findall(r"unscoped=([^)\n]*)", path.read_text())]
    for where, reason in found:
        assert not reason.startswith(("True", "1")), f"{where}: give the reason, not {reason}"
    assert len(found) <= MOST_UNSCOPED, found


def test_what_is_read_past_the_scope_decides_and_is_not_shown():
    """A helper that reads past the scope counts once above, however often it is called: so it is
    called by rules alone, never where a page, a form, a menu or an answer of the API is made."""
    shows = re.compile(r"/(views|forms|menus|templates)\b|/(views|forms|menus|api)\w*\.py$")
    helper = re.compile(r"^from jicms\.[\w.]+ import [^\n]*\b(whole|opened)\b", re.MULTILINE)
    users = {name(path) for path in SOURCES if helper.search(path.read_text())}
    assert "jicms/discipline/service/grants.py" in users
    assert not {path for path in users if shows.search(path)}


def test_rows_scoped_by_a_join_are_those_that_are_seen_where_their_case_is(app):
    """What `SCOPED_BY_JOIN` leaves out must say nothing that the case itself does not decide."""
    users = [name(path) for path in SOURCES if "SCOPED_BY_JOIN" in path.read_text()]
    kernel = ["jicms/access/scope.py", "jicms/auth/sessions.py"]
    assert users == [*kernel, "jicms/cases/listing.py"], users
    # Read with the session: a stamp of what its owner and office keep, and nothing of a case.
    assert {model for entry in read_along.values() for model in entry.models} == {SavedSearch}
    assert set(WITH_CLOCK[SCOPED_BY_JOIN]) == {CaseClock}
    assert scope.registered()[0][CaseClock] is clock_scope


def longer_than(most):
    def lines(source):
        found = len(source.splitlines())
        return found if found > most else 0

    return lines


def test_no_file_is_longer_than_a_reader_can_hold():
    assert not offending(SOURCES, longer_than(LONGEST))
    pages = [path for path in TEMPLATES if "/components/" not in str(path)]
    assert not offending(pages, longer_than(LONGEST_PAGE))


def test_templates_hold_no_script_style_or_unescaped_text():
    def unsafe(source):
        found = ["|safe"] if "|safe" in source.replace(" ", "") else []
        return found + re.findall(
            r"autoescape|<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"", source
        )

    assert not offending(TEMPLATES, unsafe)


def test_scripts_never_write_markup():
    scripts = sorted(PACKAGE.glob("**/static/**/*.js"))
    markup = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\("
    assert scripts
    assert not offending(scripts, re.compile(markup).findall)


def test_nothing_names_a_registry_host():
    hosts = re.compile(r"(files\.pythonhosted|registry\.npmjs|pypi|npmjs|deb\.debian)\.org")
    files = (
        [p for p in ROOT.iterdir() if p.is_file()] + SOURCES + sorted((ROOT / "tools").glob("*"))
    )
    for path in files:
        if path.is_file() and path.suffix in {".txt", ".toml", ".json", ".py", "", ".md", ".sh"}:
            assert not hosts.search(path.read_text(errors="ignore")), path
