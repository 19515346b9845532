package audit_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/audit"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

// story is a chain on which nine seats are wanted of nine validators: one is of the employer's ministry, one is suspended, two are
// of one organisation. Whoever is seated is full. A second job is drawn in the same block. Then one of the first committee stays away.
type story struct {
	*testapp.Market
	first, second uint64
}

func tell(t *testing.T) story {
	t.Helper()
	m := testapp.StartMarket(t, testapp.MarketOptions{
		Review: func(p *types.Params) { p.MaxActiveSeats = 1 },
		Options: testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
			testapp.Edit(c, state, jobstypes.ModuleName, func(gs *jobstypes.GenesisState) {
				for i := range gs.Categories {
					gs.Categories[i].Seats = []jobstypes.SeatTier{{MinPayout: testapp.AGI(0), Seats: 9}}
				}
			})
			testapp.Edit(c, state, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) {
				of := map[string]string{"validator0": "ministry", "validator1": "judges-2"}
				for i := range gs.Participants {
					for name, organisation := range of {
						if p := &gs.Participants[i]; p.Address == testapp.NewActor(name).String() {
							p.OrganisationId = organisation
						}
					}
				}
			})
		}},
	})
	s := story{Market: m}
	s.first, s.second = m.Post(m.Employer), m.Post(m.Employer)
	m.Claim(m.Agent, s.first)
	m.Claim(m.Agent2, s.second)
	m.Must(m.Registrar, &identitytypes.MsgSuspend{Sender: m.Registrar.String(), Address: m.Validators[3].String(), Reason: "test"})
	for i, res := range m.Block(m.Sign(m.Agent, m.SubmitMsg(m.Agent, s.first)), m.Sign(m.Agent2, m.SubmitMsg(m.Agent2, s.second))) {
		require.Zero(t, res.Code, "%d: %s", i, res.Log)
	}
	committee := m.Committee(s.first)
	require.Len(t, committee, 7)
	m.All(committee[1:], func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, s.first, testapp.Approve) })
	m.Wait(testapp.CommitWindow)
	m.Blocks(types.DrawDelay + 1)
	return s
}

func (s story) audit(t *testing.T, source *recorded, job uint64) audit.Report {
	t.Helper()
	source.chain = s.Chain
	report, err := audit.Draws(context.Background(), source, job, audit.Options{})
	require.NoError(t, err)
	return report
}

func outcomes(d audit.Draw) map[string]string {
	out := map[string]string{}
	for _, l := range d.Looks {
		out[l.Validator] += l.Outcome + " "
	}
	return out
}

func TestDrawsAreVerified(t *testing.T) {
	s := tell(t)

	// ACT
	report := s.audit(t, &recorded{}, s.first)

	// ASSERT: nothing is open.
	require.Equal(t, audit.Verified, report.Result)
	require.Equal(t, testapp.ChainID, report.ChainID)
	require.Len(t, report.Draws, 2, "the draw, and that of the absent seat, for which nobody is found")
	for _, d := range report.Draws {
		require.Equal(t, 9, d.Members)
		for _, c := range d.Checks {
			require.Equal(t, audit.Verified, c.Result, "%s: %s", c.What, c.How)
		}
		for _, l := range d.Looks {
			require.Equal(t, audit.Verified, l.Result, "%s: %s", l.Outcome, l.How)
		}
	}
	drawn, again := report.Draws[0], report.Draws[1]
	require.Len(t, drawn.Seats, 7)
	what := outcomes(drawn)
	require.Equal(t, "kin kin ", what[s.Validators[0].String()], "the second pass meets those again whom the first passed over")
	require.Equal(t, "undrawable undrawable ", what[s.Validators[3].String()])
	require.ElementsMatch(t, []string{"seated ", "spread seated "}, []string{what[s.Validators[1].String()], what[s.Validators[2].String()]})
	require.Empty(t, again.Seats)
	require.Equal(t, uint32(1), again.Attempt)
	require.Equal(t, "served ", outcomes(again)[drawn.Seats[0]], "who stayed away is released, and not drawn again")
	require.Equal(t, "full ", outcomes(again)[drawn.Seats[1]])
	walked := s.audit(t, &recorded{noIndex: true}, s.first)
	require.Contains(t, walked.Found.How, "in the events of blocks "+fmt.Sprint(s.Job(s.first).SubmittedHeight)+" to ")
	require.Equal(t, report.Draws, walked.Draws, "without an index the blocks are read one after the other")

	var text bytes.Buffer
	require.NoError(t, report.Write(&text))
	require.Contains(t, text.String(), "rung 0, attempt 0, block "+fmt.Sprint(drawn.Height)+", pool general: 7 of 9 members seated, 9 wanted: VERIFIED\n")
}

