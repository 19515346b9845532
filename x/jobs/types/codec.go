package types

import (
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/legacy"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/msgservice"
)

// RegisterLegacyAminoCodec registers the messages under their amino names, which hardware wallets sign.
func RegisterLegacyAminoCodec(cdc *codec.LegacyAmino) {
	legacy.RegisterAminoMsg(cdc, &MsgPostJob{}, "agijobs/jobs/MsgPostJob")
	legacy.RegisterAminoMsg(cdc, &MsgRaisePayout{}, "agijobs/jobs/MsgRaisePayout")
	legacy.RegisterAminoMsg(cdc, &MsgCancelJob{}, "agijobs/jobs/MsgCancelJob")
	legacy.RegisterAminoMsg(cdc, &MsgDelistJob{}, "agijobs/jobs/MsgDelistJob")
	legacy.RegisterAminoMsg(cdc, &MsgClaimJob{}, "agijobs/jobs/MsgClaimJob")
	legacy.RegisterAminoMsg(cdc, &MsgSubmitWork{}, "agijobs/jobs/MsgSubmitWork")
	legacy.RegisterAminoMsg(cdc, &MsgSurrenderJob{}, "agijobs/jobs/MsgSurrenderJob")
	legacy.RegisterAminoMsg(cdc, &MsgExtendJob{}, "agijobs/jobs/MsgExtendJob")
	legacy.RegisterAminoMsg(cdc, &MsgAcceptVerdict{}, "agijobs/jobs/MsgAcceptVerdict")
	legacy.RegisterAminoMsg(cdc, &MsgDepositStake{}, "agijobs/jobs/MsgDepositStake")
	legacy.RegisterAminoMsg(cdc, &MsgWithdrawStake{}, "agijobs/jobs/MsgWithdrawStake")
	legacy.RegisterAminoMsg(cdc, &MsgSetCategory{}, "agijobs/jobs/MsgSetCategory")
	legacy.RegisterAminoMsg(cdc, &MsgRerouteJob{}, "agijobs/jobs/MsgRerouteJob")
	legacy.RegisterAminoMsg(cdc, &MsgUpdateParams{}, "agijobs/jobs/MsgUpdateParams")
}

// RegisterInterfaces registers the messages and their service.
func RegisterInterfaces(registry codectypes.InterfaceRegistry) {
	registry.RegisterImplementations((*sdk.Msg)(nil),
		&MsgPostJob{},
		&MsgRaisePayout{},
		&MsgCancelJob{},
		&MsgDelistJob{},
		&MsgClaimJob{},
		&MsgSubmitWork{},
		&MsgSurrenderJob{},
		&MsgExtendJob{},
		&MsgAcceptVerdict{},
		&MsgDepositStake{},
		&MsgWithdrawStake{},
		&MsgSetCategory{},
		&MsgUpdateParams{},
		&MsgRerouteJob{},
	)
	msgservice.RegisterMsgServiceDesc(registry, &_Msg_serviceDesc)
}
