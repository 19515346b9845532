package keeper

import (
	"fmt"
	"time"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cached"
	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/validation/types"
)

const itemCanary = "canary"

// canaryRetry is how long (block time) an item waits that has failed.
const canaryRetry = time.Hour

// workOffCanaries carries out what is due of canaries, at most canaries_per_block of it: roots that were not disclosed, then
// the canaries of their offices, then slashes, then roots that are forgotten. In this order no slash is final while it might
// still be void by what is due before it.
func (k *Keeper) workOffCanaries(ctx sdk.Context) error {
	params, err := k.CurrentParams(ctx)
	if err != nil {
		return err
	}
	left := params.CanariesPerBlock
	for _, work := range []func(ctx sdk.Context, left uint32) (done uint32, err error){
		k.barOverdue, k.sweepOffices, k.endCanaries, k.forgetRoots,
	} {
		done, err := work(ctx, left)
		if err != nil {
			return err
		}
		left -= min(done, left)
		if left == 0 {
			return nil
		}
	}
	return nil
}

// barOverdue bars the offices whose roots were not disclosed in time.
func (k *Keeper) barOverdue(ctx sdk.Context, left uint32) (uint32, error) {
	until := new(collections.Range[DisclosureKey]).EndExclusive(collections.Join3(ctx.BlockTime().UnixNano()+1, "", uint64(0)))
	due, err := firstKeys(ctx, k.Canaries.Disclosures, until, left)
	if err != nil {
		return 0, err
	}
	for _, key := range due {
		failed := cached.Run(ctx, func(ctx sdk.Context) error {
			// One that was put off stands at another time than that of its root.
			if err := k.Canaries.Disclosures.Remove(ctx, key); err != nil {
				return err
			}
			return k.barFor(ctx, key.K2(), key.K3())
		})
		if failed == nil {
			continue
		}
		retry := collections.Join3(ctx.BlockTime().Add(canaryRetry).UnixNano(), key.K2(), key.K3())
		err := k.park(ctx, types.EventItemFailed{Item: itemCanary, Failures: 1}, failed,
			func(ctx sdk.Context, _ *types.EventItemFailed) error {
				if err := k.Canaries.Disclosures.Remove(ctx, key); err != nil {
					return err
				}
				return k.Canaries.Disclosures.Set(ctx, retry)
			},
			func(ctx sdk.Context) error { return k.Canaries.Disclosures.Remove(ctx, key) })
		if err != nil {
			return 0, err
		}
	}
	return uint32(len(due)), nil
}

// barFor bars an office for a root that is overdue; what it has opened is swept from now on.
func (k *Keeper) barFor(ctx sdk.Context, office string, day uint64) error {
	root, err := k.canaryRoot(ctx, office, day)
	if err != nil {
		return err
	}
	root.Overdue = true
	if err := k.setCanaryRoot(ctx, root); err != nil {
		return err
	}
	if err := k.bar(ctx, office, types.CanaryOverdue, day); err != nil {
		return err
	}
	return k.Canaries.Sweeps.Set(ctx, office)
}

