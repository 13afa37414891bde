-- The four roles of the application, and what a new database needs before the first migration.
-- Run by a superuser in the database of the application (and in template1, so that test databases inherit it).
-- Running it again changes nothing. Passwords are set apart: see `manage.py create_roles` and docker/.

SET client_min_messages = warning;

DO $$
BEGIN
    -- Owns the tables and migrates. CREATEDB only serves the tests.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ctg_owner') THEN
        CREATE ROLE ctg_owner LOGIN;
    END IF;
    -- The application: reads and writes rows, owns nothing, cannot step around row-level security.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ctg_app') THEN
        CREATE ROLE ctg_app LOGIN;
    END IF;
    -- National observers: migrations grant it the aggregates one by one, and nothing else.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ctg_national') THEN
        CREATE ROLE ctg_national LOGIN;
    END IF;
    -- pg_dump must see every row.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'ctg_backup') THEN
        CREATE ROLE ctg_backup LOGIN;
    END IF;
END
$$;

ALTER ROLE ctg_owner NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION CREATEDB;
ALTER ROLE ctg_app NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB;
ALTER ROLE ctg_national NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB;
ALTER ROLE ctg_national SET default_transaction_read_only = on;
ALTER ROLE ctg_backup NOSUPERUSER BYPASSRLS NOCREATEROLE NOREPLICATION NOCREATEDB;
ALTER ROLE ctg_backup SET default_transaction_read_only = on;
GRANT pg_read_all_data TO ctg_backup;

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO ctg_app, ctg_national;
ALTER DEFAULT PRIVILEGES FOR ROLE ctg_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ctg_app;
ALTER DEFAULT PRIVILEGES FOR ROLE ctg_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO ctg_app;
