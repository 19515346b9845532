package determinism

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

const (
	golden = "testdata/golden/chain.json.gz"
	// randomChain is what a long run leaves for another build.
	randomChain = "../../build/random-chain.json.gz"
	// goldenBytes bounds the file: it is stored anew with each change of state.
	goldenBytes = 300_000
	advice      = `
The same blocks lead to another state, or to other results, than they did before. On a running chain nodes with and without this change would
part at this height. If that is meant:
- the change needs an upgrade handler (app/upgrades.go) as soon as a chain runs, and a line in CHANGELOG.md that says why;
- store the chain anew: make golden`
)

// The stored chain still leads to the same state. UPDATE_GOLDEN=1 makes a new one.
func TestTheGoldenChainIsUnchanged(t *testing.T) {
	if os.Getenv("UPDATE_GOLDEN") == "1" {
		store(t)
	}
	info, err := os.Stat(golden)
	require.NoError(t, err)
	require.Less(t, info.Size(), int64(goldenBytes))
	s := stored(t, golden)
	require.Greater(t, len(s.Blocks), 50)
	if text := replay(t, s, variant{executor: sequential, db: mem}); text != "" {
		t.Fatal(text + advice)
	}
}

// store makes a chain in which jobs end in every way.
func store(t *testing.T) {
	t.Helper()
	s, seen := play(t, goldenSeed, goldenBlocks)
	seen.log(t)
	for _, end := range []jobstypes.JobStatus{
		jobstypes.JOB_STATUS_COMPLETED, jobstypes.JOB_STATUS_FAILED, jobstypes.JOB_STATUS_EXPIRED, jobstypes.JOB_STATUS_CANCELLED, jobstypes.JOB_STATUS_SPLIT,
	} {
		require.NotZero(t, seen.ends[end], "no job ends %s: take another goldenSeed or more goldenBlocks", end)
	}
	save(t, s, golden)
}

// save stores a chain.
func save(t *testing.T, s story, path string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	file, err := os.Create(path)
	require.NoError(t, err)
	zipped, err := gzip.NewWriterLevel(file, gzip.BestCompression)
	require.NoError(t, err)
	require.NoError(t, json.NewEncoder(zipped).Encode(s))
	require.NoError(t, zipped.Close())
	require.NoError(t, file.Close())
}

const (
	goldenSeed   = 8
	goldenBlocks = 70
)

// stored reads a chain that save has stored.
func stored(t *testing.T, path string) (s story) {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	plain, err := gzip.NewReader(file)
	require.NoError(t, err)
	require.NoError(t, json.NewDecoder(plain).Decode(&s))
	return s
}
