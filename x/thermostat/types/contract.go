package types

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// This file is the whole of what x/thermostat knows of its neighbours.

// Clock is market time in milliseconds (x/sovereign).
type Clock interface {
	Now(ctx context.Context) (int64, error)
}

// ScoreKeeper tells who belongs together (x/reputation).
type ScoreKeeper interface {
	// Group returns the name of the group on whose account somebody deals: an organisation's id, or an address.
	Group(ctx context.Context, addr sdk.AccAddress) (string, error)
}

// JobsKeeper is what this module needs of x/jobs.
type JobsKeeper interface {
	// Payer returns on whose account a job is posted: its employer's, or that of the sponsor of its program.
	Payer(ctx context.Context, job jobstypes.Job) (sdk.AccAddress, error)
	// ParamsInForce returns the current version of the parameters and its number.
	ParamsInForce(ctx context.Context) (uint64, jobstypes.Params, error)
	// CategoryInForce returns the revision in force of a category, or an error that says it is unknown.
	CategoryInForce(ctx context.Context, slug string) (jobstypes.Category, error)
	// CategoriesFrom lists the slugs of at most limit categories, in their order, from one on.
	CategoriesFrom(ctx context.Context, from string, limit int) ([]string, error)
	// FreeCapacity returns the weight of all agents on a category's roster who have a place free, by the weight of one without
	// a score.
	FreeCapacity(ctx context.Context, category string) (math.LegacyDec, error)
}

// Bank is what this module needs of x/bank.
type Bank interface {
	MintCoins(ctx context.Context, module string, amt sdk.Coins) error
	SendCoinsFromModuleToModule(ctx context.Context, from, to string, amt sdk.Coins) error
	GetSupply(ctx context.Context, denom string) sdk.Coin
	GetBalance(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin
}

// Books names the money and remembers what was minted (x/sovereign).
type Books interface {
	Denom(ctx context.Context) (string, error)
	RecordMint(ctx context.Context, module string, amount math.Int) error
	// Records returns what each module has minted and burnt.
	Records(ctx context.Context) ([]sovereigntypes.MoneyRecord, error)
}
