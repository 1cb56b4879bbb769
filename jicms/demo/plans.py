"""Which cases the demonstration shows: how many of each path, how long ago, and what is special."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from jicms.demo import paths
from jicms.demo.stage import Step


@dataclass(frozen=True, slots=True)
class Plan:
    """`count` cases on a path whose last step lies `ago` days back (least, most).

    `options` (see `acts` and `paths`): kind, identity, unknown, subjects, findings, oig, closure,
    target, share, restricted, reclassify, witness_account, witness_described, team, recused, work,
    prosecutor, compelled, charged, twice, proposed, decided, silent, extended, news, answer_days,
    served, ends, unassigned, name, twin, again, boss, lead.
    """

    path: Callable[[dict[str, Any]], list[Step]]
    count: int
    ago: tuple[int, int]
    grave: str = "serious"
    theme: str = ""
    options: dict[str, Any] = field(default_factory=dict)


def _plan(
    path: Callable[[dict[str, Any]], list[Step]],
    ago: tuple[int, int],
    grave: str = "serious",
    *,
    count: int = 1,
    theme: str = "",
    **options: Any,
) -> Plan:
    return Plan(path, count, ago, grave, theme, options)


_NOT = ("UNSUBSTANTIATED",)
_INQUIRY = "MANAGEMENT_INQUIRY"

CBP = (
    # Before the work
    _plan(paths.received, (0, 0), "minor"),
    _plan(paths.received, (0, 1), theme="TNA-03", identity="ANONYMOUS"),
    _plan(paths.triage, (0, 1)),
    _plan(paths.triage, (2, 4), "minor", reclassify=True),
    _plan(paths.at_oig, (0, 0)),
    _plan(paths.at_oig, (6, 12), "criminal"),
    _plan(paths.at_oig, (9, 16), theme="IT-04"),
    _plan(paths.accepted, (1, 8)),
    _plan(paths.assigned, (1, 2)),
    # At work
    _plan(paths.opened, (1, 5), work=3),
    _plan(paths.opened, (8, 30), work=5),
    _plan(paths.opened, (4, 20), theme="IT-02", work=5),
    _plan(paths.opened, (60, 90), theme="IT-03", grave="criminal", work=3),
    _plan(paths.transmitted, (30, 50), theme="COR-07", grave="criminal", lead="investigator.ia"),
    _plan(paths.opened, (170, 185), work=4),
    _plan(paths.opened, (2, 9), theme="WRK-07", identity="CONFIDENTIAL", work=5),
    _plan(paths.opened, (5, 9), theme="WRK-06", grave="minor", identity="ANONYMOUS", work=2),
    _plan(
        paths.opened,
        (3, 8),
        theme="UOF-03",
        work=5,
        witness_account="supervisor.ia",
        boss="head.ia",
    ),
    _plan(
        paths.opened,
        (1, 1),
        theme="INT-02",
        work=3,
        witness_described="Odile Tillerby, seen at the port that morning",
        lead="investigator.ia",
    ),
    _plan(
        paths.opened,
        (12, 20),
        theme="ETH-07",
        work=5,
        lead="investigator.ia",
        team=("investigator2.ia",),
        recused="investigator2.ia",
    ),
    _plan(paths.opened, (10, 25), theme="COR-01", grave="criminal", work=4, share="full"),
    _plan(paths.opened, (15, 30), theme="IT-01", work=5, share="summary"),
    _plan(
        paths.opened,
        (20, 30),
        theme="COR-01",
        grave="criminal",
        work=3,
        restricted=True,
        boss="head.ia",
        lead="investigator2.ia",
    ),
    _plan(paths.opened, (20, 24), theme="DET-05", work=3, name="counter"),
    _plan(paths.merged, (16, 17), theme="DET-05", twin="counter"),
    _plan(paths.suspended, (30, 60), theme="COR-07", grave="criminal", charged=True),
    _plan(paths.suspended, (5, 20), theme="IT-03", grave="criminal"),
    _plan(paths.suspended, (40, 70), theme="INT-04", oig="NO_RESPONSE_DEFAULT"),
    # Reports
    _plan(paths.drafted, (1, 6)),
    _plan(paths.drafted, (20, 30), theme="DVF-01", grave="criminal"),
    _plan(paths.submitted, (1, 4)),
    _plan(paths.submitted, (18, 22), theme="IT-02", compelled=True, boss="head.ia"),
    _plan(paths.sent_back, (2, 6)),
    _plan(paths.approved, (1, 3)),
    _plan(paths.supplemented, (2, 6), theme="TNA-03", lead="investigator.ia"),
    # With labor relations
    _plan(paths.referred, (1, 3)),
    _plan(paths.returned, (3, 6), theme="ETH-04"),
    _plan(paths.taken_over, (2, 10), name="before board"),
    _plan(paths.taken_over, (1, 3), theme="DRG-01", unassigned=True),
    _plan(paths.proposed, (0, 2), proposed=0.9),
    _plan(paths.proposed, (1, 3), proposed=0.4),
    _plan(paths.withdrawn, (4, 8), proposed=0.7),
    _plan(paths.served_notice, (3, 6), proposed=0.95),
    _plan(paths.served_notice, (8, 10), theme="SEX-06", proposed=0.3, name="handed on"),
    _plan(paths.answer_in, (2, 8), theme="IT-02", proposed=0.95, news=True),
    _plan(paths.answer_in, (4, 9), theme="INT-02", proposed=0.9, extended=True),
    _plan(paths.decided, (0, 1), proposed=0.95, decided=0.6),
    _plan(paths.served, (1, 4), proposed=0.95, decided=0.5, compelled=True),
    _plan(paths.served, (2, 6), theme="INT-02", proposed=0.9, decided=0.9),
    _plan(paths.effective, (2, 9), proposed=0.7, decided=0.7),
    # Closed, with an outcome
    _plan(paths.disciplined, (20, 60), theme="ALC-01", proposed=0.95, decided=0.5),
    _plan(paths.disciplined, (120, 180), theme="IT-02", proposed=0.95, decided=0.6),
    _plan(paths.disciplined, (200, 260), proposed=0.4, decided=0.4, twice=True),
    _plan(paths.disciplined, (30, 90), "criminal", proposed=0.95, decided=0.95),
    _plan(paths.disciplined, (240, 330), proposed=0.6, decided=0.1, silent=True, name="letter"),
    _plan(
        paths.disciplined,
        (15, 40),
        theme="TNA-03",
        proposed=0.7,
        decided=0.4,
        subjects=2,
        findings=("SUBSTANTIATED", "UNSUBSTANTIATED"),
    ),
    _plan(paths.ended, (25, 60), theme="DRG-01", ends="RESIGNED_PENDING"),
    _plan(paths.ended, (80, 140), ends="RETIRED_PENDING"),
    _plan(paths.ended, (40, 90), "minor", ends="NO_ACTION"),
    _plan(paths.managed, (5, 30), "minor", kind=_INQUIRY),
    _plan(paths.managed, (220, 420), "minor", kind=_INQUIRY),
    # Closed without one
    _plan(paths.closed, (10, 60), findings=_NOT),
    _plan(paths.closed, (200, 420), count=2, findings=_NOT, prosecutor=False),
    _plan(paths.closed, (150, 400), "minor", findings=("UNFOUNDED",), prosecutor=False),
    _plan(paths.closed, (60, 240), theme="UOF-03", findings=("EXONERATED",)),
    _plan(paths.closed, (200, 300), "minor", findings=("ADMIN_CLOSED",), prosecutor=False),
    _plan(paths.reopened, (3, 10), findings=_NOT),
    _plan(paths.noted, (2, 120), "minor"),
    _plan(
        paths.noted,
        (30, 300),
        "minor",
        theme="WRK-01",
        closure="INSUFFICIENT_INFO",
        unknown=True,
    ),
    _plan(paths.noted, (150, 400), "minor", closure="NO_MISCONDUCT_ALLEGED"),
    _plan(paths.noted, (300, 500), "minor", closure="MANAGEMENT_ACTION_TAKEN"),
    _plan(paths.noted, (90, 200), "criminal", closure="OIG_RETAINED", oig="ACCEPTED"),
    _plan(paths.handed_over, (10, 350), "minor", target="STATE_LOCAL_LEA"),
    _plan(paths.handed_over, (40, 200), theme="SEX-06", target="EEO_OFFICE"),
    _plan(paths.in_error, (70, 100), "minor"),
    # Ends beside a decision
    _plan(paths.agreed, (2, 6), theme="ALC-01", proposed=0.95),
    _plan(paths.departed, (2, 6), theme="IT-02", proposed=0.9),
    # The same employee again: a letter that has expired, and a new action. At the end, so that the
    # other stories stay as they are.
    _plan(
        paths.managed,
        (100, 110),
        theme="TNA-03",
        kind=_INQUIRY,
        name="old letter",
        again="letter",
    ),
    _plan(paths.taken_over, (3, 4), theme="TNA-03", name="third time", again="letter"),
    # An employee on leave, whose matter waits too long at labor relations.
    _plan(paths.taken_over, (62, 64), theme="COR-01", grave="criminal", name="on leave"),
    # Contested: before the Board, and by a grievance that bars the Board.
    _plan(paths.mitigated, (1, 3), theme="IT-04", proposed=0.95, decided=0.95),
    _plan(paths.grieved, (1, 3), theme="INT-02", proposed=0.95, decided=0.95),
    # Labor relations is told of an indictment while the case rests for the prosecutor.
    _plan(paths.suspended, (6, 12), theme="COR-07", grave="criminal", charged=True, early=True),
    # A letter that went by mail, and a termination before probation ends.
    _plan(paths.mailed_notice, (2, 4), theme="IT-01", proposed=0.9, served="mailed"),
    _plan(paths.in_probation, (1, 3), theme="TNA-03"),
)

ICE = (
    _plan(paths.received, (0, 1), "minor"),
    _plan(paths.triage, (0, 2)),
    _plan(paths.at_oig, (0, 0)),
    _plan(paths.at_oig, (7, 14), theme="IT-03", grave="criminal"),
    _plan(paths.triage, (3, 3), theme="DET-02", unknown=True, grave="minor"),
    _plan(paths.at_oig, (6, 12), "criminal"),
    _plan(paths.assigned, (1, 3)),
    _plan(paths.assigned, (9, 12), "minor"),
    _plan(paths.opened, (2, 10), theme="IT-02", work=5),
    _plan(paths.opened, (20, 40), theme="DET-05", work=4, share="full"),
    _plan(paths.opened, (60, 90), theme="IT-05", grave="minor", work=3),
    _plan(paths.opened, (1, 6), theme="WRK-07", work=2, identity="CONFIDENTIAL"),
    _plan(paths.suspended, (20, 40), theme="COR-07", grave="criminal"),
    _plan(paths.drafted, (2, 8)),
    _plan(paths.submitted, (1, 6), theme="IT-04"),
    _plan(paths.referred, (1, 3)),
    _plan(paths.taken_over, (3, 9)),
    _plan(paths.proposed, (0, 2), proposed=0.6),
    _plan(paths.refused_notice, (2, 6), theme="IT-01", proposed=0.95, served="refused"),
    _plan(paths.served, (1, 4), proposed=0.9, decided=0.5),
    _plan(paths.disciplined, (30, 90), theme="IT-02", proposed=0.6, decided=0.6),
    _plan(paths.disciplined, (100, 180), proposed=0.9, decided=0.5),
    _plan(paths.ended, (60, 120), "minor", theme="INT-04", ends="NO_ACTION"),
    _plan(paths.managed, (30, 150), "minor", kind=_INQUIRY),
    _plan(paths.closed, (20, 200), count=2, findings=_NOT),
    _plan(paths.noted, (10, 200), "minor", count=2),
    _plan(paths.handed_over, (30, 200), "minor", target="FACILITY_OPERATOR"),
)
