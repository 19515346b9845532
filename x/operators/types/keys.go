package types

const (
	// ModuleName is the name of the module, of its store and of the module account that issues and burns seats.
	ModuleName = "operators"
	// StoreKey names the module's store.
	StoreKey = ModuleName
	// SeatDenom is the denomination that consensus power is bonded in. It is no money: only genesis and the authority
	// issue it.
	SeatDenom = "seat"
)
