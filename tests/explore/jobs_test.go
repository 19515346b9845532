package explore

import (
	"testing"
	"time"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

const (
	committee = jobstypes.RUNG_KIND_COMMITTEE
	panel     = jobstypes.RUNG_KIND_PANEL
	council   = jobstypes.RUNG_KIND_COUNCIL
)

func explore(t *testing.T, s setup) {
	w, start := newWorld(t, s)
	began := time.Now()
	w.visit(start)
	t.Logf("%d states, %d ends, %d merged, %d blocks, %s", w.states, w.ends, w.merged, w.blocks, time.Since(began).Round(time.Millisecond))
}

func TestOneSeat(t *testing.T) {
	explore(t, setup{seats: 1, ladder: []jobstypes.RungKind{committee}, canary: true, relists: 1})
}

func TestThreeSeats(t *testing.T) {
	explore(t, setup{seats: 3, ladder: []jobstypes.RungKind{committee}, canary: true})
}
