package keeper_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// TestRandomWalk lets parties do anything at any time, right or wrong, with settlements and subscribers that fail now and
// then: at the end of every block all invariants hold and no coin came or went. In the end everything is settled.
func TestRandomWalk(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := &walk{Env: testutil.New(t), r: r}
		w.Identity.Admit(helper, identitytypes.PARTICIPANT_KIND_HUMAN, "", identitytypes.ROLE_AGENT)
		setParams(w.Env, func(p *types.Params) {
			p.SettlementsPerBlock, p.MaxActiveJobs = rapid.Uint32Range(1, 4).Draw(r, "cap"), 5
			p.BondBps = rapid.SampledFrom([]uint32{0, 1, 777}).Draw(r, "bond bps")
			p.BondMin = math.NewInt(rapid.Int64Range(0, 3).Draw(r, "bond min"))
			p.Ladder = rapid.SampledFrom([][]types.Rung{p.Ladder, types.DefaultLadder(), types.DefaultLadder()[:3]}).Draw(r, "ladder")
		})
		w.Certificates.MintFn = func(types.Job) error { return w.sometimes("certificate") }
		w.Hooks.Fn = func(context.Context, string, types.Job) error { return w.sometimes("hook") }
		for range rapid.IntRange(4, 16).Draw(r, "blocks") {
			for range rapid.IntRange(0, 5).Draw(r, "messages") {
				w.message()
			}
			w.EndBlock(w.rounds)
			w.Pass(time.Duration(rapid.IntRange(0, 90).Draw(r, "minutes")) * time.Minute)
		}
		w.finish()
	})
}

type walk struct {
	*testutil.Env
	r    *rapid.T
	jobs []uint64
	calm bool
}

func (w *walk) sometimes(name string) error {
	if !w.calm && rapid.IntRange(0, 7).Draw(w.r, name) == 0 {
		return errors.New(name)
	}
	return nil
}

// message sends one message; most are refused.
func (w *walk) message() {
	who := rapid.SampledFrom([]sdk.AccAddress{employer, agent, rival}).Draw(w.r, "who").String()
	var id uint64
	if len(w.jobs) > 0 {
		id = rapid.SampledFrom(w.jobs).Draw(w.r, "job")
	}
	amount := math.NewInt(rapid.Int64Range(0, 200_000).Draw(w.r, "amount"))
	err := w.Tx(func(ctx sdk.Context) (err error) {
		switch rapid.IntRange(0, 22).Draw(w.r, "message") {
		case 0, 1:
			var response *types.MsgPostJobResponse
			response, err = w.Msgs.PostJob(ctx, postMsg(withRelists(uint32(id%3)), func(m *types.MsgPostJob) {
				m.Payout, m.OpenFor, m.Review = amount, 5*time.Hour, types.ReviewMode(id%3)
				m.Assignment, m.AwardRule = assignmentOf(amount.Int64())
			}))
			if err == nil {
				w.jobs = append(w.jobs, response.JobId)
			}
		case 2, 3:
			_, err = w.Msgs.ClaimJob(ctx, &types.MsgClaimJob{Agent: who, JobId: id})
		case 4, 5:
			_, err = w.Msgs.SubmitWork(ctx, submitMsg(id, func(m *types.MsgSubmitWork) { m.Agent = who }))
		case 6:
			_, err = w.Msgs.AcceptVerdict(ctx, &types.MsgAcceptVerdict{Sender: who, JobId: id})
		case 7:
			_, err = w.Msgs.SurrenderJob(ctx, &types.MsgSurrenderJob{Agent: who, JobId: id})
		case 8:
			_, err = w.Msgs.RaisePayout(ctx, &types.MsgRaisePayout{Employer: who, JobId: id, Payout: amount, ExpectedExtra: amount})
		case 15, 16:
			_, err = w.Msgs.Dispute(ctx, disputeMsg(sdk.MustAccAddressFromBech32(who), id, func(m *types.MsgDispute) {
				m.ExpectedBond = amount
			}))
		case 17:
			_, err = w.Msgs.Rule(ctx, ruleMsg(id, types.OUTCOME_SPLIT, uint32(amount.Int64()%10_001)))
		case 9:
			_, err = w.Msgs.WithdrawStake(ctx, &types.MsgWithdrawStake{Agent: who, Amount: amount})
		case 10:
			_, err = w.Msgs.AcceptWork(ctx, &types.MsgAcceptWork{Employer: who, JobId: id})
		case 11:
			_, err = w.Msgs.Contest(ctx, contestMsg(id, func(m *types.MsgContest) { m.Employer = who }))
		case 12:
			_, err = w.Msgs.NameContributors(ctx, &types.MsgNameContributors{
				Agent: who, JobId: id, Contributors: []types.Contributor{share(rival, 3_333), share(helper, 2_222)},
			})
		case 13:
			_, err = w.Msgs.AcceptContribution(ctx, agreeMsg(id, rival, 3_333))
		case 14:
			_, err = w.Msgs.AcceptContribution(ctx, agreeMsg(id, helper, 2_222))
		case 18, 19, 20:
			_, err = w.Msgs.Apply(ctx, &types.MsgApply{Agent: who, JobId: id, Price: amount, MaxBond: amount})
		case 21:
			_, err = w.Msgs.WithdrawApplication(ctx, &types.MsgWithdrawApplication{Agent: who, JobId: id})
		case 22:
			err = w.awardAny(ctx, id)
		default:
			_, err = w.Msgs.CancelJob(ctx, &types.MsgCancelJob{Employer: who, JobId: id})
		}
		return err
	})
	if err != nil {
		w.r.Logf("refused: %v", err)
	}
}

