#!/usr/bin/env bash
# Copies the third-party .proto files that ours import out of the Go module cache, so that buf works offline.
set -euo pipefail
cd "$(dirname "$0")/.."
dir() { go list -m -f '{{.Dir}}' "$1"; }
out=third_party/proto
rm -rf "$out" && mkdir -p "$out/gogoproto" "$out/cosmos_proto" "$out/google/api"
sdk=$(dir github.com/cosmos/cosmos-sdk)
cp -r "$sdk"/proto/{amino,cosmos,tendermint} "$out"/
cp "$(dir github.com/cosmos/gogoproto)/gogoproto/gogo.proto" "$out/gogoproto/"
cp "$(dir github.com/cosmos/cosmos-proto)/proto/cosmos_proto/cosmos.proto" "$out/cosmos_proto/"
gateway=$(cd tools && go list -m -f '{{.Dir}}' github.com/grpc-ecosystem/grpc-gateway)
cp "$gateway"/third_party/googleapis/google/api/{annotations,http}.proto "$out/google/api/"
chmod -R u+w "$out"
