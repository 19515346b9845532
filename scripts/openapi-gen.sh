#!/usr/bin/env bash
# Generates the OpenAPI document of our protos into client/docs/openapi.json, or into the file named.
set -euo pipefail
out=$(realpath -m "${1:-$(dirname "$0")/../client/docs/openapi.json}")
cd "$(dirname "$0")/.."
export PATH="$PWD/bin:$PATH"
[ -d third_party/proto/cosmos ] || scripts/proto-deps.sh
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
buf generate -o "$tmp" --template buf.gen.openapi.yaml
go run ./scripts/openapi <"$tmp/.gen/openapi/merged.swagger.json" >"$tmp/openapi.json"
# One step, so that a failure leaves the old document.
cp "$tmp/openapi.json" "$out"
