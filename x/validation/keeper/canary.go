package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/validation/types"
)

// OpenCanary checks that a job was a test of its judges and notes it for their slashes.
func (k *Keeper) OpenCanary(ctx context.Context, claim types.CanaryClaim) (office string, err error) {
	return "", types.ErrInvalidRequest
}
