package keeper

import (
	"context"
	"errors"
	"strings"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	"github.com/agijobs/agijobs/x/identity/types"
)

// sourceLimit returns the daily limit of a source of admissions as it stands, or ErrInvalidSource for one that is not there. The children of a
// role root share its limit.
func (k *Keeper) sourceLimit(ctx context.Context, source string) (uint32, error) {
	prefix, id, _ := strings.Cut(source, ":")
	var limit uint32
	var err error
	switch prefix + ":" {
	case types.KeyPrefix:
		key, unknown := k.IssuerKey(ctx, id)
		limit, err = key.DailyAdmissions, unknown
	case types.AllowlistPrefix:
		list, unknown := k.AllowlistRoot(ctx, types.Role(types.Role_value[id]))
		limit, err = list.DailyAdmissions, unknown
	case types.NamePrefix:
		root, unknown := k.roleRoots.Get(ctx, id)
		limit, err = root.DailyAdmissions, unknown
	case types.OrganisationPrefix:
		o, unknown := k.Organisation(ctx, id)
		limit, err = o.DailyAttestations, unknown
	default:
		return 0, errorsmod.Wrapf(types.ErrInvalidSource, "%.64q; write allowlist:<role>, key:<kid>, name:<role root> or organisation:<id>", source)
	}
	for _, unknown := range []error{types.ErrUnknownKey, types.ErrUnknownAllowlist, types.ErrUnknownOrganisation, collections.ErrNotFound} {
		if errors.Is(err, unknown) {
			return 0, errorsmod.Wrapf(types.ErrInvalidSource, "there is no %.160q", source)
		}
	}
	return limit, err
}
