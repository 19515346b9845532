package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// Desk is who admits, suspends and revokes: the authority, a registrar within its limits, or who sends an enrolment.
type Desk struct {
	addr sdk.AccAddress
	path types.AdmissionPath
	// source grants an enrolment; empty for registrar and authority.
	source string
}

// enrols tells whether the desk only carries what a source grants.
func (d Desk) enrols() bool { return d.source != "" }

// onOthersWord tells whether the source is the owner of a name or a representative, who ask nobody whom they admit.
func (d Desk) onOthersWord() bool { return types.OnOthersWord(d.path) }

// isAuthority tells whether no limit applies.
func (d Desk) isAuthority() bool { return d.path == types.ADMISSION_PATH_AUTHORITY }

// Desk returns what a sender is, or ErrNotRegistrar; a registrar who may not act now hears why.
func (k *Keeper) Desk(ctx context.Context, sender sdk.AccAddress) (Desk, error) {
	if sender.String() == k.authority {
		return Desk{addr: sender, path: types.ADMISSION_PATH_AUTHORITY}, nil
	}
	p, err := k.Participant(ctx, sender)
	if errors.Is(err, types.ErrUnknownParticipant) || err == nil && !p.Has(types.ROLE_REGISTRAR) {
		return Desk{}, errorsmod.Wrapf(types.ErrNotRegistrar, "%s", sender)
	}
	if err != nil {
		return Desk{}, err
	}
	return Desk{addr: sender, path: types.ADMISSION_PATH_REGISTRAR}, p.Standing(blockTime(ctx))
}

// requireMayChange refuses a registrar who would change somebody whom the authority has given a role of its own, or has
// suspended: a registrar never undoes the authority.
func (k *Keeper) requireMayChange(d Desk, p types.Participant) error {
	if d.isAuthority() {
		return nil
	}
	if p.Protected() {
		return errorsmod.Wrapf(types.ErrProtected, "%s holds a role that the authority grants", p.Address)
	}
	if p.StatusBy == k.authority {
		return errorsmod.Wrapf(types.ErrProtected, "%s was suspended by the authority", p.Address)
	}
	return nil
}

// countAdmissions books n admissions, changes or reinstatements of a registrar on this UTC day.
func (k *Keeper) countAdmissions(ctx context.Context, d Desk, n int) error {
	return k.count(ctx, d, func(u types.RegistrarUsage, p types.Params) (types.RegistrarUsage, error) {
		return u.Admit(n, p.RegistrarDailyAdmissions)
	})
}

// countSuspension books a suspension or revocation of a registrar on this UTC day.
func (k *Keeper) countSuspension(ctx context.Context, d Desk) error {
	return k.count(ctx, d, func(u types.RegistrarUsage, p types.Params) (types.RegistrarUsage, error) {
		return u.Suspend(p.RegistrarDailySuspensions)
	})
}

func (k *Keeper) count(
	ctx context.Context, d Desk, use func(types.RegistrarUsage, types.Params) (types.RegistrarUsage, error),
) error {
	if d.isAuthority() {
		return nil
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	usage, err := k.Usage(ctx, d.addr)
	if err != nil {
		return err
	}
	usage, err = use(usage, params)
	if err != nil {
		return err
	}
	return k.usage.Set(ctx, d.addr, usage)
}

// Usage returns what a registrar has used of its limits on this UTC day (block time).
func (k *Keeper) Usage(ctx context.Context, registrar sdk.AccAddress) (types.RegistrarUsage, error) {
	usage, err := k.usage.Get(ctx, registrar)
	if errors.Is(err, collections.ErrNotFound) {
		usage, err = types.RegistrarUsage{Registrar: registrar.String()}, nil
	}
	return usage.On(types.Day(blockTime(ctx))), err
}
