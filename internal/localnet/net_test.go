package localnet

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func made(t *testing.T) *Net {
	t.Helper()
	home := t.TempDir()
	n := &Net{Home: home, ChainID: "net-1", Keys: filepath.Join(home, keysFolder), Binary: "agijobsd", SHA256: "ab"}
	for i, name := range []string{"node0", "node1"} {
		n.Members = append(n.Members, Member{N: i, Home: filepath.Join(home, name), NodeID: "id" + name, P2P: "127.0.0.1:2000" + name[4:]})
	}
	n.Genesis = filepath.Join(n.Members[0].Home, "config", "genesis.json")
	require.NoError(t, n.save())
	return n
}

func TestRecordIsReadAsItWasWritten(t *testing.T) {
	n := made(t)
	got, err := Open(n.Home, "agijobsd")
	require.NoError(t, err)
	require.Equal(t, n, got)
	_, err = Open(t.TempDir(), "agijobsd")
	require.ErrorIs(t, err, ErrNone)
}

// Files that Create has not made stay where they are.
func TestRemoveLeavesForeignFiles(t *testing.T) {
	n := made(t)
	foreign := filepath.Join(n.Home, "letters.txt")
	require.NoError(t, os.WriteFile(foreign, []byte("x"), 0o600))
	require.NoError(t, os.MkdirAll(n.Members[0].Home, 0o700))
	require.NoError(t, n.Remove())
	require.FileExists(t, foreign)
	require.NoDirExists(t, n.Members[0].Home)
	_, err := Open(n.Home, "agijobsd")
	require.ErrorIs(t, err, ErrNone)
}

// A process that is not the node's, or is dead, is no node: its number says nothing.
func TestForeignProcessIsNoNode(t *testing.T) {
	n := made(t)
	m := n.Members[0]
	require.NoError(t, os.MkdirAll(m.Home, 0o700))
	for _, content := range []string{"1\n", "-1\n", "nonsense\n", ""} {
		require.NoError(t, os.WriteFile(filepath.Join(m.Home, pidFile), []byte(content), 0o600))
		require.Zero(t, n.PID(m), content)
	}
	killed, err := n.Kill(t.Context(), m)
	require.NoError(t, err)
	require.False(t, killed)
}

func TestChosenNodes(t *testing.T) {
	n := made(t)
	all, err := n.Choose(nil)
	require.NoError(t, err)
	require.Equal(t, n.Members, all)
	one, err := n.Choose([]string{"1"})
	require.NoError(t, err)
	require.Equal(t, n.Members[1:], one)
	for _, wrong := range []string{"2", "-1", "two"} {
		_, err := n.Choose([]string{wrong})
		require.ErrorContains(t, err, "they are 0 to 1")
	}
}

func TestJoinNamesTheHostThatOthersReach(t *testing.T) {
	n := made(t)
	require.Contains(t, n.Join(), "idnode0@127.0.0.1:20000,idnode1@127.0.0.1:20001")
	require.Contains(t, n.Join(), "\ncp "+n.Genesis)
	n.Host = "192.168.7.20"
	require.Contains(t, n.Join(), "idnode0@192.168.7.20:20000,idnode1@192.168.7.20:20001")
	require.Contains(t, n.Join(), "\nscp 192.168.7.20:"+n.Genesis)
	require.Equal(t, "0.0.0.0:20000", n.listen("127.0.0.1:20000"))
}

func TestStatusTellsDownFromSplit(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	at := func(height int64, hash string) NodeStatus {
		return NodeStatus{Running: true, PID: 7, Height: height, AppHash: hash, newest: now.Add(-time.Second)}
	}
	held := NodeStatus{Running: true, Error: "runs and does not answer"}
	old := at(5, "A")
	old.newest = now.Add(-StandsAfter - time.Second)
	syncing := at(5, "A")
	syncing.CatchingUp = true
	for _, tc := range []struct {
		name                     string
		nodes                    []NodeStatus
		agreed                   map[int64]string
		common                   int64
		up, agree, split, stands bool
	}{
		{"all well", []NodeStatus{at(5, "A"), at(6, "B"), at(6, "B")}, map[int64]string{5: "A"}, 5, true, true, false, false},
		{"one is down", []NodeStatus{at(5, "A"), {}}, nil, 5, false, true, false, false},
		{"one is held", []NodeStatus{at(5, "A"), held}, nil, 5, false, true, false, false},
		{"none answers", []NodeStatus{{}, held}, nil, 0, false, false, false, false},
		{"two states of one block", []NodeStatus{at(5, "A"), at(5, "B")}, nil, 5, true, false, true, false},
		{"a state that was not agreed on, before the node that has it stops", []NodeStatus{at(5, "X"), at(9, "B"), at(9, "B")}, map[int64]string{5: "A"}, 5, true, false, true, false},
		{"left behind", []NodeStatus{at(5, "A"), at(56, "B")}, map[int64]string{5: "A"}, 5, false, true, false, false},
		{"catching up", []NodeStatus{syncing, at(56, "B")}, map[int64]string{5: "A"}, 5, true, true, false, false},
		{"the chain stands", []NodeStatus{old, old}, nil, 5, false, true, false, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := Status{Nodes: tc.nodes}
			s.compare(tc.agreed, now)
			require.Equal(t, tc.common, s.CommonHeight)
			require.Equal(t, []bool{tc.up, tc.agree, tc.split, tc.stands}, []bool{s.Up(), s.Agree, s.Split(), s.Stands})
			var text strings.Builder
			require.NoError(t, s.write(&text))
			require.Equal(t, tc.split, strings.Contains(text.String(), "DIFFERENT STATES"))
			require.Equal(t, tc.split, strings.Contains(text.String(), "IS NOT THAT OF THE OTHERS"))
		})
	}
}
