package types

const (
	// ModuleName is the name of the module, of its store and of its module account.
	ModuleName = "sovereign"
	// StoreKey names the module's store.
	StoreKey = ModuleName
)
