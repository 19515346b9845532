package types

const (
	// ModuleName is the name of the module, of its store and of its module account.
	ModuleName = "reputation"
	// StoreKey names the module's store.
	StoreKey = ModuleName
)
