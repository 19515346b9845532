package app

import (
	"sync"

	"github.com/cosmos/gogoproto/proto"

	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/tx/signing"
)

// protoFiles returns the descriptors of all messages, linked as a whole. proto.HybridResolver, which the SDK uses by default, links each file when
// its Go file is initialised, in order of file names: what a later file holds stays an empty placeholder in an earlier one. A hardware wallet's
// signature (amino JSON) would not cover those fields.
var protoFiles = sync.OnceValues(proto.MergedRegistry)

func signingOptions() signing.Options {
	return signing.Options{
		AddressCodec:          addresscodec.NewBech32Codec(sdk.GetConfig().GetBech32AccountAddrPrefix()),
		ValidatorAddressCodec: addresscodec.NewBech32Codec(sdk.GetConfig().GetBech32ValidatorAddrPrefix()),
	}
}
