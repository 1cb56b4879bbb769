"""Generated extracts in the form, and with the mess, of the real ones. Nobody in them is real."""

import csv
import gzip
import random
from collections import defaultdict
from datetime import date, timedelta

COLUMNS = {
    "employees": "employee_uid,rank,unit,appointed_year,gender",
    "cases": "cr_id,beat,location_code,city_state,incident_datetime,complaint_date,closed_date,"
    "investigating_agency,status,complainant_type",
    "allegations": "cr_id,employee_uid,accused_rank,accused_unit,complaint_category,"
    "recommended_finding,recommended_discipline,final_finding,final_discipline",
    "investigators": "cr_id,investigator_uid,investigator_rank,investigator_unit",
    "witnesses": "cr_id,witness_uid,gender",
    "complainants": "cr_id,gender,age,race",
    "victims": "cr_id,gender,age,race",
    "ref_categories": "category_code,description,category_group,on_off_duty,citizen_or_dept",
}
UPDATE = (
    "cr_id,incident_date,complaint_date,closed_date,current_status,investigating_agency,"
    "complainant_type,beat,location_code"
)
CATEGORIES = (("01A", "INVENTED RUDENESS", "Verbal Abuse"), ("05A", "INVENTED", "Use of Force"))


class Delivery:
    """A folder of extracts in the making. `write()` lays the files down."""

    def __init__(self, folder):
        self.folder = folder
        self.rows = defaultdict(list)
        for code, label, group in CATEGORIES:
            self.add("ref_categories", code, label, group, "ON", "CITIZEN")

    def add(self, file, *cells):
        self.rows[file].append(["" if cell is None else str(cell) for cell in cells])
        return self

    def employee(self, key, *, rank="PO", unit="018", year="1999", gender="M"):
        return self.add("employees", key, rank, unit, year, gender)

    def case(
        self,
        key,
        *,
        received="2008-04-21 00:00:00",
        closed="2008-10-14 00:00:00",
        status="CLOSED/FINAL",
        incident="2008-04-20 13:05:00",
        beat="0531",
        place="17",
        city="SOMEWHERE ZZ",
        body="XYZ",
        complainant="CIVILIAN",
    ):
        cells = (beat, place, city, incident, received, closed, body, status, complainant)
        return self.add("cases", key, *cells)

    def allegation(
        self,
        case,
        person,
        *,
        rank="PO",
        unit="18.0",
        category="01A-INVENTED RUDENESS",
        recommended="NS",
        recommended_penalty="600.0",
        final="NS",
        final_penalty="600.0",
    ):
        cells = (rank, unit, category, recommended, recommended_penalty, final, final_penalty)
        return self.add("allegations", case, person, *cells)

    def investigator(self, case, person, *, rank="SERGEANT", unit="121"):
        return self.add("investigators", case, person, rank, unit)

    def witness(self, case, person, *, gender="M"):
        return self.add("witnesses", case, person, gender)

    def complainant(self, case, *, gender="F", age="48.767", race="BLACK"):
        return self.add("complainants", case, gender, age, race)

    def victim(self, case, *, gender="F", age="30.5", race="WHITE"):
        return self.add("victims", case, gender, age, race)

    def write(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        for file, columns in COLUMNS.items():
            self._write(f"{file}.csv", columns, self.rows[file])
        return self.folder

    def write_update(self, *rows):
        """The later extract: rows as dicts by column, blank where not given."""
        self.folder.mkdir(parents=True, exist_ok=True)
        names = UPDATE.split(",")
        cells = [[row.get(name, "") for name in names] for row in rows]
        self._write("cases_update.csv", UPDATE, cells)
        return self.folder

    def _write(self, name, columns, rows):
        # Gzipped or not: the importer takes both.
        zipped = name in {"cases.csv", "cases_update.csv"}
        path = self.folder / (f"{name}.gz" if zipped else name)
        opener = gzip.open if zipped else open
        with opener(path, "wt", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(columns.split(","))
            writer.writerows(rows)


def generate(folder, cases, *, seed=7):
    """A delivery of any size: duplicates, blanks, spreadsheet numbers, impossible ages."""
    chance = random.Random(seed)
    made = Delivery(folder)
    people = [f"P{n:05d}" for n in range(max(20, cases // 6))]
    for key in people:
        unit = chance.choice(("018", "18.0", "5.0", "121.0", ""))
        made.employee(key, rank=chance.choice(("PO", "SGT", "")), unit=unit)
    for n in range(cases):
        key = f"{7_000_000 + n}"
        received = date(2001, 1, 1) + timedelta(days=chance.randrange(5_000))
        closed = received + timedelta(days=chance.randrange(-3, 900))
        made.case(
            key,
            received=f"{received} 00:00:00",
            closed="" if n % 50 == 0 else f"{closed} 00:00:00",
            incident=f"{received - timedelta(days=chance.randrange(9))} 21:10:00",
            beat=chance.choice(("0", "", "0531", "1134", "531")),
        )
        if n % 6 == 0:
            made.rows["cases"].append(made.rows["cases"][-1])
        for person in chance.sample(people, chance.randrange(3)):
            penalty = chance.choice(("600.0", "1.0", "45.0", "100.0", "", "999.0"))
            finding = chance.choice(("SU", "NS", "UN", "NAF", ""))
            made.allegation(key, person, final=finding, final_penalty=penalty)
        made.investigator(key, chance.choice(people))
        if n % 3 == 0:
            made.witness(key, chance.choice(people))
            made.complainant(key, age=chance.choice(("48.7671", "", "-7175.0", "1821.2")))
            made.complainant(key, age="48.7671")
            made.complainant(key, age="48.7671")
    return made.write()
