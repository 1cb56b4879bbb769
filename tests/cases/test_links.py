"""Links between cases: seen only where both ends are, and what they mean to gate and wall."""

import pytest
from sqlalchemy import select

from jicms.cases import related, service, timeline
from jicms.cases.models import CaseStatus, PartyRole
from jicms.cases.models_links import CaseLink
from jicms.cases.summary import drawn
from jicms.core.errors import Denied, Missing, RuleBroken
from jicms.prosecution import gate
from tests.cases.conftest import found
from tests.factories import allegations, cases
from tests.factories.investigations import investigation

KIND = "SPLIT_FROM"


def two(acting, **of_other):
    with acting() as session:
        here = cases.case(session, status="OPEN")
        there = cases.case(session, **{"status": "OPEN", **of_other})
        return here.number, there.number


def linked(acting, here, there, kind=KIND, name="supervisor.ia"):
    with acting(name) as session:
        case, other = found(session, here), found(session, there)
        return service.add_link(
            case, actor=session.info["actor"], other=other, kind_code=kind, reason="One raid"
        ).id


def written(acting, here, there, kind=KIND):
    """A link whatever anybody sees."""
    with acting() as session:
        row = CaseLink(
            case_id=found(session, here).id,
            other_id=found(session, there).id,
            kind_code=kind,
            reason="Same",
        )
        session.add(row)
        session.flush()
        return row.id


def test_each_end_reads_the_link_in_its_own_words(acting, reading, sign_in):
    here, there = two(acting)
    linked(acting, here, there)
    for number, label, far in ((here, "Split from", there), (there, "Source of", here)):
        with reading("supervisor.ia") as session:
            case = found(session, number)
            (row,) = related.of(case)
            assert (row.label, row.number, row.reason) == (label, far, "One raid")
            assert [t for t, _v in drawn(case) if t == "cases/parts/related.html"]
        page = sign_in("supervisor.ia").get(f"/cases/{number}")
        assert f'href="/cases/{far}"' in page.text
        assert f"Linked: {label[:1].lower()}{label[1:]} another case" in page.text
        page = sign_in("supervisor.ia").get(f"/cases/{number}/links")
        assert all(said in page.text for said in (label, far, "One raid"))


@pytest.mark.parametrize("how", ["other office", "restricted", "walled"])
@pytest.mark.parametrize("kind", [KIND, "RELATED"])
def test_one_hidden_end_and_there_is_no_link(acting, reading, sign_in, how, kind):
    office = "OPR" if how == "other office" else "IA"
    here, there = two(acting, office=office, restricted=how == "restricted")
    if how == "walled":
        with acting() as session:
            cases.party(
                session, found(session, there), role=PartyRole.WITNESS, account="supervisor.ia"
            )
    pages = ("", "/links", "/timeline")
    client = sign_in("supervisor.ia")
    before = [client.get(f"/cases/{here}{page}").text for page in pages]
    link = written(acting, here, there, kind)
    back = written(acting, there, here, "FOLLOW_UP")
    with reading("supervisor.ia") as session:
        assert session.scalars(select(CaseLink)).all() == []
        case = found(session, here)
        assert related.of(case) == []
        assert session.scalars(related.count_links(case)).all() == []
        assert not [line for line in timeline.happenings(case) if "inked" in line.text]
    after = [client.get(f"/cases/{here}{page}").text for page in pages]
    assert [len(text) for text in before] == [len(text) for text in after]
    assert all(there not in text for text in after)
    for number in (link, back):
        assert client.get(f"/cases/{here}/links/{number}/remove").status_code == 404
        assert client.post(f"/cases/{here}/links/{number}/remove").status_code == 404


def test_the_reason_is_for_those_who_read_the_case(acting, sign_in):
    here, there = two(acting)
    linked(acting, here, there)
    page = sign_in("intake.ia").get(f"/cases/{here}/links")
    assert there in page.text
    assert "One raid" not in page.text


def test_a_link_to_a_hidden_case_is_refused_like_one_to_none(acting, sign_in):
    here, hidden = two(acting, office="OPR")
    client = sign_in("supervisor.ia")
    told = []
    for number in (hidden, "209912345", "x" * 5000, "", "\x00", "🦉" * 19):
        answer = client.post(
            f"/cases/{here}/links/new", data={"other": number, "kind": KIND, "reason": "Kept text"}
        )
        assert answer.status_code == 422
        assert "Kept text" in answer.text
        told.append("There is no case with this number." in answer.text)
    assert told[:2] == [True, True]
    with acting("supervisor.ia") as session:
        case, other = found(session, here), found(session, hidden)
        with pytest.raises(Missing):
            service.add_link(
                case, actor=session.info["actor"], other=other, kind_code=KIND, reason="x"
            )


