package owner

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereignkeeper "github.com/agijobs/agijobs/x/sovereign/keeper"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// changeLog returns the change log, newest first.
func changeLog(c *testapp.Chain) []sovereigntypes.Change {
	c.T.Helper()
	res, err := sovereignkeeper.NewQueryServer(c.App.Sovereign).Changes(c.Ctx(), &sovereigntypes.QueryChangesRequest{})
	require.NoError(c.T, err)
	return res.Changes
}

// brief is a row without what all rows of a proposal share.
func brief(c sovereigntypes.Change) string {
	return fmt.Sprintf("%d %s %s: %s -> %s", c.ProposalId, c.Module, c.Field, c.OldValue, c.NewValue)
}

func briefs(list []sovereigntypes.Change) (out []string) {
	for _, c := range list {
		out = append(out, brief(c))
	}
	return out
}

func jobsParams(c *testapp.Chain, edit func(*jobstypes.Params)) *jobstypes.MsgUpdateParams {
	c.T.Helper()
	_, p, err := c.App.Jobs.ParamsInForce(c.Ctx())
	require.NoError(c.T, err)
	edit(&p)
	return &jobstypes.MsgUpdateParams{Authority: app.Authority(), Params: p}
}

func validationParams(c *testapp.Chain, edit func(*validationtypes.Params)) *validationtypes.MsgUpdateParams {
	c.T.Helper()
	p, err := c.App.Validation.CurrentParams(c.Ctx())
	require.NoError(c.T, err)
	edit(&p)
	return &validationtypes.MsgUpdateParams{Authority: app.Authority(), Params: p}
}

func sovereignParams(c *testapp.Chain, step time.Duration) *sovereigntypes.MsgUpdateParams {
	c.T.Helper()
	p, err := c.App.Sovereign.Params(c.Ctx())
	require.NoError(c.T, err)
	p.MaxStep = step
	return &sovereigntypes.MsgUpdateParams{Authority: app.Authority(), Params: p}
}

// One decision of two of three officials changes three modules in one block; the log names what, from what, to what, by
// which proposal and by whom. A failing message in a batch changes nothing, and the log says nothing.
func TestChangeLogOfABatch(t *testing.T) {
	n := found(t, 2, 1, 1, 1)
	require.Empty(t, changeLog(n.Chain))
	batch := []sdk.Msg{
		jobsParams(n.Chain, func(p *jobstypes.Params) { p.BurnBps, p.ChallengeWindow = 6_000, 25*time.Hour }),
		validationParams(n.Chain, func(p *validationtypes.Params) { p.JailAfter = 4 }),
		sovereignParams(n.Chain, 5*time.Second),
	}
	id := n.propose(n.officials[0], batch...)
	n.votes(id, yes, 0)
	require.Empty(t, changeLog(n.Chain))
	n.votes(id, yes, 2)
	rows := changeLog(n.Chain)
	require.Equal(t, []string{
		`1 validation params.jail_after: 3 -> 4`,
		`1 jobs params.challenge_window: "86400s" -> "90000s"`,
		`1 jobs params.burn_bps: 5000 -> 6000`,
		`1 sovereign params.max_step: "10s" -> "5s"`,
	}, briefs(rows))
	for _, row := range rows {
		require.ElementsMatch(t, []string{n.officials[0].String(), n.officials[2].String()}, row.Voters)
		require.Equal(t, n.Height, row.Height)
		require.True(t, n.Time.Equal(row.Time))
	}
	events := 0
	for _, e := range n.Last.Events {
		if e.Type == "agijobs.sovereign.v1.EventParameterChanged" {
			events++
		}
	}
	require.Equal(t, len(rows), events)

	id = n.propose(n.officials[0], sovereignParams(n.Chain, 7*time.Second), &sovereigntypes.MsgSpendTreasury{
		Authority: app.Authority(), Recipient: n.citizen.String(), Amount: math.OneInt(), Reason: "there is nothing in it",
	})
	n.votes(id, yes, 0, 1)
	require.Len(t, changeLog(n.Chain), len(rows))
}

// Two proposals that execute in one block have their own rows, also where both change the same field.
func TestChangesOfTwoProposalsInOneBlock(t *testing.T) {
	n := found(t, 1, 1, 1)
	first := n.propose(n.officials[0], sovereignParams(n.Chain, 5*time.Second))
	second := n.propose(n.officials[1], sovereignParams(n.Chain, 6*time.Second))
	for i, res := range n.Block(n.Sign(n.officials[0], vote(n.officials[0], first, yes)), n.Sign(n.officials[1], vote(n.officials[1], second, yes))) {
		require.Zero(t, res.Code, "%d: %s", i, res.Log)
	}
	rows := changeLog(n.Chain)
	require.Equal(t, []string{
		`2 sovereign params.max_step: "5s" -> "6s"`,
		`1 sovereign params.max_step: "10s" -> "5s"`,
	}, briefs(rows))
	require.Equal(t, []string{n.officials[1].String()}, rows[0].Voters)
	require.Equal(t, []string{n.officials[0].String()}, rows[1].Voters)
}

