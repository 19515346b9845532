package keeper_test

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

var (
	employer = testutil.Employer
	agent    = testutil.Agent
	rival    = testutil.Rival
	seats    = testutil.Seats
	treasury = money.TreasuryAddress()
)

func hash(b byte) []byte {
	bz := make([]byte, 32)
	bz[0] = b
	return bz
}

// postMsg is a job of 100,000 for an hour, open for a day; see testutil.Params for its money.
func postMsg(change ...func(*types.MsgPostJob)) *types.MsgPostJob {
	msg := &types.MsgPostJob{
		Employer: employer.String(), Title: "Tables", Category: "general",
		Spec:   types.Document{Uri: "https://data.example/spec.md", Sha256: hash(1)},
		Payout: math.NewInt(100_000), WorkDuration: time.Hour, OpenFor: 24 * time.Hour,
		Requirements: types.Requirements{MinScore: math.ZeroInt()}, ExpectedTotal: math.NewInt(10_000_000),
	}
	for _, c := range change {
		c(msg)
	}
	return msg
}

func withRelists(n uint32) func(*types.MsgPostJob) {
	return func(m *types.MsgPostJob) { m.Relists = n }
}

func submitMsg(id uint64, change ...func(*types.MsgSubmitWork)) *types.MsgSubmitWork {
	msg := &types.MsgSubmitWork{Agent: agent.String(), JobId: id, Submission: types.Submission{
		Result: types.Document{Uri: "https://data.example/result.json", Sha256: hash(2)},
	}}
	for _, c := range change {
		c(msg)
	}
	return msg
}

// tx runs one message of the message server as a transaction.
func tx[M, R any](e *testutil.Env, handler func(ctx context.Context, msg M) (R, error), msg M) (response R, err error) {
	err = e.Tx(func(ctx sdk.Context) error {
		response, err = handler(ctx, msg)
		return err
	})
	return response, err
}

func post(e *testutil.Env, change ...func(*types.MsgPostJob)) uint64 {
	e.T.Helper()
	response, err := tx(e, e.Msgs.PostJob, postMsg(change...))
	require.NoError(e.T, err)
	return response.JobId
}

func claim(e *testutil.Env, who sdk.AccAddress, id uint64) {
	e.T.Helper()
	_, err := tx(e, e.Msgs.ClaimJob, &types.MsgClaimJob{Agent: who.String(), JobId: id})
	require.NoError(e.T, err)
}

func submit(e *testutil.Env, id uint64) {
	e.T.Helper()
	_, err := tx(e, e.Msgs.SubmitWork, submitMsg(id))
	require.NoError(e.T, err)
}

// reviewed posts, claims and submits a job, each in a block of its own.
func reviewed(e *testutil.Env, change ...func(*types.MsgPostJob)) uint64 {
	e.T.Helper()
	id := post(e, change...)
	e.EndBlock()
	claim(e, agent, id)
	e.EndBlock()
	submit(e, id)
	e.EndBlock()
	return id
}

// closeRound hands back the result of the rung that a job is on, as x/validation does in its EndBlock. agreed of the three
// seats revealed with it.
func closeRound(e *testutil.Env, id uint64, result validationtypes.RoundResult, agreed int) func(ctx sdk.Context) {
	e.Validation.Seats[id] = judgements(agreed)
	return func(ctx sdk.Context) {
		job, err := e.Keeper.Job(ctx, id)
		require.NoError(e.T, err)
		require.NoError(e.T, e.Keeper.AfterRoundClosed(ctx, validationtypes.RoundClosed{
			JobID: id, Rung: job.Rung, Result: result, Tally: tally(result, uint32(agreed)),
		}))
	}
}

func judgements(agreed int) []validationtypes.SeatJudgement {
	var list []validationtypes.SeatJudgement
	for i, seat := range seats {
		list = append(list, validationtypes.SeatJudgement{
			Validator: seat, Status: validationtypes.SEAT_STATUS_REVEALED, Agreed: i < agreed, Lock: math.NewInt(3_333),
		})
	}
	return list
}

func tally(result validationtypes.RoundResult, agreed uint32) validationtypes.Tally {
	t := validationtypes.Tally{
		Seats: 3, Revealed: agreed, Quality: 90, Checks: []validationtypes.CheckTally{{Name: "privacy", Passed: agreed, Failed: 3 - agreed}},
	}
	switch result {
	case validationtypes.ROUND_RESULT_APPROVED:
		t.Approvals = agreed
	case validationtypes.ROUND_RESULT_REJECTED:
		t.Rejections = agreed
	case validationtypes.ROUND_RESULT_UNJUDGEABLE:
		t.Unjudgeable = agreed
	case validationtypes.ROUND_RESULT_SPLIT:
		t.Splits, t.SplitBps = agreed, 4_000
	}
	return t
}

// refused runs a message that must fail with an error and change nothing.
func refused[M, R any](e *testutil.Env, handler func(ctx context.Context, msg M) (R, error), msg M, want error) {
	e.T.Helper()
	before, err := e.Keeper.ExportGenesis(e.Ctx)
	require.NoError(e.T, err)
	_, err = tx(e, handler, msg)
	require.ErrorIs(e.T, err, want)
	after, err := e.Keeper.ExportGenesis(e.Ctx)
	require.NoError(e.T, err)
	require.Equal(e.T, before, after)
	e.Check()
}

const (
	approved    = validationtypes.ROUND_RESULT_APPROVED
	rejected    = validationtypes.ROUND_RESULT_REJECTED
	unjudgeable = validationtypes.ROUND_RESULT_UNJUDGEABLE
	divided     = validationtypes.ROUND_RESULT_SPLIT
	noVerdict   = validationtypes.ROUND_RESULT_NO_VERDICT
	noCommittee = validationtypes.ROUND_RESULT_NO_COMMITTEE
)
