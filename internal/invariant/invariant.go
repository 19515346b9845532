// Package invariant names what must always hold. Invariants are plain functions: tests, simulation and the audit command
// run them; no block does.
package invariant

import (
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Invariant is one statement about the state. Check returns nil when it holds and says what is wrong otherwise.
type Invariant struct {
	// Name is "module/statement".
	Name  string
	Check func(ctx sdk.Context) error
}

// Check runs all invariants and returns the broken ones' errors.
func Check(ctx sdk.Context, list []Invariant) []error {
	var broken []error
	for _, inv := range list {
		if err := inv.Check(ctx); err != nil {
			broken = append(broken, fmt.Errorf("invariant %s: %w", inv.Name, err))
		}
	}
	return broken
}
