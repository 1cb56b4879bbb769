-- What the application may do in its database. Run as the owner of the tables, after each
-- `flask --app wsgi db upgrade`. The application's own role is jicms_app and owns nothing.
GRANT USAGE ON SCHEMA public TO jicms_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO jicms_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO jicms_app;
-- The audit trail is append-only; the schema's version belongs to migrations.
REVOKE UPDATE, DELETE ON audit_event, audit_seal_entry, audit_seal FROM jicms_app;
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM jicms_app;
