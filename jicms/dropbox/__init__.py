"""The drop box: a small database between the public report page and the inside.

The page's process writes reports and messages into it that it cannot read again; the inside takes
them out, and puts letters to reporters in. Both sides import this package; it knows no case.
"""
