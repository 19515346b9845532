package money_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"

	"github.com/agijobs/agijobs/internal/money"
)

// recorder is a bank and books that write down what they are asked for.
type recorder struct{ calls []string }

func (r *recorder) note(call string) error { r.calls = append(r.calls, call); return nil }

func (r *recorder) SendCoinsFromAccountToModule(_ context.Context, _ sdk.AccAddress, m string, c sdk.Coins) error {
	return r.note("plain in " + m + " " + c.String())
}

func (r *recorder) SendCoinsFromAccountToModuleVirtual(_ context.Context, _ sdk.AccAddress, m string, c sdk.Coins) error {
	return r.note("virtual in " + m + " " + c.String())
}

func (r *recorder) SendCoinsFromModuleToAccount(_ context.Context, m string, _ sdk.AccAddress, c sdk.Coins) error {
	return r.note("out " + m + " " + c.String())
}

func (r *recorder) SendCoinsFromModuleToModule(_ context.Context, from, to string, c sdk.Coins) error {
	return r.note(from + " to " + to + " " + c.String())
}

func (r *recorder) InputOutputCoins(_ context.Context, in banktypes.Input, outs []banktypes.Output) error {
	for _, out := range outs {
		if err := r.note(in.Coins.String() + " from " + in.Address + ": " + out.Coins.String() + " to " + out.Address); err != nil {
			return err
		}
	}
	return nil
}

func (r *recorder) BlockedAddr(addr sdk.AccAddress) bool {
	return addr.Equals(money.TreasuryAddress()) || addr.Equals(authtypes.NewModuleAddress("bonded"))
}

func (r *recorder) BurnCoins(_ context.Context, m string, c sdk.Coins) error {
	return r.note("burn " + m + " " + c.String())
}

func (r *recorder) GetBalance(context.Context, sdk.AccAddress, string) sdk.Coin {
	return sdk.NewInt64Coin("uagi", 42)
}

func (r *recorder) Denom(context.Context) (string, error) { return "uagi", nil }

func (r *recorder) RecordBurn(_ context.Context, m string, a math.Int) error {
	return r.note("book burn " + m + " " + a.String())
}

func context7(t *testing.T) sdk.Context {
	t.Helper()
	tc := testutil.DefaultContextWithDB(t, storetypes.NewKVStoreKey("test"), storetypes.NewTransientStoreKey("t"))
	return tc.Ctx.WithBlockHeight(7).WithExecMode(sdk.ExecModeFinalize)
}

func TestTakeIn(t *testing.T) {
	ctx := context7(t)
	person := sdk.AccAddress("person______________")
	for _, tc := range []struct {
		name  string
		ctx   sdk.Context
		party sdk.AccAddress
		want  string
	}{
		{"in a transaction nothing shared is written", ctx.WithTxIndex(0), person, "virtual in jobs 5uagi"},
		{"in a gas simulation as in the transaction", ctx.WithExecMode(sdk.ExecModeSimulate), person, "virtual in jobs 5uagi"},
		{"in EndBlock a virtual send would be lost", ctx, person, "plain in jobs 5uagi"},
		{"in genesis too", ctx.WithBlockHeight(0).WithTxIndex(0), person, "plain in jobs 5uagi"},
		{"the treasury is a module", ctx, money.TreasuryAddress(), "treasury to jobs 5uagi"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := &recorder{}
			require.NoError(t, money.New(r, r, "jobs").TakeIn(tc.ctx, tc.party, math.NewInt(5)))
			require.Equal(t, []string{tc.want}, r.calls)
		})
	}
}

func TestOut(t *testing.T) {
	ctx, r := context7(t), &recorder{}
	p := money.New(r, r, "jobs")
	five := math.NewInt(5)
	require.NoError(t, p.PayOut(ctx, sdk.AccAddress("person______________"), five))
	require.NoError(t, p.PayOut(ctx, money.TreasuryAddress(), five))
	require.NoError(t, p.ToTreasury(ctx, five))
	require.NoError(t, p.FromTreasury(ctx, five))
	require.NoError(t, p.ToIncentives(ctx, five))
	require.NoError(t, p.FromIncentives(ctx, five))
	require.NoError(t, p.Burn(ctx, five))
	require.Equal(t, []string{
		"out jobs 5uagi", "jobs to treasury 5uagi", "jobs to treasury 5uagi", "treasury to jobs 5uagi",
		"jobs to incentives 5uagi", "incentives to jobs 5uagi", "burn jobs 5uagi", "book burn jobs 5",
	}, r.calls)
}

func TestZeroMovesNothingAndNonsenseIsRefused(t *testing.T) {
	ctx, r := context7(t), &recorder{}
	p := money.New(r, r, "jobs")
	moves := []func(context.Context, math.Int) error{
		p.ToTreasury, p.FromTreasury, p.ToIncentives, p.FromIncentives, p.Burn,
		func(ctx context.Context, a math.Int) error { return p.TakeIn(ctx, sdk.AccAddress("x"), a) },
		func(ctx context.Context, a math.Int) error { return p.PayOut(ctx, sdk.AccAddress("x"), a) },
	}
	for _, move := range moves {
		require.NoError(t, move(ctx, math.ZeroInt()))
		require.Error(t, move(ctx, math.NewInt(-1)))
		require.Error(t, move(ctx, math.Int{}))
	}
	require.Empty(t, r.calls)
}

func TestPartyOfTheGovAccountIsTheTreasury(t *testing.T) {
	gov := authtypes.NewModuleAddress(govtypes.ModuleName)
	require.Equal(t, money.TreasuryAddress(), money.Party(gov))
	other := sdk.AccAddress("person______________")
	require.Equal(t, other, money.Party(other))
}

func TestPayOutAll(t *testing.T) {
	ctx, r := context7(t), &recorder{}
	purse, person := money.New(r, r, "jobs"), sdk.AccAddress("person______________")
	from := authtypes.NewModuleAddress("jobs").String()

	require.NoError(t, purse.PayOutAll(ctx, money.Payment{To: person, Amount: math.ZeroInt()}))
	require.Empty(t, r.calls, "nothing moves nothing")

	require.NoError(t, purse.PayOutAll(ctx, money.Payment{To: person, Amount: math.NewInt(5)},
		money.Payment{To: person, Amount: math.ZeroInt()}, money.Payment{To: money.TreasuryAddress(), Amount: math.NewInt(2)}))
	require.Equal(t, []string{
		"7uagi from " + from + ": 5uagi to " + person.String(), "7uagi from " + from + ": 2uagi to " + money.TreasuryAddress().String(),
	}, r.calls)

	bonded := authtypes.NewModuleAddress("bonded")
	require.EqualError(t, purse.PayOutAll(ctx, money.Payment{To: bonded, Amount: math.NewInt(1)}), "money: "+bonded.String()+" may not be paid")
	require.EqualError(t, purse.PayOutAll(ctx, money.Payment{To: person, Amount: math.NewInt(-1)}), "money: amount -1 of jobs")
}
