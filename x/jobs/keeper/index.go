package keeper

import (
	"bytes"
	"context"
	"errors"

	"cosmossdk.io/collections"
	collcodec "cosmossdk.io/collections/codec"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// Index finds jobs by a reference. It differs from indexes.Multi in two ways: a job may have no reference (an unassigned
// job has no agent), and a reference that did not change is not written again, so that a step of a job costs only the
// index keys that it moves.
type Index[R any] struct {
	name  string
	refs  collections.KeySet[collections.Pair[R, uint64]]
	refOf func(job types.Job) (ref R, found bool, err error)
}

func newIndex[R any](
	sb *collections.SchemaBuilder, prefix collections.Prefix, name string, codec collcodec.KeyCodec[R],
	refOf func(job types.Job) (R, bool, error),
) *Index[R] {
	return &Index[R]{
		name: name,
		refs: collections.NewKeySet(sb, prefix, name, collections.PairKeyCodec(codec, collections.Uint64Key),
			collections.WithKeySetSecondaryIndex()),
		refOf: refOf,
	}
}

// Reference implements collections.Index.
func (i *Index[R]) Reference(ctx context.Context, id uint64, job types.Job, lazyOld func() (types.Job, error)) error {
	ref, found, err := i.refOf(job)
	if err != nil {
		return err
	}
	old, err := lazyOld()
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	if err == nil {
		was, hadRef, err := i.refOf(old)
		if err != nil {
			return err
		}
		if hadRef && found {
			same, err := i.same(was, ref)
			if err != nil || same {
				return err
			}
		}
		if hadRef {
			if err := i.refs.Remove(ctx, collections.Join(was, id)); err != nil {
				return err
			}
		}
	}
	if !found {
		return nil
	}
	return i.refs.Set(ctx, collections.Join(ref, id))
}

// Unreference implements collections.Index.
func (i *Index[R]) Unreference(ctx context.Context, id uint64, lazyOld func() (types.Job, error)) error {
	old, err := lazyOld()
	if err != nil {
		return err
	}
	ref, found, err := i.refOf(old)
	if err != nil || !found {
		return err
	}
	return i.refs.Remove(ctx, collections.Join(ref, id))
}

// together updates several indexes and reads the old record once for all of them.
type together []collections.Index[uint64, types.Job]

// Reference implements collections.Index.
func (t together) Reference(ctx context.Context, id uint64, job types.Job, lazyOld func() (types.Job, error)) error {
	old, err := lazyOld()
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	for _, index := range t {
		if err := index.Reference(ctx, id, job, func() (types.Job, error) { return old, err }); err != nil {
			return err
		}
	}
	return nil
}

// Unreference implements collections.Index.
func (t together) Unreference(ctx context.Context, id uint64, lazyOld func() (types.Job, error)) error {
	old, err := lazyOld()
	if err != nil {
		return err
	}
	for _, index := range t {
		if err := index.Unreference(ctx, id, func() (types.Job, error) { return old, nil }); err != nil {
			return err
		}
	}
	return nil
}

// IterateRaw and KeyCodec let queries paginate over the index.
func (i *Index[R]) IterateRaw(
	ctx context.Context, start, end []byte, order collections.Order,
) (collections.Iterator[collections.Pair[R, uint64], collections.NoValue], error) {
	return i.refs.IterateRaw(ctx, start, end, order)
}

// KeyCodec is the codec of the index's keys.
func (i *Index[R]) KeyCodec() collcodec.KeyCodec[collections.Pair[R, uint64]] {
	return i.refs.KeyCodec()
}

// IDs returns the ids under a reference, ascending, at most limit of them; limit 0 is no limit.
func (i *Index[R]) IDs(ctx context.Context, ref R, limit int) ([]uint64, error) {
	return i.walk(ctx, collections.NewPrefixedPairRange[R, uint64](ref), limit)
}

// Any tells whether a job lies under a reference.
func (i *Index[R]) Any(ctx context.Context, ref R) (bool, error) {
	ids, err := i.IDs(ctx, ref, 1)
	return len(ids) > 0, err
}

// All returns every id in the index, by reference and id.
func (i *Index[R]) All(ctx context.Context) ([]uint64, error) { return i.walk(ctx, nil, 0) }

func (i *Index[R]) walk(
	ctx context.Context, ranger collections.Ranger[collections.Pair[R, uint64]], limit int,
) (ids []uint64, err error) {
	err = i.refs.Walk(ctx, ranger, func(key collections.Pair[R, uint64]) (bool, error) {
		ids = append(ids, key.K2())
		return limit > 0 && len(ids) >= limit, nil
	})
	return ids, err
}

func (i *Index[R]) same(a, b R) (bool, error) {
	codec := i.refs.KeyCodec()
	left, err := encode(codec, collections.Join(a, uint64(0)))
	if err != nil {
		return false, err
	}
	right, err := encode(codec, collections.Join(b, uint64(0)))
	if err != nil {
		return false, err
	}
	return bytes.Equal(left, right), nil
}

func encode[K any](codec collcodec.KeyCodec[K], key K) ([]byte, error) {
	bz := make([]byte, codec.Size(key))
	n, err := codec.Encode(bz, key)
	return bz[:n], err
}
