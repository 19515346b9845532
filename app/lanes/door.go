package lanes

import (
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// laneKey is where the context of a transaction that came through the door holds its lane.
type laneKey struct{}

// laneOf is the lane that the door has found, Entry for what came another way.
func laneOf(ctx sdk.Context) Lane {
	if lane, ok := ctx.Value(laneKey{}).(Lane); ok {
		return lane
	}
	return Entry
}

// arrives tells whether a transaction asks to be let into the pool. Neither blocks nor rechecks nor simulations do.
func arrives(ctx sdk.Context, simulate bool) bool {
	return ctx.IsCheckTx() && !ctx.IsReCheckTx() && !simulate
}

// Crowd turns new business away while the pool is full, before anything expensive is done for it. It stands before the signatures.
type Crowd struct{ pool *Pool }

// NewCrowd returns the decorator.
func NewCrowd(pool *Pool) Crowd { return Crowd{pool: pool} }

// AnteHandle implements sdk.AnteDecorator.
func (c Crowd) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	if arrives(ctx, simulate) {
		entry, err := isEntry(tx.GetMsgs())
		if err != nil {
			return ctx, err
		}
		if entry {
			if err := c.pool.Room(Entry, size(ctx.TxBytes())); err != nil {
				return ctx, err
			}
		}
	}
	return next(ctx, tx, simulate)
}

// Door finds the lane of a transaction and whether the pool has a place for it. It is the last decorator: the signature is good, so that
// the signer is who it says, and nothing is written yet. Were the pool itself to refuse, the signer's next transaction would be expected
// to have the next number.
type Door struct {
	pool     *Pool
	classify Classifier
}

// NewDoor returns the decorator.
func NewDoor(pool *Pool, classify Classifier) Door { return Door{pool: pool, classify: classify} }

// AnteHandle implements sdk.AnteDecorator.
func (d Door) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	if !arrives(ctx, simulate) {
		return next(ctx, tx, simulate)
	}
	described, err := describe(tx, ctx.TxBytes())
	if err != nil {
		return ctx, err
	}
	// The question is the node's own: blocks do not ask it, so it must not use up the transaction's gas.
	free := ctx.WithGasMeter(storetypes.NewInfiniteGasMeter())
	if described.Lane, err = d.classify.Lane(free, described, tx.GetMsgs(), RoomOf(ctx.ConsensusParams())); err != nil {
		return ctx, err
	}
	lane, err := d.pool.Admit(described)
	if err != nil {
		return ctx, err
	}
	return next(ctx.WithValue(laneKey{}, lane), tx, simulate)
}
