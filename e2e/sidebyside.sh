#!/usr/bin/env bash
# Tells the stories of this folder, or those whose names match the argument, JOBS at
# a time (2 where nothing is said): a lab mostly waits, so that two take little longer
# than one. Each is a process of its own, as some set variables, and is shown whole
# when it has ended. The longest begin first, or one of them would be told by itself
# at the end. After UNTIL, in seconds as date +%s has them, none begins: those are named.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go test -c -tags e2e -o "$work/e2e.test" .
go build -o "$work/slipway" ../cmd/slipway
export UNTIL="${UNTIL:-}" WORK="$work" SLIPWAY_E2E_PROGRAM="$work/slipway"
long="TestExercises TestStandalone TestTenants TestMigrate TestLifecycle"

# Written at once, so that one story's lines stand together.
tell() {
  if [ -n "$UNTIL" ] && [ "$(date +%s)" -gt "$UNTIL" ]; then
    echo "skipped $1: the time for stories is up, and make e2e tells it"
    exit
  fi
  code=0
  "$WORK/e2e.test" -test.v -test.timeout "${TIMEOUT:-75m}" -test.run "^$1\$" >"$WORK/$1" 2>&1 || code=$?
  cat "$WORK/$1"
  [ $code = 0 ] || echo "$1" >>"$WORK/failed"
  exit $code
}
export -f tell

# What needs no lab is told by make test.
grep -l '^//go:build.*e2e' ./*_test.go | xargs grep -ho '^func Test[A-Za-z0-9_]*' | cut -d' ' -f2 >"$work/stories"
for story in $long; do
  grep -qx "$story" "$work/stories" || { echo "there is no story $story" >&2; exit 1; }
done
"$work/e2e.test" -test.list "${1:-.}" | if [ $# = 0 ]; then grep -xFf "$work/stories"; else grep '^Test'; fi >"$work/chosen"
printf '%s\n' $long >"$work/long"
{
  grep -xFf "$work/chosen" "$work/long" || true
  grep -vxFf "$work/long" "$work/chosen" || true
} | xargs -P "${JOBS:-2}" -I{} bash -c 'tell {}' || code=$?
# Again at the end, where it is found: the others' lines stand between. In short, for
# where only the end of a run is kept: without what went well, and what agents' logs say.
if [ -f "$work/failed" ]; then
  while read -r story; do
    printf '\nfailed: %s\n' "$story"
    grep -v -e '--- SKIP' -e '=== RUN' -e ': skipped: ' -e ': <nil>$' -e '^ *log: ' -e ' says last:$' -e ': true: ' "$work/$story" |
      cut -c 1-400 | tail -n 20
  done <"$work/failed"
fi
exit "${code:-0}"
