package keeper

import (
	"context"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// IssueByToken is what an enrolment by token calls.
func (k *Keeper) IssueByToken(
	ctx context.Context, subject sdk.AccAddress, kid, typ string, valueHash []byte, expiresAt *time.Time,
) (bool, error) {
	return k.issueByToken(ctx, subject, kid, typ, valueHash, expiresAt)
}
