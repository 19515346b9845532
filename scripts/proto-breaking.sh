#!/usr/bin/env bash
# Compares the protos with those of another commit and fails on a change that breaks wire or source compatibility.
# Usage: scripts/proto-breaking.sh [REF]. Without REF: where this branch left main, else the commit before HEAD.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/bin:$PATH"
skip() { echo "proto-breaking: $1; nothing to compare"; exit 0; }
commit() { git rev-parse --verify --quiet "$1^{commit}"; }
base() {
  local head main
  head=$(commit HEAD) || return 1
  if main=$(commit origin/main || commit main); then
    main=$(git merge-base "$head" "$main" || true)
    [ -n "$main" ] && [ "$main" != "$head" ] && echo "$main" && return
  fi
  commit HEAD~1
}
if [ $# -gt 0 ]; then
  ref=$(commit "$1") || { echo "proto-breaking: no commit $1 here: fetch it first" >&2; exit 1; }
else
  ref=$(base) || skip "no commit before this one"
fi
[ -n "$(git ls-tree "$ref" -- proto)" ] || skip "commit ${ref:0:12} has no proto/"
[ -d third_party/proto/cosmos ] || scripts/proto-deps.sh
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
git archive "$ref" -- buf.yaml proto | tar -x -C "$tmp"
# The other commit may have been written against other versions; ours are close enough to compare our own files.
mkdir -p "$tmp/third_party" && cp -r third_party/proto "$tmp/third_party/"
buf breaking --against "$tmp"
echo "proto-breaking: nothing breaks against ${ref:0:12}"
