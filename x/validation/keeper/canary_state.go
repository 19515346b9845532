package keeper

import (
	"context"
	"errors"
	"time"

	"cosmossdk.io/collections"
	"cosmossdk.io/collections/indexes"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

// Keys of the collections of canaries.
type (
	// CanaryRootKey is (office, day).
	CanaryRootKey = collections.Pair[string, uint64]
	// DisclosureKey is (block time in ns, office, day).
	DisclosureKey = collections.Triple[int64, string, uint64]
	// CanaryDueKey is (block time in ns, job).
	CanaryDueKey = collections.Pair[int64, uint64]
)

// Canaries are the collections of canaries.
type Canaries struct {
	Roots collections.Map[CanaryRootKey, types.CanaryRoot]
	// Offices are those that are barred.
	Offices collections.Map[string, types.CanaryOffice]
	// Opened is by job.
	Opened  *collections.IndexedMap[uint64, types.OpenedCanary, OpenedIndexes]
	Slashes *collections.IndexedMap[SeatKey, types.CanarySlash, CanarySlashIndexes]

	// Disclosures has exactly one entry for each root that is neither disclosed nor overdue, OldRoots (day, office) one for
	// each other root.
	Disclosures collections.KeySet[DisclosureKey]
	OldRoots    collections.KeySet[collections.Pair[uint64, string]]
	// Queue has exactly one entry for each opened canary that has a time.
	Queue collections.KeySet[CanaryDueKey]
	// Sweeps are the offices that are overdue and whose canaries are not all void yet.
	Sweeps collections.KeySet[string]
}

// OpenedIndexes finds the canaries that an office opened and that are neither void nor final, and those of one work.
type OpenedIndexes struct {
	Office *indexes.Multi[string, uint64, types.OpenedCanary]
	Work   *indexes.Multi[[]byte, uint64, types.OpenedCanary]
}

// IndexesList implements collections.Indexes.
func (i OpenedIndexes) IndexesList() []collections.Index[uint64, types.OpenedCanary] {
	return []collections.Index[uint64, types.OpenedCanary]{i.Office, i.Work}
}

// CanarySlashIndexes finds a validator's slashes for canaries.
type CanarySlashIndexes struct {
	Validator *indexes.Multi[sdk.AccAddress, SeatKey, types.CanarySlash]
}

// IndexesList implements collections.Indexes.
func (i CanarySlashIndexes) IndexesList() []collections.Index[SeatKey, types.CanarySlash] {
	return []collections.Index[SeatKey, types.CanarySlash]{i.Validator}
}

func newCanaries(sb *collections.SchemaBuilder, cdc codec.BinaryCodec) Canaries {
	seat := collections.TripleKeyCodec(collections.Uint64Key, collections.Uint32Key, sdk.AccAddressKey)
	opened := OpenedIndexes{
		// What is void or final has no office any more: a sweep goes on where it stopped.
		Office: indexes.NewMulti(sb, types.OpenedByOfficePrefix, "canaries_by_office", collections.StringKey, collections.Uint64Key,
			func(_ uint64, o types.OpenedCanary) (string, error) {
				if o.Voided != "" || o.Final {
					return "", nil
				}
				return o.Office, nil
			}),
		Work: indexes.NewMulti(sb, types.OpenedByWorkPrefix, "canaries_by_work", collections.BytesKey, collections.Uint64Key,
			func(_ uint64, o types.OpenedCanary) ([]byte, error) { return o.Leaf.Work(), nil }),
	}
	byValidator := indexes.NewMulti(sb, types.CanarySlashesByPrefix, "canary_slashes_by_validator", sdk.AccAddressKey, seat,
		func(key SeatKey, _ types.CanarySlash) (sdk.AccAddress, error) { return key.K3(), nil })
	return Canaries{
		Roots: collections.NewMap(sb, types.CanaryRootsPrefix, "canary_roots",
			collections.PairKeyCodec(collections.StringKey, collections.Uint64Key), codec.CollValue[types.CanaryRoot](cdc)),
		Offices: collections.NewMap(sb, types.CanaryOfficesPrefix, "canary_offices", collections.StringKey, codec.CollValue[types.CanaryOffice](cdc)),
		Opened: collections.NewIndexedMap(sb, types.OpenedCanariesPrefix, "opened_canaries", collections.Uint64Key,
			codec.CollValue[types.OpenedCanary](cdc), opened),
		Slashes: collections.NewIndexedMap(sb, types.CanarySlashesPrefix, "canary_slashes", seat,
			codec.CollValue[types.CanarySlash](cdc), CanarySlashIndexes{Validator: byValidator}),
		Disclosures: collections.NewKeySet(sb, types.CanaryDisclosuresPrefix, "canary_disclosures",
			collections.TripleKeyCodec(collections.Int64Key, collections.StringKey, collections.Uint64Key)),
		OldRoots: collections.NewKeySet(sb, types.CanaryOldRootsPrefix, "canary_old_roots",
			collections.PairKeyCodec(collections.Uint64Key, collections.StringKey)),
		Queue: collections.NewKeySet(sb, types.CanaryQueuePrefix, "canary_queue",
			collections.PairKeyCodec(collections.Int64Key, collections.Uint64Key)),
		Sweeps: collections.NewKeySet(sb, types.CanarySweepsPrefix, "canary_sweeps", collections.StringKey),
	}
}

// canaryRoot returns an office's root of a day; ErrUnknownCanary if there is none.
func (k *Keeper) canaryRoot(ctx context.Context, office string, day uint64) (types.CanaryRoot, error) {
	root, err := k.Canaries.Roots.Get(ctx, collections.Join(office, day))
	if errors.Is(err, collections.ErrNotFound) {
		return root, types.ErrUnknownCanary.Wrapf("office %s, day %d", office, day)
	}
	return root, err
}

// setCanaryRoot stores a root with its place in the queues. It is the only function that does.
func (k *Keeper) setCanaryRoot(ctx context.Context, root types.CanaryRoot) error {
	waits := collections.Join3(root.DiscloseBy.UnixNano(), root.Office, root.Day)
	over := collections.Join(root.Day, root.Office)
	var err error
	if root.Disclosed || root.Overdue {
		err = errors.Join(k.Canaries.Disclosures.Remove(ctx, waits), k.Canaries.OldRoots.Set(ctx, over))
	} else {
		err = k.Canaries.Disclosures.Set(ctx, waits)
	}
	if err != nil {
		return err
	}
	return k.Canaries.Roots.Set(ctx, collections.Join(root.Office, root.Day), root)
}

// setOpened stores an opened canary with its place in the queue. It is the only function that does. dueAt is the zero time
// until the job is settled.
func (k *Keeper) setOpened(ctx context.Context, opened types.OpenedCanary, dueAt time.Time) error {
	if opened.DueAt != nil {
		if err := k.Canaries.Queue.Remove(ctx, collections.Join(opened.DueAt.UnixNano(), opened.JobId)); err != nil {
			return err
		}
		opened.DueAt = nil
	}
	if !dueAt.IsZero() {
		dueAt = dueAt.UTC()
		opened.DueAt = &dueAt
		if err := k.Canaries.Queue.Set(ctx, collections.Join(dueAt.UnixNano(), opened.JobId)); err != nil {
			return err
		}
	}
	return k.Canaries.Opened.Set(ctx, opened.JobId, opened)
}

// opened returns a job's opened canary, if it is one that is still kept.
func (k *Keeper) opened(ctx context.Context, jobID uint64) (types.OpenedCanary, bool, error) {
	opened, err := k.Canaries.Opened.Get(ctx, jobID)
	if errors.Is(err, collections.ErrNotFound) {
		return opened, false, nil
	}
	return opened, err == nil, err
}

// canarySlashesOf returns a job's slashes, in order of rung and address.
func (k *Keeper) canarySlashesOf(ctx context.Context, jobID uint64) ([]types.CanarySlash, error) {
	it, err := k.Canaries.Slashes.Iterate(ctx, collections.NewPrefixedTripleRange[uint64, uint32, sdk.AccAddress](jobID))
	if err != nil {
		return nil, err
	}
	return it.Values()
}
