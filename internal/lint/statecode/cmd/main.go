// Command cmd runs the lint of state code: go run ./internal/lint/statecode/cmd -test=false ./x/... ./internal/... ./app/...
package main

import (
	"golang.org/x/tools/go/analysis/singlechecker"

	"github.com/agijobs/agijobs/internal/lint/statecode"
)

func main() { singlechecker.Main(statecode.New(statecode.Covers)) }
