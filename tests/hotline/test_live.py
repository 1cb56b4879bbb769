"""Live by the checklist: off, then filled and confirmed by two, published by collecting."""

from jicms.core import clock, unit_of_work
from jicms.demo import public
from jicms.dropbox import notice
from jicms.go_live import queries, service
from jicms.intake import collecting as collector
from jicms.intake import going_live
from tests.factories import accounts


def said(app, box, collecting):
    with app.app_context():
        collector.collect(box.collect)
        return notice.read(collecting, notice.public_key())


def test_the_page_is_off_until_the_checklist_is_filled_and_confirmed(app, box, collecting, sign_in):
    found = said(app, box, collecting)
    assert not found.is_open(clock.now())
    assert [row.code for row in found.agencies] == ["CBP", "ICE"]
    page = sign_in("admin").get(f"/admin/go-live/{going_live.CHECKLIST.key}")
    assert "Public and employee report page" in page.text
    with app.app_context():
        assert public.go_live() == len(going_live.CHECKLIST.items)
        assert public.go_live() == 0
    found = said(app, box, collecting)
    assert found.is_open(clock.now())
    assert found.form_number == public.FORM


def test_taking_back_one_answer_closes_it(app, box, collecting):
    with app.app_context():
        public.go_live()
    assert said(app, box, collecting).is_open(clock.now())
    with app.app_context():
        actor = accounts.actor_of("security")
        with unit_of_work.write(actor):
            answer = queries.standing(going_live.CHECKLIST).items[0].answer
            service.end(answer, actor=actor, reason="Not assessed after all")
    assert not said(app, box, collecting).is_open(clock.now())


def test_only_a_demonstration_confirms_by_itself(app):
    done = app.test_cli_runner().invoke(args=["demo", "public"])
    assert done.exit_code == 1
    assert "Only a demonstration" in done.output
