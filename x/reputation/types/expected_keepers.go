package types

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// Clock is market time in milliseconds (x/sovereign).
type Clock interface {
	Now(ctx context.Context) (int64, error)
}

// IdentityKeeper is what this module needs of x/identity: who belongs together.
type IdentityKeeper interface {
	// Participant returns a participant or an error that says it is unknown. The treasury is one.
	Participant(ctx context.Context, addr sdk.AccAddress) (identitytypes.Participant, error)
}
