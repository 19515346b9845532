package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/validation/client/canary"
	"github.com/agijobs/agijobs/x/validation/types"
)

func TestCanaryCommandsHaveExamples(t *testing.T) {
	var names []string
	for _, cmd := range NewCanaryCmd().Commands() {
		names = append(names, cmd.Name())
		require.NotEmpty(t, cmd.Short, cmd.Name())
		require.Contains(t, cmd.Example, "agijobsd tx validation canary "+cmd.Name(), cmd.Name())
		require.NotNil(t, cmd.Flags().Lookup("output"), cmd.Name())
	}
	require.Equal(t, []string{"build", "contradict", "disclose", "open", "register"}, names)
}

func runBuild(args ...string) (string, error) {
	cmd := NewCanaryCmd()
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SetContext(context.Background())
	cmd.SetArgs(append([]string{"build"}, args...))
	err := cmd.Execute()
	return out.String(), err
}

func TestCanaryBuild(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "day.json")
	list := filepath.Join(dir, "canaries.yaml")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "work"), []byte("work"), 0o600))
	require.NoError(t, os.WriteFile(list, []byte("canaries:\n  - {employer: "+validator.String()+", spec: work, result: work, verdict: approve}\n"), 0o600))

	out, err := runBuild(list, "--out", file, "--chain-id", "test-1", "-o", "json")
	require.NoError(t, err)
	var shown struct {
		File, Root       string
		Canaries, Leaves int
	}
	require.NoError(t, json.Unmarshal([]byte(out), &shown))
	require.Equal(t, 1, shown.Canaries)
	require.Equal(t, types.MaxCanaryLeaves, shown.Leaves)
	day, err := canary.Load(file)
	require.NoError(t, err)
	require.Equal(t, "test-1", day.ChainID)
	require.Len(t, shown.Root, 64)

	_, err = runBuild("--out", file, "--chain-id", "test-1")
	require.ErrorContains(t, err, "exists")
	_, err = runBuild("--chain-id", "test-1")
	require.ErrorContains(t, err, "--out")
	_, err = runBuild("--out", filepath.Join(dir, "other.json"))
	require.ErrorContains(t, err, "no chain id")
}

func TestOtherVerdict(t *testing.T) {
	hash := func(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }
	job := jobstypes.Job{
		Id: 7, Employer: validator.String(), Spec: jobstypes.Document{Sha256: hash(1)},
		Submission: &jobstypes.Submission{Result: jobstypes.Document{Sha256: hash(2)}},
		Ruling:     &jobstypes.Ruling{Basis: jobstypes.RULING_BASIS_CANARY, Canary: jobstypes.JOB_STATUS_REJECTED},
	}
	filler := types.CanaryLeaf{Salt: hash(3)}
	leaf := func(v types.VoteVerdict) types.CanaryLeaf { return job.CanaryLeaf(v, hash(4)) }
	at, err := otherVerdict([]types.CanaryLeaf{filler, leaf(types.VOTE_VERDICT_REJECT), leaf(types.VOTE_VERDICT_APPROVE)}, job)
	require.NoError(t, err)
	require.Equal(t, 2, at)
	_, err = otherVerdict([]types.CanaryLeaf{filler, leaf(types.VOTE_VERDICT_REJECT)}, job)
	require.ErrorContains(t, err, "none of the leaves says anything else")
	job.Ruling.Basis = jobstypes.RULING_BASIS_VERDICT
	_, err = otherVerdict(nil, job)
	require.ErrorContains(t, err, "was not opened as a canary")
}
