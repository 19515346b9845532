package simulation

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/app/testapp"
)

// A short life: work is posted, taken, handed in and judged, and factories know what will succeed. `make test-sim` and
// `make test-sim-long` run longer ones.
func TestANationLives(t *testing.T) {
	n := New(t, 1, testapp.Options{})
	n.Run(15)
	ok, failed := n.Stats.Totals()
	require.Greater(t, ok, 200)
	require.Less(t, failed*10, ok, "%v", n.Stats.Failed())
	for _, url := range []string{
		"/agijobs.jobs.v1.MsgPostJob", "/agijobs.jobs.v1.MsgClaimJob", "/agijobs.jobs.v1.MsgSubmitWork",
		"/agijobs.validation.v1.MsgCommitVote", "/agijobs.validation.v1.MsgRevealVote",
	} {
		require.Positive(t, n.Stats.Succeeded(url), url)
	}
	require.NotEmpty(t, n.jobs().Jobs)
	require.Contains(t, n.Stats.String(), "agijobs.jobs.v1.MsgPostJob")
}

// What one message of a block is about, no other is.
func TestTake(t *testing.T) {
	n := &Nation{taken: map[string]bool{}}
	require.True(t, n.take(jobKey(1), "sender a"))
	require.False(t, n.take("sender b", jobKey(1)))
	require.True(t, n.idle("b"), "nothing is reserved where one thing is taken")
	require.False(t, n.idle("a"))
}
