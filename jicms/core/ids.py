"""Parts of a record's number, printed the same everywhere."""


def case_number(fiscal_year: int, sequence: int) -> str:
    """`202700123`: fiscal year and at least five digits."""
    return f"{fiscal_year}{sequence:05d}"


def part(case: str, letter: str, sequence: int) -> str:
    """`202700123-E0001` item, `-S01` statement, `-R001` report, `-D01` action."""
    width = {"E": 4, "S": 2, "R": 3, "D": 2}[letter]
    return f"{case}-{letter}{sequence:0{width}d}"
