package proof

import (
	"bytes"
	"errors"
	"fmt"

	ics23 "github.com/cosmos/ics23/go"
)

// read checks every record against the state of the header and takes it into the statement.
func (p *Proof) read(s *Statement) error {
	wanted := facts(p.JobID)
	if len(p.Records) != len(wanted) {
		return ErrOtherKey.because("%d records, a proof of certificate %d has %d", len(p.Records), p.JobID, len(wanted))
	}
	for i, f := range wanted {
		r := p.Records[i]
		if r.Store != f.store || !bytes.Equal(r.Key, f.key) {
			return ErrOtherKey.because("record %d is %q %X, the %s of certificate %d is %q %X", i, r.Store, []byte(r.Key), f.name, p.JobID, f.store, f.key)
		}
		if len(r.Value) == 0 && !f.optional {
			return ErrStoreProof.because("%s: there is none", f.name)
		}
		if err := r.verify(p.Header.AppHash); err != nil {
			return ErrStoreProof.because("%s: %s", f.name, err)
		}
		if err := f.read(s, r.Value); err != nil {
			return err
		}
	}
	return nil
}

// verify goes from the record to the root of its store, and from there to the root of the state.
func (r *Record) verify(root []byte) error {
	tree, err := commitment(r.TreeProof)
	if err != nil {
		return fmt.Errorf("tree proof: %w", err)
	}
	stores, err := commitment(r.StoreProof)
	if err != nil {
		return fmt.Errorf("store proof: %w", err)
	}
	exist := stores.GetExist()
	if exist == nil || !ics23.VerifyMembership(ics23.TendermintSpec, root, stores, []byte(r.Store), exist.Value) {
		return errors.New("the root of its store is not in the state")
	}
	if len(r.Value) == 0 {
		return verifyAbsence(exist.Value, tree.GetNonexist(), r.Key)
	}
	if !ics23.VerifyMembership(ics23.IavlSpec, exist.Value, tree, r.Key, r.Value) {
		return errors.New("it is not in its store")
	}
	return nil
}

// commitment decodes a proof of one key, and refuses every other spelling of it.
func commitment(bz []byte) (*ics23.CommitmentProof, error) {
	var c ics23.CommitmentProof
	if err := c.Unmarshal(bz); err != nil {
		return nil, err
	}
	if c.GetExist() == nil && c.GetNonexist() == nil {
		return nil, errors.New("it is of another kind")
	}
	again, err := c.Marshal()
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(bz, again) {
		return nil, errors.New("it is not as it was written")
	}
	return &c, nil
}
