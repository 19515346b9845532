package statecode

import "strings"

const module = "github.com/agijobs/agijobs/"

// outside are the folders under x, internal and app that no state depends on: commands, the demo, measurements, tests. State code must not
// import them, so that nothing leaves the lint's sight by moving there.
var outside = []string{
	"app/metrics", "app/testapp", "internal/audit", "internal/bench", "internal/chart", "internal/cliutil", "internal/demo", "internal/lint", "internal/gcpercent", "internal/localnet", "internal/localnode",
	"internal/policy", "internal/replay", "internal/testnet", "internal/thermosim",
}

// Covers tells whether state depends on a package. What it says of a package holds for those below it.
func Covers(path string) bool {
	path, own := strings.CutPrefix(path, module)
	if !own {
		return false
	}
	for _, folder := range outside {
		if path == folder || strings.HasPrefix(path, folder+"/") {
			return false
		}
	}
	for part := range strings.SplitSeq(path, "/") {
		if part == "client" || part == "testutil" || part == "simulation" {
			return false
		}
	}
	top, _, _ := strings.Cut(path, "/")
	return top == "x" || top == "internal" || top == "app"
}

// ownOutside tells whether a package is the project's own and outside.
func ownOutside(path string) bool { return strings.HasPrefix(path, module) && !Covers(path) }
