package localnode

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTailShowsThePanicAboveItsStack(t *testing.T) {
	n := &Node{Home: t.TempDir()}
	text := "a\npanic: broken\n" + strings.Repeat("frame\n", 50)
	require.NoError(t, os.WriteFile(n.LogFile(), []byte(text), 0o600))
	tail := n.Tail(5)
	require.True(t, strings.HasPrefix(tail, "panic: broken\n"))
	require.Equal(t, 6, strings.Count(tail, "\n"))
}

func TestAddressesDiffer(t *testing.T) {
	n, err := New("agijobsd", t.TempDir(), "chain-1")
	require.NoError(t, err)
	require.NotEqual(t, n.RPC, n.GRPC)
	require.NotEqual(t, n.GRPC, n.P2P)
	require.False(t, n.Running())
}

// A node that has ended by itself is neither running nor in anybody's way.
func TestDeadNode(t *testing.T) {
	home := t.TempDir()
	n, err := New("false", home, "chain-1")
	require.NoError(t, err)
	require.NoError(t, n.Start())
	<-n.Died()
	require.ErrorContains(t, n.Err(), "exit status 1")
	require.False(t, n.Running())
	require.NoError(t, n.Stop())
	require.NoError(t, n.Kill())
}

func TestProposalIsFoundAmongResults(t *testing.T) {
	printed := `{"height":"7","txhash":"AA","code":0,"events":[{"type":"submit_proposal","attributes":[{"key":"proposal_id","value":"3"}]}]}
{"height":"9","txhash":"BB","code":0}`
	id, height, err := Proposal(printed)
	require.NoError(t, err)
	require.Equal(t, "3", id)
	require.EqualValues(t, 9, height)
	_, _, err = Proposal(`{"height":"9","txhash":"BB","code":0}`)
	require.ErrorContains(t, err, "no proposal in")
	_, err = Results("usage: agijobsd")
	require.Error(t, err)
}