// endCanaries ends what is due of opened canaries, oldest first. A canary whose slashes a block does not end stays due.
func (k *Keeper) endCanaries(ctx sdk.Context, left uint32) (uint32, error) {
	due, err := firstKeys(ctx, k.Canaries.Queue, collections.NewPrefixUntilPairRange[int64, uint64](ctx.BlockTime().UnixNano()), left)
	if err != nil {
		return 0, err
	}
	var done uint32
	for _, key := range due {
		if done >= left {
			break
		}
		var ended uint32
		failed := cached.Run(ctx, func(ctx sdk.Context) (err error) {
			ended, err = k.endCanary(ctx, key.K2(), left-done)
			return err
		})
		done += max(ended, 1)
		if failed == nil {
			continue
		}
		err := k.park(ctx, types.EventItemFailed{Item: itemCanary, JobId: key.K2(), Failures: 1}, failed,
			func(ctx sdk.Context, _ *types.EventItemFailed) error {
				opened, err := k.Canaries.Opened.Get(ctx, key.K2())
				if err != nil {
					return err
				}
				return k.setOpened(ctx, opened, ctx.BlockTime().Add(canaryRetry))
			},
			func(ctx sdk.Context) error { return k.Canaries.Queue.Remove(ctx, key) })
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// endCanary gives the slashes of a canary back if it is void, makes them final else, and forgets the canary when they count
// no more. It returns how many slashes it has worked off; at most left.
func (k *Keeper) endCanary(ctx sdk.Context, jobID uint64, left uint32) (uint32, error) {
	opened, err := k.Canaries.Opened.Get(ctx, jobID)
	if err != nil {
		return 0, err
	}
	if err := k.swept(ctx, opened); err != nil {
		return 0, err
	}
	slashes, err := k.canarySlashesOf(ctx, jobID)
	if err != nil {
		return 0, err
	}
	var done uint32
	for _, slash := range slashes {
		if slash.Amount.IsZero() && opened.Voided == "" {
			continue
		}
		if done == left {
			return done, nil
		}
		if err := k.endSlash(ctx, slash, opened.Voided); err != nil {
			return done, err
		}
		done++
	}
	if counts := lastCount(slashes); opened.Voided == "" && ctx.BlockTime().Before(counts) {
		opened.Final = true
		return done, k.setOpened(ctx, opened, counts)
	}
	return done, k.forgetCanary(ctx, opened, slashes)
}

// lastCount is when the last of a job's slashes counts no more; all were taken in one block.
func lastCount(slashes []types.CanarySlash) (last time.Time) {
	for _, slash := range slashes {
		if until := slash.SlashedAt.Add(types.CanaryCapWindow); until.After(last) {
			last = until
		}
	}
	return last
}

// endSlash gives a held slash back to its validator, for a reason, or burns and pays it. One that was final before a bar
// came stays so.
func (k *Keeper) endSlash(ctx sdk.Context, slash types.CanarySlash, voided string) error {
	addr, err := sdk.AccAddressFromBech32(slash.Validator)
	if err != nil {
		return err
	}
	key := collections.Join3(slash.JobId, slash.Rung, addr)
	if voided != "" {
		if err := k.Canaries.Slashes.Remove(ctx, key); err != nil || slash.Amount.IsZero() {
			return err
		}
		return k.giveBack(ctx, addr, slash, voided)
	}
	burn, rest := types.BurnShare(slash.Amount, slash.BurnBps)
	if err := k.purse.Burn(ctx, burn); err != nil {
		return err
	}
	if err := k.purse.ToTreasury(ctx, rest); err != nil {
		return err
	}
	amount := slash.Amount
	slash.Amount = math.ZeroInt()
	if err := k.Canaries.Slashes.Set(ctx, key, slash); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventCanarySlashFinal{
		JobId: slash.JobId, Validator: slash.Validator, Amount: amount, Burned: burn,
	})
}

// giveBack returns a slash to its validator's stake; a revoked one's is on its way out at once.
func (k *Keeper) giveBack(ctx sdk.Context, addr sdk.AccAddress, slash types.CanarySlash, reason string) error {
	v, err := k.validator(ctx, addr)
	if err != nil {
		return err
	}
	v.Stake = v.Stake.Add(slash.Amount)
	if err := k.afterRelease(ctx, addr, v); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventCanarySlashVoided{
		JobId: slash.JobId, Validator: slash.Validator, Amount: slash.Amount, Reason: reason,
	})
}

// forgetCanary removes a canary with what is left of its slashes.
func (k *Keeper) forgetCanary(ctx sdk.Context, opened types.OpenedCanary, slashes []types.CanarySlash) error {
	for _, slash := range slashes {
		addr, err := sdk.AccAddressFromBech32(slash.Validator)
		if err != nil {
			return err
		}
		key := collections.Join3(slash.JobId, slash.Rung, addr)
		has, err := k.Canaries.Slashes.Has(ctx, key)
		if err == nil && has {
			err = k.Canaries.Slashes.Remove(ctx, key)
		}
		if err != nil {
			return err
		}
	}
	if opened.DueAt != nil {
		if err := k.Canaries.Queue.Remove(ctx, collections.Join(opened.DueAt.UnixNano(), opened.JobId)); err != nil {
			return err
		}
	}
	return k.Canaries.Opened.Remove(ctx, opened.JobId)
}

// forgetRoots removes roots that nobody needs any more: when their days have been over for canary_hold and 30 days. A root
// opens nothing once it is disclosed or overdue, so from that moment on its leaves have 30 days and more in which they can
// contradict what was opened while both could be.
func (k *Keeper) forgetRoots(ctx sdk.Context, left uint32) (uint32, error) {
	params, err := k.CurrentParams(ctx)
	if err != nil {
		return 0, err
	}
	before := types.CanaryDay(ctx.BlockTime().Add(-params.CanaryHold - types.CanaryCapWindow))
	old, err := firstKeys(ctx, k.Canaries.OldRoots, new(collections.Range[collections.Pair[uint64, string]]).
		EndExclusive(collections.Join(before, "")), left)
	if err != nil {
		return 0, err
	}
	for _, key := range old {
		failed := cached.Run(ctx, func(ctx sdk.Context) error {
			if err := k.Canaries.OldRoots.Remove(ctx, key); err != nil {
				return err
			}
			return k.Canaries.Roots.Remove(ctx, collections.Join(key.K2(), key.K1()))
		})
		if failed == nil {
			continue
		}
		failed = fmt.Errorf("root of office %s, day %d: %w", key.K2(), key.K1(), failed)
		if err := k.report(ctx, types.EventItemFailed{Item: itemCanary, Failures: 1}, failed); err != nil {
			return 0, err
		}
	}
	return uint32(len(old)), nil
}
