#!/usr/bin/env bash
# Checks a change to the platform acme and shows what it does, wherever bash, git and Go are.
# slipway init wrote this once; it is yours from then on.
#
#   ci/slipway.sh [REF]    compares with REF, origin/trunk by default
#
# It ends with 0 if all is well, 1 if the change removes what runs or is stored and
# SLIPWAY_ALLOW_DESTRUCTIVE is not true, 2 if the input is wrong, 3 if the repository is not
# what the input says. slipway-junit.xml is a report for Jenkins and others, slipway-diff.md the change.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
REF=${1:-origin/trunk}

# renovate: datasource=go depName=github.com/slipway-platform/slipway
SLIPWAY_VERSION=v1.2.3
GOBIN=${GOBIN:-$PWD/.cache/slipway/bin}
export GOBIN PATH="$GOBIN:$PATH"
go install "github.com/slipway-platform/slipway/cmd/slipway@$SLIPWAY_VERSION"

slipway -C teams/acme validate -o junit > slipway-junit.xml
slipway -C teams/acme catalog lint ./teams/acme/catalog
slipway -C teams/acme lock --check # fetches the charts too
slipway -C teams/acme generate --check
# Exit code 3 says that there is a difference, which is what a change is for.
slipway -C teams/acme diff "$REF" -o markdown > slipway-diff.md || { code=$?; [ $code -eq 3 ] || exit $code; }
cat slipway-diff.md
ALLOWED=${SLIPWAY_ALLOW_DESTRUCTIVE:-false}
# What removes something that runs or is stored waits until somebody says that it is meant.
if [ "$ALLOWED" != true ]; then
  slipway -C teams/acme diff "$REF" -o json > slipway-diff.json || { code=$?; [ $code -eq 3 ] || exit $code; }
  if grep -q '"destructive": true' slipway-diff.json; then
    echo "the change removes what runs or is stored; if that is meant, set SLIPWAY_ALLOW_DESTRUCTIVE=true" >&2
    exit 1
  fi
fi
