package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

// errs has a member vote wrong, everybody else right, on a job of its own, and returns what it cost the member.
func (f *fixture) errs(jobID uint64, who sdk.AccAddress, finding types.Finding) int64 {
	f.t.Helper()
	_, seats := f.drawn(jobID, 3)
	var list []types.VoteVerdict
	for _, s := range seats {
		if holder(s).Equals(who) {
			list = append(list, reject)
		} else {
			list = append(list, approve)
		}
	}
	f.votes(jobID, list...)
	before := f.validator(who).Stake
	judged, err := f.k.Judge(f.ctx, jobID, finding)
	require.NoError(f.t, err)
	require.NoError(f.t, f.k.SettleSeats(f.ctx, jobID, judged))
	require.NoError(f.t, f.k.WeighChanged(f.ctx))
	f.check()
	return before.Sub(f.validator(who).Stake).Int64()
}

const lock = 10 * agi

func TestRepeatedWrongVotesCostMore(t *testing.T) {
	f := setup(t, func(p *types.Params) { p.WrongVoteWindow = 10 * time.Minute })
	f.members(3)
	who, wrong := actor(0), types.Finding{Final: types.FinalApproved}

	require.Equal(t, lock*500/10_000, f.errs(job, who, wrong))
	require.Equal(t, uint32(1), f.validator(who).WrongVotes)
	require.Equal(t, f.clock.now, f.validator(who).WrongVoteMs)
	require.Equal(t, lock*1_000/10_000, f.errs(job+1, who, wrong))

	// A right vote forgives nothing; nobody else pays more.
	f.drawn(job+2, 3)
	f.votes(job+2, approve, approve, approve)
	f.settle(job+2, types.FinalApproved, false)
	require.Equal(t, uint32(2), f.validator(who).WrongVotes)
	require.Zero(t, f.validator(actor(1)).WrongVotes)
	require.Equal(t, lock*500/10_000, f.errs(job+3, actor(1), wrong))

	// Blameless errors and canaries are none of the row.
	require.Zero(t, f.errs(job+4, who, types.Finding{Final: types.FinalApproved, Blameless: true}))
	require.Equal(t, uint32(2), f.validator(who).WrongVotes)

	require.Equal(t, lock*2_000/10_000, f.errs(job+5, who, wrong))
	require.Equal(t, lock*2_000/10_000, f.errs(job+6, who, wrong), "never more than the most")

	// The count survives an export, and time alone ends it.
	require.Equal(t, f.exported(), f.reborn().exported())
	last := f.validator(who).WrongVoteMs
	f.until(last + (10 * time.Minute).Milliseconds())
	require.Equal(t, lock*500/10_000, f.errs(job+7, who, wrong))
	require.Equal(t, uint32(1), f.validator(who).WrongVotes)
}

// Two jobs that are settled in one block are two wrong votes.
func TestWrongVotesOfOneBlockAreARow(t *testing.T) {
	f := setup(t)
	f.members(3)
	for n := range uint64(2) {
		f.drawn(job+n, 3)
		f.votes(job+n, reject, reject, reject)
	}
	first := f.settle(job, types.FinalApproved, false)
	second := f.settle(job+1, types.FinalApproved, false)
	for i := range first {
		require.Equal(t, uint32(500), first[i].SlashBps)
		require.Equal(t, uint32(1_000), second[i].SlashBps)
	}
}

// Judging alone changes nothing, so that whoever asks for a quote moves no count.
func TestJudgeChangesNothing(t *testing.T) {
	f := setup(t)
	f.members(3)
	f.drawn(job, 3)
	f.votes(job, reject, approve, approve)
	before := f.exported()
	for range 3 {
		judged, err := f.k.Judge(f.ctx, job, types.Finding{Final: types.FinalApproved})
		require.NoError(t, err)
		require.Equal(t, uint32(500), judged[0].SlashBps)
	}
	require.Equal(t, before, f.exported())
}

// A canary has its own rate, whatever was before, and does not count as a wrong vote.
func TestJudgeOfACanary(t *testing.T) {
	f := setup(t)
	f.members(3)
	for n := range uint64(2) {
		f.drawn(job+n, 3)
		f.votes(job+n, reject, reject, approve)
	}
	f.settle(job, types.FinalApproved, false)
	judged, err := f.k.Judge(f.ctx, job+1, types.Finding{Final: types.FinalApproved, Canary: true})
	require.NoError(t, err)
	for _, j := range judged {
		if j.Agreed {
			require.Zero(t, j.SlashBps)
			require.Empty(t, j.Reason)
			continue
		}
		require.Equal(t, uint32(10_000), j.SlashBps)
		require.Equal(t, types.SlashReasonCanary, j.Reason)
	}
}
