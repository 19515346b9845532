#!/usr/bin/env bash
# Fails on what two nodes could disagree about: wall clock, random numbers, floats and goroutines in code that state
# depends on. It reads lines, no more: ranging over a map, for instance, it cannot see. A line that is known to be harmless
# says so: // state-ok: <reason>
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"
files() {
  find x internal app -name '*.go' ! -name '*_test.go' ! -name '*.pb.go' ! -name '*.pb.gw.go' \
    ! -path 'x/*/client/*' ! -path 'x/*/simulation/*' ! -path '*/testutil/*' ! -name 'testutil.go' \
    ! -path 'app/metrics/*' ! -path 'internal/chart/*' ! -path 'internal/thermosim/*' ! -path 'internal/bench/*' \
    ! -path 'internal/cliutil/*' ! -path 'internal/demo/*' ! -path 'internal/localnode/*' 2>/dev/null || true
}
forbidden='\btime\.(Now|Since|Until|Sleep|After|Tick)\(|"math/rand(/v2)?"|"crypto/rand"|\bfloat(32|64)\b|^[[:space:]]*go (func\b|[A-Za-z_][A-Za-z0-9_.]*\()'
# Comment lines may name what the code must not use.
found=$(files | sort | xargs -r grep -nHE "$forbidden" | grep -vE '^[^:]+:[0-9]+:[[:space:]]*//' | grep -vE '// state-ok: [^ ]' || true)
if [ -n "$found" ]; then
  printf '%s\n' "$found" >&2
  echo "state code must give the same result on every node: use market or block time, integers and the beacon" >&2
  exit 1
fi
echo "state code: no wall clock, random numbers, floats or goroutines"
