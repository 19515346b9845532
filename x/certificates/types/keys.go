package types

const (
	// ModuleName is the name of the module, of its store and of its module account.
	ModuleName = "certificates"
	// StoreKey names the module's store.
	StoreKey = ModuleName
	// TransientKey names the module's transient store: its journal.
	TransientKey = "transient_" + ModuleName
)
