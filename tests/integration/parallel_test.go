package integration

import (
	"fmt"
	"testing"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app/testapp"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// sent is one transaction of a mixed block with what it concerns.
type sent struct {
	actor testapp.Actor
	job   uint64
	msg   sdk.Msg
}

// mixedBlock brings three jobs into different stages and returns transactions about all of them: posts, claims,
// submissions, commitments and reveals, and the purchase of a certificate.
func mixedBlock(t *testing.T, m *testapp.Market) []sent {
	t.Helper()
	sale := certified(m)
	m.Must(m.Employer, listMsg(m.Employer, sale, 200))
	revealing, committing := m.Post(m.Employer), m.Post(m.Employer2)
	m.Claim(m.Agent, revealing)
	m.Submit(m.Agent, revealing)
	committee := m.Committee(revealing)
	m.All(committee, func(v testapp.Actor) sdk.Msg { return m.CommitMsg(v, revealing, testapp.Approve) })

	m.Claim(m.Agent2, committing)
	m.Submit(m.Agent2, committing)
	second := m.Committee(committing)
	open := m.Post(m.Employer)

	var list []sent
	for _, v := range committee {
		list = append(list, sent{v, revealing, m.RevealMsg(v, revealing, testapp.Approve)})
	}
	for _, v := range second {
		list = append(list, sent{v, committing, m.CommitMsg(v, committing, testapp.Reject)})
	}
	return append(list,
		sent{m.Agent, open, &jobstypes.MsgClaimJob{Agent: m.Agent.String(), JobId: open}},
		sent{m.Employer, 0, m.PostMsg(m.Employer)},
		sent{m.Employer2, 0, m.PostMsg(m.Employer2)},
		sent{m.Agent2, 0, &jobstypes.MsgDepositStake{Agent: m.Agent2.String(), Amount: testapp.AGI(5)}},
		sent{m.Registrar, sale, buyMsg(m.Registrar, sale, 200)},
	)
}

func deliver(t *testing.T, m *testapp.Market, list []sent) {
	t.Helper()
	var txs [][]byte
	for _, s := range list {
		txs = append(txs, m.Sign(s.actor, s.msg))
	}
	for i, res := range m.Block(txs...) {
		require.Zero(t, res.Code, "%s: %s", list[i].actor.Name, res.Log)
	}
	m.ForgetSequences()
}

// Transactions that share neither party nor job must not meet in a key: neither write the same one, nor may one read
// what the other writes. Otherwise they could not run in parallel.
func TestStrangersShareNoKey(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{})
	list := mixedBlock(t, m)
	recorder := m.Record()
	deliver(t, m, list)
	require.Len(t, recorder.Txs, len(list))

	pairs := 0
	for i, a := range list {
		require.NotEmpty(t, recorder.Txs[i].Writes)
		for j, b := range list {
			if i == j || a.actor.Name == b.actor.Name || (a.job == b.job && a.job != 0) {
				continue
			}
			pairs++
			for key := range recorder.Txs[i].Writes {
				require.False(t, recorder.Txs[j].Writes[key], "%T and %T both write %q", a.msg, b.msg, key)
				require.False(t, recorder.Txs[j].Reads[key], "%T writes what %T reads: %q", a.msg, b.msg, key)
			}
		}
	}
	require.Greater(t, pairs, 50)
}

// story is a chain with jobs that end in every way, for comparisons.
func story(t *testing.T, o testapp.Options) *testapp.Market {
	t.Helper()
	// Of one rung, so that a round that nobody judges ends its job: ladder_test.go climbs.
	m := testapp.StartMarket(t, testapp.MarketOptions{Options: o, Jobs: func(p *jobstypes.Params) { p.Ladder = p.Ladder[:1] }})
	deliver(t, m, mixedBlock(t, m))

	cancelled := m.Post(m.Employer)
	m.Must(m.Employer, &jobstypes.MsgCancelJob{Employer: m.Employer.String(), JobId: cancelled})
	rejected := m.Post(m.Employer2)
	m.Claim(m.Agent2, rejected)
	m.Submit(m.Agent2, rejected)
	m.Judge(rejected, testapp.Reject)
	m.Must(m.Agent2, &jobstypes.MsgAcceptVerdict{Sender: m.Agent2.String(), JobId: rejected})
	require.Equal(t, jobstypes.JOB_STATUS_FAILED, m.Job(rejected).Status)

	expiring := m.Post(m.Employer, func(p *jobstypes.MsgPostJob) { p.Relists = 1 })
	m.Claim(m.Agent, expiring)
	v := m.Validators[0]
	m.Must(v, &validationtypes.MsgUnbond{Validator: v.String(), Amount: testapp.AGI(100)})
	m.Wait(testapp.WorkDuration + testapp.OpenFor)
	require.Equal(t, jobstypes.JOB_STATUS_CANCELLED, m.Job(expiring).Status)
	return m
}

func TestExecutorsAndDatabasesAgree(t *testing.T) {
	m := story(t, testapp.Options{})
	for _, tc := range []struct{ executor, db string }{
		{"block-stm", "memdb"}, {"sequential", "goleveldb"}, {"block-stm", "pebbledb"},
	} {
		t.Run(fmt.Sprintf("%s on %s", tc.executor, tc.db), func(t *testing.T) {
			db, err := dbm.NewDB("application", dbm.BackendType(tc.db), t.TempDir())
			require.NoError(t, err)
			testapp.Replay(t, testapp.Options{Executor: tc.executor, DB: db}, m.Chain)
		})
	}
}
