"""The figures of an import, counted from the product's own records."""

from collections import Counter, defaultdict
from datetime import date
from math import ceil

from sqlalchemy import extract, func, select
from sqlalchemy.orm import aliased

from jicms.allegations.models import Allegation, AllegationSubject, Finding
from jicms.cases.models import Case, Party, PartyRole
from jicms.discipline.models import Penalty, PenaltyStage
from jicms.imports.models import ImportFile, ImportIssue, IssueKind, SourceCase
from jicms.investigations.models import Assignment
from jicms.people.models import Person

FINDINGS = {
    "SUBSTANTIATED": "SU",
    "NOT_SUSTAINED_LEGACY": "NS",
    "UNFOUNDED": "UN",
    "EXONERATED": "EX",
    "NO_AFFIDAVIT_LEGACY": "NAF",
    "NC_LEGACY": "NC",
    "DIS_LEGACY": "DIS",
}
SUSTAINED = "SUBSTANTIATED"
#: Stands for "none" where a column holds text that is never null.
BLANK = {"": None}


def tally(session, column, *, of=None, where=()):
    """Rows by value; an empty text counts as none."""
    statement = select(column, func.count()).group_by(column)
    if of is not None:
        statement = statement.select_from(of)
    found = session.execute(statement.where(*where))
    return {BLANK.get(value, value): count for value, count in found}


def by_year(session, column, *, of, where=()):
    year = extract("year", column)
    statement = select(year, func.count()).select_from(of).where(*where).group_by(year)
    return {str(int(found)): count for found, count in session.execute(statement)}


def count(session, of, *where):
    return session.scalar(select(func.count()).select_from(of).where(*where))


def distinct(session, column, *where):
    return session.scalar(select(func.count(column.distinct())).where(*where))


def file_of(session, name):
    """The newest account of a delivered file."""
    statement = select(ImportFile).where(ImportFile.name == f"{name}.csv")
    return session.scalars(statement.order_by(ImportFile.id.desc()).limit(1)).one()


def cases(session):
    with_source = Case.__table__.join(SourceCase.__table__, SourceCase.case_id == Case.id)
    account = file_of(session, "cases")
    span = [func.min(Case.received_on), func.max(Case.received_on)]
    span += [func.min(Case.closed_on), func.max(Case.closed_on)]
    first, last, first_closed, last_closed = session.execute(select(*span)).one()
    per_case = Counter(
        dict(
            session.execute(
                select(Party.case_id, func.count())
                .where(Party.role == PartyRole.SUBJECT)
                .group_by(Party.case_id)
            ).all()
        )
    )
    total = count(session, Case)
    return {
        "rows": account.position,
        "distinct_cases": total,
        "exact_duplicate_rows_surplus": account.duplicate,
        "case_numbers_appearing_more_than_once": account.duplicate,
        "case_numbers_with_conflicting_rows": account.conflicting,
        "by_year_received": by_year(session, Case.received_on, of=Case),
        "by_year_incident": by_year(session, SourceCase.incident_on, of=SourceCase),
        "missing_closed_date": count(session, Case, Case.closed_on.is_(None)),
        "missing_closed_date_by_year_received": by_year(
            session, Case.received_on, of=Case, where=[Case.closed_on.is_(None)]
        ),
        "closed_before_received": count(session, Case, Case.closed_on < Case.received_on),
        "incident_after_received": count(
            session, with_source, SourceCase.incident_on > Case.received_on
        ),
        "received_range": [f"{first} 00:00:00", f"{last} 00:00:00"],
        "closed_range": [f"{first_closed} 00:00:00", f"{last_closed} 00:00:00"],
        "incident_range": incident_range(session),
        "by_location_code": tally(session, SourceCase.place_code),
        "top20_beats": tally(session, SourceCase.area),
        "cases_without_allegation_row": total - len(per_case),
        "cases_without_investigator": total - distinct(session, Assignment.case_id),
        "cases_with_more_than_one_accused": sum(n > 1 for n in per_case.values()),
        "max_accused_in_a_case": max(per_case.values()),
        "by_investigating_agency": tally(session, SourceCase.handling_body),
        "by_status": tally(session, Case.legacy_status),
        "by_complainant_type": tally(session, SourceCase.complainant_type),
    }


