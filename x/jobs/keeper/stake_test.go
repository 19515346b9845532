package keeper_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/testutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

func deposit(e *testutil.Env, who sdk.AccAddress, amount int64) {
	e.T.Helper()
	_, err := tx(e, e.Msgs.DepositStake, &types.MsgDepositStake{Agent: who.String(), Amount: math.NewInt(amount)})
	require.NoError(e.T, err)
}

func withdraw(amount int64) *types.MsgWithdrawStake {
	return &types.MsgWithdrawStake{Agent: agent.String(), Amount: math.NewInt(amount)}
}

func TestStakeInAndOut(t *testing.T) {
	e := testutil.New(t)
	deposit(e, agent, 20_000)
	e.EndBlock()
	require.Equal(t, []*types.EventStakeDeposited{{Agent: agent.String(), Amount: math.NewInt(20_000), Free: math.NewInt(20_000)}},
		testutil.EventsOf[*types.EventStakeDeposited](t, e.Events))
	claim(e, agent, post(e))
	e.EndBlock()
	refused(e, e.Msgs.WithdrawStake, withdraw(9_001), types.ErrStake)
	refused(e, e.Msgs.WithdrawStake, withdraw(0), types.ErrAmount)
	refused(e, e.Msgs.DepositStake, &types.MsgDepositStake{Agent: employer.String(), Amount: math.OneInt()}, testutil.ErrIdentity)
	refused(e, e.Msgs.DepositStake, &types.MsgDepositStake{Agent: agent.String(), Amount: math.NewInt(testutil.Funds)}, testutil.ErrFunds)
	refused(e, e.Msgs.DepositStake, &types.MsgDepositStake{Agent: agent.String(), Amount: math.NewInt(-1)}, types.ErrAmount)

	suspend(e, agent) // an exit
	_, err := tx(e, e.Msgs.WithdrawStake, withdraw(8_000))
	require.NoError(t, err)
	refused2(e, withdraw(1_001))
	e.EndBlock()
	require.EqualValues(t, -12_000, e.Gain(agent))
	require.EqualValues(t, 1_000, e.Stake(agent).Free.Int64())
	require.Equal(t, []*types.EventStakeWithdrawn{{Agent: agent.String(), Amount: math.NewInt(8_000)}},
		testutil.EventsOf[*types.EventStakeWithdrawn](t, e.Events))
}

// refused2 refuses a second withdrawal in one block: invariants hold at its end only.
func refused2(e *testutil.Env, msg *types.MsgWithdrawStake) {
	_, err := tx(e, e.Msgs.WithdrawStake, msg)
	require.ErrorIs(e.T, err, types.ErrStake)
}

func TestAnEmptyStakeIsForgotten(t *testing.T) {
	e := testutil.New(t)
	deposit(e, agent, 5)
	e.EndBlock()
	_, err := tx(e, e.Msgs.WithdrawStake, withdraw(5))
	require.NoError(t, err)
	e.EndBlock()
	has, err := e.Keeper.Stakes.Has(e.Ctx, agent)
	require.NoError(t, err)
	require.False(t, has)
}

func TestAWithdrawalThatFailsIsCreditedBack(t *testing.T) {
	e := testutil.New(t)
	deposit(e, agent, 500)
	e.EndBlock()
	e.Bank.SendErr = func(to sdk.AccAddress, _ math.Int) error {
		if to.Equals(agent) {
			return errors.New("no")
		}
		return nil
	}
	_, err := tx(e, e.Msgs.WithdrawStake, withdraw(500))
	require.NoError(t, err)
	e.EndBlock()
	require.EqualValues(t, 500, e.Stake(agent).Free.Int64())
	require.Equal(t, []*types.EventWithdrawalFailed{{Agent: agent.String(), Amount: math.NewInt(500), Error: "no"}},
		testutil.EventsOf[*types.EventWithdrawalFailed](t, e.Events))
	require.Empty(t, testutil.EventsOf[*types.EventStakeWithdrawn](t, e.Events))
}

func TestHasStake(t *testing.T) {
	e := testutil.New(t)
	has := func(addr sdk.AccAddress) bool {
		yes, err := e.Keeper.HasStake(e.Ctx, addr)
		require.NoError(t, err)
		return yes
	}
	require.False(t, has(agent))
	require.False(t, has(employer))
	deposit(e, agent, 1)
	require.True(t, has(agent))
	id := post(e)
	require.True(t, has(employer))
	claim(e, rival, id)
	require.True(t, has(rival))
	e.EndBlock()
	e.Pass(2 * time.Hour)
	e.EndBlock()
	require.Equal(t, types.JOB_STATUS_EXPIRED, e.Job(id).Status)
	require.False(t, has(employer))
	require.True(t, has(rival), "the rest of the bond is free stake")
}

// A sender may ask for one unit a thousand times; EndBlock pays each agent once. Parties do not get in each other's way.
func TestWithdrawalsOfABlockAreOnePayment(t *testing.T) {
	e := testutil.New(t)
	deposit(e, agent, 2_000)
	deposit(e, rival, 50)
	e.EndBlock()
	for range 1_000 {
		_, err := tx(e, e.Msgs.WithdrawStake, withdraw(1))
		require.NoError(t, err)
	}
	_, err := tx(e, e.Msgs.WithdrawStake, &types.MsgWithdrawStake{Agent: rival.String(), Amount: math.NewInt(50)})
	require.NoError(t, err)
	_, err = tx(e, e.Msgs.WithdrawStake, withdraw(7))
	require.NoError(t, err)
	e.EndBlock()
	require.EqualValues(t, -993, e.Gain(agent))
	require.EqualValues(t, 0, e.Gain(rival))
	require.Equal(t, []*types.EventStakeWithdrawn{
		{Agent: agent.String(), Amount: math.NewInt(1_007)}, {Agent: rival.String(), Amount: math.NewInt(50)},
	}, testutil.EventsOf[*types.EventStakeWithdrawn](t, e.Events))
}

// Should even the credit of a failed withdrawal fail (here: the record is broken), the chain goes on.
func TestACreditThatFailsDoesNotHaltTheChain(t *testing.T) {
	e := testutil.New(t)
	deposit(e, agent, 500)
	e.EndBlock()
	e.Bank.SendErr = func(sdk.AccAddress, math.Int) error { return errors.New("no") }
	_, err := tx(e, e.Msgs.WithdrawStake, withdraw(500))
	require.NoError(t, err)
	require.NoError(t, e.Keeper.Stakes.Set(e.Ctx, agent, types.AgentStake{
		Agent: agent.String(), Free: math.NewInt(-501), Locked: math.ZeroInt(),
	}))
	require.NoError(t, e.Keeper.EndBlocker(e.Ctx.WithTxIndex(-1)))
}
