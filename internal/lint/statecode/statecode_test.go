package statecode

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/tools/go/analysis/analysistest"
)

// Each ban fires and each allowance holds: testdata says on which line.
func TestFixtures(t *testing.T) {
	analysistest.Run(t, analysistest.TestData(), New(func(path string) bool { return path == "state" }), "state", "other")
}

func TestCovers(t *testing.T) {
	for path, want := range map[string]bool{
		"app": true, "app/sigcache": true, "x/jobs": true, "x/jobs/keeper": true, "internal/sortition": true, "internal/scope": true,
		"x/jobs/client/cli": false, "x/jobs/testutil": false, "app/testapp": false, "internal/bench": false, "internal/benchmarks": true,
		"internal/lint/statecode": false, "cmd/agijobsd": false, "pkg/client": false, "tests/explore": false, "client/docs": false,
	} {
		require.Equal(t, want, Covers(module+path), path)
	}
	require.False(t, Covers("github.com/cosmos/cosmos-sdk/x/bank"))
	require.False(t, ownOutside("github.com/cosmos/cosmos-sdk/x/bank"))
	require.True(t, ownOutside(module+"internal/bench"))
}