def test_what_is_not_linked(acting):
    here, there = two(acting)
    linked(acting, here, there)
    for one, other, kind in (
        (here, here, KIND),
        (here, there, "NONE"),
        (here, there, KIND),
        (there, here, KIND),
    ):
        with pytest.raises(RuleBroken):
            linked(acting, one, other, kind)
    with pytest.raises(Denied):
        linked(acting, here, there, "RELATED", name="investigator.ia")
    linked(acting, there, here, "RELATED")


def test_a_link_is_removed_with_a_reason_from_either_end_once(acting, sign_in, reading):
    here, there = two(acting)
    link = linked(acting, here, there)
    client = sign_in("supervisor.ia")
    url = f"/cases/{there}/links/{link}/remove"
    assert "Source of" in client.get(url).text
    assert client.post(url, data={"reason": ""}).status_code == 422
    assert client.post(url, data={"reason": "Two raids"}).status_code == 302
    assert client.post(url, data={"reason": "Two raids"}).status_code == 404
    with reading("supervisor.ia") as session:
        row = session.get(CaseLink, link)
        assert (row.removed_reason, row.removed_at is not None) == ("Two raids", True)
        assert related.of(found(session, here)) == []
        said = [line.text for line in timeline.happenings(found(session, here))]
        assert "Link removed: split from another case" in said
    linked(acting, here, there)


def test_two_at_once_make_one_link(acting):
    here, there = two(acting)
    link = linked(acting, here, there)
    with acting("supervisor.ia") as session:
        row, actor = session.get(CaseLink, link), session.info["actor"]
        service.remove_link(row, actor=actor, case=row.case, reason="First")
        with pytest.raises(RuleBroken):
            service.remove_link(row, actor=actor, case=row.case, reason="Second")


def subject_of(session, number, code="COR-01"):
    case = found(session, number)
    party = cases.party(session, case, role=PartyRole.SUBJECT, account="official.cbp")
    allegations.allegation(session, case, party, code=code)
    return party


def test_a_criminal_allegation_in_a_linked_case_shuts_the_gate(acting):
    here, there = two(acting, office="OPR")
    with acting() as session:
        mine = subject_of(session, here, code="IT-06")
        other = subject_of(session, there)
        party_id, far_id = mine.id, other.id
        assert gate.is_open(mine)
    link = written(acting, here, there)
    with acting() as session:
        shut = gate.gate_of(session.get(type(mine), party_id))
        assert shut == gate.Gate(False, ()), "and nothing of the other case is named"
        session.get(type(mine), far_id).withdrawn_at = found(session, here).received_at
        session.flush()
        assert gate.is_open(session.get(type(mine), party_id))
        session.get(type(mine), far_id).withdrawn_at = None
        session.get(CaseLink, link).removed_at = found(session, here).received_at
        session.flush()
        assert gate.is_open(session.get(type(mine), party_id))


def test_who_is_on_a_criminal_side_leaves_the_link_alone(acting):
    here, there = two(acting)
    link = linked(acting, here, there)
    with acting() as session:
        investigation(session, found(session, there), type="CRIMINAL", reviewer="supervisor.ia")
    with acting("supervisor.ia") as session:
        row = session.get(CaseLink, link)
        with pytest.raises(RuleBroken, match="Somebody who is on neither"):
            service.remove_link(
                row, actor=session.info["actor"], case=found(session, here), reason="x"
            )
    with acting("head.ia") as session:
        row = session.get(CaseLink, link)
        service.remove_link(row, actor=session.info["actor"], case=found(session, here), reason="x")


def test_the_page_costs_the_same_with_one_link_and_with_many(acting, sign_in, statements):
    here, there = two(acting)
    client = sign_in("supervisor.ia")
    numbers = []
    for more in (1, 12):
        for _ in range(more):
            with acting() as session:
                other = cases.case(session, status=CaseStatus.OPEN).number
            linked(acting, here, other)
        for page in ("", "/links"):
            client.get(f"/cases/{here}{page}")
            with statements() as seen:
                client.get(f"/cases/{here}{page}")
            numbers.append(len(seen))
    assert numbers[:2] == numbers[2:]
    assert numbers[0] <= 12, there