def incident_range(session):
    ends = []
    for sort in (SourceCase.incident_at, SourceCase.incident_at.desc()):
        statement = select(SourceCase.values).where(SourceCase.incident_at.is_not(None))
        ends.append(session.scalars(statement.order_by(sort).limit(1)).one()["incident"])
    return ends


def percentile(values, share):
    """As SQL's percentile_cont: linear between the two nearest ranks."""
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def spread(days):
    days = sorted(days)
    return {
        "n": len(days),
        "median": percentile(days, 0.5),
        "p90_cont": round(percentile(days, 0.9), 6),
        "p90_disc": days[ceil(0.9 * len(days)) - 1],
        "min": days[0],
        "max": days[-1],
    }


def days_received_to_closed(session):
    closed = session.execute(
        select(Case.received_on, Case.closed_on).where(Case.closed_on.is_not(None))
    )
    everything, yearly = [], defaultdict(list)
    for received, end in closed:
        days = (end - received).days
        everything.append(days)
        yearly[str(received.year)].append(days)
    return {
        "all": spread(everything),
        "negative_count": sum(days < 0 for days in everything),
        "by_year_received": {year: spread(days) for year, days in yearly.items()},
    }


def allegations(session):
    rows = count(session, AllegationSubject)
    subject_in_case = AllegationSubject.__table__.join(
        Case.__table__, Case.id == AllegationSubject.case_id
    )
    in_category = AllegationSubject.__table__.join(
        Allegation.__table__, Allegation.id == AllegationSubject.allegation_id
    )
    found = tally(session, AllegationSubject.finding_code)
    standing = tally(session, Finding.code, where=[Finding.superseded_at.is_(None)])
    assert {code: n for code, n in found.items() if code} == standing
    recommended, changed, sustained_unpunished = Counter(), 0, 0
    for raw in session.scalars(select(AllegationSubject.source_values)):
        raw = raw or {}  # noqa: PLW2901 - a row of blanks has none
        before, after = raw.get("recommended_finding"), raw.get("final_finding")
        recommended[before] += 1
        changed += bool(before and after and before != after)
        unpunished = raw.get("final_penalty") in {None, "600.0"}
        sustained_unpunished += after == "SU" and unpunished
    sustained = [AllegationSubject.finding_code == SUSTAINED]
    categories = tally(session, Allegation.legacy_category, of=in_category)
    return {
        "rows": file_of(session, "allegations").position,
        "case_employee_pairs": rows,
        "case_employee_pairs_repeated": file_of(session, "allegations").conflicting,
        "exact_duplicate_rows_surplus": file_of(session, "allegations").duplicate,
        "distinct_cases": distinct(session, AllegationSubject.case_id),
        "by_final_finding": {FINDINGS.get(code): n for code, n in found.items()},
        "by_recommended_finding": dict(recommended),
        "by_final_discipline": penalties(session, PenaltyStage.FINAL, rows),
        "by_recommended_discipline": penalties(session, PenaltyStage.PROPOSED, rows),
        "sustained_by_year_received": by_year(
            session, Case.received_on, of=subject_in_case, where=sustained
        ),
        "distinct_categories": len(categories.keys() - {None}),
        "distinct_category_codes": len({c.split("-")[0] for c in categories if c}),
        "top20_categories": categories,
        "finding_changed_rec_to_final": changed,
        "sustained_then_discipline_600_or_null": sustained_unpunished,
        "rows_by_year_received": by_year(session, Case.received_on, of=subject_in_case),
    }


def penalties(session, stage, rows):
    found = tally(session, Penalty.source_code, where=[Penalty.stage == stage])
    return {**found, None: rows - sum(found.values())}


