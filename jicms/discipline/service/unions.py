"""What a union agreement adds to a clock: its own days, as a bound."""

from jicms.deadlines import engine
from jicms.deadlines import queries as clocks
from jicms.deadlines.engine import Bound, Moment
from jicms.deadlines.terms import Rule, Term, Unit
from jicms.discipline.models import DisciplinaryAction
from jicms.discipline.service.actions import zone_of
from jicms.discipline.service.coverage import current
from jicms.refdata.models_discipline import AgreementPeriod
from jicms.refdata.models_interviews import BargainingAgreement
from jicms.refdata.queries import facts, label_of


def bounds_of(action: DisciplinaryAction, rule_code: str, start: Moment) -> list[Bound]:
    """The dates that the employee's union agreement gives for a clock, as of its start."""
    covered = current(action)
    if covered is None or covered.agreement_code is None:
        return []
    zone = zone_of(action)
    day = engine.local_day(start, engine.zone_of(zone))
    return [
        Bound(_label(row, covered.agreement_code), _count(row, start, zone))
        for row in facts(AgreementPeriod).values()
        if row.agreement_code == covered.agreement_code
        and row.rule_code == rule_code
        and row.valid_from <= day
        and (row.valid_to is None or row.valid_to >= day)
    ]


def _label(row: AgreementPeriod, agreement_code: str) -> str:
    unit = row.unit.replace("_", " ")
    article = f", {row.article}" if row.article else ""
    doubt = "" if row.verified else ", not verified"
    name = label_of(BargainingAgreement, agreement_code)
    return f"{name}{article}: {row.number} {unit}{doubt}"


def _count(row: AgreementPeriod, start: Moment, zone: str) -> Moment:
    rule = Rule(row.code, (Term("receipt", row.number, Unit(row.unit)),), label=row.label)
    if rule.terms[0].unit is not Unit.HOURS:
        start = engine.local_day(start, engine.zone_of(zone))
    day = engine.local_day(start, engine.zone_of(zone))
    holidays = clocks.holidays_for([(rule, [day])])
    return engine.compute(rule, {"receipt": start}, holidays, zone).due
