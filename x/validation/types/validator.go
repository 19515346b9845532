package types

import (
	"slices"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// MaxOpenUnbondings bounds what one validator can have on its way out by message: a slash and the release of a lock look
// at each of them. What the chain itself unbonds for a revoked validator, once per seat, comes on top.
const MaxOpenUnbondings = 32

// NewValidator returns a validator without stake.
func NewValidator(addr sdk.AccAddress) Validator {
	return Validator{
		Address:       addr.String(),
		Stake:         math.ZeroInt(),
		Unbonding:     math.ZeroInt(),
		Locked:        math.ZeroInt(),
		DrawableStake: math.ZeroInt(),
	}
}

// Free returns stake - locked in base units, never below 0.
func (v Validator) Free() math.Int {
	return math.MaxInt(v.Stake.Sub(v.Locked), math.ZeroInt())
}

// Backing returns what can be slashed: stake + unbonding, in base units.
func (v Validator) Backing() math.Int { return v.Stake.Add(v.Unbonding) }

// Jailed tells whether the validator is jailed. The end of the jail time alone does not end it: MsgUnjail does.
func (v Validator) Jailed() bool { return v.JailedUntilMs > 0 }

// CanLock tells whether a draw may lock so much more of the validator's stake. The delayed stake decides, so that nothing
// recorded within three blocks before the draw counts; what is really there must suffice as well, for a slash may have
// taken some of it since.
func (v Validator) CanLock(amount math.Int) bool {
	need := v.Locked.Add(amount)
	return v.DrawableStake.GTE(need) && v.Backing().GTE(need)
}

// InPool tells whether the validator has joined a pool.
func (v Validator) InPool(pool string) bool {
	_, found := slices.BinarySearch(v.Pools, pool)
	return found
}

// Join adds a pool, in order.
func (v *Validator) Join(pool string) {
	if at, found := slices.BinarySearch(v.Pools, pool); !found {
		v.Pools = slices.Insert(v.Pools, at, pool)
	}
}

// Leave takes a pool out.
func (v *Validator) Leave(pool string) {
	if at, found := slices.BinarySearch(v.Pools, pool); found {
		v.Pools = slices.Delete(v.Pools, at, at+1)
	}
}
