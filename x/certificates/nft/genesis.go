package nftmodule

import (
	"fmt"

	errorsmod "cosmossdk.io/errors"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/contrib/x/nft"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/certificates/types"
)

// Validate refuses duplicates, NFTs without a class or owner and, in the class of certificates, whatever is none. The
// keeper's own check sees only empty ids, and its InitGenesis panics on the rest.
func Validate(unpacker codectypes.AnyUnpacker, gs nft.GenesisState) error {
	classes := make(map[string]struct{}, len(gs.Classes))
	for i, class := range gs.Classes {
		if class == nil || class.Id == "" {
			return fmt.Errorf("nft genesis: class %d has no id", i)
		}
		if _, ok := classes[class.Id]; ok {
			return fmt.Errorf("nft genesis: second class %q", class.Id)
		}
		classes[class.Id] = struct{}{}
	}
	type key struct{ class, id string }
	tokens := make(map[key]struct{})
	for _, entry := range gs.Entries {
		if entry == nil {
			return fmt.Errorf("nft genesis: empty entry")
		}
		if _, err := sdk.AccAddressFromBech32(entry.Owner); err != nil {
			return fmt.Errorf("nft genesis: owner %q: %w", entry.Owner, err)
		}
		for _, token := range entry.Nfts {
			if token == nil || token.Id == "" {
				return fmt.Errorf("nft genesis: token of %s without an id", entry.Owner)
			}
			if _, ok := classes[token.ClassId]; !ok {
				return fmt.Errorf("nft genesis: token %q of unknown class %q", token.Id, token.ClassId)
			}
			if _, ok := tokens[key{token.ClassId, token.Id}]; ok {
				return fmt.Errorf("nft genesis: second token %q of class %q", token.Id, token.ClassId)
			}
			tokens[key{token.ClassId, token.Id}] = struct{}{}
			if token.ClassId != types.ClassID {
				continue
			}
			if _, err := types.Decode(unpacker, *token); err != nil {
				return errorsmod.Wrap(err, "nft genesis")
			}
		}
	}
	return nil
}
