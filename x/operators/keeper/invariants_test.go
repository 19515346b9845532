package keeper

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/x/operators/types"
)

// Each invariant can fail, and no other fails with it unless it says the same.
func TestInvariantsSeeWhatIsBroken(t *testing.T) {
	type corrupt func(t *testing.T, f *fixture, ctx sdk.Context)
	for name, tc := range map[string]struct {
		do     corrupt
		broken map[string]string
	}{
		"parameters out of bounds": {
			func(t *testing.T, f *fixture, ctx sdk.Context) {
				require.NoError(t, f.k.params.Set(ctx, types.Params{BurnsPerBlock: 1}))
			}, map[string]string{"operators/state": "min_operators is 0"},
		},
		"no parameters": {
			func(t *testing.T, f *fixture, ctx sdk.Context) { require.NoError(t, f.k.params.Remove(ctx)) },
			map[string]string{"operators/state": collections.ErrNotFound.Error()},
		},
		"power bonded in money": {
			func(t *testing.T, f *fixture, ctx sdk.Context) {
				p, err := f.staking.GetParams(ctx)
				require.NoError(t, err)
				p.BondDenom = "uagi"
				require.NoError(t, f.staking.SetParams(ctx, p))
			}, map[string]string{"operators/state": "power is bonded in uagi"},
		},
		"a record under another's key": {
			func(t *testing.T, f *fixture, ctx sdk.Context) {
				require.NoError(t, f.k.operators.Set(ctx, actor(3), types.Operator{Address: actor(9).String()}))
			}, map[string]string{"operators/state": "listed twice or out of order"},
		},
		"a forgotten operator": {
			func(t *testing.T, f *fixture, ctx sdk.Context) {
				require.NoError(t, f.k.operators.Remove(ctx, actor(3)))
			},
			map[string]string{"operators/holders": actor(3).String() + " holds seats and is no operator"},
		},
		"a removed one is forgotten": {
			func(t *testing.T, f *fixture, ctx sdk.Context) {
				require.NoError(t, f.k.operators.Remove(ctx, actor(1)))
			},
			map[string]string{
				"operators/holders": actor(1).String() + " holds seats and is no operator",
				"operators/state":   "removal of " + actor(1).String() + ", who is no operator",
			},
		},
		"seats of a stranger": {
			func(t *testing.T, f *fixture, ctx sdk.Context) {
				require.NoError(t, f.bank.MintCoins(ctx, types.ModuleName, types.Seats(math.OneInt())))
				require.NoError(t, f.bank.SendCoinsFromModuleToAccount(ctx, types.ModuleName, actor(9), types.Seats(math.OneInt())))
			}, map[string]string{"operators/holders": actor(9).String() + " holds seats"},
		},
		"seats left in the module": {
			func(t *testing.T, f *fixture, ctx sdk.Context) {
				require.NoError(t, f.bank.MintCoins(ctx, types.ModuleName, types.Seats(math.OneInt())))
			}, map[string]string{"operators/holders": moduleAddress(types.ModuleName).String() + " holds seats"},
		},
		"a delegation to another": {
			func(t *testing.T, f *fixture, ctx sdk.Context) {
				d := stakingtypes.NewDelegation(actor(2).String(), sdk.ValAddress(actor(3)).String(), math.LegacyOneDec())
				require.NoError(t, f.staking.SetDelegation(ctx, d))
			}, map[string]string{"operators/holders": actor(2).String() + " has delegated to " + sdk.ValAddress(actor(3)).String()},
		},
		"an unbonding from another": {
			func(t *testing.T, f *fixture, ctx sdk.Context) {
				_, err := f.staking.SetUnbondingDelegationEntry(ctx, actor(2), sdk.ValAddress(actor(3)), 1, ctx.BlockTime(), math.OneInt())
				require.NoError(t, err)
			}, map[string]string{"operators/holders": actor(2).String() + " has delegated to " + sdk.ValAddress(actor(3)).String()},
		},
		"a removal that nobody waits for": {
			func(t *testing.T, f *fixture, ctx sdk.Context) {
				require.NoError(t, f.k.queue.Remove(ctx, queueKey(f.removal(actor(1)).MaturesAt, actor(1))))
			}, map[string]string{"operators/removals": "1 removals, 0 in the queue"},
		},
		"a removal queued at another time": {
			func(t *testing.T, f *fixture, ctx sdk.Context) {
				at := f.removal(actor(1)).MaturesAt
				require.NoError(t, f.k.queue.Remove(ctx, queueKey(at, actor(1))))
				require.NoError(t, f.k.queue.Set(ctx, queueKey(at.Add(time.Second), actor(1))))
			}, map[string]string{"operators/removals": "removal of " + actor(1).String() + " is not in the queue"},
		},
		"a removal of nobody in the queue": {
			func(t *testing.T, f *fixture, ctx sdk.Context) {
				require.NoError(t, f.k.queue.Set(ctx, queueKey(ctx.BlockTime(), actor(5))))
			}, map[string]string{"operators/removals": "1 removals, 2 in the queue"},
		},
		"a removed operator with power": {
			func(t *testing.T, f *fixture, ctx sdk.Context) {
				v := f.validator(actor(1))
				v.Jailed, v.Tokens, v.Status = false, power(10), stakingtypes.Bonded
				require.NoError(t, f.staking.SetValidator(ctx, v))
			}, map[string]string{"operators/removals": actor(1).String() + " has been removed and has a power of 10"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := setup(t)
			f.join(4)
			require.NoError(t, f.remove(actor(1)))
			f.block()
			f.healthy()
			tc.do(t, f, f.ctx)
			for _, inv := range f.k.Invariants() {
				err := inv.Check(f.ctx)
				if text, ok := tc.broken[inv.Name]; ok {
					require.ErrorContains(t, err, text, inv.Name)
				} else {
					require.NoError(t, err, inv.Name)
				}
			}
		})
	}
}