// assignmentOf has a third of the jobs claimed and the others selected, by their employer or by price.
func assignmentOf(amount int64) (types.AssignmentMode, types.AwardRule) {
	if amount%3 == 0 {
		return types.ASSIGNMENT_MODE_CLAIM, types.AWARD_RULE_UNSPECIFIED
	}
	return types.ASSIGNMENT_MODE_SELECTION, types.AwardRule(amount % 3)
}

// awardAny awards a job to one of its applicants.
func (w *walk) awardAny(ctx sdk.Context, id uint64) error {
	list, err := w.Queries.Applications(ctx, &types.QueryApplicationsRequest{JobId: id})
	if err != nil || len(list.Applications) == 0 {
		return errors.Join(err, types.ErrNoApplication)
	}
	a := rapid.SampledFrom(list.Applications).Draw(w.r, "applicant")
	_, err = w.Msgs.Award(ctx, &types.MsgAward{Employer: employer.String(), JobId: id, Agent: a.Agent, Price: a.Price})
	return err
}

// rounds closes some rounds, and now and then an agent is revoked.
func (w *walk) rounds(ctx sdk.Context) {
	if !w.calm && rapid.IntRange(0, 9).Draw(w.r, "revoke") == 0 {
		require.NoError(w.T, w.Keeper.AfterRevoked(ctx, agent))
	}
	for _, id := range w.jobs {
		job, err := w.Keeper.Job(ctx, id)
		require.NoError(w.T, err)
		if job.Status != types.JOB_STATUS_IN_REVIEW || !w.calm && rapid.Bool().Draw(w.r, "wait") {
			continue
		}
		results := []validationtypes.RoundResult{approved, rejected, unjudgeable, noVerdict, noCommittee}
		if job.Rung == 2 {
			results = append(results, divided)
		}
		result := rapid.SampledFrom(results).Draw(w.r, "result")
		closeRound(w.Env, id, result, rapid.IntRange(0, 3).Draw(w.r, "agreed"))(ctx)
	}
}

// finish lets time pass until every job has ended.
func (w *walk) finish() {
	w.calm = true
	for range len(w.jobs) + 20 {
		w.EndBlock(w.rounds)
		w.Pass(12 * time.Hour)
	}
	for _, id := range w.jobs {
		require.True(w.T, w.Job(id).Status.Terminal(), "job %d is %s", id, w.Job(id).Status)
	}
	sheet, err := w.Keeper.BalanceSheet(w.Ctx)
	require.NoError(w.T, err)
	require.True(w.T, sheet.EscrowOwed.IsZero() && sheet.StakeLocked.IsZero() && sheet.DisputeBonds.IsZero(), sheet)
}
