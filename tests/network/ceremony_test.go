//go:build network

package network

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/internal/localnode"
	"github.com/agijobs/agijobs/pkg/client"
)

// Day 0 of docs/operations.md, as four operators and a ministry live it: each on a machine of its own, with a key that nobody else sees. What
// goes from one to another are addresses, the draft, genesis transactions and the final file.
func TestCeremonyOfFourOperators(t *testing.T) {
	t.Parallel()
	c := &chain{t: t, ctx: t.Context(), id: "canada-1", root: t.TempDir()}
	if testing.Short() {
		t.Skip("real nodes take a while")
	}
	t.Cleanup(c.end)
	for i := range 4 {
		n, err := localnode.New(binary, filepath.Join(c.root, fmt.Sprintf("operator%d", i)), c.id)
		require.NoError(t, err)
		n.Bound = true
		require.NoError(t, n.Init(c.ctx, fmt.Sprintf("operator%d", i), pace))
		c.nodes, c.operators = append(c.nodes, n), append(c.operators, c.at(n).key("operator"))
	}

	// The ministry writes the draft.
	ministry := c.machine("ministry", "tcp://"+c.nodes[0].RPC)
	ministry.run("init", "ministry", "--chain-id", c.id, "--denom", "ucad", "--display", "CAD")
	ministry.run("genesis", "add-organisation", "ministry", "--kind", "government", "--name", "Ministry of Labour")
	for _, address := range c.operators {
		ministry.run("genesis", "add-operator", address, "--coins", "1000000ucad")
	}
	council := "address,title,weight,coins\n"
	for _, title := range []string{"Minister", "Court of Audit", "Central Bank"} {
		council += ministry.key(strings.ToLower(strings.Fields(title)[0])) + "," + title + ",1,1000000ucad\n"
	}
	ministry.run("genesis", "add-council", ministry.file("council.csv", council), "--threshold", "2")
	ministry.run("genesis", "add-guardian", ministry.key("guardian"), "--title", "Market supervision", "--coins", "1000000ucad")
	ministry.run("genesis", "add-registrar", ministry.key("registrar"), "--coins", "1000000ucad", "--organisation", "ministry")
	ministry.run("genesis", "add-participants", ministry.file("people.csv",
		"address,roles,kind,organisation,coins\n"+ministry.key("employer")+",employer,organisation,ministry,1000000ucad\n"))
	ministry.run("genesis", "validate", "--draft")
	require.Equal(t, 1, ministry.try("genesis", "validate").code, "nobody makes blocks yet")

	// Each operator looks at it, sends its genesis transaction, and gets the final file.
	gentxs := filepath.Join(ministry.home, "config", "gentx")
	require.NoError(t, os.MkdirAll(gentxs, 0o700))
	for i, n := range c.nodes {
		copyFile(t, filepath.Join(ministry.home, "config", "genesis.json"), genesisFile(n))
		c.at(n).run("genesis", "validate", "--draft")
		c.at(n).run("genesis", "gentx", "operator", seats, "--chain-id", c.id, "--output-document", filepath.Join(gentxs, fmt.Sprintf("%d.json", i)))
	}
	ministry.run("genesis", "collect-gentxs")
	var sums []string
	for _, n := range c.nodes {
		copyFile(t, filepath.Join(ministry.home, "config", "genesis.json"), genesisFile(n))
		var report struct {
			SHA256    string
			Operators int
			Warnings  []string
		}
		require.NoError(t, json.Unmarshal([]byte(c.at(n).run("genesis", "validate", "-o", "json")), &report))
		require.Equal(t, 4, report.Operators)
		require.Empty(t, report.Warnings)
		sums = append(sums, report.SHA256)
		require.Equal(t, sums[0], report.SHA256)
	}

	c.introduce()
	metrics := unused(t)
	require.NoError(t, c.nodes[0].Configure("config.toml", map[string]any{
		"instrumentation.prometheus": true, "instrumentation.prometheus_listen_addr": metrics,
	}))
	for _, n := range c.nodes {
		require.NoError(t, n.Configure("app.toml", map[string]any{"minimum-gas-prices": "0.001ucad"}))
		require.NoError(t, n.Start())
		dialled, err := client.Dial(n.GRPC, client.Options{Patience: patience})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, dialled.Close()) })
		c.clients = append(c.clients, dialled)
	}
	c.reach(3)
	require.Len(t, c.powers(3), 4)
	require.Len(t, c.signers(3), 4)
	c.agree()
	var members struct {
		Accepted string `json:"accepted_weight"`
	}
	ministry.query(&members, "sovereign", "council")
	require.Equal(t, "3", members.Accepted)
	requireMetrics(t, metrics)
}

// later are the chain's metrics that a fresh chain has no value of: there is no job, nothing was burnt, no loop has made a step.
var later = []string{
	"agijobs_jobs", "agijobs_minted", "agijobs_burned", "agijobs_thermostat_sensor", "agijobs_thermostat_output", "agijobs_thermostat_temperature",
}

// requireMetrics: the endpoint of a fresh node shows each of the chain's metrics that deploy/monitoring/metrics.txt lists, as what it says, and no other.
func requireMetrics(t *testing.T, address string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/metrics", nil)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, errors.Join(err, response.Body.Close()))
	var shown, want []string
	for line := range strings.Lines(string(body)) {
		if kind, found := strings.CutPrefix(strings.TrimSpace(line), "# TYPE agijobs_"); found {
			shown = append(shown, "agijobs_"+kind)
		}
	}
	list, err := os.ReadFile(filepath.Join("..", "..", "deploy", "monitoring", "metrics.txt"))
	require.NoError(t, err)
	for line := range strings.Lines(string(list)) {
		name, _, _ := strings.Cut(line, " ")
		if strings.HasPrefix(name, "agijobs_") && !slices.Contains(later, name) {
			want = append(want, strings.TrimSpace(line))
		}
	}
	require.ElementsMatch(t, want, shown)
}
