package types

import "cosmossdk.io/errors"

// Of SELECTION: codes 122 to 129.
var (
	ErrPrice               = errors.Register(ModuleName, 122, "the price is above the payout; offer at most that")
	ErrApplied             = errors.Register(ModuleName, 123, "the agent has applied for the job already; to offer another price, take that back first with: tx jobs withdraw-application")
	ErrApplicationsFull    = errors.Register(ModuleName, 124, "the job has as many applications as it may have; try again when one is withdrawn")
	ErrTooManyApplications = errors.Register(ModuleName, 125, "the agent has as many applications as it may have; take one back first with: tx jobs withdraw-application")
	ErrApplicationBond     = errors.Register(ModuleName, 126, "the bond is above what the sender agreed to lock; raise max_bond")
	ErrNoApplication       = errors.Register(ModuleName, 127, "there is no such application; list them with: q jobs applications")
	ErrAwarded             = errors.Register(ModuleName, 128, "the job has been awarded to this application; what is assigned can be given back with: tx jobs surrender-job")
	ErrOtherPrice          = errors.Register(ModuleName, 129, "the application stands at another price; award it at that, or another application")
)