// What is not parameters but only proposals set stands in the log too; what members do themselves does not.
func TestChangesBesideParameters(t *testing.T) {
	n := found(t, 1, 1)
	c, gov := n.Chain, app.Authority()
	run := func(msgs ...sdk.Msg) {
		t.Helper()
		n.votes(n.propose(n.officials[0], msgs...), yes, 0)
	}
	newcomer := official(3)
	run(&sovereigntypes.MsgUpdateCouncil{Authority: gov, Council: sovereigntypes.Council{
		Threshold: 1, Members: []sovereigntypes.CouncilMember{testapp.Seat(n.officials[0], 1), {Address: newcomer.String(), Weight: 2, Title: "Minister"}},
	}}, &sovereigntypes.MsgUpdateGuardians{Authority: gov, Guardians: []sovereigntypes.Guardian{{Address: n.citizen.String(), Title: "Ombudsman"}}})
	c.Must(newcomer, &sovereigntypes.MsgAcceptSeat{Member: newcomer.String()})
	pool := validationtypes.DefaultPool()
	pool.Title, pool.Open = "The general pool", false
	run(&validationtypes.MsgSetPool{Authority: gov, Pool: pool})
	run(&banktypes.MsgSetSendEnabled{Authority: gov, SendEnabled: []*banktypes.SendEnabled{{Denom: "seat", Enabled: false}}})
	category, err := c.App.Jobs.CategoryOf(c.Ctx(), "general", 1)
	require.NoError(t, err)
	category.AllowedUriPrefixes = []string{"https://"}
	run(&jobstypes.MsgSetCategory{Authority: gov, Category: category})
	slashing, err := c.App.Slashing.GetParams(c.Ctx())
	require.NoError(t, err)
	slashing.DowntimeJailDuration = time.Hour
	run(&slashingtypes.MsgUpdateParams{Authority: gov, Params: slashing})

	rows := changeLog(c)
	require.Equal(t, []string{
		`5 slashing params.downtime_jail_duration: "600s" -> "3600s"`,
		`4 jobs categories.general.revision: "1" -> "2"`,
		`4 jobs categories.general.allowed_uri_prefixes: ["https://","ipfs://"] -> ["https://"]`,
		`3 bank send_enabled.seat:  -> false`,
		fmt.Sprintf("2 validation pools.general.title: %q -> %q", validationtypes.DefaultPool().Title, "The general pool"),
		`2 validation pools.general.open: true -> false`,
		fmt.Sprintf(`1 sovereign guardians.%s.title:  -> "Ombudsman"`, n.citizen),
		fmt.Sprintf(`1 sovereign council.members.%s.weight:  -> 2`, newcomer),
		fmt.Sprintf(`1 sovereign council.members.%s.title:  -> "Minister"`, newcomer),
	}, briefs(rows))

	// The log goes with an export, and the new chain's goes on.
	_, bz := c.Export()
	twin := testapp.New(t, testapp.Options{State: bz, InitialHeight: c.Height + 1, StartTime: c.Time})
	require.Equal(t, briefs(rows), briefs(changeLog(twin)))
}

// The council rewards and relieves out of the treasury.
func TestTreasuryPays(t *testing.T) {
	n := foundWith(t, testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		c.AddBalance(state, money.TreasuryAddress(), sdk.NewCoin(testapp.Denom, testapp.AGI(100)))
	}}, 1, 1)
	stranger := sdk.AccAddress("stranger____________")
	for _, to := range []sdk.AccAddress{n.citizen.Addr, stranger} {
		before := n.Balance(to)
		n.votes(n.propose(n.officials[0], &sovereigntypes.MsgSpendTreasury{
			Authority: app.Authority(), Recipient: to.String(), Amount: testapp.AGI(30), Reason: "flood relief",
		}), yes, 0)
		require.Equal(t, testapp.AGI(30).String(), n.Balance(to).Sub(before).String())
	}
	require.Equal(t, testapp.AGI(40).String(), n.Balance(money.TreasuryAddress()).String())
}

// Rerouting through the council: the agent leaves whole, the treasury compensates, the next agent takes over.
func TestReroute(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{Options: testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		c.AddBalance(state, money.TreasuryAddress(), sdk.NewCoin(testapp.Denom, testapp.AGI(100)))
	}}})
	job := m.Post(m.Employer)
	m.Claim(m.Agent, job)
	bond := m.Job(job).Terms.Bond
	before := m.Balance(m.Agent.Addr)
	score, err := m.App.Reputation.Score(m.Ctx(), m.Agent.Addr, identitytypes.ROLE_AGENT)
	require.NoError(t, err)

	m.Govern(&jobstypes.MsgRerouteJob{Authority: app.Authority(), JobId: job, Reason: "needed for the flood"})
	require.Equal(t, jobstypes.JOB_STATUS_OPEN, m.Job(job).Status)
	require.Equal(t, testapp.AGI(5).String(), m.Balance(m.Agent.Addr).Sub(before).String(), "500 bps of 100 AGI")
	require.Equal(t, testapp.AGI(95).String(), m.Balance(money.TreasuryAddress()).String())
	stake, err := m.App.Jobs.StakeOf(m.Ctx(), m.Agent.Addr)
	require.NoError(t, err)
	require.Equal(t, bond.String(), stake.Free.String())
	after, err := m.App.Reputation.Score(m.Ctx(), m.Agent.Addr, identitytypes.ROLE_AGENT)
	require.NoError(t, err)
	require.Equal(t, score.String(), after.String())

	m.Claim(m.Agent2, job)
	m.Submit(m.Agent2, job)
	failed := m.Propose(&jobstypes.MsgRerouteJob{Authority: app.Authority(), JobId: job, Reason: "too late"})
	require.Contains(t, failed.FailedReason, "reroute in status JOB_STATUS_IN_REVIEW")
	m.Judge(job, testapp.Approve)
	m.Wait(testapp.ChallengeWindow)
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)
	require.Equal(t, m.Agent2.String(), m.Job(job).Agent)
}
