package types

import "cosmossdk.io/errors"

// Of DISPATCH: 130 to 139.
var (
	ErrAvailability  = errors.Register(ModuleName, 130, "invalid availability")
	ErrNoRoster      = errors.Register(ModuleName, 131, "the agent stands in no roster; enter one with: tx jobs declare-availability")
	ErrDeclineWindow = errors.Register(ModuleName, 132, "the time to decline has passed; hand the work in, or give the job back with: tx jobs surrender-job")
	ErrDispatch      = errors.Register(ModuleName, 133, "the record of a dispatch contradicts itself")
	ErrNoBeacon      = errors.Register(ModuleName, 134, "the block has no randomness to draw by")
)
