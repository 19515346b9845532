package canary

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

const employer = "agi1qypqxpq9qcrsszg2pvxq6rs0zqg3yyc5s4n3lf"

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func testsFile(t *testing.T) string {
	dir := t.TempDir()
	write(t, dir, "spec.md", "spec")
	return write(t, dir, "canaries.yaml", `canaries:
  - employer: `+employer+`
    spec: spec.md
    result_sha256: `+strings.Repeat("ab", 32)+`
    verdict: reject
`)
}

func TestBuildSaveLoad(t *testing.T) {
	leaves, err := ReadTests(testsFile(t))
	require.NoError(t, err)
	day, err := Build("canary-1", leaves)
	require.NoError(t, err)
	require.Len(t, day.Leaves, types.MaxCanaryLeaves, "always full")
	at, err := day.Find(leaves[0])
	require.NoError(t, err)
	require.Equal(t, types.VOTE_VERDICT_REJECT, day.Leaves[at].Verdict)

	path := filepath.Join(t.TempDir(), "day.json")
	require.NoError(t, day.Save(path))
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	loaded, err := Load(path)
	require.NoError(t, err)
	require.Equal(t, day.Root, loaded.Root)
	for i, l := range loaded.Leaves {
		require.Equal(t, day.Leaves[i].String(), l.String())
	}
	proof, err := types.ProveCanary("canary-1", loaded.Leaves, at)
	require.NoError(t, err)
	require.NoError(t, proof.Verify("canary-1", day.Root, loaded.Leaves[at]))

	require.ErrorContains(t, day.Save(path), "exists", "a file is never replaced")
	bz, err := os.ReadFile(path)
	require.NoError(t, err)
	changed := write(t, t.TempDir(), "changed.json", strings.Replace(string(bz), `"reject"`, `"approve"`, 1))
	_, err = Load(changed)
	require.ErrorContains(t, err, "it was changed")
}

// A day without tests looks like any other, and two builds of one list share nothing.
func TestADayTellsNothing(t *testing.T) {
	empty, err := Build("canary-1", nil)
	require.NoError(t, err)
	require.Len(t, empty.Leaves, types.MaxCanaryLeaves)
	leaves, err := ReadTests(testsFile(t))
	require.NoError(t, err)
	places := map[int]bool{}
	for range 40 {
		day, err := Build("canary-1", leaves)
		require.NoError(t, err)
		at, err := day.Find(leaves[0])
		require.NoError(t, err)
		places[at] = true
		require.NotEqual(t, empty.Root, day.Root)
	}
	require.Greater(t, len(places), 5, "a test has no place of its own")
	_, err = empty.Find(leaves[0])
	require.ErrorContains(t, err, "no leaf of the file")
}

func TestBuildNeedsRandomnessAndRoom(t *testing.T) {
	_, err := build("canary-1", nil, bytes.NewReader(make([]byte, 100)))
	require.ErrorContains(t, err, "draw a salt")
	_, err = build("canary-1", nil, bytes.NewReader(make([]byte, types.MaxCanaryLeaves*types.SaltLen)))
	require.ErrorContains(t, err, "draw an order")
	_, err = Build("", nil)
	require.ErrorContains(t, err, "no chain id")
	_, err = Build("canary-1", make([]types.CanaryLeaf, types.MaxCanaryLeaves+1))
	require.ErrorContains(t, err, "room for 32")
}

func TestReadTestsSaysWhatIsWrong(t *testing.T) {
	good := "employer: " + employer + "\n    spec_sha256: " + strings.Repeat("ab", 32) + "\n    result_sha256: " + strings.Repeat("cd", 32) + "\n    verdict: reject\n"
	for name, tc := range map[string]struct{ text, want string }{
		"unknown field": {"canaries:\n  - colour: red\n", "colour"},
		"no spec":       {strings.Replace("canaries:\n  - "+good, "spec_sha256", "spec", 1), "no such file"},
		"verdict":       {strings.Replace("canaries:\n  - "+good, "reject", "maybe", 1), "write approve, reject or unjudgeable-spec"},
		"employer":      {strings.Replace("canaries:\n  - "+good, employer, "me", 1), "invalid address"},
		"hash":          {strings.Replace("canaries:\n  - "+good, "abab", "xx", 1), "spec_sha256"},
		"short hash":    {strings.Replace("canaries:\n  - "+good, "cdcd", "", 1), "a SHA-256 has 32"},
		"twice":         {"canaries:\n  - " + good + "  - " + strings.Replace(good, "reject", "approve", 1), "would bar the office"},
	} {
		_, err := ReadTests(write(t, t.TempDir(), "canaries.yaml", tc.text))
		require.ErrorContains(t, err, tc.want, name)
	}
	none, err := ReadTests(write(t, t.TempDir(), "canaries.yaml", ""))
	require.NoError(t, err)
	require.Empty(t, none)
	_, err = ReadTests("nowhere.yaml")
	require.True(t, errors.Is(err, os.ErrNotExist))
}

func FuzzDecodeDay(f *testing.F) {
	day, err := Build("canary-1", nil)
	require.NoError(f, err)
	path := filepath.Join(f.TempDir(), "day.json")
	require.NoError(f, day.Save(path))
	bz, err := os.ReadFile(path)
	require.NoError(f, err)
	f.Add(bz)
	f.Add([]byte(`{"format":1,"leaves":[{"salt":"00"}]}`))
	f.Fuzz(func(t *testing.T, bz []byte) {
		day, err := decode(bz)
		if err != nil {
			return
		}
		root, err := types.CanaryTreeRoot(day.ChainID, day.Leaves)
		require.NoError(t, err)
		require.Equal(t, root, day.Root)
	})
}
