package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// Transactions that share neither party nor job write no key in common, so a block of them executes in parallel.
func TestWriteSetsAreDisjoint(t *testing.T) {
	e := testutil.New(t)
	other := testutil.Addr(21)
	e.Identity.Admit(other, identitytypes.PARTICIPANT_KIND_HUMAN, "", identitytypes.ROLE_AGENT, identitytypes.ROLE_EMPLOYER)
	e.Bank.Fund(e.Ctx, other, testutil.Funds)
	third := testutil.Addr(22)
	e.Identity.Admit(third, identitytypes.PARTICIPANT_KIND_HUMAN, "", identitytypes.ROLE_AGENT, identitytypes.ROLE_EMPLOYER)
	e.Bank.Fund(e.Ctx, third, testutil.Funds)

	toClaim, toSubmit, toRaise := post(e), post(e), post(e)
	claim(e, agent, toSubmit)
	toAccept := post(e, byEmployer)
	claim(e, agent, toAccept)
	submit(e, toAccept)
	toShare := post(e)
	claim(e, rival, toShare)
	_, err := tx(e, e.Msgs.NameContributors, &types.MsgNameContributors{
		Agent: rival.String(), JobId: toShare, Contributors: []types.Contributor{share(agent, 1)},
	})
	require.NoError(t, err)

	applicants := []sdk.AccAddress{testutil.Addr(23), testutil.Addr(24), testutil.Addr(25)}
	var offered []uint64
	for _, who := range applicants {
		e.Identity.Admit(who, identitytypes.PARTICIPANT_KIND_HUMAN, "", identitytypes.ROLE_AGENT)
		e.Bank.Fund(e.Ctx, who, testutil.Funds)
		offered = append(offered, post(e, selecting))
	}
	apply(e, applicants[1], offered[1], 50_000)
	apply(e, applicants[2], offered[2], 50_000)

	sets := []map[string]bool{
		e.Written(func(ctx sdk.Context) error {
			_, err := e.Msgs.PostJob(ctx, postMsg(func(m *types.MsgPostJob) { m.Employer = other.String() }))
			return err
		}),
		e.Written(func(ctx sdk.Context) error {
			_, err := e.Msgs.ClaimJob(ctx, &types.MsgClaimJob{Agent: rival.String(), JobId: toClaim})
			return err
		}),
		e.Written(func(ctx sdk.Context) error {
			_, err := e.Msgs.SubmitWork(ctx, submitMsg(toSubmit))
			return err
		}),
		e.Written(func(ctx sdk.Context) error {
			_, err := e.Msgs.RaisePayout(ctx, &types.MsgRaisePayout{
				Employer: employer.String(), JobId: toRaise, Payout: math.NewInt(200_000), ExpectedExtra: math.NewInt(200_000),
			})
			return err
		}),
		e.Written(func(ctx sdk.Context) error {
			_, err := e.Msgs.AcceptWork(ctx, acceptWork(toAccept))
			return err
		}),
		e.Written(func(ctx sdk.Context) error {
			_, err := e.Msgs.AcceptContribution(ctx, agreeMsg(toShare, agent, 1))
			return err
		}),
		e.Written(func(ctx sdk.Context) error {
			_, err := e.Msgs.DepositStake(ctx, &types.MsgDepositStake{Agent: third.String(), Amount: math.OneInt()})
			return err
		}),
	}
	sets = append(sets,
		e.Written(func(ctx sdk.Context) error {
			_, err := e.Msgs.Apply(ctx, applyMsg(applicants[0], offered[0], 50_000))
			return err
		}),
		e.Written(func(ctx sdk.Context) error {
			_, err := e.Msgs.WithdrawApplication(ctx, takeBack(applicants[1], offered[1]))
			return err
		}),
		e.Written(func(ctx sdk.Context) error {
			_, err := e.Msgs.Award(ctx, awardMsg(offered[2], applicants[2], 50_000))
			return err
		}),
	)
	writers := map[string]int{}
	for i, set := range sets {
		require.NotEmpty(t, set)
		for key := range set {
			first, twice := writers[key]
			require.False(t, twice, "transactions %d and %d write %q", first, i, key)
			writers[key] = i
		}
	}
}
