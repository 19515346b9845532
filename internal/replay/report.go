package replay

import (
	"encoding/hex"
	"strings"

	"github.com/agijobs/agijobs/internal/audit"
)

// Report is the outcome of a replay.
type Report struct {
	ChainID string       `json:"chain_id"`
	Home    string       `json:"home"`
	Result  audit.Result `json:"result"`
	// From and To are the first and the last block that were executed.
	From         int64 `json:"from,string"`
	To           int64 `json:"to,string"`
	Transactions int   `json:"transactions"`
	// Seconds of reading, checking, executing and committing the blocks; AsideSeconds of invariants and of the comparison of states.
	Seconds      float64       `json:"seconds"`
	AsideSeconds float64       `json:"aside_seconds"`
	Checks       []audit.Check `json:"checks"`
	// Divergence is the first; null: none.
	Divergence *Divergence `json:"divergence"`
	// Pace is how fast blocks were executed, in stretches.
	Pace []Stretch `json:"pace"`
}

// Divergence is where the chain and its replay part.
type Divergence struct {
	Height      int64        `json:"height,string"`
	Differences []Difference `json:"differences"`
	// Stores of the application that differ, where the node has their hashes.
	Stores []StoreDifference `json:"stores"`
	// Transactions of the block.
	Transactions []Transaction `json:"transactions"`
}

// Difference is one thing that differs.
type Difference struct {
	What string `json:"what"`
	// Chain is what the chain has, Replayed what was computed.
	Chain    string `json:"chain"`
	Replayed string `json:"replayed"`
	How      string `json:"how"`
}

// StoreDifference is a store whose content differs.
type StoreDifference struct {
	Store string `json:"store"`
	// Chain and Replayed are the store's hashes after the block; equal where the node's data were changed below its hash.
	Chain    string `json:"chain"`
	Replayed string `json:"replayed"`
	// Keys are the first ones that differ.
	Keys []KeyDifference `json:"keys"`
	How  string          `json:"how"`
}

// KeyDifference is a key that differs, in hex. An empty value: the key is not there.
type KeyDifference struct {
	Key      string `json:"key"`
	Chain    string `json:"chain"`
	Replayed string `json:"replayed"`
	// Written is the block that wrote the key last, by the replay; 0 if it has no such key.
	Written int64 `json:"written,string"`
	// Where the node keeps it: "tree", or "index" for the copy of the latest values that it reads from.
	Where string `json:"where"`
}

// Transaction of the block where chain and replay part.
type Transaction struct {
	Index    int      `json:"index"`
	Hash     string   `json:"hash"`
	Messages []string `json:"messages"`
	Signers  []string `json:"signers"`
	// Code and Log are those of the replay; Node is the node's stored code where it differs.
	Code uint32 `json:"code"`
	Log  string `json:"log"`
	How  string `json:"how"`
}

// Stretch is a number of blocks in a row.
type Stretch struct {
	To           int64   `json:"to,string"`
	Transactions int     `json:"transactions"`
	Seconds      float64 `json:"seconds"`
}

func differ(what string, chain, replayed []byte, how string) Difference {
	return Difference{What: what, Chain: text(chain), Replayed: text(replayed), How: how}
}

func text(bz []byte) string { return strings.ToUpper(hex.EncodeToString(bz)) }

// Equal tells whether everything was compared and nothing was found.
func (r *Report) Equal() bool { return r.Result == audit.Verified }

// Unchecked says what could not be compared; empty: nothing.
func (r *Report) Unchecked() string {
	for _, c := range r.Checks {
		if c.Result == audit.NotCheckable {
			return c.What + ": " + c.How
		}
	}
	return ""
}
