package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// CategoryInForce returns the current revision of a category, or ErrUnknownCategory.
func (k *Keeper) CategoryInForce(ctx context.Context, slug string) (types.Category, error) {
	revision, err := k.CurrentRevision.Get(ctx, slug)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Category{}, errorsmod.Wrapf(types.ErrUnknownCategory, "%q", slug)
	}
	if err != nil {
		return types.Category{}, err
	}
	return k.CategoryOf(ctx, slug, revision)
}

// CategoriesFrom lists the slugs of at most limit categories, in their order, from one on.
func (k *Keeper) CategoriesFrom(ctx context.Context, from string, limit int) (slugs []string, err error) {
	if limit <= 0 {
		return nil, nil
	}
	err = k.CurrentRevision.Walk(ctx, new(collections.Range[string]).StartInclusive(from), func(slug string, _ uint64) (bool, error) {
		slugs = append(slugs, slug)
		return len(slugs) >= limit, nil
	})
	return slugs, err
}

// CategoryOf returns a revision of a category, or ErrUnknownRevision.
func (k *Keeper) CategoryOf(ctx context.Context, slug string, revision uint64) (types.Category, error) {
	category, err := k.Categories.Get(ctx, collections.Join(slug, revision))
	if errors.Is(err, collections.ErrNotFound) {
		return category, errorsmod.Wrapf(types.ErrUnknownRevision, "%q revision %d", slug, revision)
	}
	return category, err
}

// SetCategory creates a category or puts a new revision of it into force; it returns the revision. The category's pool
// must exist, otherwise no job of it could be judged.
func (k *Keeper) SetCategory(ctx sdk.Context, category types.Category) (uint64, error) {
	if err := k.poolExists(ctx, category.Pool); err != nil {
		return 0, err
	}
	revision, err := k.CurrentRevision.Get(ctx, category.Slug)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return 0, err
	}
	category.Revision = revision + 1
	if err := k.Categories.Set(ctx, collections.Join(category.Slug, category.Revision), category); err != nil {
		return 0, err
	}
	if err := k.CurrentRevision.Set(ctx, category.Slug, category.Revision); err != nil {
		return 0, err
	}
	return category.Revision, typedevent.Emit(ctx, &types.EventCategorySet{Category: category})
}

func (k *Keeper) poolExists(ctx context.Context, pool string) error {
	known, err := k.validation.HasPool(ctx, pool)
	if err == nil && !known {
		err = errorsmod.Wrapf(types.ErrUnknownPool, "%q", pool)
	}
	return err
}
