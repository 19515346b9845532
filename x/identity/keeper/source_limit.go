package keeper

import (
	"context"
	"errors"
	"strings"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	"github.com/agijobs/agijobs/x/identity/types"
)

// sourceLimit returns the daily limit of a source of admissions as it stands, or ErrInvalidSource for one that is not there. One case for
// each kind of source.
func (k *Keeper) sourceLimit(ctx context.Context, source string) (uint32, error) {
	prefix, id, _ := strings.Cut(source, ":")
	limit, err := k.limitOf(ctx, prefix+":", id)
	for _, unknown := range []error{types.ErrUnknownAllowlist, types.ErrUnknownKey, types.ErrUnknownOrganisation, collections.ErrNotFound} {
		if errors.Is(err, unknown) {
			return 0, errorsmod.Wrapf(types.ErrInvalidSource, "no %.64q", source)
		}
	}
	return limit, err
}

func (k *Keeper) limitOf(ctx context.Context, prefix, id string) (uint32, error) {
	switch prefix {
	case types.AllowlistPrefix:
		r, err := k.AllowlistRoot(ctx, types.Role(types.Role_value[id]))
		return r.DailyAdmissions, err
	case types.KeyPrefix:
		key, err := k.IssuerKey(ctx, id)
		return key.DailyAdmissions, err
	case types.NamePrefix: // the limit is the role root's: all its children share it
		r, err := k.roleRoots.Get(ctx, id)
		return r.DailyAdmissions, err
	case types.OrganisationPrefix:
		o, err := k.Organisation(ctx, id)
		return o.DailyAttestations, err
	}
	return 0, errorsmod.Wrapf(types.ErrInvalidSource, "%.64q; write allowlist:<role>, key:<kid>, name:<role root> or organisation:<id>", prefix+id)
}