def employees(session):
    party, person = aliased(Party), aliased(Person)
    per_person = (
        select(
            person.legacy_key,
            func.count(AllegationSubject.id),
            func.count(AllegationSubject.case_id.distinct()),
        )
        .select_from(AllegationSubject)
        .join(party, party.id == AllegationSubject.party_id)
        .join(person, person.id == party.person_id)
        .group_by(person.legacy_key)
    )
    every = session.execute(per_person).all()
    sustained = session.execute(per_person.where(AllegationSubject.finding_code == SUSTAINED)).all()
    ranks, genders = Counter(), Counter()
    for raw, gender in session.execute(
        select(Person.source_values, Person.gender).where(Person.legacy_key.is_not(None))
    ):
        ranks[(raw or {}).get("rank")] += 1
        genders[gender or None] += 1
    return {
        "distinct_employees": len(every),
        "allegation_rows_without_identified_employee": file_of(session, "allegations").rejected,
        "employees_with_10_or_more_allegation_rows": sum(rows >= 10 for _, rows, _ in every),
        "employees_with_10_or_more_distinct_cases": sum(n >= 10 for _, _, n in every),
        "top20_by_sustained_rows": top((key, rows) for key, rows, _ in sustained),
        "top20_by_distinct_sustained_cases": top((key, n) for key, _, n in sustained),
        "top20_by_allegation_rows": top((key, rows) for key, rows, _ in every),
        "rows_in_employees_csv": sum(ranks.values()),
        "by_rank": dict(ranks),
        "by_gender": dict(genders),
    }


def top(pairs):
    """The twenty highest, ties by key."""
    ordered = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
    return [list(pair) for pair in ordered[:20]]


def investigators(session):
    per_case, per_person, units = Counter(), Counter(), Counter()
    statement = select(Assignment.case_id, Person.legacy_key, Assignment.source_values).join(
        Person, Person.id == Assignment.person_id
    )
    for case, key, raw in session.execute(statement):
        per_case[case] += 1
        per_person[key] += 1
        units[(raw or {}).get("unit")] += 1
    account = file_of(session, "investigators")
    return {
        "rows": account.position,
        "exact_duplicate_rows_surplus": account.duplicate,
        "distinct_investigators": len(per_person),
        "distinct_cases": len(per_case),
        "cases_with_more_than_one_investigator": sum(n > 1 for n in per_case.values()),
        "top20_by_distinct_cases": top(per_person.items()),
        "top20_units": dict(units),
    }


def people(session):
    found = {}
    for name, role in (
        ("witnesses", PartyRole.WITNESS),
        ("complainants", PartyRole.COMPLAINANT),
        ("victims", PartyRole.VICTIM),
    ):
        account, mine = file_of(session, name), [Party.role == role]
        genders = Counter(tally(session, Party.gender, where=mine))
        # One person of one case: a second row that says otherwise is a line of the report.
        genders.update(
            tally(
                session,
                ImportIssue.delivered,
                where=[
                    ImportIssue.file_id == account.id,
                    ImportIssue.kind == IssueKind.CONFLICT,
                    ImportIssue.column == "gender",
                ],
            )
        )
        found[name] = {
            "rows": account.position,
            "distinct_cases": distinct(session, Party.case_id, *mine),
            "by_gender": dict(genders),
        }
        keys = session.scalars(select(Party.legacy_key).where(*mine))
        if role is PartyRole.WITNESS:
            found[name]["exact_duplicate_rows_surplus"] = account.duplicate
        else:
            found[name]["by_race"] = tally(session, Party.race, where=mine)
            found[name]["exact_duplicate_rows_surplus"] = sum(
                int(key.rpartition(":")[2]) > 1 for key in keys
            )
    return found


def search_spot_checks(session):
    in_category = AllegationSubject.__table__.join(
        Allegation.__table__, Allegation.id == AllegationSubject.allegation_id
    )
    return {
        "cases on beat 1134": count(session, SourceCase, SourceCase.area == "1134"),
        "cases received 2008-04-21": count(session, Case, Case.received_on == date(2008, 4, 21)),
        "allegations in category code 05A, finding SU": count(
            session,
            in_category,
            Allegation.legacy_category.like("05A-%"),
            AllegationSubject.finding_code == SUSTAINED,
        ),
        "cases city_state not starting CHICAGO, not null, not dashes": count(
            session,
            SourceCase,
            SourceCase.locality.not_like("CHICAGO%"),
            SourceCase.locality.not_like("-%"),
            SourceCase.locality != "",
        ),
    }


def issues(session, name, kind, column):
    """Report lines of the newest run of a file."""
    return count(
        session,
        ImportIssue,
        ImportIssue.file_id == file_of(session, name).id,
        ImportIssue.kind == kind,
        ImportIssue.column == column,
    )
