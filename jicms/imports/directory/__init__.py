"""Employees of an agency from its HR system: new people, changes, leavers, rehires.

The extract is the word of record for employment: a change is a new dated period, so that the
snapshots of cases stay what they were. Who a person is, is never guessed: a number that may have
changed hands is a line of the report and nothing else.
"""

from jicms.imports.directory.context import DirectoryContext, prepare
from jicms.imports.directory.loader import DirectoryLoader, EmployeeTarget

__all__ = ["DirectoryContext", "DirectoryLoader", "EmployeeTarget", "prepare"]
