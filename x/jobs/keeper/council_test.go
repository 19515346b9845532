package keeper_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

func ruleMsg(id uint64, outcome types.Outcome, bps uint32) *types.MsgRule {
	return &types.MsgRule{Authority: testutil.Authority.String(), JobId: id, Outcome: outcome, SplitBps: bps, Reason: "we read it"}
}

// rule runs the council's message where it runs: in EndBlock, before x/jobs.
func rule(e *testutil.Env, id uint64, outcome types.Outcome, bps uint32) func(ctx sdk.Context) {
	return func(ctx sdk.Context) {
		_, err := e.Msgs.Rule(ctx, ruleMsg(id, outcome, bps))
		require.NoError(e.T, err)
	}
}

// beforeCouncil brings a job up to the council: APPROVED, disputed by the employer, no verdict of the second committee,
// REJECTED by the panel, disputed by the agent.
func beforeCouncil(e *testutil.Env) uint64 {
	id := judged(e, approved)
	dispute(e, employer, id)
	e.EndBlock(closeRound(e, id, noVerdict, 0))
	e.EndBlock(closeRound(e, id, rejected, 3))
	return id
}

func convened(e *testutil.Env) uint64 {
	id := beforeCouncil(e)
	require.EqualValues(e.T, 3, dispute(e, agent, id).Rung)
	e.EndBlock()
	return id
}

func TestTheCouncilRules(t *testing.T) {
	for name, tc := range map[string]struct {
		outcome types.Outcome
		bps     uint32
		status  types.JobStatus
		finding validationtypes.Finding
		// what employer and agent have in the end; nobody of the seats is owed anything
		employer, agent int64
	}{
		// The employer's 21,000 are the agent's, whose own 1,000 return.
		"completed": {
			types.OUTCOME_COMPLETED, 0, types.JOB_STATUS_COMPLETED,
			validationtypes.Finding{Final: validationtypes.FinalApproved},
			-102_000 - 21_000, 100_000 + 21_000 - bond,
		},
		// The other way round; half of the agent's bond is slashed, a quarter of it the employer's.
		"failed": {
			types.OUTCOME_FAILED, 0, types.JOB_STATUS_FAILED,
			validationtypes.Finding{Final: validationtypes.FinalRejected},
			2_750 + 1_000, -bond - 1_000,
		},
		"split": {
			types.OUTCOME_SPLIT, 2_500, types.JOB_STATUS_SPLIT,
			validationtypes.Finding{Final: validationtypes.FinalNone, Blameless: true},
			-25_500, 25_000 - bond,
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := onLadder(t)
			id := convened(e)
			job := e.Job(id)
			require.Equal(t, types.JOB_STATUS_COUNCIL, job.Status)
			require.Equal(t, e.Clock.Ms+(10*time.Hour).Milliseconds(), job.DeadlineMs)
			require.Len(t, e.Validation.Opened, 3, "the council is no round")
			var found validationtypes.Finding
			e.Validation.JudgeFn = func(_ uint64, finding validationtypes.Finding) ([]validationtypes.SeatJudgement, error) {
				found = finding
				return nil, nil
			}
			e.EndBlock(rule(e, id, tc.outcome, tc.bps))
			job = e.Job(id)
			require.Equal(t, tc.status, job.Status, "settled in the very block")
			want := types.Ruling{Outcome: tc.outcome, Basis: types.RULING_BASIS_COUNCIL, SplitBps: tc.bps, Blameless: tc.bps > 0}
			require.Equal(t, want, *job.Ruling)
			require.Equal(t, tc.finding, found)
			require.Equal(t, []*types.EventCouncilRuled{{JobId: id, Ruling: want, Reason: "we read it", Status: types.JOB_STATUS_SETTLING}},
				testutil.EventsOf[*types.EventCouncilRuled](t, e.Events))
			require.Equal(t, []int64{tc.employer, tc.agent}, []int64{e.Gain(employer), e.Gain(agent)})
		})
	}
}

