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
	legacy.RegisterAminoMsg(cdc, &MsgAcceptWork{}, "agijobs/jobs/MsgAcceptWork")
	legacy.RegisterAminoMsg(cdc, &MsgContest{}, "agijobs/jobs/MsgContest")
	legacy.RegisterAminoMsg(cdc, &MsgDispute{}, "agijobs/jobs/MsgDispute")
	legacy.RegisterAminoMsg(cdc, &MsgRule{}, "agijobs/jobs/MsgRule")
	legacy.RegisterAminoMsg(cdc, &MsgNameContributors{}, "agijobs/jobs/MsgNameContributors")
	legacy.RegisterAminoMsg(cdc, &MsgAcceptContribution{}, "agijobs/jobs/MsgAcceptContribution")
	legacy.RegisterAminoMsg(cdc, &MsgOpenCanary{}, "agijobs/jobs/MsgOpenCanary")
	legacy.RegisterAminoMsg(cdc, &MsgApply{}, "agijobs/jobs/MsgApply")
	legacy.RegisterAminoMsg(cdc, &MsgWithdrawApplication{}, "agijobs/jobs/WithdrawApplication")
	legacy.RegisterAminoMsg(cdc, &MsgAward{}, "agijobs/jobs/MsgAward")
	legacy.RegisterAminoMsg(cdc, &MsgDeclareAvailability{}, "agijobs/jobs/DeclareAvailability")
	legacy.RegisterAminoMsg(cdc, &MsgEndAvailability{}, "agijobs/jobs/MsgEndAvailability")
	legacy.RegisterAminoMsg(cdc, &MsgDeclineJob{}, "agijobs/jobs/MsgDeclineJob")
	legacy.RegisterAminoMsg(cdc, &MsgCreateProgram{}, "agijobs/jobs/MsgCreateProgram")
	legacy.RegisterAminoMsg(cdc, &MsgFundProgram{}, "agijobs/jobs/MsgFundProgram")
	legacy.RegisterAminoMsg(cdc, &MsgSetAllotment{}, "agijobs/jobs/MsgSetAllotment")
	legacy.RegisterAminoMsg(cdc, &MsgPauseProgram{}, "agijobs/jobs/MsgPauseProgram")
	legacy.RegisterAminoMsg(cdc, &MsgResumeProgram{}, "agijobs/jobs/MsgResumeProgram")
	legacy.RegisterAminoMsg(cdc, &MsgCloseProgram{}, "agijobs/jobs/MsgCloseProgram")
	legacy.RegisterAminoMsg(cdc, &MsgApproveProgram{}, "agijobs/jobs/MsgApproveProgram")
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
		&MsgAcceptWork{},
		&MsgContest{},
		&MsgDispute{},
		&MsgRule{},
		&MsgNameContributors{},
		&MsgAcceptContribution{},
		&MsgOpenCanary{},
		&MsgApply{},
		&MsgWithdrawApplication{},
		&MsgAward{},
		&MsgDeclareAvailability{},
		&MsgEndAvailability{},
		&MsgDeclineJob{},
		&MsgCreateProgram{},
		&MsgFundProgram{},
		&MsgSetAllotment{},
		&MsgPauseProgram{},
		&MsgResumeProgram{},
		&MsgCloseProgram{},
		&MsgApproveProgram{},
	)
	msgservice.RegisterMsgServiceDesc(registry, &_Msg_serviceDesc)
}
