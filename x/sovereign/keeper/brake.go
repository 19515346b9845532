package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/sovereign/types"
)

// brake is the state of this concept; collections prefixes 20 to 29.
type brake struct {
	classify types.Classifier

	guardians collections.Map[sdk.AccAddress, types.Guardian]
	// pauses is by scope: one of each at most.
	pauses collections.Map[int32, types.Pause]
	// calls is by (scope, guardian): calls that have not tripped a pause.
	calls collections.Map[collections.Pair[int32, sdk.AccAddress], types.GuardianCall]
	// spent is the guardians' record, in the order in which the pauses were tripped.
	spent collections.Map[uint64, types.GuardianPause]
	// types is by type url.
	types collections.Map[string, types.PausedType]
}

func newBrake(sb *collections.SchemaBuilder, cdc codec.BinaryCodec) brake {
	return brake{
		guardians: collections.NewMap(sb, collections.NewPrefix(20), "guardians", sdk.AccAddressKey, codec.CollValue[types.Guardian](cdc)),
		pauses:    collections.NewMap(sb, collections.NewPrefix(21), "pauses", collections.Int32Key, codec.CollValue[types.Pause](cdc)),
		calls: collections.NewMap(sb, collections.NewPrefix(22), "guardian_calls",
			collections.PairKeyCodec(collections.Int32Key, sdk.AccAddressKey), codec.CollValue[types.GuardianCall](cdc)),
		spent: collections.NewMap(sb, collections.NewPrefix(23), "guardian_pauses", collections.Uint64Key, codec.CollValue[types.GuardianPause](cdc)),
		types: collections.NewMap(sb, collections.NewPrefix(24), "paused_types", collections.StringKey, codec.CollValue[types.PausedType](cdc)),
	}
}

// SetClassifier tells the brake what each message type is. It panics when it is called twice. Without it no message can
// be paused.
func (k *Keeper) SetClassifier(classify types.Classifier) {
	if k.brake.classify != nil {
		panic("x/sovereign: the classifier is set already")
	}
	k.brake.classify = classify
}

func (k *Keeper) rule(typeURL string) types.MessageRule {
	if k.brake.classify == nil {
		return types.MessageRule{}
	}
	return k.brake.classify(typeURL)
}

// IsAllowed implements baseapp.CircuitBreaker: it is asked for every message, nested ones and those of proposals too. The
// error says what is paused, since when, why, and until when if that is known. It only reads, so it can be asked in
// parallel.
func (k *Keeper) IsAllowed(ctx context.Context, typeURL string) (bool, error) {
	rule := k.rule(typeURL)
	if rule.Refused != nil {
		return false, rule.Refused
	}
	if !rule.Pausable {
		return true, nil
	}
	if rule.Scope != types.PAUSE_SCOPE_UNSPECIFIED {
		pause, held, err := k.PauseOf(ctx, rule.Scope)
		if err != nil {
			return false, err
		}
		if held {
			return false, errorsmod.Wrapf(types.ErrPaused, "%s has to wait: %s", typeURL, pause.Say())
		}
	}
	single, err := k.brake.types.Get(ctx, typeURL)
	if errors.Is(err, collections.ErrNotFound) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	return false, errorsmod.Wrap(types.ErrPaused, single.Say())
}

// RestrictSends is bank's send restriction for the scope TRANSFERS: it refuses money that goes from participant to
// participant, whichever message moves it. It never applies where a module account pays or is paid: fees, escrow, refunds
// and payouts always flow, and nothing fails in an EndBlocker.
func (k *Keeper) RestrictSends(isModule func(sdk.AccAddress) bool) func(context.Context, sdk.AccAddress, sdk.AccAddress, sdk.Coins) (sdk.AccAddress, error) {
	return func(ctx context.Context, from, to sdk.AccAddress, _ sdk.Coins) (sdk.AccAddress, error) {
		if isModule(from) || isModule(to) {
			return to, nil
		}
		pause, held, err := k.PauseOf(ctx, types.PAUSE_SCOPE_TRANSFERS)
		if err != nil {
			return nil, err
		}
		if held {
			return nil, errorsmod.Wrap(types.ErrPaused, pause.Say())
		}
		return to, nil
	}
}

// PauseOf returns the pause of a scope, if it is held.
func (k *Keeper) PauseOf(ctx context.Context, scope types.PauseScope) (types.Pause, bool, error) {
	pause, err := k.brake.pauses.Get(ctx, int32(scope))
	if errors.Is(err, collections.ErrNotFound) {
		return types.Pause{}, false, nil
	}
	return pause, err == nil, err
}

// Paused tells whether the market stands still: its clock is stopped and nobody is drawn.
func (k *Keeper) Paused(ctx context.Context) (bool, error) {
	until, err := k.stoppedUntil(ctx)
	return until != types.Runs, err
}

// stoppedUntil returns until when (block time in ms) market time stands still by what has been decided so far.
func (k *Keeper) stoppedUntil(ctx context.Context) (int64, error) {
	until := types.Runs
	err := k.brake.types.Walk(ctx, nil, func(url string, _ types.PausedType) (bool, error) {
		if k.rule(url).StopsClock {
			until = types.NoEnd
		}
		return until == types.NoEnd, nil
	})
	if err != nil || until == types.NoEnd {
		return until, err
	}
	pause, held, err := k.PauseOf(ctx, types.PAUSE_SCOPE_MARKET)
	if err != nil || !held {
		return until, err
	}
	return pause.UntilMs(), nil
}

// blockMs is the block time in ms, as the market clock has seen it.
func (k *Keeper) blockMs(ctx context.Context) (int64, error) {
	clock, err := k.clock.Get(ctx)
	return clock.BlockTimeMs, err
}

// Pauses lists the scopes that are held.
func (k *Keeper) Pauses(ctx context.Context) ([]types.Pause, error) {
	return valuesOf(ctx, k.brake.pauses)
}

// PausedTypes lists the message types that are held one by one.
func (k *Keeper) PausedTypes(ctx context.Context) ([]types.PausedType, error) {
	return valuesOf(ctx, k.brake.types)
}

func valuesOf[K, V any](ctx context.Context, m collections.Map[K, V]) ([]V, error) {
	var list []V
	err := m.Walk(ctx, nil, func(_ K, v V) (bool, error) {
		list = append(list, v)
		return false, nil
	})
	return list, err
}
