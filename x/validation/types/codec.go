package types

import (
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/legacy"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/msgservice"
)

// RegisterLegacyAminoCodec registers the messages under the names that ledgers and multisig accounts sign; they equal the
// (amino.name) options of the protos.
func RegisterLegacyAminoCodec(cdc *codec.LegacyAmino) {
	legacy.RegisterAminoMsg(cdc, &MsgBond{}, "agijobs/validation/MsgBond")
	legacy.RegisterAminoMsg(cdc, &MsgUnbond{}, "agijobs/validation/MsgUnbond")
	legacy.RegisterAminoMsg(cdc, &MsgJoinPool{}, "agijobs/validation/MsgJoinPool")
	legacy.RegisterAminoMsg(cdc, &MsgLeavePool{}, "agijobs/validation/MsgLeavePool")
	legacy.RegisterAminoMsg(cdc, &MsgCommitVote{}, "agijobs/validation/MsgCommitVote")
	legacy.RegisterAminoMsg(cdc, &MsgRevealVote{}, "agijobs/validation/MsgRevealVote")
	legacy.RegisterAminoMsg(cdc, &MsgUnjail{}, "agijobs/validation/MsgUnjail")
	legacy.RegisterAminoMsg(cdc, &MsgSlash{}, "agijobs/validation/MsgSlash")
	legacy.RegisterAminoMsg(cdc, &MsgSetPool{}, "agijobs/validation/MsgSetPool")
	legacy.RegisterAminoMsg(cdc, &MsgUpdateParams{}, "agijobs/validation/MsgUpdateParams")
	legacy.RegisterAminoMsg(cdc, &MsgRegisterCanaries{}, "agijobs/validation/RegisterCanaries")
	legacy.RegisterAminoMsg(cdc, &MsgDiscloseCanaries{}, "agijobs/validation/DiscloseCanaries")
	legacy.RegisterAminoMsg(cdc, &MsgContradictCanary{}, "agijobs/validation/ContradictCanary")
	legacy.RegisterAminoMsg(cdc, &MsgLiftCanaryBar{}, "agijobs/validation/MsgLiftCanaryBar")
}

// RegisterInterfaces registers the messages as sdk.Msg.
func RegisterInterfaces(registry codectypes.InterfaceRegistry) {
	registry.RegisterImplementations((*sdk.Msg)(nil),
		&MsgBond{},
		&MsgUnbond{},
		&MsgJoinPool{},
		&MsgLeavePool{},
		&MsgCommitVote{},
		&MsgRevealVote{},
		&MsgUnjail{},
		&MsgSlash{},
		&MsgSetPool{},
		&MsgUpdateParams{},
		&MsgRegisterCanaries{},
		&MsgDiscloseCanaries{},
		&MsgContradictCanary{},
		&MsgLiftCanaryBar{},
	)
	msgservice.RegisterMsgServiceDesc(registry, &_Msg_serviceDesc)
}
