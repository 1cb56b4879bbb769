"""The tables of the drop box. `docs/dropbox.sql` makes the same on PostgreSQL, with the grants."""

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table, Text

SCHEMA = "dropbox"
metadata = MetaData(schema=SCHEMA)

#: What the inside says to the page: one signed row. The page reads it.
notice = Table(
    "notice",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("signature", Text, nullable=False),
)

#: A report or a message, sealed to the inside. The page adds rows and can read none.
item = Table(
    "item",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("box", LargeBinary, nullable=False),
)

#: The files of an item, likewise.
part = Table(
    "part",
    metadata,
    Column("item_key", String(32), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("box", LargeBinary, nullable=False),
)

#: By what a reporter is known who returns: the digest of the code, the hash of the phrase.
mailbox = Table(
    "mailbox",
    metadata,
    Column("code_digest", String(64), primary_key=True),
    Column("phrase_hash", String(300), nullable=False),
)

#: What the inside writes to a reporter, sealed to the key that code and phrase make.
letter = Table(
    "letter",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("code_digest", String(64), nullable=False, index=True),
    Column("box", LargeBinary, nullable=False),
)
