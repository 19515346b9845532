package types

import (
	"github.com/cosmos/gogoproto/proto"

	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/legacy"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/msgservice"
)

// TokenData is what the NFTs of the class carry. Registering Certificate under it lets the codec resolve the NFT's Any, in
// the store and in JSON.
type TokenData interface {
	proto.Message
	GetJobId() uint64
}

// RegisterLegacyAminoCodec names the messages for amino JSON signing (Ledger). The names equal the protos' amino.name.
func RegisterLegacyAminoCodec(cdc *codec.LegacyAmino) {
	legacy.RegisterAminoMsg(cdc, &MsgTransfer{}, "agijobs/certificates/MsgTransfer")
	legacy.RegisterAminoMsg(cdc, &MsgList{}, "agijobs/certificates/MsgList")
	legacy.RegisterAminoMsg(cdc, &MsgDelist{}, "agijobs/certificates/MsgDelist")
	legacy.RegisterAminoMsg(cdc, &MsgBuy{}, "agijobs/certificates/MsgBuy")
	legacy.RegisterAminoMsg(cdc, &MsgRevoke{}, "agijobs/certificates/MsgRevoke")
}

// RegisterInterfaces registers the messages and the data of certificates.
func RegisterInterfaces(registry codectypes.InterfaceRegistry) {
	registry.RegisterImplementations((*sdk.Msg)(nil), &MsgTransfer{}, &MsgList{}, &MsgDelist{}, &MsgBuy{}, &MsgRevoke{})
	registry.RegisterInterface("agijobs.certificates.v1.TokenData", (*TokenData)(nil), &Certificate{})
	msgservice.RegisterMsgServiceDesc(registry, &_Msg_serviceDesc)
}
