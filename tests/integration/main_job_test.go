package integration

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/app/testapp"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

func TestMainJob(t *testing.T) {
	m := testapp.StartMarket(t, testapp.MarketOptions{})
	job := m.Post(m.Employer)
	m.Claim(m.Agent, job)
	m.Submit(m.Agent, job)
	m.Judge(job, testapp.Approve)
	require.Equal(t, jobstypes.JOB_STATUS_APPROVED, m.Job(job).Status)
	m.Wait(testapp.ChallengeWindow)
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)
}
