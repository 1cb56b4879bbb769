"""How far a case goes: the steps of each path, with their gaps in days."""

from collections.abc import Callable
from typing import Any

from jicms.demo.acts import (
    answering,
    appeals,
    discipline,
    ends,
    finding,
    intake,
    referring,
    reports,
    work,
)
from jicms.demo.stage import Scene, Step

Options = dict[str, Any]
Act = Callable[[Scene], None]


def _steps(*rows: tuple[int, int, str, Act]) -> list[Step]:
    return [Step((low, high), who, act) for low, high, who, act in rows]


def received(_options: Options) -> list[Step]:
    """Recorded, and no more."""
    return _steps((0, 0, "intake", intake.record))


def triage(options: Options) -> list[Step]:
    """Taken up by the intake desk; walls and restriction are settled at once."""
    found = received(options) + _steps((0, 1, "intake", intake.begin_triage))
    if options.get("witness_account"):
        found += _steps((0, 1, "boss", intake.decide_wall))
    if options.get("restricted"):
        found += _steps((0, 0, "boss", intake.restrict))
    if options.get("reclassify"):
        found += _steps((0, 0, "boss", intake.reclassify))
    return found


def at_oig(options: Options) -> list[Step]:
    """Waits for the Inspector General."""
    return triage(options) + _steps((0, 1, "boss", intake.send_to_oig))


def answered(options: Options) -> list[Step]:
    """The Inspector General has answered, or let the window pass."""
    silent = options.get("oig") == "NO_RESPONSE_DEFAULT"
    low, high = (7, 9) if silent else (1, 5)
    return at_oig(options) + _steps((low, high, "boss", intake.answer_of_oig))


def accepted(options: Options) -> list[Step]:
    """Triage is over, nobody is assigned."""
    return answered(options) + _steps((0, 1, "boss", intake.accept))


def assigned(options: Options) -> list[Step]:
    """Assigned, not opened."""
    return accepted(options) + _steps((1, 3, "boss", work.assign))


def opened(options: Options) -> list[Step]:
    """Open, with as much work done as `work` says."""
    steps = assigned(options) + _steps((0, 2, "lead", work.open_it))
    return steps + _work(options)[: options.get("work", 99)]


def _work(options: Options) -> list[Step]:
    steps = _steps((1, 4, "lead", work.collect), (1, 2, "boss", intake.notify_oig))
    steps += _steps((1, 5, "lead", work.log))
    if options.get("share"):
        steps += _steps((0, 1, "boss", intake.share))
    if options.get("recused"):
        steps += _steps((0, 1, options["recused"], work.recuse))
    if options.get("prosecutor", True):
        steps += _steps((2, 8, "lead", work.consult_prosecutor), (6, 16, "lead", work.declined))
    return steps + _steps((5, 18, "lead", work.witness_statement), (7, 20, "lead", work.interview))


def suspended(options: Options) -> list[Step]:
    """Rests while prosecutors decide."""
    steps = opened({**options, "work": 2}) + _steps(
        (2, 8, "lead", work.consult_prosecutor), (10, 25, "lead", work.taken_up)
    )
    if options.get("charged"):
        steps += _steps((20, 40, "lead", work.charged))
    steps += _steps((0, 2, "boss", work.suspend))
    return steps + (_steps((1, 2, "boss", referring.tell_early)) if options.get("early") else [])


def transmitted(options: Options) -> list[Step]:
    """A prosecutor has the report, and has not decided; the work goes on."""
    return opened({**options, "work": 4}) + _steps(
        (6, 12, "lead", reports.begin_for_prosecutor),
        (0, 2, "lead", work.submit),
        (1, 4, "boss", work.approve),
        (0, 2, "lead", reports.transmit),
        (1, 3, "boss", reports.release),
        (1, 2, "lead", reports.hand_over),
    )


def drafted(options: Options) -> list[Step]:
    """Findings are made, the report is being written."""
    return opened(options) + _steps(
        (4, 15, "lead", finding.find), (1, 6, "lead", work.begin_report)
    )


def submitted(options: Options) -> list[Step]:
    """The report waits for its review."""
    return drafted(options) + _steps((1, 5, "lead", work.submit))


def sent_back(options: Options) -> list[Step]:
    """The report came back from its review."""
    return submitted(options) + _steps((2, 9, "boss", work.send_back))


def approved(options: Options) -> list[Step]:
    """The report is approved, one in four on the second try."""
    if options.get("twice"):
        again = _steps((3, 8, "lead", work.submit))
        return sent_back(options) + again + _steps((1, 6, "boss", work.approve))
    return submitted(options) + _steps((2, 10, "boss", work.approve))


def supplemented(options: Options) -> list[Step]:
    """The approved report has a supplement, for a statement that was corrected."""
    return approved(options) + _steps(
        (4, 8, "lead", reports.begin_supplement),
        (0, 2, "lead", work.submit),
        (1, 3, "boss", work.approve),
    )


def referred(options: Options) -> list[Step]:
    """Subjects are sent to labor relations or coded."""
    return approved(options) + _steps((0, 4, "boss", referring.refer))


def returned(options: Options) -> list[Step]:
    """Labor relations sent it back."""
    return referred(options) + _steps((2, 6, "lr_boss", referring.send_back))


def taken_over(options: Options) -> list[Step]:
    """Labor relations has it: an action in draft."""
    return referred(options) + _steps((1, 4, "lr_boss", referring.accept))


def withdrawn(options: Options) -> list[Step]:
    """The proposal was taken back."""
    return proposed(options) + _steps((1, 3, "specialist", discipline.withdraw))


