"""The real extracts, imported as a user would, give the figures that were computed without us.

Runs where JICMS_COMPLAINTS_DIR names the folder of the extracts (`make test-import`).
"""

import gzip
import json
import os
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from jicms import create_app
from jicms.access.actor import Actor
from jicms.audit.models import AuditEvent
from jicms.cases.models import Case, CaseCounter, PartyRole
from jicms.core import unit_of_work
from jicms.extensions import db
from jicms.imports.models import ImportFile, IssueKind
from jicms.investigations import queries_conflicts as conflicts
from tests.conftest import MASTER_KEY, settings
from tests.imports import figures, on_screen
from tests.imports.comparison import Comparison, command

pytestmark = pytest.mark.reference

#: What the import may work: processor time, because other work on the machine is not its fault.
SECONDS = 300
#: The interpreter with the whole application takes 110 MB of it.
MEGABYTES = 400
#: A group of the reference, and what counts it. Notes and definitions are no figures.
GROUPS = {
    "cases": figures.cases,
    "days_received_to_closed": figures.days_received_to_closed,
    "allegations": figures.allegations,
    "employees": figures.employees,
    "investigators": figures.investigators,
    "people": figures.people,
    "search_spot_checks": figures.search_spot_checks,
}
NO_FIGURE = {
    "days_received_to_closed": {"definition"},
    "allegations": {"suspension_days_codes_1_to_30_or_more", "employee_is_own_investigator_rows"},
    "employees": {"top20_tie_note", "of_which_placeholder_UNKNOWN"},
}
#: Rows that break a reference would be rejected, file by file.
BREAKS = {
    "allegations.cr_id not in cases": "allegations",
    "allegations.employee_uid not in employees": "allegations",
    "investigators.cr_id not in cases": "investigators",
    "investigators.investigator_uid not in employees": "investigators",
    "witnesses.cr_id not in cases": "witnesses",
    "witnesses.witness_uid not in employees": "witnesses",
    "complainants.cr_id not in cases": "complainants",
    "victims.cr_id not in cases": "victims",
}


@pytest.fixture(scope="module")
def folder():
    return Path(os.environ["JICMS_COMPLAINTS_DIR"]).resolve()


@pytest.fixture(scope="module")
def reference(folder):
    return json.loads((folder / "reference_answers.json").read_text())


@pytest.fixture(scope="module")
def place(databases, template, tmp_path_factory):
    """An empty product: the environment of commands and an application on the same database."""
    databases.copy(template, "reference")
    home = tmp_path_factory.mktemp("reference")
    environment = {
        "JICMS_ENV": "development",
        "JICMS_DATABASE_URL": databases.url("reference"),
        "JICMS_DATA_DIR": str(home),
        "JICMS_MASTER_KEY": MASTER_KEY,
    }
    app = create_app(settings(databases.url("reference"), home))
    yield environment, app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def imported(place, folder):
    """The first extract, imported."""
    environment, app = place
    return command(environment, "import", "--mapping", "public-complaints", str(folder)), app


@pytest.fixture
def say(capsys):
    """Print past pytest, so that the figures are seen when all is well."""

    def speak(text):
        with capsys.disabled():
            sys.stdout.write(f"{text}\n")

    return speak


def reading(app):
    return app.app_context(), unit_of_work.read(Actor.system("test"))


def known_to_differ(folder):
    """One witness row is delivered twice: the reference counts it twice, and as no duplicate."""
    with gzip.open(folder / "witnesses.csv.gz", "rt") as stream:
        rows = stream.read().splitlines()
    surplus = len(rows) - len(set(rows))
    why = f"the file holds {surplus} exact copy; the reference counts the row twice"
    men = sum(row.endswith(",M") for row in set(rows))
    return {
        "people.witnesses.exact_duplicate_rows_surplus": (surplus, why),
        "people.witnesses.by_gender.M": (men, why),
    }


def test_the_first_extract_gives_the_reference_figures(imported, folder, reference, say):
    done, app = imported
    say(f"\n{done.output}\nImported in {done}")
    comparison = Comparison(known=known_to_differ(folder))
    context, read = reading(app)
    with context, read as session:
        for name, rows in reference["rows_as_delivered"].items():
            delivered = figures.file_of(session, name)
            comparison.add(f"rows_as_delivered.{name}", rows, delivered.position)
            comparison.add(f"rows_accounted_for.{name}", rows, delivered.accounted)
        for group, figure in GROUPS.items():
            wanted = reference[group].keys() - NO_FIGURE.get(group, set())
            got = figure(session)
            assert wanted <= got.keys(), wanted - got.keys()
            for key in sorted(wanted):
                comparison.add(f"{group}.{key}", _plain(reference[group][key]), got[key])
        for name, file in BREAKS.items():
            expected = reference["referential_breaks"][name]
            rejected = figures.file_of(session, file).rejected
            comparison.add(f"referential_breaks.{name}", expected, rejected)
        _conflicts(session, reference, comparison)
    say(comparison.table("The first extract"))
    assert comparison.differing == []
    assert done.worked < SECONDS
    assert done.megabytes < MEGABYTES


def _plain(value):
    """A full distribution, delivered as pairs, as a table; what is cut to the top stays pairs."""
    is_pairs = isinstance(value, list) and value and isinstance(value[0], list)
    return value if not is_pairs or len(value) in {20, 25} else dict(map(tuple, value))


