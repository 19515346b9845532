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
	legacy.RegisterAminoMsg(cdc, &MsgUpdateParams{}, "agijobs/sovereign/MsgUpdateParams")
	legacy.RegisterAminoMsg(cdc, &MsgUpdateCouncil{}, "agijobs/sovereign/MsgUpdateCouncil")
	legacy.RegisterAminoMsg(cdc, &MsgAcceptSeat{}, "agijobs/sovereign/MsgAcceptSeat")
	legacy.RegisterAminoMsg(cdc, &MsgUpdateGuardians{}, "agijobs/sovereign/MsgUpdateGuardians")
	legacy.RegisterAminoMsg(cdc, &MsgPause{}, "agijobs/sovereign/MsgPause")
	legacy.RegisterAminoMsg(cdc, &MsgResume{}, "agijobs/sovereign/MsgResume")
	legacy.RegisterAminoMsg(cdc, &MsgSpendTreasury{}, "agijobs/sovereign/MsgSpendTreasury")
}

// RegisterInterfaces registers the messages.
func RegisterInterfaces(registry codectypes.InterfaceRegistry) {
	registry.RegisterImplementations((*sdk.Msg)(nil), &MsgUpdateParams{}, &MsgUpdateGuardians{}, &MsgPause{}, &MsgResume{})
	registry.RegisterImplementations((*sdk.Msg)(nil), &MsgUpdateCouncil{}, &MsgAcceptSeat{}, &MsgSpendTreasury{})
	msgservice.RegisterMsgServiceDesc(registry, &_Msg_serviceDesc)
}
