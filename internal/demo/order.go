package demo

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// order tells one judge how to vote, whatever the work is like. Judges are honest programs: without an order each of them
// recomputes the result. The director lays orders out as files, and the judge who takes one obeys it.
type order struct {
	Verdict  validationtypes.VoteVerdict `json:"verdict"`
	SplitBps uint32                      `json:"split_bps,omitempty"`
}

var (
	approveBlindly = order{Verdict: validationtypes.VOTE_VERDICT_APPROVE}
	rejectBlindly  = order{Verdict: validationtypes.VOTE_VERDICT_REJECT}
	callUnclear    = order{Verdict: validationtypes.VOTE_VERDICT_UNJUDGEABLE_SPEC}
)

func splitAt(bps uint32) order {
	return order{Verdict: validationtypes.VOTE_VERDICT_SPLIT, SplitBps: bps}
}

// times repeats an order.
func times(n int, o order) []order {
	list := make([]order, n)
	for i := range list {
		list[i] = o
	}
	return list
}

// String says what the order asks for.
func (o order) String() string {
	text := without(o.Verdict.String(), "VOTE_VERDICT_")
	if o.Verdict == validationtypes.VOTE_VERDICT_SPLIT {
		text += fmt.Sprintf(" %d bps", o.SplitBps)
	}
	return text
}

// ordersFolder holds the orders of one round.
func ordersFolder(home string, job uint64, rung uint32) string {
	return filepath.Join(home, "orders", fmt.Sprintf("%d-%d", job, rung))
}

// orders lays orders out for the judges of one rung of the run's job, one each; those who find none left judge honestly.
func (r *run) orders(rung uint32, list ...order) error {
	folder := ordersFolder(r.home, r.job, rung)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	for i, o := range list {
		content, err := json.Marshal(o)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%02d.json", i)), content, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// order takes an order of a round, or the one taken before; false: there is none left.
func (p *participant) order(d validationtypes.Duty) (order, bool, error) {
	mine := filepath.Join(keyFolder(p.home, p.name), fmt.Sprintf("order-%d-%d.json", d.JobId, d.Rung))
	o, taken, err := readOrder(mine)
	if err != nil || taken {
		return o, taken, err
	}
	folder := ordersFolder(p.home, d.JobId, d.Rung)
	files, err := os.ReadDir(folder)
	if errors.Is(err, os.ErrNotExist) {
		return order{}, false, nil
	}
	if err != nil {
		return order{}, false, err
	}
	for _, file := range files {
		// A rename is atomic: exactly one process gets each order.
		err := os.Rename(filepath.Join(folder, file.Name()), mine)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return order{}, false, err
		}
		return readOrder(mine)
	}
	return order{}, false, nil
}

func readOrder(path string) (order, bool, error) {
	content, err := os.ReadFile(path) // #nosec G304 -- in the demo's own home
	if errors.Is(err, os.ErrNotExist) {
		return order{}, false, nil
	}
	if err != nil {
		return order{}, false, err
	}
	var o order
	err = json.Unmarshal(content, &o)
	return o, err == nil, err
}
