"""My work of those who administer and audit."""

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
