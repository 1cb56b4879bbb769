"""`flask deadlines rules`, `compute`, `holidays` and `closing`."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import click
from flask.cli import AppGroup

from jicms.access.actor import Actor
from jicms.core import unit_of_work
from jicms.core.errors import DomainError
from jicms.deadlines import engine, loader, queries, rulebook
from jicms.deadlines.calendar import in_words
from jicms.deadlines.engine import Result
from jicms.deadlines.models import DeadlineRule
from jicms.deadlines.starts import parse_starts

deadlines = AppGroup("deadlines", help="Legal and office periods: rules, dates, holidays.")
ZONE = "America/New_York"


@deadlines.command("rules")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
def list_rules(as_json: bool) -> None:
    """List every version of every rule."""
    with unit_of_work.read(Actor.system("cli")):
        for row in queries.rules():
            click.echo(json.dumps(_facts(row)) if as_json else _line(row))


@deadlines.command("compute")
@click.argument("code")
@click.argument("starts", nargs=-1, required=True, metavar="START...")
@click.option("--json", "as_json", is_flag=True, help="One object a line.")
@click.option("--zone", default=ZONE, show_default=True, help="The agency's time zone.")
@click.option("--agency", help="Code of the agency, which may have rules of its own.")
@click.option("--case-type", help="Code of the type of case, which may have rules of its own.")
def compute(
    code: str,
    starts: tuple[str, ...],
    *,
    as_json: bool,
    zone: str,
    agency: str | None,
    case_type: str | None,
) -> None:
    """Compute what rule CODE gives for each START, with the arithmetic.

    A START is one date (2024-03-01, or 2024-03-01T14:30), which sets every start event of the rule,
    or name=date,name=date.
    """
    try:
        with unit_of_work.read(Actor.system("cli")):
            of = {
                "agency_id": queries.agency_id_of(agency) if agency else None,
                "case_type": case_type,
            }
            for text, row, result in _results(code.upper(), starts, zone, of):
                click.echo(_json(row, text, result) if as_json else _ledger(row, text, result))
    except DomainError as error:
        raise click.ClickException(str(error)) from error


@deadlines.command("holidays")
@click.option("--from", "first", default=loader.FIRST_YEAR, show_default=True, type=int)
@click.option("--to", "last", default=loader.LAST_YEAR, show_default=True, type=int)
def seed_holidays(first: int, last: int) -> None:
    """Add the statutory holidays of a range of years. Running it again changes nothing."""
    if not 1 <= first <= last <= 9999:
        raise click.ClickException("Give a first and a last year, in this order.")
    with unit_of_work.write(Actor.system("cli")) as session:
        new = loader.load_holidays(session, range(first, last + 1))
    click.echo(f"{new} holidays added for {first} to {last}.")


@deadlines.command("closing")
@click.argument("day", type=click.DateTime(["%Y-%m-%d"]))
@click.argument("name")
@click.option("--source", required=True, help="The order that closed the offices.")
def add_closing(day: datetime, name: str, source: str) -> None:
    """Record that offices were closed on DAY by executive order."""
    try:
        with unit_of_work.write(Actor.system("cli")):
            rulebook.add_closing(day.date(), name=name, source=source)
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{day.date().isoformat()} recorded as {name}.")


def _results(
    code: str, texts: tuple[str, ...], zone: str, of: dict[str, Any]
) -> Iterator[tuple[str, DeadlineRule, Result]]:
    """Each start with the version that applies to it and its result; two statements in all."""
    place = engine.zone_of(zone)
    versions = queries.versions([code])[code]
    parsed = []
    for text in texts:
        starts = _starts(text, versions, zone)
        days = [engine.local_day(when, place) for when in starts.values()]
        parsed.append((_said(text, starts), queries.pick(versions, max(days), **of), starts, days))
    holidays = queries.holidays_for((row.as_rule(), days) for _, row, _, days in parsed)
    for text, row, starts, _ in parsed:
        yield text, row, engine.compute(row.as_rule(), starts, holidays, zone)


def _said(text: str, starts: Mapping[str, engine.Moment]) -> str:
    """A start as it is printed: days as 2024-03-01, however they were typed."""
    days = {name: when.isoformat() for name, when in starts.items()}
    if any(isinstance(when, datetime) for when in starts.values()):
        return text
    if "=" not in text:
        return next(iter(days.values()))
    return ",".join(f"{name}={day}" for name, day in days.items())


def _starts(text: str, versions: list[DeadlineRule], zone: str) -> dict[str, engine.Moment]:
    try:
        # Versions of a rule name the same events; the newest tells which.
        return parse_starts(text, versions[-1].as_rule(), zone)
    except DomainError as error:
        raise click.ClickException(f"{text}: {error}") from error


def _facts(row: DeadlineRule) -> dict[str, object]:
    rule = row.as_rule()
    return {
        "code": row.code,
        "version": row.version,
        "label": row.label,
        "starts": list(rule.start_names),
        "terms": row.terms,
        "combine": row.combine.value,
        "first_day": row.first_day.value,
        "roll": row.roll.value,
        "kind": row.kind.value,
        "citation": row.citation,
        "source": row.source,
        "verified": row.verified,
        "valid_from": row.valid_from.isoformat() if row.valid_from else None,
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "agency_id": row.agency_id,
        "case_type": row.case_type_code,
    }


def _line(row: DeadlineRule) -> str:
    valid = [
        f"{word} {day.isoformat()}"
        for word, day in (("from", row.valid_from), ("until", row.valid_to))
        if day is not None
    ]
    scopes = [("agency", row.agency_id), ("type", row.case_type_code)]
    valid += [f"for {word} {value} alone" for word, value in scopes if value is not None]
    notes = [row.kind.value, *valid, *([] if row.verified else ["not verified"])]
    return (
        f"{row.code} v{row.version}: {row.label}\n"
        f"    {row.as_rule().summary} ({', '.join(notes)})\n    {row.citation}"
    )


def _json(row: DeadlineRule, text: str, result: Result) -> str:
    steps = [{"label": s.label, "detail": s.detail, "date": _iso(s.date)} for s in result.steps]
    skipped = [{"date": day.isoformat(), "name": name} for day, name in result.holidays_skipped]
    return json.dumps(
        {
            "code": row.code,
            "version": row.version,
            "start": text,
            "due": _iso(result.due),
            "kind": row.kind.value,
            "verified": row.verified,
            "citation": row.citation,
            "holidays_skipped": skipped,
            "steps": steps,
        }
    )


def _ledger(row: DeadlineRule, text: str, result: Result) -> str:
    lines = [f"{row.code} v{row.version}, {text}: {in_words(result.due)}"]
    lines += [
        f"    {step.label:<44}{in_words(step.date)}" + (f"  ({step.detail})" if step.detail else "")
        for step in result.steps
    ]
    doubt = "" if row.verified else " Not verified."
    return "\n".join([*lines, f"    {row.citation}.{doubt}"])


def _iso(when: date | datetime) -> str:
    return when.isoformat()
