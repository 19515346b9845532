package work_test

import (
	"bytes"
	"io/fs"
	"path"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/examples"
	"github.com/agijobs/agijobs/examples/work"
	"github.com/agijobs/agijobs/examples/work/task"
)

func load(t *testing.T, kind work.Kind) (spec, input []byte) {
	t.Helper()
	spec, err := fs.ReadFile(examples.Files(), path.Join(kind.Folder, "spec.md"))
	require.NoError(t, err)
	head, err := task.ParseSpec(spec)
	require.NoError(t, err)
	input, err = fs.ReadFile(examples.Files(), path.Join(kind.Folder, head.Input))
	require.NoError(t, err)
	return spec, input
}

func TestEveryKindHasItsFolder(t *testing.T) {
	folders, err := fs.ReadDir(examples.Files(), ".")
	require.NoError(t, err)
	require.Len(t, folders, len(work.Kinds())+1, "one for each kind, and the program")
	for _, kind := range work.Kinds() {
		t.Run(kind.Name, func(t *testing.T) {
			spec, _ := load(t, kind)
			found, head, err := work.ForSpec(spec)
			require.NoError(t, err)
			require.Equal(t, kind.Folder, found.Folder)
			require.Equal(t, kind.Name, head.Kind)
			_, err = fs.Stat(examples.Files(), path.Join(kind.Folder, "job.yaml"))
			require.NoError(t, err)
		})
	}
}

func TestDoPassesCheck(t *testing.T) {
	for _, kind := range work.Kinds() {
		t.Run(kind.Name, func(t *testing.T) {
			spec, input := load(t, kind)
			result, err := kind.Do(spec, input)
			require.NoError(t, err)
			again, err := kind.Do(spec, input)
			require.NoError(t, err)
			require.True(t, bytes.Equal(result, again), "the program must give the same bytes each time")

			report, err := kind.Check(spec, input, result)
			require.NoError(t, err)
			require.Equal(t, task.Approve, report.Verdict, report.Text)
			require.EqualValues(t, 100, report.Score)
		})
	}
}

// A flipped bit is found wherever it lies; about 300 places of each result are tried.
func TestOneFlippedBitFails(t *testing.T) {
	for _, kind := range work.Kinds() {
		t.Run(kind.Name, func(t *testing.T) {
			spec, input := load(t, kind)
			result, err := kind.Do(spec, input)
			require.NoError(t, err)
			step := max(len(result)/300, 1)
			for at := 0; at < len(result); at += step {
				flipped := bytes.Clone(result)
				flipped[at] ^= 1 << (at / step % 8)
				report, err := kind.Check(spec, input, flipped)
				require.NoError(t, err)
				require.Contains(t, []task.Verdict{task.Reject, task.UnjudgeableResult}, report.Verdict, "byte %d", at)
				require.Less(t, report.Score, uint32(100))
			}
		})
	}
}

func TestOtherInputIsRefused(t *testing.T) {
	for _, kind := range work.Kinds() {
		t.Run(kind.Name, func(t *testing.T) {
			spec, input := load(t, kind)
			result, err := kind.Do(spec, input)
			require.NoError(t, err)
			other := append(bytes.Clone(input), '\n')
			_, err = kind.Do(spec, other)
			require.ErrorContains(t, err, "the input is not the one that the spec names")
			report, err := kind.Check(spec, other, result)
			require.NoError(t, err)
			require.Equal(t, task.UnjudgeableSpec, report.Verdict)
			for _, bad := range []string{"", "{}\n", "null\n", "[]", `{"kind":"x"} `, string(result) + " "} {
				report, err := kind.Check(spec, input, []byte(bad))
				require.NoError(t, err)
				require.NotEqual(t, task.Approve, report.Verdict, "%q", bad)
			}
		})
	}
}

func TestLookupRefusesUnknownKinds(t *testing.T) {
	_, err := work.Lookup("poetry/v1")
	require.ErrorContains(t, err, "no program for kind")
	_, _, err = work.ForSpec([]byte("no head"))
	require.ErrorContains(t, err, "the first line must be ---")
}
