"""The list of appeals: whose, in what order, and out of the house as CSV."""

from datetime import date

from jicms.access.actor import current_actor
from jicms.appeals import hearings
from tests.factories import appeals, discipline


def test_the_list_shows_open_appeals_by_their_next_date(acting, sign_in, statements):
    """Three actions of the office; the order by date, the filters, the counts, the export."""
    with acting() as session:
        me, made = current_actor(), []
        for due in (20, 10, None):
            action = session.get(
                discipline.DisciplinaryAction, discipline.lead(session, "SERVED").action
            )
            row = appeals.filed(session, action, docket=f"DC-{due}")
            if due is not None:
                hearings.order_date(
                    row,
                    actor=me,
                    kind="CLOSE_OF_RECORD",
                    ordered_on=date(2024, 5, 1),
                    due_on=date(2024, 6, due),
                )
            made.append(row.number)
    client = sign_in("supervisor.ler")
    page = client.get("/appeals").text
    places = [page.index(made[n]) for n in (1, 0, 2)]
    assert places == sorted(places)
    assert "Close of record, Jun 10, 2024" in page
    assert "No appeals found" in client.get("/appeals?forum=GRIEVANCE").text
    assert "No appeals found" in client.get("/appeals?state=ended").text
    home = client.get("/").text
    assert "MSPB appeal: filed" in home
    assert "3 filings" in home
    rows = client.get("/appeals/export/csv").text.splitlines()
    assert len([row for row in rows if "DC-" in row]) == 3
    assert client.get("/appeals/export/xlsx").status_code == 200
    assert client.get("/appeals?step=MOON&forum=%00&specialist=x").status_code in {200, 404}
    one = statements(lambda: client.get("/appeals?forum=MSPB"))
    with acting() as session:
        for _ in range(2):
            action = session.get(
                discipline.DisciplinaryAction, discipline.lead(session, "SERVED").action
            )
            appeals.filed(session, action)
    more = statements(lambda: client.get("/appeals?forum=MSPB"))
    assert more == one, "rows cost no statement"
    for name in ("supervisor.elr", "counsel.cbp"):
        assert made[0] not in sign_in(name).get("/appeals").text, name
    for name in ("official.cbp", "supervisor.ia", "auditor", "admin"):
        assert sign_in(name).get("/appeals").status_code == 403, name
        assert sign_in(name).get("/appeals/export/csv").status_code == 403, name
