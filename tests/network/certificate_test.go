//go:build network

package network

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/contrib/x/nft"

	"github.com/agijobs/agijobs/x/certificates/proof"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

const certifiedJob = 18_420_003_000

// certified puts a certificate of the first operator into the genesis, as a chain has it that goes on after an export.
func (c *chain) certified() {
	c.t.Helper()
	document := jobstypes.Document{Uri: "https://data.example/result", Sha256: bytes.Repeat([]byte{7}, 32)}
	token, err := certificatestypes.Certificate{
		JobId: certifiedJob, ChainId: c.id, Title: "Sum a table", Category: "general", Employer: c.operators[0], Agent: c.operators[1],
		Spec: document, Result: document, Payout: math.NewInt(1),
	}.Token()
	require.NoError(c.t, err)
	class := certificatestypes.Class()
	registry := codectypes.NewInterfaceRegistry()
	certificatestypes.RegisterInterfaces(registry)
	text, err := codec.NewProtoCodec(registry).MarshalJSON(&nft.GenesisState{
		Classes: []*nft.Class{&class}, Entries: []*nft.Entry{{Owner: c.operators[0], Nfts: []*nft.NFT{&token}}},
	})
	require.NoError(c.t, err)
	var state map[string]any
	c.decode(string(text), &state)
	c.setGenesis(state["classes"], "nft", "classes")
	c.setGenesis(state["entries"], "nft", "entries")
}

// A proof made on one node and a trust file of another are all that a machine needs which has never seen the chain. It is so when an operator
// has changed its key since as well, but not the other way round.
func TestACertificateIsProvedToAMachineWithoutAChain(t *testing.T) {
	t.Parallel()
	c := newChain(t, "agijobs-proof-1", 4)
	n := &operatorNet{chain: c}
	for _, node := range c.nodes {
		_, address := c.consensusKey(node.Home)
		n.keys = append(n.keys, address)
	}
	c.certified()
	c.start()
	c.reach(5)

	// ARRANGE
	job := strconv.Itoa(certifiedJob)
	away := &machine{chain: c, home: t.TempDir()}
	early, trust := filepath.Join(away.home, "early.json"), filepath.Join(away.home, "trust.json")
	c.at(c.nodes[0]).run("certificate", "prove", job, "--out", early)
	c.at(c.nodes[1]).run("certificate", "trust", "--out", trust)

	// ACT, ASSERT: for people, for programs, and with a byte flipped.
	line := away.run("certificate", "verify", early, "--trust", trust)
	require.Regexp(t, `^VALID: certificate 18420003000 "Sum a table" of agijobs-proof-1, result sha256 (07){32}, owner `+c.operators[0]+
		`, at height \d+ \(\S+\), signed by [34] of 4 operators \((75|100) % of power\), not revoked as of that height$`, line)
	require.True(t, c.verified(away, early, trust).Valid)
	first, third := filepath.Join(away.home, "first.json"), filepath.Join(away.home, "third.json")
	c.at(c.nodes[2]).run("certificate", "trust", "--height", "1", "--out", first)
	c.at(c.nodes[2]).run("certificate", "prove", job, "--height", "3", "--out", third)
	require.Contains(t, away.run("certificate", "verify", third, "--trust", first), "at height 3 (")
	text := []byte(c.read(early))
	text[len(text)/2] ^= 1
	forged := away.file("forged.json", string(text))
	refused := away.try("certificate", "verify", forged, "--trust", trust)
	require.Equal(t, 3, refused.code)
	require.Regexp(t, `^REFUSED: .*\n$`, refused.err)
	require.Empty(t, refused.out)

	// ACT, ASSERT: an operator's new key.
	n.rotate(1)
	c.reach(c.height(0) + 4)
	late, now := filepath.Join(away.home, "late.json"), filepath.Join(away.home, "now.json")
	c.at(c.nodes[2]).run("certificate", "prove", job, "--out", late)
	c.at(c.nodes[3]).run("certificate", "trust", "--out", now)
	require.True(t, c.verified(away, late, trust).Valid, "three of four are those that are trusted")
	require.True(t, c.verified(away, late, now).Valid)
	report := c.verified(away, early, now)
	require.Equal(t, "untrusted_set", report.Code)
	require.Regexp(t, `the validator set of height \d+ is not the trusted one of height \d+`, report.Reason)

	// ASSERT: nothing but these files is on the machine.
	entries, err := os.ReadDir(away.home)
	require.NoError(t, err)
	require.Len(t, entries, 7)

	// ACT, ASSERT: what a node cannot prove.
	none := c.at(c.nodes[0]).try("certificate", "prove", "5")
	require.Equal(t, 1, none.code)
	require.Contains(t, none.err, "no such certificate")
	require.Empty(t, none.out)
}

// verified is the answer for programs.
func (c *chain) verified(m *machine, file, trust string) proof.Report {
	c.t.Helper()
	a := m.try("certificate", "verify", file, "--trust", trust, "-o", "json")
	var report proof.Report
	require.NoError(c.t, json.Unmarshal([]byte(a.out), &report), a.err)
	require.Equal(c.t, map[bool]int{true: 0, false: 3}[report.Valid], a.code, a.err)
	return report
}
