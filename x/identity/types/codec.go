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
	legacy.RegisterAminoMsg(cdc, &MsgEnrolWithProof{}, "agijobs/identity/MsgEnrolWithProof")
	legacy.RegisterAminoMsg(cdc, &MsgEnrolWithToken{}, "agijobs/identity/MsgEnrolWithToken")
	legacy.RegisterAminoMsg(cdc, &MsgEnrolWithName{}, "agijobs/identity/MsgEnrolWithName")
	legacy.RegisterAminoMsg(cdc, &MsgAttest{}, "agijobs/identity/MsgAttest")
	legacy.RegisterAminoMsg(cdc, &MsgRevokeAttestation{}, "agijobs/identity/MsgRevokeAttest")
	legacy.RegisterAminoMsg(cdc, &MsgSetAllowlistRoot{}, "agijobs/identity/MsgSetRoot")
	legacy.RegisterAminoMsg(cdc, &MsgSetIssuerKey{}, "agijobs/identity/MsgSetIssuerKey")
	legacy.RegisterAminoMsg(cdc, &MsgSetRoleRoot{}, "agijobs/identity/MsgSetRoleRoot")
	legacy.RegisterAminoMsg(cdc, &MsgSetCredentialType{}, "agijobs/identity/MsgSetCredType")
	legacy.RegisterAminoMsg(cdc, &MsgLockAdmission{}, "agijobs/identity/MsgLockAdmission")
	legacy.RegisterAminoMsg(cdc, &MsgIssueCredential{}, "agijobs/identity/MsgIssueCred")
	legacy.RegisterAminoMsg(cdc, &MsgRevokeCredential{}, "agijobs/identity/MsgRevokeCred")
	legacy.RegisterAminoMsg(cdc, &MsgRegisterName{}, "agijobs/identity/MsgRegisterName")
	legacy.RegisterAminoMsg(cdc, &MsgRenewName{}, "agijobs/identity/MsgRenewName")
	legacy.RegisterAminoMsg(cdc, &MsgSetNameController{}, "agijobs/identity/MsgSetNameCtl")
	legacy.RegisterAminoMsg(cdc, &MsgTransferName{}, "agijobs/identity/MsgTransferName")
	legacy.RegisterAminoMsg(cdc, &MsgRevokeName{}, "agijobs/identity/MsgRevokeName")
	legacy.RegisterAminoMsg(cdc, &MsgSetTerms{}, "agijobs/identity/MsgSetTerms")
	legacy.RegisterAminoMsg(cdc, &MsgAcknowledgeTerms{}, "agijobs/identity/MsgAckTerms")
	legacy.RegisterAminoMsg(cdc, &MsgAllowRotation{}, "agijobs/identity/MsgAllowRotation")
	legacy.RegisterAminoMsg(cdc, &MsgRotateControllerKey{}, "agijobs/identity/MsgRotateKey")
}

// RegisterInterfaces registers the messages.
func RegisterInterfaces(registry codectypes.InterfaceRegistry) {
	registry.RegisterImplementations((*sdk.Msg)(nil),
		&MsgAdmit{}, &MsgSuspend{}, &MsgReinstate{}, &MsgRevoke{},
		&MsgUpdateMetadata{}, &MsgLeave{}, &MsgSetOrganisation{}, &MsgUpdateParams{},
		&MsgEnrolWithProof{}, &MsgEnrolWithToken{}, &MsgEnrolWithName{}, &MsgAttest{},
		&MsgRevokeAttestation{}, &MsgSetAllowlistRoot{}, &MsgSetIssuerKey{}, &MsgSetRoleRoot{},
		&MsgSetCredentialType{}, &MsgLockAdmission{}, &MsgIssueCredential{}, &MsgRevokeCredential{},
		&MsgRegisterName{}, &MsgRenewName{}, &MsgSetNameController{}, &MsgTransferName{},
		&MsgRevokeName{}, &MsgSetTerms{}, &MsgAcknowledgeTerms{}, &MsgRotateControllerKey{}, &MsgAllowRotation{},
	)
	msgservice.RegisterMsgServiceDesc(registry, &_Msg_serviceDesc)
}
