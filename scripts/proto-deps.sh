#!/usr/bin/env bash
# Copies the third-party .proto files that ours import out of the Go module cache, so that buf works offline.
set -euo pipefail
cd "$(dirname "$0")/.."
# A module that nothing has built yet is not in the cache: list answers with an empty directory then.
dir() { go mod download "$1" && go list -m -f '{{.Dir}}' "$1"; }
out=third_party/proto
rm -rf "$out" && mkdir -p "$out/gogoproto" "$out/cosmos_proto" "$out/google/api"
sdk=$(dir github.com/cosmos/cosmos-sdk)
gogo=$(dir github.com/cosmos/gogoproto)
cosmos=$(dir github.com/cosmos/cosmos-proto)
gateway=$(cd tools && dir github.com/grpc-ecosystem/grpc-gateway)
cp -r "$sdk"/proto/{amino,cosmos,tendermint} "$out"/
cp "$gogo/gogoproto/gogo.proto" "$out/gogoproto/"
cp "$cosmos/proto/cosmos_proto/cosmos.proto" "$out/cosmos_proto/"
cp "$gateway"/third_party/googleapis/google/api/{annotations,http}.proto "$out/google/api/"
chmod -R u+w "$out"