func TestRuleIsRefused(t *testing.T) {
	e := onLadder(t)
	early := judged(e, approved)
	refused(e, e.Msgs.Rule, ruleMsg(early, types.OUTCOME_FAILED, 0), types.ErrWrongStatus)
	refused(e, e.Msgs.Rule, ruleMsg(5, types.OUTCOME_FAILED, 0), types.ErrJobNotFound)
	e.EndBlock()
	id := convened(e)
	refused(e, e.Msgs.Rule, ruleMsg(id, types.OUTCOME_CANCELLED, 0), types.ErrRuling)
	msg := ruleMsg(id, types.OUTCOME_FAILED, 0)
	msg.Authority = employer.String()
	refused(e, e.Msgs.Rule, msg, types.ErrAuthority)
	refused(e, e.Msgs.Dispute, disputeMsg(agent, id), types.ErrWrongStatus)

	// A party that has joined the council since bars it; so does a council without members.
	e.Council.Members = append(e.Council.Members, agent.String())
	refused(e, e.Msgs.Rule, ruleMsg(id, types.OUTCOME_COMPLETED, 0), types.ErrCouncilBarred)
	e.Council.Members = nil
	refused(e, e.Msgs.Rule, ruleMsg(id, types.OUTCOME_COMPLETED, 0), types.ErrCouncilBarred)
	e.Council.Members, e.Council.Err = []string{testutil.Judge.String()}, errors.New("a bug")
	refused(e, e.Msgs.Rule, ruleMsg(id, types.OUTCOME_COMPLETED, 0), e.Council.Err)
	e.Council.Err = nil

	e.Clock.Ms = e.Job(id).DeadlineMs
	refused(e, e.Msgs.Rule, ruleMsg(id, types.OUTCOME_COMPLETED, 0), types.ErrTooLate)
	e.EndBlock()
	job := e.Job(id)
	require.Equal(t, types.Ruling{Outcome: types.OUTCOME_FAILED, Basis: types.RULING_BASIS_DEFAULT}, *job.Ruling, "the panel's verdict stands")
	require.Equal(t, types.JOB_STATUS_FAILED, job.Status)
}

// Organisations were asked when the job came before the council. Whoever has the last verdict must not silence the council by
// joining the organisation of a member, nor a member by joining that of a party; persons are asked again.
func TestAnOrganisationJoinedSinceDoesNotSilenceTheCouncil(t *testing.T) {
	e := onLadder(t)
	id := convened(e)
	e.Identity.Admit(testutil.Judge, identitytypes.PARTICIPANT_KIND_HUMAN, "lab")
	require.Equal(t, "lab", e.Identity.Participants[agent.String()].OrganisationId)

	// ARRANGE: who answers for the agent is a person, and of the council.
	e.Identity.Admit(rival, identitytypes.PARTICIPANT_KIND_HUMAN, "")
	p := e.Identity.Participants[agent.String()]
	p.Responsible = rival.String()
	e.Identity.Participants[agent.String()] = p
	e.Council.Members = append(e.Council.Members, rival.String())
	refused(e, e.Msgs.Rule, ruleMsg(id, types.OUTCOME_COMPLETED, 0), types.ErrCouncilBarred)

	// ACT: without that member it rules.
	e.Council.Members = []string{testutil.Judge.String()}
	e.EndBlock(rule(e, id, types.OUTCOME_COMPLETED, 0))
	require.Equal(t, types.JOB_STATUS_COMPLETED, e.Job(id).Status)
	require.Equal(t, types.RULING_BASIS_COUNCIL, e.Job(id).Ruling.Basis)
}

