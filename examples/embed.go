// Package examples carries the example jobs inside the binary, so that the demo runs without the source tree.
package examples

import (
	"embed"
	"io/fs"
)

//go:embed crew-assignment labour-statistics national-language-model statute-terms
var files embed.FS

// Files are the folders of the example jobs, each with spec.md, its input and job.yaml, and that of the example program, with
// jobs.yaml and a spec for each job.
func Files() fs.FS { return files }
