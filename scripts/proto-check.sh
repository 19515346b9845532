#!/usr/bin/env bash
# Fails when the generated code or the OpenAPI document is not what the protos give. Changes no file of the tree.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/bin:$PATH"
[ -d third_party/proto/cosmos ] || scripts/proto-deps.sh
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
buf generate -o "$tmp" --template buf.gen.yaml
generated="$tmp/.gen/github.com/agijobs/agijobs"
fail=0
list() { (cd "$1" && find x -name '*.pb.go' -o -name '*.pb.gw.go' | sort); }
for file in $(list "$generated" && list . | grep -vxF -f <(list "$generated") || true); do
  if ! cmp -s "$generated/$file" "$file"; then
    echo "$file is not what its proto gives: run 'make proto-gen' (or delete it when its proto is gone)" >&2
    fail=1
  fi
done
scripts/openapi-gen.sh "$tmp/openapi.json"
if ! cmp -s "$tmp/openapi.json" client/docs/openapi.json; then
  echo "client/docs/openapi.json is not what the protos give: run 'make openapi'" >&2
  fail=1
fi
[ "$fail" = 0 ] && echo "generated code is up to date"
exit "$fail"
