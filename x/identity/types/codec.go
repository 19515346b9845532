package types

import (
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/legacy"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/msgservice"
)

// RegisterLegacyAminoCodec registers the messages for hardware wallets; the names equal the amino.name options.
func RegisterLegacyAminoCodec(cdc *codec.LegacyAmino) {
	legacy.RegisterAminoMsg(cdc, &MsgAdmit{}, "agijobs/identity/MsgAdmit")
	legacy.RegisterAminoMsg(cdc, &MsgSuspend{}, "agijobs/identity/MsgSuspend")
	legacy.RegisterAminoMsg(cdc, &MsgReinstate{}, "agijobs/identity/MsgReinstate")
	legacy.RegisterAminoMsg(cdc, &MsgRevoke{}, "agijobs/identity/MsgRevoke")
	legacy.RegisterAminoMsg(cdc, &MsgUpdateMetadata{}, "agijobs/identity/MsgUpdateMetadata")
	legacy.RegisterAminoMsg(cdc, &MsgLeave{}, "agijobs/identity/MsgLeave")
	legacy.RegisterAminoMsg(cdc, &MsgSetOrganisation{}, "agijobs/identity/MsgSetOrganisation")
	legacy.RegisterAminoMsg(cdc, &MsgUpdateParams{}, "agijobs/identity/MsgUpdateParams")
}

// RegisterInterfaces registers the messages.
func RegisterInterfaces(registry codectypes.InterfaceRegistry) {
	registry.RegisterImplementations((*sdk.Msg)(nil),
		&MsgAdmit{}, &MsgSuspend{}, &MsgReinstate{}, &MsgRevoke{},
		&MsgUpdateMetadata{}, &MsgLeave{}, &MsgSetOrganisation{}, &MsgUpdateParams{},
	)
	msgservice.RegisterMsgServiceDesc(registry, &_Msg_serviceDesc)
}
