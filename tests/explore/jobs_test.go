package explore

import (
	"runtime/debug"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

const (
	committee = jobstypes.RUNG_KIND_COMMITTEE
	panel     = jobstypes.RUNG_KIND_PANEL
	council   = jobstypes.RUNG_KIND_COUNCIL
)

func rungs(kinds ...jobstypes.RungKind) []jobstypes.RungKind { return kinds }

// Each job is played from its offer to all of its ends.
func TestEveryWayOfAJob(t *testing.T) {
	// An exploration leaves much behind at once and keeps little.
	before := debug.SetGCPercent(400)
	t.Cleanup(func() { debug.SetGCPercent(before) })
	employers := jobstypes.REVIEW_MODE_EMPLOYER
	for _, tc := range []struct {
		name string
		long bool
		setup
	}{
		{"1 seat", false, setup{seats: 1, ladder: rungs(committee), canary: true, relists: 1}},
		{"1 seat, two committees", false, setup{seats: 1, ladder: rungs(committee, committee), canary: true, fine: true}},
		{"1 seat, panel and council", false, setup{seats: 1, ladder: rungs(committee, panel, council), canary: true}},
		{"1 seat, all rungs", false, setup{seats: 1, ladder: rungs(committee, committee, panel, council)}},
		{"1 seat, employer's review", false, setup{seats: 1, ladder: rungs(committee, council), review: employers, canary: true}},
		{"3 seats, council", false, setup{seats: 3, ladder: rungs(committee, council), canary: true}},
		{"3 seats, nobody to redraw", false, setup{seats: 3, ladder: rungs(committee, council), judges: 4}},
		{"3 seats, two committees", false, setup{seats: 3, ladder: rungs(committee, committee)}},
		{"3 seats, nobody for an appeal", false, setup{seats: 3, ladder: rungs(committee, committee, council), judges: 5}},
		{"3 seats above one", true, setup{seats: 1, above: 3, ladder: rungs(committee, committee, panel, council), fine: true}},
		{"3 seats, fine", true, setup{seats: 3, ladder: rungs(committee, committee), canary: true, fine: true}},
		{"3 seats, all rungs", true, setup{seats: 3, ladder: rungs(committee, committee, panel, council), canary: true}},
		{"5 seats", true, setup{seats: 5, ladder: rungs(committee), canary: true}},
		{"5 seats, council", true, setup{seats: 5, ladder: rungs(committee, council), canary: true}},
		{"5 seats, nobody to redraw", true, setup{seats: 5, ladder: rungs(committee, council), judges: 7}},
		{"5 seats, two committees", true, setup{seats: 5, ladder: rungs(committee, committee)}},
		{"5 seats in a panel", true, setup{seats: 1, above: 5, ladder: rungs(committee, panel, council)}},
		{"5 seats, then one on every rung", true, setup{seats: 5, above: 1, ladder: rungs(committee, committee, panel, council)}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.long && !long {
				t.Skip("in make test-long")
			}
			t.Parallel()
			w, start := newWorld(t, tc.setup)
			began := time.Now()
			w.visit(start)
			require.Positive(t, w.ends)
			t.Logf("%d states, %d ends, %d merged, %d blocks, %s",
				w.states, w.ends, w.merged, w.blocks, time.Since(began).Round(time.Millisecond))
		})
	}
}
