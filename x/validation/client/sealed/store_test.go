package sealed

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

func testKey() Key {
	return Key{ChainID: "test-1", Validator: sdk.AccAddress(bytes.Repeat([]byte{7}, 20)), JobID: 18420003000, Rung: 0}
}

func testVote() types.Vote {
	return types.Vote{
		Verdict:    types.VOTE_VERDICT_APPROVE,
		Score:      92,
		Checks:     []types.CheckAnswer{{Check: "licence", Pass: true}, {Check: "privacy", Pass: false}},
		ReportUri:  "https://reports.example/1.md",
		ReportHash: bytes.Repeat([]byte{9}, 32),
	}
}

func sealedVote(t *testing.T) Vote {
	t.Helper()
	v, err := Seal(testKey(), testVote())
	require.NoError(t, err)
	return v
}

func TestSaveAndLoad(t *testing.T) {
	home := filepath.Join(t.TempDir(), "node")
	store, vote := NewStore(home), sealedVote(t)

	path, err := store.Save(vote)

	require.NoError(t, err)
	require.Equal(t, filepath.Join(home, "sealed-votes", "test-1", testKey().Validator.String(), "18420003000-0.json"), path)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	info, err = os.Stat(filepath.Dir(path))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	got, err := store.Load(testKey())
	require.NoError(t, err)
	require.Equal(t, vote, got)
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, entries, 1, "no temporary file is left")
}

func TestASplitIsKept(t *testing.T) {
	store := NewStore(t.TempDir())
	vote, err := Seal(testKey(), types.Vote{Verdict: types.VOTE_VERDICT_SPLIT, SplitBps: 4_000})
	require.NoError(t, err)
	_, err = store.Save(vote)
	require.NoError(t, err)
	got, err := store.Load(testKey())
	require.NoError(t, err)
	require.Equal(t, uint32(4_000), got.Vote.SplitBps)
}

func TestSealWithASaltIsRepeatable(t *testing.T) {
	first := sealedVote(t)
	again, err := SealWith(testKey(), testVote(), first.Salt)
	require.NoError(t, err)
	require.Equal(t, first, again)
	_, err = SealWith(testKey(), testVote(), first.Salt[:31])
	require.ErrorContains(t, err, "salt has 31 bytes")
}

func TestSaveRefusesToOverwrite(t *testing.T) {
	store, first, second := NewStore(t.TempDir()), sealedVote(t), sealedVote(t)
	require.NotEqual(t, first.Salt, second.Salt)
	path, err := store.Save(first)
	require.NoError(t, err)
	before, err := os.ReadFile(path)
	require.NoError(t, err)

	_, err = store.Save(second)

	require.ErrorIs(t, err, ErrExists)
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, before, after)
	_, err = store.Save(first)
	require.NoError(t, err, "the same vote again is no error")
}

func TestSaveAtOnce(t *testing.T) {
	store := NewStore(t.TempDir())
	const n = 8
	votes, errs := make([]Vote, n), make([]error, n)
	for i := range votes {
		votes[i] = sealedVote(t)
	}
	var wg sync.WaitGroup
	for i := range votes {
		wg.Go(func() { _, errs[i] = store.Save(votes[i]) })
	}
	wg.Wait()
	kept, err := store.Load(testKey())
	require.NoError(t, err)
	for i := range votes {
		require.Equal(t, errs[i] == nil, bytes.Equal(votes[i].Salt, kept.Salt), "only the vote on disk may be sent: %v", errs[i])
	}
}

// brokenFS fails one step.
type brokenFS struct {
	osFS
	step string
	seen []string
}

var errBroken = errors.New("disk broken")

func (b *brokenFS) fail(step string) error {
	b.seen = append(b.seen, step)
	if b.step == step {
		return errBroken
	}
	return nil
}

func (b *brokenFS) reserve(path string) error {
	return errors.Join(b.fail("reserve"), b.osFS.reserve(path))
}

func (b *brokenFS) writeTemp(dir string, raw []byte) (string, error) {
	if err := b.fail("write"); err != nil {
		return "", err
	}
	return b.osFS.writeTemp(dir, raw)
}

func (b *brokenFS) rename(from, to string) error {
	if err := b.fail("rename"); err != nil {
		return err
	}
	return b.osFS.rename(from, to)
}