// What an earlier draw of the same block gave out counts: the second job finds everybody full.
func TestASecondDrawOfABlockIsVerified(t *testing.T) {
	s := tell(t)
	report := s.audit(t, &recorded{}, s.second)
	require.True(t, report.Result.Holds())
	d := report.Draws[0]
	require.Equal(t, s.audit(t, &recorded{}, s.first).Draws[0].Height, d.Height)
	require.Empty(t, d.Seats)
	for _, l := range d.Looks {
		require.Equal(t, audit.Verified, l.Result, "%s: %s", l.Outcome, l.How)
	}
	full := strings.Count(strings.Join(values(outcomes(d)), ""), "full")
	require.Equal(t, 7, full)
}

func values(m map[string]string) (list []string) {
	for _, v := range m {
		list = append(list, v)
	}
	return list
}

// One thing is forged in the event of the first draw; what is refuted, and why, is named.
func TestForgedDrawsAreRefuted(t *testing.T) {
	s := tell(t)
	seat := func(e *types.EventCommitteeDrawn, n int) *types.DrawLook {
		at := slices.IndexFunc(e.Looks, func(l types.DrawLook) bool { return l.Validator == e.Seats[n] && l.Outcome == types.LookSeated })
		return &e.Looks[at]
	}
	passed := func(e *types.EventCommitteeDrawn, outcome string) *types.DrawLook {
		return &e.Looks[slices.IndexFunc(e.Looks, func(l types.DrawLook) bool { return l.Outcome == outcome })]
	}
	for name, tc := range map[string]struct {
		forge func(e *types.EventCommitteeDrawn)
		what  string
		how   string
	}{
		"a byte of the seed":  {func(e *types.EventCommitteeDrawn) { e.Seed[7]++ }, "seed", "the event says"},
		"two seats swapped":   {func(e *types.EventCommitteeDrawn) { e.Seats[0], e.Seats[1] = e.Seats[1], e.Seats[0] }, "seats", "by the looks the seats are"},
		"a seat more":         {func(e *types.EventCommitteeDrawn) { e.Seats = append(e.Seats, s.Agent.String()) }, "seats", "by the looks the seats are"},
		"the first look gone": {func(e *types.EventCommitteeDrawn) { e.Looks = e.Looks[1:] }, "draw", "look 1: the draw meets leaf"},
		"the last look gone":  {func(e *types.EventCommitteeDrawn) { e.Looks = e.Looks[:len(e.Looks)-1] }, "draw", "the event lists 11 looks only"},
		"a look more":         {func(e *types.EventCommitteeDrawn) { e.Looks = append(e.Looks, e.Looks[0]) }, "draw", "the draw ends after 12 looks; the event lists 13"},
		"a weight":            {func(e *types.EventCommitteeDrawn) { e.Looks[4].Weight++ }, "draw", "look 5: the draw meets leaf"},
		"somebody else":       {func(e *types.EventCommitteeDrawn) { e.Looks[4].Validator = s.Agent.String() }, "draw", "look 5: the draw meets leaf"},
		"the total weight":    {func(e *types.EventCommitteeDrawn) { e.TotalWeight-- }, "tree", "the event says"},
		"fewer wanted":        {func(e *types.EventCommitteeDrawn) { e.Wanted = 3 }, "inputs", "the round attempt 0, pool general, 9 wanted"},
		"a false reason":      {func(e *types.EventCommitteeDrawn) { passed(e, types.LookKin).Outcome = types.LookUndrawable }, "undrawable", "not so: may judge"},
		"a wrong condition":   {func(e *types.EventCommitteeDrawn) { passed(e, types.LookUndrawable).Outcome = types.LookLock }, "lock", "not so: drawable stake"},
		"a reason for a seat": {func(e *types.EventCommitteeDrawn) { seat(e, 0).Outcome = types.LookJailed }, "jailed", "not so: jailed after block"},
		"no such reason":      {func(e *types.EventCommitteeDrawn) { passed(e, types.LookKin).Outcome = "red hair" }, "red hair", "there is no outcome"},
		"a seat for a party":  {func(e *types.EventCommitteeDrawn) { passed(e, types.LookKin).Outcome = types.LookSeated }, "seated", "should have been passed over as kin: organisation ministry"},
		"a spread that is none": {
			func(e *types.EventCommitteeDrawn) { seat(e, 0).Outcome = types.LookSpread }, "spread",
			"not so: none of its people and organisations had a seat",
		},
		"no spread": {
			func(e *types.EventCommitteeDrawn) { passed(e, types.LookSpread).Outcome = types.LookSeated }, "seated",
			"should have waited for the second pass: organisation judges-2",
		},
	} {
		t.Run(name, func(t *testing.T) {
			report := s.audit(t, &recorded{forge: func(_ int64, event proto.Message) proto.Message {
				if e, ok := event.(*types.EventCommitteeDrawn); ok && e.JobId == s.first {
					tc.forge(e)
				}
				return event
			}}, s.first)
			require.Equal(t, audit.Refuted, report.Result)
			refuted := map[string]string{}
			for _, c := range report.Draws[0].Checks {
				if c.Result == audit.Refuted {
					refuted[c.What] += c.How
				}
			}
			for _, l := range report.Draws[0].Looks {
				if l.Result == audit.Refuted {
					refuted[l.Outcome] += l.How
				}
			}
			require.Contains(t, refuted[tc.what], tc.how, "%v", refuted)
		})
	}
}

