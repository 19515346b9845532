package testnet

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"
)

// Report is what was made of a folder.
type Report struct {
	Home string `json:"home"`
	// From is the chain id of the live chain, ChainID that of the test network.
	From    string `json:"from_chain_id"`
	ChainID string `json:"chain_id"`
	// LastLive is the last block of the live chain; the next one is the test network's first and has been executed, at Time.
	LastLive int64     `json:"last_live_height,string"`
	Time     time.Time `json:"time"`
	// Operator has all power, by the consensus key of this address (hex).
	Operator         string `json:"operator"`
	ConsensusAddress string `json:"consensus_address"`
	Power            int64  `json:"power,string"`
	// Removed operators have no power any more; their seats unbond.
	Removed []string `json:"removed_operators"`
	// Council, Guardians and Registrars are empty where the live chain's stay.
	Council    []string `json:"council"`
	Threshold  uint64   `json:"council_threshold,string"`
	Guardians  []string `json:"guardians"`
	Registrars []string `json:"registrars"`
	// Coins went from the treasury to each of them; empty for nothing.
	Coins   string `json:"coins"`
	Upgrade string `json:"upgrade"`
	// Files are what changed in the folder besides the databases.
	Files []string `json:"files"`
	// Broken invariants did not hold on the live state either, or an upgrade has broken them; by the rewrite alone none breaks.
	Broken []string `json:"broken_invariants"`
}

// Write prints the report as text.
func (r *Report) Write(out io.Writer) error {
	or := func(list []string, none string) string {
		if len(list) == 0 {
			return none
		}
		return strings.Join(list, ", ")
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	lines := [][2]string{
		{"test network", fmt.Sprintf("%s, from %s after its block %d; block %d is executed", r.ChainID, r.From, r.LastLive, r.LastLive+1)},
		{"operator", fmt.Sprintf("%s, power %d of %d, consensus key %s", r.Operator, r.Power, r.Power, r.ConsensusAddress)},
		{"removed", or(r.Removed, "nobody")},
		{"council", or(r.Council, "the live chain's")},
		{"guardians", or(r.Guardians, "the live chain's")},
		{"registrars", or(r.Registrars, "the live chain's")},
	}
	if len(r.Council) > 0 {
		lines[3][1] += fmt.Sprintf(" (threshold %d)", r.Threshold)
	}
	if r.Coins != "" {
		lines = append(lines, [2]string{"paid", r.Coins + " to each of them, from the treasury"})
	}
	if r.Upgrade != "" {
		lines = append(lines, [2]string{"upgrade", r.Upgrade})
	}
	lines = append(lines, [2]string{"invariants", "all hold"})
	if len(r.Broken) > 0 {
		lines[len(lines)-1][1] = "broken before the rewrite, or by the upgrade: " + strings.Join(r.Broken, "; ")
	}
	for _, file := range r.Files {
		lines = append(lines, [2]string{"changed", file})
	}
	for _, l := range lines {
		if _, err := fmt.Fprintf(w, "%s\t%s\n", l[0], l[1]); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "\nStart it: agijobsd start --home %s\n", r.Home)
	return err
}
