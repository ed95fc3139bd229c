# shellcheck shell=bash
# The database roles of the services: each owns the schema of its name and reaches no other. Sourced
# by postgres.sh and by deploy/compose/secrets.sh.

database_services=(video notes agent notifications)

# Prints SQL for a superuser of the database $1, each statement on a line of its own, as a
# single-user PostgreSQL wants it. Repeating it changes nothing. Objects that an earlier version of Lossy
# made as another role become the service's.
roles_sql() {
  local database=$1 name
  printf 'REVOKE ALL ON DATABASE %s FROM PUBLIC;\n' "$database"
  printf 'REVOKE ALL ON SCHEMA public FROM PUBLIC;\n'
  for name in "${database_services[@]}"; do role_sql "$database" "$name"; done
}

role_sql() {
  local database=$1 name=$2
  printf "DO \$\$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%s') THEN CREATE ROLE %s LOGIN; END IF; END \$\$;\n" \
    "$name" "$name"
  printf 'GRANT CONNECT, TEMPORARY ON DATABASE %s TO %s;\n' "$database" "$name"
  printf 'CREATE SCHEMA IF NOT EXISTS %s AUTHORIZATION %s;\n' "$name" "$name"
  printf 'ALTER SCHEMA %s OWNER TO %s;\n' "$name" "$name"
  adopt_sql "$name"
}

# Objects of an extension keep their owner; a sequence of a column follows its table.
adopt_sql() {
  local name=$1 mine
  mine="AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.tableoid AND d.objid = o.oid AND d.deptype IN ('e', 'i', 'a'))"
  # shellcheck disable=SC2016
  printf 'DO $$ DECLARE statement text; BEGIN FOR statement IN %s LOOP EXECUTE statement; END LOOP; END $$;\n' \
    "SELECT format('ALTER TABLE %I.%I OWNER TO $name', '$name', relname) FROM pg_class o WHERE relnamespace = '$name'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'S') AND relowner <> '$name'::regrole $mine UNION ALL SELECT format('ALTER ROUTINE %s OWNER TO $name', o.oid::regprocedure) FROM pg_proc o WHERE pronamespace = '$name'::regnamespace AND proowner <> '$name'::regrole $mine"
}
