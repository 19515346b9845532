package msgs

// classes is read by key only. A test compares it with the interface registry: an SDK bump that brings a new message
// fails until somebody has decided its class.
var classes = map[string]Class{
	// x/auth, x/consensus, x/upgrade
	"/cosmos.auth.v1beta1.MsgUpdateParams":       Authority,
	"/cosmos.consensus.v1.MsgUpdateParams":       Authority,
	"/cosmos.upgrade.v1beta1.MsgSoftwareUpgrade": Authority,
	"/cosmos.upgrade.v1beta1.MsgCancelUpgrade":   Authority,

	// x/authz: MsgExec is transparent, its contents are asked
	"/cosmos.authz.v1beta1.MsgGrant":  Entry,
	"/cosmos.authz.v1beta1.MsgExec":   Duty,
	"/cosmos.authz.v1beta1.MsgRevoke": Exit,

	// x/bank
	"/cosmos.bank.v1beta1.MsgSend":           Entry,
	"/cosmos.bank.v1beta1.MsgMultiSend":      Entry,
	"/cosmos.bank.v1beta1.MsgUpdateParams":   Authority,
	"/cosmos.bank.v1beta1.MsgSetSendEnabled": Authority,

	// x/distribution: fees go to the operators; the treasury is the only public purse
	"/cosmos.distribution.v1beta1.MsgSetWithdrawAddress":          Duty,
	"/cosmos.distribution.v1beta1.MsgWithdrawDelegatorReward":     Exit,
	"/cosmos.distribution.v1beta1.MsgWithdrawValidatorCommission": Exit,
	"/cosmos.distribution.v1beta1.MsgFundCommunityPool":           Disabled,
	"/cosmos.distribution.v1beta1.MsgCommunityPoolSpend":          Disabled,
	"/cosmos.distribution.v1beta1.MsgDepositValidatorRewardsPool": Disabled,
	"/cosmos.distribution.v1beta1.MsgUpdateParams":                Authority,

	// x/evidence
	"/cosmos.evidence.v1beta1.MsgSubmitEvidence": System,

	// x/feegrant
	"/cosmos.feegrant.v1beta1.MsgGrantAllowance":  Entry,
	"/cosmos.feegrant.v1beta1.MsgRevokeAllowance": Exit,
	"/cosmos.feegrant.v1beta1.MsgPruneAllowances": System,

	// x/gov: the owner decides through it; the legacy messages would be a second way in
	"/cosmos.gov.v1.MsgSubmitProposal":      Authority,
	"/cosmos.gov.v1.MsgDeposit":             Authority,
	"/cosmos.gov.v1.MsgVote":                Authority,
	"/cosmos.gov.v1.MsgVoteWeighted":        Authority,
	"/cosmos.gov.v1.MsgCancelProposal":      Authority,
	"/cosmos.gov.v1.MsgUpdateParams":        Authority,
	"/cosmos.gov.v1.MsgExecLegacyContent":   Disabled,
	"/cosmos.gov.v1beta1.MsgSubmitProposal": Disabled,
	"/cosmos.gov.v1beta1.MsgDeposit":        Disabled,
	"/cosmos.gov.v1beta1.MsgVote":           Disabled,
	"/cosmos.gov.v1beta1.MsgVoteWeighted":   Disabled,

	// contrib x/nft: certificates move by x/certificates only
	"/cosmos.nft.v1beta1.MsgSend": Disabled,

	// x/slashing and x/staking: node operators
	"/cosmos.slashing.v1beta1.MsgUnjail":                   Exit,
	"/cosmos.slashing.v1beta1.MsgUpdateParams":             Authority,
	"/cosmos.staking.v1beta1.MsgCreateValidator":           Entry,
	"/cosmos.staking.v1beta1.MsgEditValidator":             Duty,
	"/cosmos.staking.v1beta1.MsgRotateConsPubKey":          Duty,
	"/cosmos.staking.v1beta1.MsgDelegate":                  Entry,
	"/cosmos.staking.v1beta1.MsgUndelegate":                Exit,
	"/cosmos.staking.v1beta1.MsgBeginRedelegate":           Disabled,
	"/cosmos.staking.v1beta1.MsgCancelUnbondingDelegation": Disabled,
	"/cosmos.staking.v1beta1.MsgUpdateParams":              Authority,

	// x/sovereign
	"/agijobs.sovereign.v1.MsgUpdateCouncil":   Authority,
	"/agijobs.sovereign.v1.MsgAcceptSeat":      Authority,
	"/agijobs.sovereign.v1.MsgUpdateParams":    Authority,
	"/agijobs.sovereign.v1.MsgUpdateGuardians": Authority,
	"/agijobs.sovereign.v1.MsgPause":           Authority, // of the council or, within a budget, a guardian
	"/agijobs.sovereign.v1.MsgResume":          Authority,
	"/agijobs.sovereign.v1.MsgSpendTreasury":   Authority,

	// x/identity: a registrar's act is business of the registry, which a brake must not stop halfway
	"/agijobs.identity.v1.MsgAdmit":               Entry,
	"/agijobs.identity.v1.MsgSuspend":             Duty,
	"/agijobs.identity.v1.MsgReinstate":           Duty,
	"/agijobs.identity.v1.MsgRevoke":              Duty,
	"/agijobs.identity.v1.MsgUpdateMetadata":      Entry,
	"/agijobs.identity.v1.MsgLeave":               Exit,
	"/agijobs.identity.v1.MsgSetOrganisation":     Authority,
	"/agijobs.identity.v1.MsgUpdateParams":        Authority,
	"/agijobs.identity.v1.MsgEnrolWithProof":      Entry,
	"/agijobs.identity.v1.MsgEnrolWithToken":      Entry,
	"/agijobs.identity.v1.MsgEnrolWithName":       Entry,
	"/agijobs.identity.v1.MsgAttest":              Entry,
	"/agijobs.identity.v1.MsgRevokeAttestation":   Duty,
	"/agijobs.identity.v1.MsgSetAllowlistRoot":    Authority,
	"/agijobs.identity.v1.MsgSetIssuerKey":        Authority,
	"/agijobs.identity.v1.MsgSetRoleRoot":         Authority,
	"/agijobs.identity.v1.MsgSetCredentialType":   Authority,
	"/agijobs.identity.v1.MsgLockAdmission":       Authority,
	"/agijobs.identity.v1.MsgIssueCredential":     Entry,
	"/agijobs.identity.v1.MsgRevokeCredential":    Duty,
	"/agijobs.identity.v1.MsgRegisterName":        Entry,
	"/agijobs.identity.v1.MsgRenewName":           Entry,
	"/agijobs.identity.v1.MsgSetNameController":   Duty,
	"/agijobs.identity.v1.MsgTransferName":        Entry,
	"/agijobs.identity.v1.MsgRevokeName":          Authority,
	"/agijobs.identity.v1.MsgSetTerms":            Authority,
	"/agijobs.identity.v1.MsgAcknowledgeTerms":    Exit,
	"/agijobs.identity.v1.MsgAllowRotation":       Entry,
	"/agijobs.identity.v1.MsgRotateControllerKey": Duty,

	// x/operators
	"/agijobs.operators.v1.MsgGrantSeats":     Authority,
	"/agijobs.operators.v1.MsgRemoveOperator": Authority,
	"/agijobs.operators.v1.MsgUpdateParams":   Authority,

	// x/jobs
	"/agijobs.jobs.v1.MsgPostJob":             Entry,
	"/agijobs.jobs.v1.MsgRaisePayout":         Entry,
	"/agijobs.jobs.v1.MsgClaimJob":            Entry,
	"/agijobs.jobs.v1.MsgDepositStake":        Entry,
	"/agijobs.jobs.v1.MsgSubmitWork":          Duty,
	"/agijobs.jobs.v1.MsgExtendJob":           Duty,
	"/agijobs.jobs.v1.MsgAcceptVerdict":       Duty,
	"/agijobs.jobs.v1.MsgAcceptWork":          Duty,
	"/agijobs.jobs.v1.MsgContest":             Duty,
	"/agijobs.jobs.v1.MsgDispute":             Duty,
	"/agijobs.jobs.v1.MsgNameContributors":    Duty,
	"/agijobs.jobs.v1.MsgAcceptContribution":  Duty,
	"/agijobs.jobs.v1.MsgOpenCanary":          Duty, // of an auditor, the employer and the agent together
	"/agijobs.jobs.v1.MsgRule":                Authority,
	"/agijobs.jobs.v1.MsgCancelJob":           Exit,
	"/agijobs.jobs.v1.MsgSurrenderJob":        Exit,
	"/agijobs.jobs.v1.MsgWithdrawStake":       Exit,
	"/agijobs.jobs.v1.MsgDelistJob":           Authority,
	"/agijobs.jobs.v1.MsgRerouteJob":          Authority,
	"/agijobs.jobs.v1.MsgSetCategory":         Authority,
	"/agijobs.jobs.v1.MsgUpdateParams":        Authority,
	"/agijobs.jobs.v1.MsgApply":               Entry,
	"/agijobs.jobs.v1.MsgWithdrawApplication": Exit,
	"/agijobs.jobs.v1.MsgAward":               Entry,
	"/agijobs.jobs.v1.MsgDeclareAvailability": Entry,
	"/agijobs.jobs.v1.MsgEndAvailability":     Exit,
	"/agijobs.jobs.v1.MsgDeclineJob":          Exit,
	"/agijobs.jobs.v1.MsgCreateProgram":       Entry,
	"/agijobs.jobs.v1.MsgFundProgram":         Entry,
	"/agijobs.jobs.v1.MsgSetAllotment":        Duty,
	"/agijobs.jobs.v1.MsgPauseProgram":        Exit, // the sponsor or the authority
	"/agijobs.jobs.v1.MsgResumeProgram":       Entry,
	"/agijobs.jobs.v1.MsgCloseProgram":        Exit,
	"/agijobs.jobs.v1.MsgApproveProgram":      Authority,

	// x/validation
	"/agijobs.validation.v1.MsgBond":             Entry,
	"/agijobs.validation.v1.MsgJoinPool":         Entry,
	"/agijobs.validation.v1.MsgCommitVote":       Duty,
	"/agijobs.validation.v1.MsgRevealVote":       Duty,
	"/agijobs.validation.v1.MsgRegisterCanaries": Duty, // of an auditor
	"/agijobs.validation.v1.MsgDiscloseCanaries": Duty,
	"/agijobs.validation.v1.MsgContradictCanary": Duty, // proves something; of anybody admitted
	"/agijobs.validation.v1.MsgLiftCanaryBar":    Authority,
	"/agijobs.validation.v1.MsgUnbond":           Exit,
	"/agijobs.validation.v1.MsgLeavePool":        Exit,
	"/agijobs.validation.v1.MsgUnjail":           Exit,
	"/agijobs.validation.v1.MsgSlash":            Authority,
	"/agijobs.validation.v1.MsgSetPool":          Authority,
	"/agijobs.validation.v1.MsgUpdateParams":     Authority,

	// x/thermostat: the owner's instruments
	"/agijobs.thermostat.v1.MsgSetLoop":      Authority,
	"/agijobs.thermostat.v1.MsgRemoveLoop":   Authority,
	"/agijobs.thermostat.v1.MsgOverride":     Authority,
	"/agijobs.thermostat.v1.MsgFreeze":       Authority,
	"/agijobs.thermostat.v1.MsgUpdateParams": Authority,

	// x/reputation, x/certificates
	"/agijobs.reputation.v1.MsgAdjust":       Authority,
	"/agijobs.reputation.v1.MsgUpdateParams": Authority,
	"/agijobs.certificates.v1.MsgTransfer":   Entry,
	"/agijobs.certificates.v1.MsgList":       Entry,
	"/agijobs.certificates.v1.MsgBuy":        Entry,
	"/agijobs.certificates.v1.MsgDelist":     Exit,
	"/agijobs.certificates.v1.MsgRevoke":     Authority,
}
