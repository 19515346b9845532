package work_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/examples"
	"github.com/agijobs/agijobs/examples/work"
	"github.com/agijobs/agijobs/examples/work/language"
	"github.com/agijobs/agijobs/examples/work/task"
)

func program(t *testing.T) (work.ProgramHead, []work.ProgramJob) {
	t.Helper()
	head, jobs, err := work.Program()
	require.NoError(t, err)
	return head, jobs
}

func amount(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.TrimSuffix(text, " AGI"))
	require.NoError(t, err)
	return n
}

func TestProgramIsAGraph(t *testing.T) {
	head, jobs := program(t)
	require.GreaterOrEqual(t, len(jobs), 24)
	known := map[string]bool{}
	used := map[string]bool{}
	kinds := map[string]bool{}
	modes := map[string]bool{}
	sum := 0
	for _, j := range jobs {
		require.False(t, known[j.Label], j.Label)
		require.LessOrEqual(t, len(j.DependsOn), 16)
		for _, label := range j.DependsOn {
			require.True(t, known[label], "%s stands before %s, on which it depends", j.Label, label)
			used[label] = true
		}
		known[j.Label] = true
		require.Equal(t, len(j.DependsOn) > 0, j.BlockedFor != "", j.Label)
		require.Contains(t, head.Categories, j.Category)
		require.LessOrEqual(t, amount(t, j.Payout), amount(t, head.MaxPayout))
		sum += amount(t, j.Payout)
		modes[j.Assignment] = true

		spec, err := fs.ReadFile(examples.Files(), path.Join(work.ProgramFolder, j.Spec.File))
		require.NoError(t, err)
		hash := sha256.Sum256(spec)
		require.Equal(t, hex.EncodeToString(hash[:]), j.Spec.SHA256, "%s: run go run ./examples/generate examples", j.Label)
		require.True(t, strings.HasSuffix(j.Spec.URI, "/"+work.ProgramFolder+"/"+j.Spec.File), j.Label)
		kind, _, err := work.ForSpec(spec)
		require.NoError(t, err)
		kinds[kind.Name] = true

		text, err := work.ProgramDocument(j.Label)
		require.NoError(t, err)
		require.Contains(t, string(text), "title: \""+j.Title+"\"\n")
	}
	require.Len(t, kinds, len(language.Stages()), "every kind of work is asked for")
	require.Equal(t, map[string]bool{"claim": true, "selection": true, "dispatch": true}, modes)
	require.GreaterOrEqual(t, amount(t, head.Budget), 2*sum*110/200, "payouts, and a tenth of them for fees")
	for label := range known {
		require.True(t, used[label] || label == "deployment", "nothing is built on %s", label)
	}
	_, err := work.ProgramDocument("dream")
	require.ErrorContains(t, err, "no job")
}

// The whole program gives a model that was made of licensed texts, without copies, and that talks.
func TestProgramRehearsed(t *testing.T) {
	_, jobs := program(t)
	results, err := work.Rehearse(jobs)
	require.NoError(t, err)
	require.Len(t, results, len(jobs))

	var texts struct {
		Documents []struct{ Text string }
		Dropped   []struct{ ID, Reason string }
	}
	require.NoError(t, json.Unmarshal(results["deduplicate"], &texts))
	require.Greater(t, len(texts.Documents), 150)
	require.Greater(t, len(texts.Dropped), 5, "there are copies among the texts")
	for _, d := range texts.Documents {
		require.NotContains(t, d.Text, "confidential")
		require.NotRegexp(t, "[1-9]", d.Text)
	}
	var model struct {
		Sample       string
		PackedSHA256 string `json:"packed_sha256"`
		Manifest     []struct{ Label string }
	}
	require.NoError(t, json.Unmarshal(results["deployment"], &model))
	require.Len(t, strings.Fields(model.Sample), 9)
	require.Len(t, model.Manifest, 3)
	var card struct {
		Released bool
		Facts    []string
	}
	require.NoError(t, json.Unmarshal(results["documentation"], &card))
	require.True(t, card.Released, "%v", card.Facts)
	t.Logf("%q", model.Sample)
	for _, fact := range card.Facts {
		t.Log(fact)
	}
}

// A flipped bit of any result is found; of each kind one job is tried, at about thirty places.
func TestProgramOneFlippedBitFails(t *testing.T) {
	_, jobs := program(t)
	results, err := work.Rehearse(jobs)
	require.NoError(t, err)
	var tried []string
	for _, j := range jobs {
		spec, input, kind, err := work.ProgramInput(j, results)
		require.NoError(t, err)
		if slices.Contains(tried, kind.Name) {
			continue
		}
		tried = append(tried, kind.Name)
		t.Run(kind.Name, func(t *testing.T) {
			result := results[j.Label]
			step := max(len(result)/30, 1)
			for at := 0; at < len(result); at += step {
				flipped := bytes.Clone(result)
				flipped[at] ^= 1 << (at / step % 8)
				report, err := kind.Check(spec, input, flipped)
				require.NoError(t, err)
				require.Contains(t, []task.Verdict{task.Reject, task.UnjudgeableResult}, report.Verdict, "byte %d", at)
			}
			for _, bad := range []string{"", "{}\n", "null\n", string(result) + " "} {
				report, err := kind.Check(spec, input, []byte(bad))
				require.NoError(t, err)
				require.NotEqual(t, task.Approve, report.Verdict, "%q", bad)
			}
		})
	}
	require.Len(t, tried, len(language.Stages()))
}

// Without the results that a job needs nobody can do or judge it.
func TestProgramNeedsItsInputs(t *testing.T) {
	_, jobs := program(t)
	results, err := work.Rehearse(jobs)
	require.NoError(t, err)
	none, err := task.Bundle([]task.Part{})
	require.NoError(t, err)
	for _, j := range jobs {
		if len(j.DependsOn) == 0 {
			continue
		}
		spec, _, kind, err := work.ProgramInput(j, results)
		require.NoError(t, err)
		for _, input := range [][]byte{none, []byte("[]"), nil} {
			_, err = kind.Do(spec, input)
			require.ErrorContains(t, err, "inputs: ", j.Label)
			report, err := kind.Check(spec, input, results[j.Label])
			require.NoError(t, err)
			require.Equal(t, task.UnjudgeableSpec, report.Verdict, j.Label)
		}
	}
	_, _, _, err = work.ProgramInput(jobs[len(jobs)-1], nil)
	require.ErrorContains(t, err, "is not done yet")
}

// A model that failed an evaluation is documented and not deployed.
func TestProgramReleasesOnlyWhatPassed(t *testing.T) {
	_, jobs := program(t)
	results, err := work.Rehearse(jobs)
	require.NoError(t, err)
	results["documentation"] = bytes.Replace(results["documentation"], []byte(`"released":true`), []byte(`"released":false`), 1)
	spec, input, kind, err := work.ProgramInput(jobs[len(jobs)-1], results)
	require.NoError(t, err)

	_, err = kind.Do(spec, input)

	require.ErrorContains(t, err, "must not be deployed")
}
