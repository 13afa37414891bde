#!/bin/sh
# Run once, by the image of PostgreSQL, on an empty volume: the roles, then their passwords.
set -eu

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --single-transaction --file "${ROLES_SCRIPT:-/ctg/roles.sql}"

set_password() {
    [ -n "$2" ] || return 0
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
        --set role="$1" --set secret="$2" <<'SQL'
ALTER ROLE :"role" PASSWORD :'secret';
SQL
}
set_password ctg_owner "$CTG_OWNER_PASSWORD"
set_password ctg_app "$CTG_APP_PASSWORD"
set_password ctg_national "${CTG_NATIONAL_PASSWORD:-}"
set_password ctg_backup "${CTG_BACKUP_PASSWORD:-}"

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set database="$POSTGRES_DB" <<'SQL'
ALTER DATABASE :"database" OWNER TO ctg_owner;
SQL
