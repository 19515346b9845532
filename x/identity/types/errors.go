package types

import errorsmod "cosmossdk.io/errors"

// What is wrong with a message.
var (
	ErrUnauthorized        = errorsmod.Register(ModuleName, 2, "only the authority may do this; send it as a council proposal")
	ErrInvalidParams       = errorsmod.Register(ModuleName, 3, "invalid parameters")
	ErrInvalidAddress      = errorsmod.Register(ModuleName, 4, "invalid address")
	ErrInvalidOrganisation = errorsmod.Register(ModuleName, 5, "invalid organisation")
	ErrInvalidKind         = errorsmod.Register(ModuleName, 6, "invalid kind of participant")
	ErrInvalidRoles        = errorsmod.Register(ModuleName, 7, "invalid roles")
	ErrInvalidMetadata     = errorsmod.Register(ModuleName, 8, "invalid metadata")
	ErrInvalidModel        = errorsmod.Register(ModuleName, 9, "invalid model")
	ErrInvalidReason       = errorsmod.Register(ModuleName, 10, "invalid reason; give a code of 1 to 64 of a-z, 0-9, '_' and '-', no text about a person")
	ErrInvalidList         = errorsmod.Register(ModuleName, 11, "invalid list of participants")
	ErrInvalidExpiry       = errorsmod.Register(ModuleName, 12, "expiry must lie after block time")
	ErrInvalidGenesis      = errorsmod.Register(ModuleName, 13, "invalid genesis of x/identity")
)

// What is wrong with a participant: Authorize tells these apart.
var (
	ErrUnknownParticipant = errorsmod.Register(ModuleName, 20, "unknown participant; ask a registrar for admission")
	ErrSuspended          = errorsmod.Register(ModuleName, 21, "participant is suspended: no new business until a registrar or the authority reinstates it")
	ErrRevoked            = errorsmod.Register(ModuleName, 22, "participation is revoked for good; another address can be admitted")
	ErrExpired            = errorsmod.Register(ModuleName, 23, "admission has expired; ask a registrar to renew it")
	ErrRoleMissing        = errorsmod.Register(ModuleName, 24, "participant does not hold the role; ask a registrar for it")
	ErrRoleExpired        = errorsmod.Register(ModuleName, 25, "role has expired; enrol again or ask a registrar")
	ErrTermsUnknown       = errorsmod.Register(ModuleName, 26, "participant has not acknowledged the terms of participation; send `agijobsd tx identity acknowledge-terms`")
)

// What may not be done to a participant or organisation.
var (
	ErrBuiltIn              = errorsmod.Register(ModuleName, 30, "address belongs to the chain itself and cannot be admitted or changed")
	ErrNotRegistrar         = errorsmod.Register(ModuleName, 31, "sender is neither a registrar nor the authority")
	ErrRoleNotGrantable     = errorsmod.Register(ModuleName, 32, "role is granted by the authority only")
	ErrProtected            = errorsmod.Register(ModuleName, 33, "this participant is the authority's alone to change")
	ErrUnknownOrganisation  = errorsmod.Register(ModuleName, 34, "unknown organisation; the authority creates organisations")
	ErrInactiveOrganisation = errorsmod.Register(ModuleName, 35, "organisation takes no members; the authority can activate it")
	ErrReservedOrganisation = errorsmod.Register(ModuleName, 36, "organisation id is reserved")
	ErrResponsible          = errorsmod.Register(ModuleName, 37, "an AI agent needs a responsible participant who is an admitted human or organisation")
	ErrKindChange           = errorsmod.Register(ModuleName, 38, "the kind of a participant never changes; admit another address")
	ErrDailyLimit           = errorsmod.Register(ModuleName, 39, "registrar's limit of the UTC day is used up; send the rest tomorrow or ask the authority")
	ErrHasStake             = errorsmod.Register(ModuleName, 40, "participant has stake; only the authority may revoke it, a registrar may suspend it")
	ErrAlreadySuspended     = errorsmod.Register(ModuleName, 41, "participant is suspended already")
	ErrOffice               = errorsmod.Register(ModuleName, 43, "this address holds an office of the nation; the council can end the office first")
	ErrNotSuspended         = errorsmod.Register(ModuleName, 42, "participant is not suspended")
)

// What is wrong with an enrolment or with what grants it.
var (
	ErrNothingNew         = errorsmod.Register(ModuleName, 50, "participant holds all of this already")
	ErrOrganisationChange = errorsmod.Register(ModuleName, 51, "only a registrar moves a participant from one organisation to another")
	ErrRoleBarred         = errorsmod.Register(ModuleName, 52, "role was taken away by a registrar or the authority; only they give it again")
	ErrSourceLimit        = errorsmod.Register(ModuleName, 53, "daily limit of this source of admissions is used up; try tomorrow or ask a registrar")
	ErrLocked             = errorsmod.Register(ModuleName, 54, "the wiring of admissions is locked: it can be narrowed and deactivated, never widened")
	ErrSourceInactive     = errorsmod.Register(ModuleName, 55, "this source of admissions is not active")
	ErrSourceRights       = errorsmod.Register(ModuleName, 56, "this source of admissions may not grant that")
	ErrInvalidSource      = errorsmod.Register(ModuleName, 57, "invalid source of admissions")
)

// Codes of the single sources: 60 allow lists, 70 tokens, 90 names, 110 attestations, 120 credentials, 130 terms and transfers, 140 keys.
