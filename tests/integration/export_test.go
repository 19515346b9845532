package integration

import (
	"testing"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/app/testapp"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// A chain that starts from an export goes on as the exported one would have: after one more block each, with the same
// time, both export the same state. Jobs stand in every stage that waits.
func TestExportGoesOn(t *testing.T) {
	m := story(t, testapp.Options{})
	deliver(t, m, mixedBlock(t, m))
	pending := m.Post(m.Employer)
	m.Claim(m.Agent, pending)
	m.Submit(m.Agent, pending) // its draw is due in three blocks
	v := m.Validators[1]
	m.Must(v, &validationtypes.MsgUnbond{Validator: v.String(), Amount: testapp.AGI(7)}) // its weight is on the way

	_, bz := m.Chain.Export()
	twin := testapp.New(t, testapp.Options{State: bz, InitialHeight: m.Height + 1, StartTime: m.Time})
	m.Block()
	require.Equal(t, m.Height, twin.Height)
	require.Equal(t, m.Time, twin.Time)

	want, _ := m.Chain.Export()
	got, _ := twin.Export()
	require.Len(t, got, len(want))
	for name := range want {
		require.JSONEq(t, string(want[name]), string(got[name]), name)
	}

	// And it goes on to the same end.
	for range 80 {
		m.Block()
		twin.Block()
	}
	end := testapp.Market{Chain: twin}
	require.Equal(t, m.Job(pending), end.Job(pending))
	require.True(t, end.Job(pending).Status.Terminal())
	for _, name := range []string{jobstypes.ModuleName, validationtypes.ModuleName} {
		want, _ := m.Chain.Export()
		got, _ := twin.Export()
		require.JSONEq(t, string(want[name]), string(got[name]), name)
	}
}

// On goleveldb a store that was mounted and never written made historical queries fail until the SDK's replacement of
// the library; nothing on memdb shows that.
func TestHistoryOnGoLevelDB(t *testing.T) {
	db, err := dbm.NewGoLevelDB("application", t.TempDir(), nil)
	require.NoError(t, err)
	m := testapp.StartMarket(t, testapp.MarketOptions{Options: testapp.Options{DB: db}})
	job := m.Post(m.Employer)
	height := m.Height
	m.Claim(m.Agent, job)
	m.Blocks(3)

	ctx, err := m.App.CreateQueryContext(height, false)
	require.NoError(t, err)
	then, err := m.App.Jobs.Job(ctx, job)
	require.NoError(t, err)
	require.Equal(t, jobstypes.JOB_STATUS_OPEN, then.Status)
	require.Equal(t, jobstypes.JOB_STATUS_ASSIGNED, m.Job(job).Status)

	m.Restart()
	require.Equal(t, jobstypes.JOB_STATUS_ASSIGNED, m.Job(job).Status)
}
