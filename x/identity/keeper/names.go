package keeper

import (
	"strings"

	"cosmossdk.io/collections"
	"cosmossdk.io/collections/indexes"

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
				func(name string, _ types.Name) (string, error) { return parentOf(name), nil }),
			Owner: indexes.NewMulti(sb, collections.NewPrefix(13), "names_by_owner", sdk.AccAddressKey, collections.StringKey,
				func(_ string, n types.Name) (sdk.AccAddress, error) { return sdk.AccAddressFromBech32(n.Owner) }),
		})
}

// parentOf returns the name above a name, or "".
func parentOf(name string) string {
	_, parent, _ := strings.Cut(name, ".")
	return parent
}
