package types

import (
	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

const (
	// wholeBps is the whole in basis points.
	wholeBps = 10_000
	// PurchaseGas is what a purchase pays beforehand for its end of the block, where nobody counts gas: four payments, the
	// transfer and the events. A test measures it.
	PurchaseGas = 150_000
)

// Split divides a price: the royalty is rounded down, the seller has the rest.
func Split(price math.Int, royaltyBps uint32) (royalty, seller math.Int) {
	royalty = price.MulRaw(int64(royaltyBps)).QuoRaw(wholeBps)
	return royalty, price.Sub(royalty)
}

// ValidatePrice checks what somebody asks or would pay: 1 base unit to the largest amount of the chain.
func ValidatePrice(name string, price math.Int) error {
	if price.IsNil() || !price.IsPositive() {
		return ErrPrice.Wrapf("%s must be at least 1 base unit", name)
	}
	if price.GT(jobstypes.MaxAmount()) {
		return ErrPrice.Wrapf("%s is above %s, the largest amount", name, jobstypes.MaxAmount())
	}
	return nil
}

// Validate checks a listing by itself.
func (l Listing) Validate() error {
	if l.JobId == 0 {
		return ErrInvalidJobID.Wrap("listing of job 0")
	}
	if err := checkAddress("seller", l.Seller); err != nil {
		return err
	}
	if l.ListedMs < 0 {
		return ErrGenesis.Wrapf("job %d was listed at %d", l.JobId, l.ListedMs)
	}
	return ValidatePrice("price", l.Price)
}
