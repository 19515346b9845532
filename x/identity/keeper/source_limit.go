package keeper

import (
	"context"
	"errors"
	"strings"

	errorsmod "cosmossdk.io/errors"

	"github.com/agijobs/agijobs/x/identity/types"
)

// sourceLimit returns the daily limit of a source of admissions as it stands, or ErrInvalidSource for one that is not there. One case for
// each kind of source.
func (k *Keeper) sourceLimit(ctx context.Context, source string) (uint32, error) {
	prefix, id, _ := strings.Cut(source, ":")
	switch prefix + ":" {
	case types.KeyPrefix:
		return k.keyLimit(ctx, id)
	}
	return 0, errorsmod.Wrapf(types.ErrInvalidSource, "%.64q; write allowlist:<role>, key:<kid>, name:<name> or organisation:<id>", source)
}

func (k *Keeper) keyLimit(ctx context.Context, kid string) (uint32, error) {
	key, err := k.IssuerKey(ctx, kid)
	if errors.Is(err, types.ErrUnknownKey) {
		return 0, errorsmod.Wrapf(types.ErrInvalidSource, "no key %.64q", kid)
	}
	return key.DailyAdmissions, err
}