def _conflicts(session, reference, comparison):
    def rows(statement):
        return session.scalar(select(func.count()).select_from(statement.subquery()))

    own = reference["allegations"]["employee_is_own_investigator_rows"]
    comparison.add("conflicts.assignee is subject", own, rows(conflicts.assignee_is_subject()))
    comparison.add("conflicts.assignee is witness", 134, rows(conflicts.assignee_is_witness()))
    comparison.add("conflicts.cases", 258, rows(conflicts.cases_in_conflict()))
    both = conflicts.assignees_named_as(PartyRole.SUBJECT, PartyRole.WITNESS)
    comparison.add("conflicts.rows", 258, rows(both))


def test_the_reports_show_the_reference_figures(imported, reference, say):
    """Read off the pages and files by a supervisor of LEGACY-IA."""
    comparison = Comparison()
    on_screen.compare(imported[1], reference, comparison)
    say(comparison.table("The reports, as a supervisor of LEGACY-IA reads them"))
    assert comparison.differing == []


def test_case_numbers_have_no_gap(imported):
    _done, app = imported
    context, read = reading(app)
    with context, read as session:
        last = dict(session.execute(select(CaseCounter.fiscal_year, CaseCounter.last)).all())
        years = session.execute(
            select(
                Case.fiscal_year,
                func.min(Case.sequence),
                func.max(Case.sequence),
                func.count(),
            ).group_by(Case.fiscal_year)
        )
        for year, lowest, highest, cases in years:
            assert (lowest, highest, cases) == (1, last[year], last[year]), year


def everything(app):
    """Rows of every table and the sum of their versions, bookkeeping and trail left out."""
    found = {}
    context, read = reading(app)
    with context, read as session:
        for table in db.metadata.sorted_tables:
            if not table.name.startswith(("audit_", "import_")):
                columns = [func.count()]
                if "version" in table.c:
                    columns.append(func.sum(table.c.version))
                found[table.name] = tuple(
                    session.execute(select(*columns).select_from(table)).one()
                )
        altered = select(func.count()).where(AuditEvent.event == "IMPORT_ALTERED")
        found["altered"] = session.scalar(altered)
    return found


def test_a_second_run_changes_nothing(imported, place, folder, say):
    environment, app = place
    before = everything(app)
    done = command(environment, "import", "--mapping", "public-complaints", str(folder))
    say(f"\n{done.output}\nRun again in {done}")
    assert everything(app) == before
    context, read = reading(app)
    with context, read as session:
        for name in ("cases", "allegations", "investigators", "complainants", "victims"):
            again = figures.file_of(session, name)
            assert (again.imported, again.updated, again.conflicting) == (0, 0, 0), name


def test_a_later_extract_fills_blanks_and_reports_what_it_contradicts(
    imported, place, folder, reference, say
):
    environment, app = place
    expected = reference["cases_update"]
    done = command(environment, "import", "--mapping", "public-complaints-update", str(folder))
    comparison = Comparison()
    context, read = reading(app)
    with context, read as session:
        delivered = figures.file_of(session, "cases_update")
        known = figures.count(session, Case)
        missing = figures.count(session, Case, Case.closed_on.is_(None))
        closing = {
            kind: figures.issues(session, "cases_update", kind, "closed_date") for kind in IssueKind
        }
        got = {
            "rows": delivered.position,
            "distinct_cases": delivered.accounted - delivered.duplicate - delivered.rejected,
            "exact_duplicate_rows_surplus": delivered.duplicate,
            "case_numbers_repeated": delivered.imported,
            "dev_cases_absent": known - delivered.accounted,
            "closed_date_newly_filled": closing[IssueKind.FILLED],
            "closed_date_changed": closing[IssueKind.CONFLICT],
            "closed_date_removed": closing[IssueKind.KEPT],
        }
        for key, value in got.items():
            comparison.add(f"cases_update.{key}", expected[key], value)
        before = reference["cases"]["missing_closed_date"]
        left = before - expected["closed_date_newly_filled"]
        comparison.add("after the update.missing_closed_date", left, missing)
        statuses = figures.tally(session, Case.legacy_status)
        comparison.add(
            "cases_update.by_current_status",
            dict(map(tuple, expected["by_current_status"])),
            {status: n for status, n in statuses.items() if status is not None},
        )
    say(f"\n{done.output}\nUpdated in {done}")
    say(comparison.table("The later extract"))
    assert comparison.differing == []


def test_incoming_values_are_taken_where_that_is_asked_for(imported, place, folder, reference, say):
    environment, app = place
    expected = reference["cases_update"]
    arguments = ("--mapping", "public-complaints-update", "--prefer", "incoming", str(folder))
    done = command(environment, "import", *arguments)
    say(f"\n{done.output}\nTaken over in {done}")
    context, read = reading(app)
    with context, read as session:
        replaced = figures.issues(session, "cases_update", IssueKind.REPLACED, "closed_date")
        assert replaced == expected["closed_date_changed"]
        erased = figures.count(session, Case, Case.closed_on.is_(None))
        filled = expected["closed_date_newly_filled"]
        assert erased == reference["cases"]["missing_closed_date"] - filled
        updated = session.scalar(select(func.sum(ImportFile.updated)))
        altered = select(func.count()).where(AuditEvent.event == "IMPORT_ALTERED")
        assert session.scalar(altered) == updated


def test_the_trail_of_all_of_it_holds(imported, place):
    environment, _app = place
    command(environment, "audit", "seal", "--full")
    assert "Intact" in command(environment, "audit", "verify").output
