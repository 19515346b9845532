//go:build network

package network

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/localnode"
)

// nowhere is the node of a machine without a network: asking it is an error.
const nowhere = "tcp://127.0.0.1:1"

// machine is a computer on which somebody types commands: a home with keys of its own.
type machine struct {
	*chain
	home string
}

// machine sets up a home whose commands speak to a node.
func (c *chain) machine(name, node string) *machine {
	c.t.Helper()
	m := &machine{chain: c, home: filepath.Join(c.root, name)}
	require.NoError(c.t, os.MkdirAll(filepath.Join(m.home, "config"), 0o700))
	require.NoError(c.t, localnode.ConfigureClient(m.home, c.id, node))
	return m
}

// at is the machine that a node runs on.
func (c *chain) at(n *localnode.Node) *machine { return &machine{chain: c, home: n.Home} }

// answer is what a command said.
type answer struct {
	out, err string
	code     int
}

// try runs agijobsd to its end.
func (m *machine) try(args ...string) answer {
	m.t.Helper()
	cmd := exec.CommandContext(m.ctx, binary, slices.Concat(args, []string{"--home", m.home})...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	// An exit code is an answer; that it could not run is none.
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(m.t, err, "agijobsd %s", strings.Join(args, " "))
	}
	require.NoError(m.t, m.ctx.Err(), "agijobsd %s", strings.Join(args, " "))
	return answer{out: out.String(), err: errOut.String(), code: cmd.ProcessState.ExitCode()}
}

// run runs a command that must succeed, and returns what it printed.
func (m *machine) run(args ...string) string {
	m.t.Helper()
	a := m.try(args...)
	require.Zero(m.t, a.code, "agijobsd %s:\n%s%s", strings.Join(args, " "), a.out, a.err)
	return strings.TrimSpace(a.out)
}

// key makes a key and returns its address.
func (m *machine) key(name string) string {
	m.t.Helper()
	var added struct{ Address string }
	m.decode(m.run("keys", "add", name, "--output", "json"), &added)
	require.NotEmpty(m.t, added.Address)
	return added.Address
}

// query asks the chain.
func (m *machine) query(into any, args ...string) {
	m.t.Helper()
	m.decode(m.run(slices.Concat([]string{"query"}, args, []string{"-o", "json"})...), into)
}

func (c *chain) decode(printed string, into any) {
	c.t.Helper()
	require.NoError(c.t, json.Unmarshal([]byte(printed), into), printed)
}

// online are the flags of a transaction whose key is on this machine.
func online(from string) []string {
	return []string{"--from", from, "--gas", "auto", "--gas-prices", gasPrice, "--yes", "--wait", "--wait-timeout", patience.String(), "-o", "json"}
}

// send sends a transaction with a key of this machine and returns its result in the block.
func (m *machine) send(from string, args ...string) sdk.TxResponse {
	m.t.Helper()
	return m.last(m.run(slices.Concat(args, online(from))...))
}

// last result among those that a command printed.
func (c *chain) last(printed string) sdk.TxResponse {
	c.t.Helper()
	all, err := localnode.Results(printed)
	require.NoError(c.t, err)
	require.NotEmpty(c.t, all, printed)
	result := all[len(all)-1]
	require.Zero(c.t, result.Code, result.RawLog)
	require.Positive(c.t, result.Height)
	return result
}

// propose hands a proposal in and returns its id.
func (m *machine) propose(from string, args ...string) string {
	m.t.Helper()
	id, _, err := localnode.Proposal(m.run(slices.Concat(args, online(from))...))
	require.NoError(m.t, err)
	return id
}

// why are the flags of a proposal by a generated command.
func why(title string) []string {
	return []string{"--title", title, "--summary", "What the test needs", "--deposit", "1uagi"}
}

// approve votes yes and returns the height of the vote.
func (m *machine) approve(from, id string) int64 {
	m.t.Helper()
	return m.send(from, "policy", "approve", id).Height
}

// file puts a file on the machine, as a memory stick does.
func (m *machine) file(name, content string) string {
	m.t.Helper()
	path := filepath.Join(m.home, name)
	require.NoError(m.t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func (c *chain) read(path string) string {
	c.t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(c.t, err)
	return string(content)
}