func (b *brokenFS) syncDir(dir string) error {
	step := "sync parent"
	if strings.HasPrefix(filepath.Base(dir), "agi1") {
		step = "sync"
	}
	return errors.Join(b.fail(step), b.osFS.syncDir(dir))
}

func TestSaveReportsEveryBrokenStep(t *testing.T) {
	for _, step := range []string{"sync parent", "reserve", "write", "rename", "sync"} {
		t.Run(step, func(t *testing.T) {
			home := t.TempDir()
			store := Store{home: home, fs: &brokenFS{step: step}}

			_, err := store.Save(sealedVote(t))

			require.ErrorIs(t, err, errBroken, "a vote that is not durable must not be sent")
			if step == "reserve" {
				return
			}
			_, err = NewStore(home).Save(sealedVote(t))
			require.NoError(t, err, "the next try works")
		})
	}
}

func TestSaveIsDurableInOrder(t *testing.T) {
	fs := &brokenFS{}
	_, err := Store{home: t.TempDir(), fs: fs}.Save(sealedVote(t))
	require.NoError(t, err)
	require.Equal(t, []string{"sync parent", "sync parent", "sync parent", "reserve", "write", "rename", "sync"}, fs.seen)
}

// A power cut between reservation and rename leaves an empty file, and a temporary one that nobody reads.
func TestLoadAfterACrash(t *testing.T) {
	store := NewStore(t.TempDir())
	path, err := store.Path(testKey())
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, nil, 0o600))

	_, err = store.Load(testKey())
	require.ErrorContains(t, err, "interrupted before anything was sent")
	_, err = store.Save(sealedVote(t))
	require.ErrorContains(t, err, "remove the file")
}

func TestLoadRefuses(t *testing.T) {
	vote := sealedVote(t)
	raw, err := encode(vote)
	require.NoError(t, err)
	for name, tc := range map[string]struct {
		old, new string
		want     string
	}{
		"changed score":   {`"score": 92`, `"score": 93`, "was changed"},
		"changed split":   {`"split_bps": 0`, `"split_bps": 1`, "only the verdict split"},
		"changed verdict": {"VERDICT_APPROVE", "VERDICT_REJECT", "was changed"},
		"unknown verdict": {"VERDICT_APPROVE", "VERDICT_MAYBE", "unknown"},
		"other job":       {`"18420003000"`, `"1"`, "belongs to"},
		"other chain":     {`"test-1"`, `"test-2"`, "belongs to"},
		"other format":    {`"version": 1`, `"version": 2`, "format 2"},
		"unknown field":   {`"version": 1`, `"version": 1, "x": 1`, "not a sealed vote"},
		"torn":            {"}\n", "", "not a sealed vote"},
		"no hex":          {`"salt": "`, `"salt": "x`, "invalid byte"},
		"short salt":      {`"salt": "`, `"salt": "00`, "salt has 33 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := bytes.Replace(raw, []byte(tc.old), []byte(tc.new), 1)
			if name == "torn" {
				changed = raw[:len(raw)/2]
			}
			require.NotEqual(t, raw, changed)
			_, err := decode(testKey(), changed)
			require.ErrorContains(t, err, tc.want)
		})
	}
}

func TestLoadWithoutAVote(t *testing.T) {
	_, err := NewStore(t.TempDir()).Load(testKey())
	require.ErrorIs(t, err, ErrNotFound)
}

func TestPathRefuses(t *testing.T) {
	for _, chainID := range []string{"", ".", "..", "a/b", `a\b`} {
		key := testKey()
		key.ChainID = chainID
		_, err := NewStore("/home").Path(key)
		require.ErrorContains(t, err, "chain-id", chainID)
	}
	key := testKey()
	key.Validator = nil
	_, err := NewStore("/home").Path(key)
	require.ErrorContains(t, err, "--from")
	_, err = NewStore("").Path(testKey())
	require.ErrorContains(t, err, "--home")
}

func TestSealWithoutRandomness(t *testing.T) {
	_, err := seal(testKey(), testVote(), bytes.NewReader(make([]byte, 31)))
	require.Error(t, err)
}

// A file that decodes opens its own commitment, whatever bytes it was read from.
func FuzzDecode(f *testing.F) {
	vote, err := Seal(testKey(), testVote())
	require.NoError(f, err)
	raw, err := encode(vote)
	require.NoError(f, err)
	f.Add(raw)
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := decode(testKey(), raw)
		if err == nil {
			require.NoError(t, got.Check())
		}
	})
}
