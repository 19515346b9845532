package lanes

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// State is what the table of parties asks of the chain: one key each, or two.
type State interface {
	Work
	Offices
	Grants
}

// Work tells who is a party to what.
type Work interface {
	// OpenSeat tells whether somebody sits on a committee and has still to vote.
	OpenSeat(ctx context.Context, job uint64, rung uint32, who sdk.AccAddress) (bool, error)
	// JobParties returns employer and agent of a job that has not ended; both are empty for any other.
	JobParties(ctx context.Context, job uint64) (employer, agent string, err error)
	// HasAgentStake tells whether somebody holds stake as an agent, free or locked. A record without any costs nothing.
	HasAgentStake(ctx context.Context, who sdk.AccAddress) (bool, error)
	// IsJudge tells whether somebody holds stake as a validator of work, on its way out or not, or a seat.
	IsJudge(ctx context.Context, who sdk.AccAddress) (bool, error)
}

// Offices tells what somebody is.
type Offices interface {
	// HoldsOffice tells whether somebody is a guardian, or on the council or invited to it.
	HoldsOffice(ctx context.Context, who sdk.AccAddress) (bool, error)
	// IsRegistrar tells whether somebody holds the role.
	IsRegistrar(ctx context.Context, who sdk.AccAddress) (bool, error)
	// IsOperator tells whether somebody runs a node of the consensus.
	IsOperator(ctx context.Context, who sdk.AccAddress) (bool, error)
	// AnswersFor tells whether somebody answers for an AI agent.
	AnswersFor(ctx context.Context, who sdk.AccAddress, agent string) (bool, error)
	// Issues tells whether somebody is an issuer of a type of credentials.
	Issues(ctx context.Context, who sdk.AccAddress, credential string) (bool, error)
}

// Grants tells what somebody has given to somebody else.
type Grants interface {
	// Granted tells whether grantee may send a type of message for granter.
	Granted(ctx context.Context, grantee, granter sdk.AccAddress, typeURL string) (bool, error)
	// PaysFor tells whether granter pays fees for grantee.
	PaysFor(ctx context.Context, granter, grantee sdk.AccAddress) (bool, error)
}
