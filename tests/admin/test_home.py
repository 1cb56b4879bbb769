"""My work of those who administer and audit."""

import re

from jicms.people.models import DeclaredRelation
from tests.architecture.markup import check_page
from tests.factories import accounts


def test_each_finds_the_own_work_there(sign_in, acting, reading):
    with reading() as session:
        watched = accounts.person_of(session, "investigator2.ia").id
    sign_in("investigator.ia").get(f"/people/{watched}")
    assert "Employee 9000-0002" in sign_in("auditor").get("/").text
    with acting() as session:
        from jicms.auth.models import Membership

        row = session.get(Membership, 17)
        row.confirmed_at = None
        name = row.user.name
    page = sign_in("security").get("/").text
    assert name in page
    assert "Wait for confirmation" in page
    admin = sign_in("admin").get("/").text
    assert "Offices and agencies" in admin
    assert "Wait for confirmation" not in admin


def test_what_waits_is_counted_alike_on_my_work_its_panel_the_menu_and_the_queue(sign_in, acting):
    with acting() as session:
        one, *others = (
            accounts.person_of(session, name).id
            for name in ("investigator.ia", "investigator2.ia", "official.cbp")
        )
        session.add_all(DeclaredRelation(person_id=one, related_id=other) for other in others)
    client = sign_in("security")
    home, queue = client.get("/"), client.get("/admin/confirmations")
    for page in (home, queue):
        check_page(page, "security")
    assert "2 declared relations" in home.text
    (panel,) = re.findall(r'Waiting for your confirmation <span class="count">(\d+)', home.text)
    listed = re.findall(
        r'(?:Memberships|Person links|Token requests|Declared relations) <span class="count">(\d+)',
        queue.text,
    )
    assert len(listed) == 4
    assert sum(map(int, listed)) == int(panel) == 2
    relations = client.get("/admin/relations").text
    assert 'Waiting <span class="count">2</span>' in relations
