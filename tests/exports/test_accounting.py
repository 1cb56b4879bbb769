"""Where packages show: the accounting, listed, exported and printed; the timeline; the item."""

import csv
import io

from jicms.core import clock
from jicms.exports import menus, releasing, service
from jicms.exports.models import ExportPackage
from jicms.exports.workflow import EXPORT
from tests.exports.conftest import CRIMINAL, MAKER, SUPERVISOR, prepared, told
from tests.factories import accounts, evidence
from tests.support import pdf
from tests.support.counting import statements

__all__ = ["statements"]


def released(acting, number, *values, n, recipient="PROSECUTOR", **more):
    """Package `n`, which names the subject."""
    with acting(MAKER) as session:
        actor = accounts.actor_of(MAKER)
        one = told(recipient, persons=[evidence.party(session)], **more)
        package = service.prepare(evidence.the_case(session, number), one, actor=actor)
        service.choose(package, values, actor=actor)
        service.ask(package, actor=actor)
    with acting(SUPERVISOR) as session:
        package = session.query(ExportPackage).filter_by(n=n).one()
        assert releasing.at_once(package, actor=accounts.actor_of(SUPERVISOR)) is None


def test_the_accounting_is_listed_filtered_exported_and_printed(
    acting, records, sign_in, statements
):
    released(acting, records, "item-1", "statement-1", n=1)
    client = sign_in(SUPERVISOR)
    before = statements(lambda: client.get("/disclosures"))
    released(acting, records, "document-1", n=2, recipient="CONGRESS", purpose="=Filing")
    released(acting, records, "document-1", n=3, recipient="AGENCY_COUNSEL", condition_code="B_1")
    assert statements(lambda: client.get("/disclosures")) == before
    page = client.get("/disclosures").text
    assert f"{records}, export 1" in page
    assert f"{records}, export 2" in page
    assert f"{records}, export 3" not in page, "inside the agency: no accounting, 552a(b)(1)"
    assert "/disclosures" in client.get("/").text
    congress = client.get("/disclosures?recipient=CONGRESS").text
    assert f"{records}, export 1" not in congress
    assert f"{records}, export 2" in congress
    today = clock.today("America/New_York").isoformat()
    assert f"{records}, export 1" in client.get(f"/disclosures?from={today}&to={today}").text
    assert f"{records}, export 1" not in client.get("/disclosures?to=2026-01-01").text
    answer = client.get("/disclosures/export/csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["Package"] for row in rows] == ["Export 2", "Export 1"]
    assert rows[0]["Purpose"] == "'=Filing"
    assert rows[1]["Nature"] == "E0001, S01"
    assert rows[1]["Citation"] == "5 USC 552a(b)(7)"
    assert rows[1]["Records of"] == "First officer"
    assert client.get("/disclosures/export/xlsx").data.startswith(b"PK")
    printed = pdf.check(client.get("/disclosures.pdf?recipient=CONGRESS").data).told
    assert "Accounting of disclosures" in printed
    assert "Recipient: Congress" in printed
    assert "1 Court Square" in printed
    assert f"{records}, export 2" in printed
    assert f"{records}, export 1" not in printed
    for name in (MAKER, "custodian.ia", "auditor", "admin"):
        other = sign_in(name)
        for path in ("/disclosures", "/disclosures.pdf", "/disclosures/export/csv"):
            assert other.get(path).status_code == 403, (name, path)
    assert f"{records}, export" not in sign_in("supervisor.opr").get("/disclosures").text


def test_custody_and_packages_are_on_the_timeline_and_the_items_page(acting, records, sign_in):
    released(acting, records, "item-1", n=1)
    base, client = f"/cases/{records}", sign_in(MAKER)
    for path in ("/timeline", "/timeline?kind=custody"):
        page = client.get(base + path).text
        assert "Item E0001: copied" in page
        assert "Export 1 released" in page
        assert "Export 1 put up for release" in page
        assert "for R. Vale" in page
    assert set(menus._DONE) == {one.name for one in EXPORT.transitions}
    assert "Item E0001 recorded" not in client.get(f"{base}/timeline?kind=custody").text
    item = client.get(f"{base}/evidence/items/1").text
    assert service.COPIED in item
    assert "Export 1</a> for R. Vale" in item
    assert "Export 1</a>" not in client.get(f"{base}/evidence/items/2").text


def test_a_package_that_somebody_may_not_see_is_on_neither(acting, records, sign_in):
    """One for the appellant with a compelled statement: the criminal team reads of a copy of its
    item, and not for whom, by whichever page."""
    with acting(MAKER) as session:
        package = prepared(session, records, "statement-2", "item-1", recipient="APPELLANT")
        service.ask(package, actor=accounts.actor_of(MAKER))
    with acting(SUPERVISOR) as session:
        package = session.query(ExportPackage).one()
        assert releasing.at_once(package, actor=accounts.actor_of(SUPERVISOR)) is None
    mine, criminal = sign_in(MAKER), sign_in(CRIMINAL)
    for path in ("/timeline?kind=custody", "/evidence/items/1"):
        assert "R. Vale" in mine.get(f"/cases/{records}{path}").text
        page = criminal.get(f"/cases/{records}{path}")
        assert page.status_code == 200
        assert "R. Vale" not in page.text
        assert "Export 1" not in page.text
    log = criminal.get(f"/cases/{records}/evidence/items/1/custody.csv").data.decode("utf-8-sig")
    assert service.COPIED in log
    assert "R. Vale" not in log
