package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/collections/indexes"
	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

type nameMap = collections.IndexedMap[string, types.Name, nameIndexes]

// nameIndexes lists names by parent, "" for top-level names, and by owner.
type nameIndexes struct {
	Parent *indexes.Multi[string, string, types.Name]
	Owner  *indexes.Multi[sdk.AccAddress, string, types.Name]
}

// IndexesList implements collections.Indexes.
func (i nameIndexes) IndexesList() []collections.Index[string, types.Name] {
	return []collections.Index[string, types.Name]{i.Parent, i.Owner}
}

func newNames(sb *collections.SchemaBuilder, cdc codec.BinaryCodec) *nameMap {
	return collections.NewIndexedMap(sb, collections.NewPrefix(11), "names", collections.StringKey, codec.CollValue[types.Name](cdc),
		nameIndexes{
			Parent: indexes.NewMulti(sb, collections.NewPrefix(12), "names_by_parent", collections.StringKey, collections.StringKey,
				func(name string, _ types.Name) (string, error) { return types.ParentName(name), nil }),
			Owner: indexes.NewMulti(sb, collections.NewPrefix(13), "names_by_owner", sdk.AccAddressKey, collections.StringKey,
				func(_ string, n types.Name) (sdk.AccAddress, error) { return sdk.AccAddressFromBech32(n.Owner) }),
		})
}

// name returns a name as it is stored, or ErrUnknownName.
func (k *Keeper) name(ctx context.Context, name string) (types.Name, error) {
	n, err := k.names.Get(ctx, name)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Name{}, errorsmod.Wrapf(types.ErrUnknownName, "%q", name)
	}
	return n, err
}

// Resolve returns a live name, or why it is not live (block time). At most types.MaxLabels key reads.
func (k *Keeper) Resolve(ctx context.Context, name string) (types.Name, error) {
	labels := types.Lineage(name)
	lineage := make([]types.Name, 0, len(labels))
	for _, label := range labels {
		n, err := k.name(ctx, label)
		if err != nil {
			return types.Name{}, err
		}
		lineage = append(lineage, n)
	}
	if len(lineage) == 0 {
		return types.Name{}, errorsmod.Wrapf(types.ErrUnknownName, "%q", name)
	}
	return lineage[0], types.Live(lineage, blockTime(ctx))
}

// underRoot returns a live name and the active role root right above it.
func (k *Keeper) underRoot(ctx context.Context, name string) (types.Name, types.RoleRoot, error) {
	n, err := k.Resolve(ctx, name)
	if err != nil {
		return n, types.RoleRoot{}, err
	}
	root, err := k.roleRoots.Get(ctx, types.ParentName(name))
	if errors.Is(err, collections.ErrNotFound) {
		return n, root, errorsmod.Wrapf(types.ErrNoRoleRoot, "%s", name)
	}
	if err != nil {
		return n, root, err
	}
	if !root.Active {
		return n, root, errorsmod.Wrapf(types.ErrSourceInactive, "role root %s", root.Name)
	}
	return n, root, nil
}

func (k *Keeper) isAuthority(addr sdk.AccAddress) bool { return addr.String() == k.authority }

// requireNameEntry asks of a sender what every entry message asks; the authority passes.
func (k *Keeper) requireNameEntry(ctx context.Context, by sdk.AccAddress) error {
	if k.isAuthority(by) {
		return nil
	}
	return k.requireEntry(ctx, by)
}

// ownedName returns a name that somebody owns, live or not.
func (k *Keeper) ownedName(ctx context.Context, by sdk.AccAddress, name string) (types.Name, error) {
	n, err := k.name(ctx, name)
	if err == nil && n.Owner != by.String() {
		err = errorsmod.Wrapf(types.ErrNotNameOwner, "%s is %s's", name, n.Owner)
	}
	return n, err
}
