-- The drop box of the public report page, on PostgreSQL: in a database of its own outside the
-- boundary, or in the main one. Run as the owner of that database; every line may run again.
-- jicms_public is the role of the page's process, jicms_collect that of the inside:
--   CREATE ROLE jicms_public LOGIN PASSWORD '…'; CREATE ROLE jicms_collect LOGIN PASSWORD '…';
CREATE SCHEMA IF NOT EXISTS dropbox;
CREATE TABLE IF NOT EXISTS dropbox.notice (
    id INTEGER NOT NULL PRIMARY KEY, body TEXT NOT NULL, signature TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS dropbox.item (
    key VARCHAR(32) NOT NULL PRIMARY KEY, kind VARCHAR(10) NOT NULL, box BYTEA NOT NULL
);
CREATE TABLE IF NOT EXISTS dropbox.part (
    item_key VARCHAR(32) NOT NULL, n INTEGER NOT NULL, box BYTEA NOT NULL,
    PRIMARY KEY (item_key, n)
);
CREATE TABLE IF NOT EXISTS dropbox.mailbox (
    code_digest VARCHAR(64) NOT NULL PRIMARY KEY, phrase_hash VARCHAR(300) NOT NULL
);
CREATE TABLE IF NOT EXISTS dropbox.letter (
    key VARCHAR(32) NOT NULL PRIMARY KEY, code_digest VARCHAR(64) NOT NULL, box BYTEA NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_dropbox_letter_code_digest ON dropbox.letter (code_digest);

REVOKE ALL ON SCHEMA dropbox FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA dropbox FROM PUBLIC, jicms_public, jicms_collect;
-- The tables of the cases are in "public", which everybody may enter unless told otherwise.
REVOKE ALL ON SCHEMA public FROM PUBLIC, jicms_public, jicms_collect;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, jicms_public, jicms_collect;

-- The page: adds items and mailboxes, and can read neither an item nor a file again.
GRANT USAGE ON SCHEMA dropbox TO jicms_public;
GRANT INSERT ON dropbox.item, dropbox.part, dropbox.mailbox TO jicms_public;
GRANT SELECT ON dropbox.notice, dropbox.mailbox, dropbox.letter TO jicms_public;

-- The inside: takes items out, puts letters and the notice in.
GRANT USAGE ON SCHEMA dropbox TO jicms_collect;
GRANT SELECT, DELETE ON dropbox.item, dropbox.part TO jicms_collect;
GRANT SELECT, INSERT, DELETE ON dropbox.letter, dropbox.notice TO jicms_collect;
-- It ends mailboxes that are idle, and can't read by what they open.
GRANT DELETE, SELECT (code_digest) ON dropbox.mailbox TO jicms_collect;
