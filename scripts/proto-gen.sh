#!/usr/bin/env bash
# Generates the Go code and the REST gateway of our protos into x/*/types.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/bin:$PATH"
[ -d third_party/proto/cosmos ] || scripts/proto-deps.sh
rm -rf .gen && buf generate
cp -r .gen/github.com/agijobs/agijobs/. .
rm -rf .gen
