"""Which procedure the facts of an appointment give for an action. Pure: no database, no clock.

What the answer depends on is handed over: the facts, the rows of the coverage rules, and the day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from jicms.refdata.models_discipline import ServiceKind
from jicms.web.dates import day as in_words

RETALIATION, CONVICTION, NOT_COVERED = "USC_7515", "USC_7371", "NOT_COVERED"
PROBATION, BEFORE_APPOINTMENT = "PROBATION", "PROBATION_PRE_APPOINTMENT"
INDEFINITE = "INDEFINITE_SUSPENSION"
SES = "SES_SUBPART_F"


class Rule(Protocol):
    """A row of the coverage rules."""

    @property
    def procedure_code(self) -> str:
        """The procedure whose coverage it describes."""

    @property
    def label(self) -> str:
        """The rule in words."""

    @property
    def citation(self) -> str:
        """Where it stands."""

    @property
    def verified(self) -> bool:
        """Whether that was checked."""

    @property
    def service(self) -> Any:
        """The service it is about."""

    @property
    def preference_eligible(self) -> bool | None:
        """Whom of it; None: all."""

    @property
    def past_probation(self) -> bool:
        """Whether having ended probation suffices."""

    @property
    def years(self) -> int | None:
        """Years of current continuous service that suffice."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the determination rests on: the action considered, and the appointment."""

    considered: str
    service: ServiceKind
    preference_eligible: bool = False
    serving_since: date | None = None
    probation_ends: date | None = None
    is_law_enforcement: bool = False
    before_appointment: bool = False
    is_retaliation: bool = False
    is_felony_conviction: bool = False
    appointment: str = ""
    tenure: str = ""
    schedule: str = ""
    agreement_code: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """The procedure that the facts give, the rule in words, where it stands, whether verified."""

    procedure_code: str
    rule: str
    citation: str
    verified: bool


def determine(facts: Facts, *, on: date, rules: Iterable[Rule], lesser: Any = ()) -> Given:
    """The procedure for the action considered.

    `lesser` holds (action type, procedure) pairs of what chapter 75 does not reach: counseling, a
    reprimand. What law fixes comes first, then what is below chapter 75, then coverage.
    """
    if facts.is_felony_conviction and facts.is_law_enforcement:
        said = "Law enforcement officer convicted of a felony: removal is mandatory"
        return Given(CONVICTION, said, "5 USC 7371(b)", verified=False)
    if facts.is_retaliation:
        said = "Supervisor found to have retaliated: law fixes the penalty"
        return Given(RETALIATION, said, "5 USC 7515(b)", verified=False)
    below = dict(lesser).get(facts.considered)
    if below is not None:
        said = "The action considered is below what chapter 75 covers"
        return Given(below, said, "5 USC 7502, 7512", verified=True)
    wanted = _wanted(facts)
    if wanted == BEFORE_APPOINTMENT:
        said = f"In probation to {_day(facts.probation_ends)}; conditions before the appointment"
        return Given(wanted, said, "5 CFR 315.805", verified=False)
    return _covered(facts, wanted, on, rules) or _not_covered(facts, on)


def _wanted(facts: Facts) -> str:
    """The procedure that the action considered asks for, if it covers the employee."""
    if facts.service is ServiceKind.SES:
        return SES
    if facts.considered == "PROBATIONARY_TERMINATION":
        return BEFORE_APPOINTMENT if facts.before_appointment else "SUBPART_D"
    if facts.considered == "INDEFINITE_SUSPENSION":
        return INDEFINITE
    return "SUBPART_B" if facts.considered == "SUSPENSION_1_14" else "SUBPART_D"


def _covered(facts: Facts, wanted: str, on: date, rules: Iterable[Rule]) -> Given | None:
    # An indefinite suspension is listed in subpart D: it covers whom subpart D covers.
    asked = "SUBPART_D" if wanted == INDEFINITE else wanted
    for rule in rules:
        if rule.procedure_code != asked or rule.service != facts.service:
            continue
        if rule.preference_eligible not in {None, facts.preference_eligible}:
            continue
        why = _meets(facts, rule, on)
        if why:
            return Given(wanted, f"{rule.label}. {why}", rule.citation, verified=rule.verified)
    return None


def _meets(facts: Facts, rule: Rule, on: date) -> str:
    """By which fact a rule is met; empty where it is not."""
    if rule.past_probation and facts.probation_ends is not None and facts.probation_ends < on:
        return f"Probation ended on {_day(facts.probation_ends)}."
    if rule.years is not None and facts.serving_since is not None:
        full = years_after(facts.serving_since, rule.years)
        if full <= on:
            since = _day(facts.serving_since)
            return f"In service since {since}: {_years(rule.years)} full on {_day(full)}."
    return ""


def _not_covered(facts: Facts, on: date) -> Given:
    """Chapter 75 does not reach the employee: probation, or nothing of the kind."""
    since = f"In service since {_day(facts.serving_since)}" if facts.serving_since else ""
    since = since or "No current continuous service is recorded"
    if facts.probation_ends is not None and facts.probation_ends >= on:
        said = f"Not covered by chapter 75: in probation to {_day(facts.probation_ends)}. {since}."
        return Given(PROBATION, said, "5 CFR 315.804; 5 CFR 11.5", verified=False)
    said = f"Not covered by chapter 75: the service that it asks for is not reached. {since}."
    return Given(NOT_COVERED, said, "5 CFR 752.201, 752.401", verified=False)


def years_after(day: date, years: int) -> date:
    """The same day that many years later; March 1 for a February 29 that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _years(number: int) -> str:
    return "the year" if number == 1 else f"{number} years"


def _day(when: date | None) -> str:
    return in_words(when) if when is not None else ""