// Nobody judges a job of its own.
func TestTheCouncilIsSkipped(t *testing.T) {
	member := func(e *testutil.Env, who sdk.AccAddress) { e.Council.Members = append(e.Council.Members, who.String()) }
	for name, tc := range map[string]struct {
		conflict func(e *testutil.Env)
		says     string
	}{
		"the employer is a member": {func(e *testutil.Env) { member(e, employer) }, employer.String() + " is a party and of the council"},
		"the agent is a member":    {func(e *testutil.Env) { member(e, agent) }, agent.String() + " is a party and of the council"},
		"a member is of the agent's organisation": {func(e *testutil.Env) {
			e.Identity.Admit(testutil.Judge, identitytypes.PARTICIPANT_KIND_HUMAN, "lab")
		}, "are of organisation lab"},
		"who answers for the agent is a member": {func(e *testutil.Env) {
			e.Identity.Admit(rival, identitytypes.PARTICIPANT_KIND_HUMAN, "")
			p := e.Identity.Participants[agent.String()]
			p.Responsible = rival.String()
			e.Identity.Participants[agent.String()] = p
			member(e, rival)
		}, rival.String() + " is a party and of the council"},
		"who answers for a member is of the employer's organisation": {func(e *testutil.Env) {
			clerk, machine := testutil.Addr(41), testutil.Addr(42)
			e.Identity.Admit(clerk, identitytypes.PARTICIPANT_KIND_HUMAN, "ministry")
			e.Identity.Admit(machine, identitytypes.PARTICIPANT_KIND_AI_AGENT, "")
			p := e.Identity.Participants[machine.String()]
			p.Responsible = clerk.String()
			e.Identity.Participants[machine.String()] = p
			member(e, machine)
		}, "are of organisation ministry"},
		"there is no council": {func(e *testutil.Env) { e.Council.Members = nil }, "there is no council"},
		"none was ever named": {func(e *testutil.Env) { e.Keeper.SetCouncil(nil) }, "there is no council"},
	} {
		t.Run(name, func(t *testing.T) {
			e := onLadder(t)
			// ARRANGE: one job's panel has found, the other's is about to find nothing.
			found, nothing := beforeCouncil(e), judged(e, approved)
			dispute(e, employer, nothing)
			e.EndBlock(closeRound(e, nothing, noVerdict, 0))
			tc.conflict(e)

			// A dispute is refused and says why …
			refused(e, e.Msgs.Dispute, disputeMsg(agent, found), types.ErrLadderOver)
			_, err := tx(e, e.Msgs.Dispute, disputeMsg(agent, found))
			require.ErrorContains(t, err, tc.says)
			// … and a panel without a verdict ends the ladder: the last verdict stands.
			e.EndBlock(closeRound(e, nothing, noCommittee, 0))
			job := e.Job(nothing)
			require.Equal(t, types.Ruling{Outcome: types.OUTCOME_COMPLETED, Basis: types.RULING_BASIS_DEFAULT}, *job.Ruling)
			skipped := testutil.EventsOf[*types.EventCouncilSkipped](t, e.Events)
			require.Len(t, skipped, 1)
			require.Equal(t, nothing, skipped[0].JobId)
			require.Contains(t, skipped[0].Reason, tc.says)
		})
	}
}

func TestTheCouncilJudgesNoJobOfTheTreasury(t *testing.T) {
	e := onLadder(t)
	id := judged(e, approved)
	job := e.Job(id)
	job.Employer = treasury.String()
	require.NoError(t, e.Keeper.Jobs.Set(e.Ctx, id, job))
	for range 3 {
		_, err := e.Msgs.Dispute(e.Ctx.WithTxIndex(-1), disputeMsg(testutil.Authority, id))
		if e.Job(id).Rung == 2 && e.Job(id).Status == types.JOB_STATUS_APPROVED {
			require.ErrorIs(t, err, types.ErrLadderOver)
			require.ErrorContains(t, err, "the treasury is a party")
			return
		}
		require.NoError(t, err)
		e.EndBlock(closeRound(e, id, approved, 3))
	}
	require.Fail(t, "the panel was never reached")
}

// A council that cannot be read stops nobody: the round is closed again later, and the others go on.
func TestAFailingCouncilStopsOnlyTheStep(t *testing.T) {
	e := onLadder(t)
	id := judged(e, approved)
	dispute(e, employer, id)
	e.EndBlock(closeRound(e, id, noVerdict, 0))
	e.Council.Err = errors.New("a bug")
	closed := validationtypes.RoundClosed{JobID: id, Rung: 2, Result: noVerdict}
	branch, _ := e.Ctx.CacheContext()
	require.ErrorIs(t, e.Keeper.AfterRoundClosed(branch, closed), e.Council.Err)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_IN_REVIEW, e.Job(id).Status)
	e.Council.Err = nil
	e.EndBlock(closeRound(e, id, noVerdict, 0))
	require.Equal(t, types.JOB_STATUS_COUNCIL, e.Job(id).Status)
}
