package explore

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationkeeper "github.com/agijobs/agijobs/x/validation/keeper"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

const (
	// window of the council and of an employer's review: within one step of market time, as the others are.
	window = 30 * time.Second
	// funds of the treasury, which adds to the purse of the seats.
	funds = 1_000
)

var auditor = testapp.NewActor("auditor")

// setup is one job on one ladder.
type setup struct {
	// seats of the first committee, and of each committee and panel above it; 0: as many as the first.
	seats  uint32
	above  uint32
	ladder []jobstypes.RungKind
	// judges in the pool; 0: enough to draw every seat of every rung twice.
	judges  int
	review  jobstypes.ReviewMode
	relists uint32
	canary  bool
	// fine keeps apart which kinds of seats sit below a rung; see history.
	fine bool
}

func (s setup) rungs() []jobstypes.Rung {
	var rungs []jobstypes.Rung
	for i, kind := range s.ladder {
		rung := jobstypes.Rung{Kind: kind, Seats: s.above}
		switch {
		case i == 0 || kind == jobstypes.RUNG_KIND_COUNCIL:
			rung.Seats = 0
		case kind == jobstypes.RUNG_KIND_PANEL:
			rung.Pool = testapp.Pool
		}
		rungs = append(rungs, rung)
	}
	return rungs
}

// world is the real chain with one job that is offered, and what has been seen of its ways.
type world struct {
	setup
	t       testing.TB
	m       *testapp.Market
	app     *app.App
	queries validationtypes.QueryServer
	people  map[string]testapp.Actor
	// transient are the stores that a commit empties.
	transient []storetypes.StoreKey
	id        uint64
	supply    math.Int
	day       canaryDay

	seen                         map[string]bool
	states, blocks, ends, merged int
}

func newWorld(t testing.TB, s setup) (*world, *node) {
	if s.above == 0 {
		s.above = s.seats
	}
	if s.judges == 0 {
		s.judges = 2 * int(s.seats)
		for _, kind := range s.ladder[1:] {
			if kind != jobstypes.RUNG_KIND_COUNCIL {
				s.judges += 2 * int(s.above)
			}
		}
	}
	m := testapp.StartMarket(t, testapp.MarketOptions{
		Validators: s.judges,
		Options:    testapp.Options{Genesis: s.genesis},
		Jobs: func(p *jobstypes.Params) {
			p.Ladder, p.CouncilWindow, p.EmployerWindow = s.rungs(), window, window
		},
	})
	w := &world{
		setup: s, t: t, m: m, app: m.App, queries: validationkeeper.NewQueryServer(m.App.Validation),
		people: map[string]testapp.Actor{}, seen: map[string]bool{}, transient: transientStores(m.App),
	}
	for _, v := range m.Validators {
		w.people[v.String()] = v
	}
	if s.canary {
		w.register()
	}
	w.id = m.Post(m.Employer, func(msg *jobstypes.MsgPostJob) {
		msg.Seats, msg.Review, msg.Relists = s.seats, s.review, s.relists
	})
	w.supply = m.Supply()
	require.Equal(t, s.seats, m.Job(w.id).Terms.Seats)
	return w, &node{ctx: m.Ctx(), seats: map[seatID]behaviour{}}
}

func (s setup) genesis(state app.GenesisState, c *testapp.Chain) {
	testapp.Edit(c, state, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) {
		gs.Params.MaxStep = sovereigntypes.MaxMaxStep
	})
	testapp.Edit(c, state, jobstypes.ModuleName, func(gs *jobstypes.GenesisState) {
		for i := range gs.Categories {
			gs.Categories[i].Seats = []jobstypes.SeatTier{{MinPayout: math.ZeroInt(), Seats: 1}}
		}
	})
	c.AddBalance(state, money.TreasuryAddress(), sdk.NewCoin(testapp.Denom, testapp.AGI(funds)))
	c.Organisation(state, "court", identitytypes.ORGANISATION_KIND_GOVERNMENT)
	c.Admit(state, auditor, testapp.AGI(10), identitytypes.Participant{
		OrganisationId: "court", Roles: []identitytypes.Role{identitytypes.ROLE_AUDITOR},
	})
}

// canaryDay is a registered day with the job's leaf: the work must be rejected.
type canaryDay struct {
	day    uint64
	leaves []validationtypes.CanaryLeaf
}

func (w *world) register() {
	leaves := []validationtypes.CanaryLeaf{{
		Employer: w.m.Employer.String(), SpecSha256: testapp.Hash("spec"), ResultSha256: testapp.Hash("result"),
		Verdict: validationtypes.VOTE_VERDICT_REJECT, Salt: testapp.Hash("canary"),
	}}
	for i := len(leaves); i < validationtypes.MaxCanaryLeaves; i++ {
		leaves = append(leaves, validationtypes.CanaryLeaf{Salt: testapp.Hash(fmt.Sprintf("filler %d", i))})
	}
	root, err := validationtypes.CanaryTreeRoot(testapp.ChainID, leaves)
	require.NoError(w.t, err)
	var res validationtypes.MsgRegisterCanariesResponse
	w.m.Response(w.m.Must(auditor, &validationtypes.MsgRegisterCanaries{Auditor: auditor.String(), Root: root}), 0, &res)
	w.day = canaryDay{day: res.Day, leaves: leaves}
}

func (w *world) openCanary() sdk.Msg {
	proof, err := validationtypes.ProveCanary(testapp.ChainID, w.day.leaves, 0)
	require.NoError(w.t, err)
	return &jobstypes.MsgOpenCanary{
		Auditor: auditor.String(), Employer: w.m.Employer.String(), Agent: w.m.Agent.String(), JobId: w.id, Day: w.day.day,
		Verdict: w.day.leaves[0].Verdict, Salt: w.day.leaves[0].Salt, Proof: proof,
	}
}
