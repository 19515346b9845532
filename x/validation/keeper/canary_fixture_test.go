package keeper_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

const (
	court  = "court"  // the audit office of most tests
	bureau = "bureau" // another one
)

func auditor(office string) sdk.AccAddress { return actor(len(office) * 100) }

func (f *fixture) offices() {
	for _, office := range []string{court, bureau} {
		f.identity.participants[auditor(office).String()] = identitytypes.Participant{
			Address: auditor(office).String(), OrganisationId: office, Roles: []identitytypes.Role{identitytypes.ROLE_AUDITOR},
			Status: identitytypes.PARTICIPANT_STATUS_ACTIVE,
		}
	}
}

// canaryOf is a leaf about a job: one spec and result for each.
func canaryOf(jobID uint64, verdict types.VoteVerdict) types.CanaryLeaf {
	return types.CanaryLeaf{
		Employer: actor(90).String(), SpecSha256: salt(sdk.AccAddress(fmt.Sprint("spec", jobID))),
		ResultSha256: salt(sdk.AccAddress(fmt.Sprint("result", jobID))), Verdict: verdict, Salt: salt(sdk.AccAddress(fmt.Sprint(jobID, verdict))),
	}
}

// day is a registered day's leaves.
type day struct {
	office string
	number uint64
	leaves []types.CanaryLeaf
}

func (f *fixture) register(office string, leaves ...types.CanaryLeaf) day {
	f.t.Helper()
	d, err := f.tryRegister(office, leaves...)
	require.NoError(f.t, err)
	return d
}

func (f *fixture) tryRegister(office string, leaves ...types.CanaryLeaf) (day, error) {
	root, err := types.CanaryTreeRoot(chainID, leaves)
	require.NoError(f.t, err)
	var res *types.MsgRegisterCanariesResponse
	err = f.send(func(ctx sdk.Context) (err error) {
		res, err = f.msgs.RegisterCanaries(ctx, &types.MsgRegisterCanaries{Auditor: auditor(office).String(), Root: root})
		return err
	})
	if err != nil {
		return day{}, err
	}
	return day{office: res.Office, number: res.Day, leaves: leaves}, nil
}

func (f *fixture) disclose(d day) error {
	return f.send(func(ctx sdk.Context) error {
		_, err := f.msgs.DiscloseCanaries(ctx, &types.MsgDiscloseCanaries{Auditor: auditor(d.office).String(), Day: d.number, Leaves: d.leaves})
		return err
	})
}

// claim says that a job, which was handed in in the block before, is the day's leaf.
func (f *fixture) claim(jobID uint64, d day, index int) types.CanaryClaim {
	f.t.Helper()
	proof, err := types.ProveCanary(chainID, d.leaves, index)
	require.NoError(f.t, err)
	return types.CanaryClaim{
		JobID: jobID, Auditor: auditor(d.office), Day: d.number, Leaf: d.leaves[index], Proof: proof, SubmittedHeight: f.ctx.BlockHeight(),
	}
}

func (f *fixture) openCanary(claim types.CanaryClaim) error {
	return f.send(func(ctx sdk.Context) error {
		_, err := f.k.OpenCanary(ctx, claim)
		return err
	})
}

func (f *fixture) contradict(jobID uint64, d day, index int) error {
	f.t.Helper()
	proof, err := types.ProveCanary(chainID, d.leaves, index)
	require.NoError(f.t, err)
	return f.send(func(ctx sdk.Context) error {
		_, err := f.msgs.ContradictCanary(ctx, &types.MsgContradictCanary{
			Sender: actor(91).String(), JobId: jobID, Office: d.office, Day: d.number, Leaf: d.leaves[index], Proof: proof,
		})
		return err
	})
}

func (f *fixture) lift(office string) error {
	_, err := f.msgs.LiftCanaryBar(f.ctx, &types.MsgLiftCanaryBar{Authority: authority(), Office: office})
	return err
}

// settleCanary judges and settles a canary as x/jobs does in EndBlock.
func (f *fixture) settleCanary(jobID uint64, final types.FinalVerdict) []types.SeatJudgement {
	f.t.Helper()
	judged, err := f.k.Judge(f.ctx, jobID, types.Finding{Final: final, Canary: true})
	require.NoError(f.t, err)
	require.NoError(f.t, f.k.SettleSeats(f.ctx, jobID, judged))
	require.NoError(f.t, f.k.WeighChanged(f.ctx))
	f.check()
	return judged
}

// tested has a committee of three approve work that its day says is to be rejected, opens it and settles it.
func (f *fixture) tested(jobID uint64, d day, index int, votes ...types.VoteVerdict) []types.Seat {
	f.t.Helper()
	if len(votes) == 0 {
		votes = []types.VoteVerdict{approve, approve, approve}
	}
	_, seats := f.drawn(jobID, 3)
	f.votes(jobID, votes...)
	require.NoError(f.t, f.openCanary(f.claim(jobID, d, index)))
	f.settleCanary(jobID, types.FinalRejected)
	return seats
}

// pass lets block time pass at once; market time stands still, so windows do not close.
func (f *fixture) pass(d time.Duration) {
	f.t.Helper()
	f.end()
	f.at(f.ctx.BlockHeight()+1, f.ctx.BlockTime().Add(d))
}

func (f *fixture) held() []types.CanarySlash {
	f.t.Helper()
	state, err := f.k.ExportGenesis(f.ctx)
	require.NoError(f.t, err)
	return state.CanarySlashes
}

func canaryChain(t *testing.T, members int, change ...func(*types.Params)) *fixture {
	f := setup(t, change...)
	f.offices()
	f.members(members)
	return f
}