def proposed(options: Options) -> list[Step]:
    """The notice is written."""
    return taken_over(options) + _steps(
        (8, 20, "specialist", discipline.review), (1, 4, "specialist", discipline.propose)
    )


def served_notice(options: Options) -> list[Step]:
    """The employee may answer."""
    return proposed(options) + _steps((0, 3, "specialist", answering.serve_notice))


def mailed_notice(options: Options) -> list[Step]:
    """The notice went by mail, and is presumed received."""
    return proposed(options) + _steps((6, 8, "specialist", answering.serve_notice))


def refused_notice(options: Options) -> list[Step]:
    """The employee would not take the notice."""
    return proposed(options) + _steps((2, 3, "specialist", answering.serve_notice))


def in_probation(options: Options) -> list[Step]:
    """A termination in probation is decided, and not yet served."""
    return taken_over(options) + _steps(
        (2, 5, "specialist", discipline.review), (0, 2, "specialist", discipline.terminate)
    )


def answer_in(options: Options) -> list[Step]:
    """Answered: the decision is due."""
    if options.get("extended"):
        return served_notice(options) + _steps(
            (4, 8, "specialist", answering.extend), (9, 12, "specialist", answering.answer)
        )
    act = answering.no_answer if options.get("silent") else answering.answer
    low, high = (17, 20) if options.get("silent") else (6, 12)
    return served_notice(options) + _steps((low, high, "specialist", act))


def agreed(options: Options) -> list[Step]:
    """A last-chance agreement holds what was proposed."""
    return answer_in(options) + _steps((2, 6, "specialist", ends.agree))


def departed(options: Options) -> list[Step]:
    """The employee resigned while the action was pending."""
    return served_notice(options) + _steps((1, 3, "specialist", ends.leave))


def decided(options: Options) -> list[Step]:
    """Decided, not yet served."""
    return answer_in(options) + _steps(
        (10, 12, "specialist", discipline.worksheet), (4, 8, "specialist", discipline.decide)
    )


def served(options: Options) -> list[Step]:
    """The decision has reached the employee."""
    return decided(options) + _steps((0, 2, "specialist", discipline.serve_decision))


def effective(options: Options) -> list[Step]:
    """In effect."""
    return served(options) + _steps((32, 40, "specialist", discipline.take_effect))


def mitigated(options: Options) -> list[Step]:
    """Appealed to the Board, which mitigates; final by that."""
    return (
        served(options)
        + _steps(
            (14, 18, "specialist", appeals.to_board),
            (3, 5, "specialist", appeals.acknowledge),
            (12, 14, "specialist", appeals.respond),
            (6, 8, "specialist", discipline.take_effect),
            (30, 34, "specialist", appeals.hear),
            (10, 20, "specialist", appeals.mitigate),
            (12, 18, "specialist", appeals.comply),
        )
        + _steps((20, 26, "specialist", discipline.make_final))
    )


def grieved(options: Options) -> list[Step]:
    """A grievance at its second step, and an appeal to the Board that its election bars."""
    return served(options) + _steps(
        (5, 9, "specialist", appeals.grieve),
        (7, 12, "specialist", appeals.second_step),
        (1, 2, "specialist", appeals.to_board),
    )


def disciplined(options: Options) -> list[Step]:
    """Final and closed by both sides."""
    return (
        effective(options)
        + _steps((3, 10, "specialist", discipline.make_final))
        + _steps((1, 6, "lr_boss", discipline.sign), (0, 5, "boss", discipline.sign))
    )


def ended(options: Options) -> list[Step]:
    """Ended without a decision, and closed."""
    left = options.get("ends") != "NO_ACTION"
    return (
        taken_over(options)
        + _steps((6, 20, "specialist", discipline.conclude))
        + (_steps((2, 6, "counsel.cbp", ends.not_covered)) if left else [])
        + _steps((1, 6, "lr_boss", discipline.sign), (0, 5, "boss", discipline.sign))
    )


def closed(options: Options) -> list[Step]:
    """Nothing to refer: the subjects are coded, the case is closed."""
    return referred(options) + _steps((1, 5, "boss", discipline.sign))


def reopened(options: Options) -> list[Step]:
    """Closed, and taken up again."""
    return closed(options) + _steps((15, 40, "boss", discipline.reopen))


def managed(options: Options) -> list[Step]:
    """A management inquiry with a fact-finding file, decided without notice and closed."""
    return (
        answered(options)
        + _steps(
            (5, 12, "intake", intake.fact_finding),
            (1, 3, "boss", finding.find_for_management),
            (0, 0, "boss", referring.refer_fact_finding),
            (1, 4, "lr_boss", referring.accept),
        )
        + _steps(
            (4, 12, "specialist", discipline.decide_directly),
            (0, 2, "specialist", discipline.serve_decision),
            (0, 3, "specialist", discipline.take_effect),
            (1, 4, "specialist", discipline.make_final),
        )
        + _steps((1, 6, "lr_boss", discipline.sign), (0, 5, "boss", discipline.sign))
    )


def noted(options: Options) -> list[Step]:
    """Closed at triage."""
    before = answered(options) if options.get("oig") == "ACCEPTED" else triage(options)
    return before + _steps((0, 3, "boss", intake.information_only))


def handed_over(options: Options) -> list[Step]:
    """Referred to another body."""
    return answered(options) + _steps((0, 4, "boss", intake.refer_out))


def merged(options: Options) -> list[Step]:
    """The same matter as its twin."""
    return triage(options) + _steps((0, 2, "boss", intake.merge))


def in_error(options: Options) -> list[Step]:
    """Recorded twice."""
    return triage(options) + _steps((0, 1, "boss", intake.enter_in_error))
