package types

import errorsmod "cosmossdk.io/errors"

// DefaultGenesis returns the state of a new chain.
func DefaultGenesis() *GenesisState { return &GenesisState{} }

// Validate checks every object and their order: ascending by job id, each once, and nothing revoked is for sale. Whether the
// certificates exist, and whose they are, InitGenesis asks x/nft.
func (gs GenesisState) Validate() error {
	revoked := make(map[uint64]bool, len(gs.Revocations))
	var before uint64
	for _, r := range gs.Revocations {
		if err := r.Validate(); err != nil {
			return errorsmod.Wrap(ErrGenesis, err.Error())
		}
		if r.JobId <= before {
			return ErrGenesis.Wrapf("revocation of job %d after %d; sort by job id, each once", r.JobId, before)
		}
		before, revoked[r.JobId] = r.JobId, true
	}
	before = 0
	for _, l := range gs.Listings {
		if err := l.Validate(); err != nil {
			return errorsmod.Wrap(ErrGenesis, err.Error())
		}
		if l.JobId <= before {
			return ErrGenesis.Wrapf("listing of job %d after %d; sort by job id, each once", l.JobId, before)
		}
		if revoked[l.JobId] {
			return ErrGenesis.Wrapf("job %d is listed and revoked", l.JobId)
		}
		before = l.JobId
	}
	return nil
}
