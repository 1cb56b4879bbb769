"""Extracts of employees to deliver: a few by hand, or thousands made up."""

import csv
from pathlib import Path

from faker import Faker

COLUMNS = (
    "employee_number",
    "family_name",
    "given_name",
    "other_names",
    "agency",
    "component_office",
    "duty_location",
    "title",
    "series",
    "grade",
    "law_enforcement",
    "supervisor",
    "ses",
    "internal_affairs",
    "bargaining_unit",
    "appointment",
    "entry_on_duty",
    "probation_end",
    "status",
    "separation_date",
    "birth_date",
    "work_email",
    "work_telephone",
    "user_name",
)
PLAIN = {
    "employee_number": "7000-0001",
    "family_name": "Abernathy",
    "given_name": "Wren",
    "agency": "CBP",
    "component_office": "Office of Field Operations",
    "duty_location": "Port of Alder Bend",
    "title": "CBP Officer",
    "series": "1895",
    "grade": "11",
    "law_enforcement": "Y",
    "supervisor": "N",
    "ses": "N",
    "internal_affairs": "N",
    "bargaining_unit": "NTEU",
    "appointment": "Career",
    "entry_on_duty": "03/02/2015",
    "status": "ACTIVE",
    "birth_date": "05/17/1984",
    "work_email": "wren.abernathy@example.gov",
    "work_telephone": "555-0101",
}


class Extract:
    """The file of one delivery."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: list[dict[str, str]] = []
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, **cells: str) -> "Extract":
        """A row: the plain one with these cells changed."""
        self.rows.append({**PLAIN, **cells})
        return self

    def write(self) -> Path:
        """Write the file; the folder."""
        with (self.folder / "employees.csv").open("w", newline="") as stream:
            writer = csv.DictWriter(stream, COLUMNS, restval="")
            writer.writeheader()
            writer.writerows(self.rows)
        return self.folder


def person(faker: Faker, n: int, **cells: str) -> dict[str, str]:
    """One made-up employee."""
    given, family = faker.first_name(), faker.last_name()
    entered = faker.date_between("-25y", "-1y")
    return {
        **PLAIN,
        "employee_number": f"8{n:06d}",
        "given_name": given,
        "family_name": family,
        "duty_location": f"Port of {faker.city()}",
        "grade": str(faker.random_int(5, 13)),
        "supervisor": faker.random_element(("Y", "N", "N", "N")),
        "entry_on_duty": f"{entered:%m/%d/%Y}",
        "birth_date": f"{faker.date_of_birth(minimum_age=22, maximum_age=65):%m/%d/%Y}",
        "work_email": f"{given}.{family}.{n}@example.gov".lower().replace(" ", ""),
        "work_telephone": f"555-{n % 10000:04d}",
        **cells,
    }


def made_up(folder: Path, count: int, *, seed: int = 7) -> Extract:
    """A full extract of so many employees."""
    faker = Faker("en_US")
    faker.seed_instance(seed)
    extract = Extract(folder)
    extract.rows = [person(faker, n) for n in range(count)]
    return extract
