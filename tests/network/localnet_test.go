//go:build network

package network

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/internal/localnet"
	"github.com/agijobs/agijobs/internal/localnode"
)

// desktop is where somebody types localnet commands.
type desktop struct {
	t    *testing.T
	home string
}

func (d *desktop) try(args ...string) answer {
	d.t.Helper()
	cmd := exec.CommandContext(d.t.Context(), binary, append([]string{"localnet", "--home", d.home}, args...)...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); cmd.ProcessState == nil {
		require.NoError(d.t, err)
	}
	return answer{out: out.String(), err: errOut.String(), code: cmd.ProcessState.ExitCode()}
}

func (d *desktop) run(into any, args ...string) {
	d.t.Helper()
	a := d.try(append(args, "-o", "json")...)
	require.Zero(d.t, a.code, "localnet %v: %s%s", args, a.out, a.err)
	require.NoError(d.t, json.Unmarshal([]byte(a.out), into), a.out)
}

// status as JSON, with the exit code that it must have.
func (d *desktop) status(code int) (s localnet.Status) {
	d.t.Helper()
	a := d.try("status", "-o", "json")
	require.Equal(d.t, code, a.code, "%s%s", a.out, a.err)
	require.NoError(d.t, json.Unmarshal([]byte(a.out), &s))
	return s
}

// shell runs a printed command with agijobsd in the path.
func (d *desktop) shell(command string, env ...string) *exec.Cmd {
	cmd := exec.CommandContext(d.t.Context(), "sh", "-ec", command)
	cmd.Env = append(append(os.Environ(), "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH")), env...)
	return cmd
}

// Somebody brings a nation up on one machine, types every command that is printed, cuts the power of a node, and lets another machine join by
// the printed lines; then takes it down, brings it up again where it was, and removes it.
func TestLocalnetFromUpToReset(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("real nodes take a while")
	}
	d := &desktop{t: t, home: filepath.Join(t.TempDir(), "net")}
	t.Cleanup(d.killAll)
	require.Equal(t, 1, d.try("status").code, "there is no network yet")

	var up struct {
		Nodes []localnet.Member `json:"nodes"`
		Join  string            `json:"join"`
		Next  []localnet.Advice `json:"next"`
	}
	d.run(&up, "up", "--validators", "4", "--speed")
	require.Len(t, up.Nodes, 4)
	s := d.status(0)
	require.True(t, s.Agree)
	for _, n := range s.Nodes {
		require.Equal(t, 3, n.Peers)
		require.NotEmpty(t, n.AppHash)
	}

	for _, a := range up.Next {
		out, err := d.shell(a.Command).CombinedOutput()
		require.NoError(t, err, "%s\n%s", a.Command, out)
	}
	d.joins(up.Join)
	d.cut()

	var acts []struct{ Running bool }
	d.run(&acts, "down")
	require.Len(t, acts, 4)
	before := d.status(2).CommonHeight
	require.Zero(t, before, "nobody answers")
	d.run(&up, "up")
	require.Greater(t, d.status(0).CommonHeight, s.CommonHeight, "it goes on where it was")
	refused := d.try("up", "--validators", "3")
	require.Equal(t, 1, refused.code)
	require.Contains(t, refused.err, "was made with other settings")

	var removed struct{ Removed string }
	d.run(&removed, "reset")
	require.NoDirExists(t, d.home)
}

// cut cuts the power of a node; the others go on, and the command says that one is down.
func (d *desktop) cut() {
	d.t.Helper()
	var acts []struct {
		Did     string
		Running bool
		PID     int
	}
	d.run(&acts, "kill", "2")
	require.False(d.t, acts[0].Running)
	down := d.status(2)
	require.False(d.t, down.Nodes[2].Running)
	require.True(d.t, down.Agree)
	d.run(&acts, "start", "2")
	require.True(d.t, acts[0].Running)
	d.run(&acts, "start", "2")
	require.Equal(d.t, "runs already", acts[0].Did)
	d.run(&acts, "restart", "1")
	require.Positive(d.t, acts[0].PID)
	var logs []struct{ Lines []string }
	d.run(&logs, "logs", "1", "--lines", "5")
	require.Len(d.t, logs[0].Lines, 5)
	require.Contains(d.t, d.try("kill", "7").err, "there is no node")
	d.status(0)
}

// joins runs the printed lines as another machine does, up to its first blocks. Its ports are its own, since here both are one machine.
func (d *desktop) joins(script string) {
	d.t.Helper()
	home := filepath.Join(d.t.TempDir(), "joined")
	other, err := localnode.New(binary, home, "")
	require.NoError(d.t, err)
	log, err := os.Create(filepath.Join(d.t.TempDir(), "joined.log"))
	require.NoError(d.t, err)
	cmd := d.shell(script, "AGIJOBS_JOIN_HOME="+home, "AGIJOBSD_RPC_LADDR=tcp://"+other.RPC, "AGIJOBSD_P2P_LADDR=tcp://"+other.P2P,
		"AGIJOBSD_GRPC_ADDRESS="+other.GRPC, "AGIJOBSD_API_ENABLE=false", "AGIJOBSD_RPC_PPROF_LADDR=")
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	require.NoError(d.t, cmd.Start())
	defer func() {
		require.NoError(d.t, syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL))
		require.ErrorContains(d.t, cmd.Wait(), "killed")
	}()
	height := d.status(0).CommonHeight
	for limit := time.Now().Add(patience); ; time.Sleep(tick) {
		out, err := exec.CommandContext(d.t.Context(), binary, "status", "--node", "tcp://"+other.RPC, "--home", home).Output()
		var s struct {
			SyncInfo struct {
				Height     string `json:"latest_block_height"`
				CatchingUp bool   `json:"catching_up"`
			} `json:"sync_info"`
		}
		if err == nil && json.Unmarshal(out, &s) == nil && !s.SyncInfo.CatchingUp && number(d.t, s.SyncInfo.Height) >= uint64(height) {
			return
		}
		content, readErr := os.ReadFile(log.Name())
		require.NoError(d.t, readErr)
		require.True(d.t, time.Now().Before(limit), "it never caught up: %v\n%s", err, content[max(len(content)-3000, 0):])
	}
}

// killAll ends what a failed test has left running. The test's own context is over by then.
func (d *desktop) killAll() {
	n, err := localnet.Open(d.home, binary)
	if errors.Is(err, localnet.ErrNone) {
		return
	}
	require.NoError(d.t, err)
	for _, m := range n.Members {
		_, err := n.Kill(context.Background(), m)
		require.NoError(d.t, err, "node %d", m.N)
	}
}
