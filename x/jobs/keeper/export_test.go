package keeper

import (
	"context"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// SetApproved says for tests whose job's program may pay beyond the protocol fee.
func (k *Keeper) SetApproved(approved func(ctx context.Context, job types.Job) (bool, error)) {
	k.incentives.approved = approved
}
