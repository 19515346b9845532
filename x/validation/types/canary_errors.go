package types

import "cosmossdk.io/errors"

// Errors of canaries.
var (
	ErrInvalidCanary   = errors.Register(ModuleName, 50, "invalid canary")
	ErrCanaryProof     = errors.Register(ModuleName, 51, "the proof does not lead from the leaf to the root: make it from the file of its day")
	ErrNoOffice        = errors.Register(ModuleName, 52, "an audit office is an organisation and the sender belongs to none, or not as its auditor")
	ErrOfficeBarred    = errors.Register(ModuleName, 53, "the audit office is barred: the authority may lift the bar")
	ErrCanaryDay       = errors.Register(ModuleName, 54, "the audit office has registered a root of this day already: one a day")
	ErrUnknownCanary   = errors.Register(ModuleName, 55, "no such root; list them with: q validation canary-roots")
	ErrCanaryDisclosed = errors.Register(ModuleName, 56, "the leaves of the day are disclosed already")
	ErrCanaryOverdue   = errors.Register(ModuleName, 57, "the time to disclose the leaves of the day is over")
	ErrCanaryLate      = errors.Register(ModuleName, 58, "the root must be older than the submission of the work")
	ErrNoContradiction = errors.Register(ModuleName, 59, "the leaf contradicts nothing")
	ErrNothingHeld     = errors.Register(ModuleName, 60, "no slash of this job is held: it is no opened canary, or what it cost is final or void already")
	ErrCanaryOpened    = errors.Register(ModuleName, 61, "employer, spec and result were opened as a canary before and are known: such work tests nobody again")
	ErrNotBarred       = errors.Register(ModuleName, 62, "the audit office is not barred")
	ErrCanaryVoiding   = errors.Register(ModuleName, 63, "slashes of the audit office are still going back: propose it again in a few blocks")
)
