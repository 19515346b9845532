package types

import (
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/legacy"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/msgservice"
)

// RegisterLegacyAminoCodec names the messages for amino JSON signing (Ledger). The names equal the protos' amino.name.
func RegisterLegacyAminoCodec(cdc *codec.LegacyAmino) {
	legacy.RegisterAminoMsg(cdc, &MsgSetLoop{}, "agijobs/thermostat/MsgSetLoop")
	legacy.RegisterAminoMsg(cdc, &MsgRemoveLoop{}, "agijobs/thermostat/MsgRemoveLoop")
	legacy.RegisterAminoMsg(cdc, &MsgOverride{}, "agijobs/thermostat/MsgOverride")
	legacy.RegisterAminoMsg(cdc, &MsgFreeze{}, "agijobs/thermostat/MsgFreeze")
	legacy.RegisterAminoMsg(cdc, &MsgUpdateParams{}, "agijobs/thermostat/MsgUpdateParams")
}

// RegisterInterfaces registers the messages.
func RegisterInterfaces(registry codectypes.InterfaceRegistry) {
	registry.RegisterImplementations((*sdk.Msg)(nil),
		&MsgSetLoop{}, &MsgRemoveLoop{}, &MsgOverride{}, &MsgFreeze{}, &MsgUpdateParams{})
	msgservice.RegisterMsgServiceDesc(registry, &_Msg_serviceDesc)
}
