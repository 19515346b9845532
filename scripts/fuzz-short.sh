#!/usr/bin/env bash
# Runs every fuzz target for a short time each. Usage: scripts/fuzz-short.sh [DURATION]
set -euo pipefail
cd "$(dirname "$0")/.."
duration=${1:-10s}
grep -rlE '^func Fuzz[A-Z]' --include='*_test.go' . | sort | while read -r file; do
  package=$(dirname "$file")
  grep -oE '^func Fuzz[A-Za-z0-9_]+' "$file" | cut -c6- | while read -r target; do
    echo "fuzz $package $target $duration"
    go test "$package" -run '^$' -fuzz "^$target\$" -fuzztime "$duration" </dev/null
  done
done