func TestABeaconThatDoesNotFollowFromTheHeadersIsRefuted(t *testing.T) {
	s := tell(t)
	at := s.audit(t, &recorded{}, s.first).Draws[0].Height
	report := s.audit(t, &recorded{header: func(height int64, hash []byte) {
		if height == at-1 {
			hash[0]++
		}
	}}, s.first)
	require.Equal(t, audit.Refuted, report.Result)
	check := report.Draws[0].Checks[1]
	require.Equal(t, "beacon", check.What)
	require.Equal(t, audit.Refuted, check.Result)
	require.Contains(t, check.How, "of block "+fmt.Sprint(at-1)+": computed from its header")
}

// A draw whose event a node keeps back is missed.
func TestADrawThatIsKeptBackIsMissed(t *testing.T) {
	s := tell(t)
	report := s.audit(t, &recorded{forge: func(_ int64, event proto.Message) proto.Message {
		if e, ok := event.(*types.EventCommitteeNotDrawn); ok && e.JobId == s.first {
			return nil
		}
		return event
	}}, s.first)
	require.Equal(t, audit.Refuted, report.Result)
	require.Equal(t, audit.Refuted, report.Found.Result)
	require.Contains(t, report.Found.How, "a draw of rung 0, attempt 1, and there is no event of it")
}

// What cannot be checked is never called verified.
func TestWhatTheNodeLacksIsNotCheckable(t *testing.T) {
	s := tell(t)
	first := s.audit(t, &recorded{}, s.first).Draws[0].Height
	pruned := s.audit(t, &recorded{pruned: first - 1}, s.first)
	require.Equal(t, audit.NotCheckable, pruned.Result)
	require.Len(t, pruned.Draws, 2)
	require.Equal(t, audit.NotCheckable, pruned.Draws[0].Result)
	require.Contains(t, pruned.Draws[0].Checks[0].How, "round after block "+fmt.Sprint(first-1)+": "+audit.ErrPruned.Error())
	require.Equal(t, audit.Verified, pruned.Draws[1].Result)

	cut := s.audit(t, &recorded{forge: func(_ int64, event proto.Message) proto.Message {
		if e, ok := event.(*types.EventCommitteeDrawn); ok && e.JobId == s.first {
			e.LooksCut = true
		}
		return event
	}}, s.first)
	require.Equal(t, audit.Refuted, cut.Draws[0].Result, "it was not cut")
}

func TestDrawsOfOneRung(t *testing.T) {
	s := tell(t)
	rung, none := uint32(0), uint32(5)
	report, err := audit.Draws(context.Background(), &recorded{chain: s.Chain}, s.first, audit.Options{Rung: &rung})
	require.NoError(t, err)
	require.Len(t, report.Draws, 2)
	_, err = audit.Draws(context.Background(), &recorded{chain: s.Chain}, s.first, audit.Options{Rung: &none})
	require.ErrorIs(t, err, audit.ErrNoDraw)
	job := s.Post(s.Employer)
	_, err = audit.Draws(context.Background(), &recorded{chain: s.Chain}, job, audit.Options{})
	require.ErrorIs(t, err, audit.ErrNoDraw)
	_, err = audit.Draws(context.Background(), &recorded{chain: s.Chain}, 7, audit.Options{})
	require.ErrorContains(t, err, "job 7: ")
}
