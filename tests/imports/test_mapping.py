"""A mapping that does not fit is refused before a row is read, with everything that is wrong."""

import pytest

from jicms.imports import mapping
from jicms.imports.mapping import BUILT_IN, MappingFault

BUILT = sorted(path.stem for path in BUILT_IN.glob("*.toml"))


@pytest.mark.parametrize("name", BUILT)
def test_the_built_in_mappings_load(name):
    found = mapping.load(mapping.find(name))
    assert found.name == name
    assert found.files


def test_a_name_that_is_none_lists_those_that_are():
    with pytest.raises(MappingFault) as fault:
        mapping.find("../service")
    assert "public-complaints" in fault.value.faults[0]


def altered(tmp_path, *changes):
    text = (BUILT_IN / "public-complaints.toml").read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "own.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('kind = "person"', 'kind = "persons"', "none of person"),
        ("received = {", "receipt = {", "field received is missing"),
        ('status = "status"', 'state = "status"', "case has no field state"),
        ('as = "moment"', 'as = "hour"', "unknown"),
        ('role = "WITNESS"\n', "", "needs a role"),
        ("blank = { status", "nothing = { status", "state_rules needs"),
        ('zone = "America/Chicago"', 'zone = "Nowhere"', "not a mapping"),
        ('case_type = "NOT_RECORDED"\n', "", "settings.case_type is missing"),
        ("[codes.finding.table]", "[codes.findings.table]", "codes.finding has no table"),
        ("[settings]", "[settings", "own.toml"),
    ],
)
def test_faults_of_form_are_named(tmp_path, old, new, sentence):
    with pytest.raises(MappingFault) as fault:
        mapping.load(altered(tmp_path, (old, new)))
    assert sentence in str(fault.value)


@pytest.mark.parametrize(
    "change",
    [
        ('SU = "SUBSTANTIATED"', 'SU = "GUILTY"', "GUILTY is not in the list"),
        ('agency = "LEGACY"', 'agency = "CBP"', "not an agency for imported records"),
        ('office = "LEGACY-IA"', 'office = "NOWHERE"', "no office NOWHERE"),
        ('other = { status = "OPEN" }', 'other = { status = "AJAR" }', "AJAR is no status"),
        ('role = "WITNESS"', 'role = "ONLOOKER"', "ONLOOKER is no role"),
        ('"ADMINISTRATIVE"', '"LEISURELY"', "no type of investigation"),
        ('unit = { column = "unit"', 'unit = { column = "units"', "has no column units"),
        ('gender = "gender"\n', "", "column gender is neither mapped nor left out"),
        ('name = "victims.csv"', 'name = "harmed.csv"', "harmed.csv is missing"),
    ],
)
def test_faults_of_substance_stop_the_import(tmp_path, delivery, bring_in, change):
    old, new, sentence = change
    path = altered(tmp_path, (old, new))
    with pytest.raises(MappingFault) as fault:
        bring_in(delivery.write(), str(path))
    assert sentence in str(fault.value)
