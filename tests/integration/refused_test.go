package integration

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/agijobs/agijobs/app/testapp"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// row is one message, or one transaction, with what must become of it. The tables hold for each refusal at a limit also
// its accepted neighbour.
type row struct {
	name string
	from testapp.Actor
	msgs []sdk.Msg
	opts testapp.TxOptions
	// at is the market time (ms) of the row's block; 0: a millisecond after the last one.
	at int64
	// want is nil where the transaction must succeed.
	want *testapp.Refusal
}

// accepted must succeed.
func accepted(name string, from testapp.Actor, msgs ...sdk.Msg) row {
	return row{name: name, from: from, msgs: msgs}
}

// refused must fail in its (only or first) message: the fee is paid and nothing else happens. The text is the detail
// and then the registered error's.
func refused(name string, from testapp.Actor, err error, detail string, msgs ...sdk.Msg) row {
	return row{name: name, from: from, msgs: msgs, want: &testapp.Refusal{
		Err: err, Log: "failed to execute message; message index: 0: " + text(detail, err),
	}}
}

// turnedAway must fail before a fee is taken: by its form or at the gate.
func turnedAway(name string, from testapp.Actor, err error, detail string, msgs ...sdk.Msg) row {
	return row{name: name, from: from, msgs: msgs, want: &testapp.Refusal{Err: err, Log: text(detail, err), Free: true}}
}

// inMessage says that the transaction's i-th message (from 0) is the one that fails.
func (r row) inMessage(i int) row {
	r.want.Log = strings.Replace(r.want.Log, "message index: 0", fmt.Sprintf("message index: %d", i), 1)
	return r
}

func text(detail string, err error) string {
	if detail == "" {
		return err.Error()
	}
	return detail + ": " + err.Error()
}

// when sets the market time (ms) of the row's block.
func (r row) when(ms int64) row {
	r.at = ms
	return r
}

// tally counts the rows that were run.
type tally struct{ refused, accepted int }

// bench runs rows on a twin.
type bench struct {
	*testapp.Twin
	t     *testing.T
	count *tally
}

func newBench(t *testing.T, count *tally, o testapp.MarketOptions) *bench {
	t.Helper()
	return &bench{Twin: testapp.NewTwin(t, o), t: t, count: count}
}

// run runs a table in its order. The rows' names are for people; each must be there once.
func (b *bench) run(rows ...row) {
	b.t.Helper()
	seen := map[string]bool{}
	for _, r := range rows {
		require.False(b.t, seen[r.name], "two rows are named %q", r.name)
		seen[r.name] = true
		b.t.Run(r.name, func(t *testing.T) {
			b.Use(t)
			defer b.Use(b.t)
			if r.at != 0 {
				b.At(r.at)
			}
			if r.want == nil {
				b.count.accepted++
				b.Accepted(r.from, r.opts, r.msgs...)
				return
			}
			b.count.refused++
			b.Refused(*r.want, r.from, r.opts, r.msgs...)
		})
	}
}

// post posts a job on both chains and returns its id.
func (b *bench) post(edit ...func(*postJob)) uint64 {
	b.t.Helper()
	var ids []uint64
	b.Both(func(m *testapp.Market) { ids = append(ids, m.Post(m.Employer, edit...)) })
	require.Equal(b.t, ids[0], ids[1])
	return ids[0]
}

// claimed posts a job and has the market's agent take it.
func (b *bench) claimed(edit ...func(*postJob)) uint64 {
	b.t.Helper()
	job := b.post(edit...)
	b.Both(func(m *testapp.Market) { m.Claim(m.Agent, job) })
	return job
}

// submitted posts a job, has it taken and handed in.
func (b *bench) submitted(edit ...func(*postJob)) uint64 {
	b.t.Helper()
	job := b.claimed(edit...)
	b.Both(func(m *testapp.Market) { m.Submit(m.Agent, job) })
	return job
}

// TestRefused runs every table of bad input through FinalizeBlock.
func TestRefused(t *testing.T) {
	tables := []struct {
		name string
		run  func(*testing.T, *tally)
	}{
		{"posting", refusedPostings},
		{"employers' messages", refusedEmployers},
		{"agents' messages", refusedAgents},
		{"review and contributors", refusedReviews},
		{"windows", refusedWindows},
		{"validation", refusedValidation},
		{"identity", refusedIdentity},
		{"authority", refusedAuthority},
		{"routes", refusedRoutes},
		{"limits", refusedLimits},
	}
	var all tally
	for _, table := range tables {
		var count tally
		t.Run(table.name, func(t *testing.T) { table.run(t, &count) })
		t.Logf("%s: %d refused, %d accepted neighbours", table.name, count.refused, count.accepted)
		all.refused += count.refused
		all.accepted += count.accepted
	}
	t.Logf("all: %d refused, %d accepted neighbours", all.refused, all.accepted)
}

// TestRefusedNoticesChanges: the check that nothing has changed sees the smallest things.
func TestRefusedNoticesChanges(t *testing.T) {
	for _, c := range []struct {
		name, want string
		from       testapp.Actor
		msg        sdk.Msg
	}{
		{"a payment", "store bank: record", testapp.NewActor("agent"), banktypes.NewMsgSend(
			testapp.NewActor("agent").Addr, testapp.NewActor("agent2").Addr, sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1)))},
		{
			"a deposit of one unit", "store bank: record", testapp.NewActor("agent"),
			&jobstypes.MsgDepositStake{Agent: testapp.NewActor("agent").String(), Amount: math.OneInt()},
		},
		{"a membership", "store validation: ", testapp.NewActor("validator0"), leave(testapp.NewActor("validator0"), testapp.Pool)},
		{"a grant", "store authz: ", testapp.NewActor("agent"), grant(testapp.NewActor("agent"), testapp.NewActor("agent2"), &jobstypes.MsgClaimJob{})},
	} {
		t.Run(c.name, func(t *testing.T) {
			tw := testapp.NewTwin(t, testapp.MarketOptions{Validators: 3})
			require.NoError(t, tw.Difference())
			tw.OnlyA(func(m *testapp.Market) { m.Must(c.from, c.msg) })
			require.Error(t, tw.Difference(), "the fee")
			tw.Excuse(c.from, testapp.Fee)
			require.ErrorContains(t, tw.Difference(), c.want)
		})
	}
}
