package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/identity/types"
)

// LockAdmission ends, for good, that anything is added to or widened in the wiring of admissions. Narrowing and deactivating stay
// possible: a stolen issuer key must not become permanent.
func (k *Keeper) LockAdmission(ctx context.Context) error {
	locked, err := k.locked(ctx)
	if err != nil {
		return err
	}
	if locked {
		return types.ErrAlreadyLocked
	}
	now := blockTime(ctx)
	lock := types.AdmissionLock{Locked: true, LockedAt: &now}
	if err := k.lock.Set(ctx, lock); err != nil {
		return err
	}
	return emit(ctx, &types.EventAdmissionLocked{Lock: lock})
}
