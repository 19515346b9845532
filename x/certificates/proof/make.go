package proof

import (
	"context"
	"fmt"
	"time"

	cmtcrypto "github.com/cometbft/cometbft/proto/tendermint/crypto"
	cmttypes "github.com/cometbft/cometbft/types"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"

	"github.com/agijobs/agijobs/x/certificates/types"
)

const (
	// behind is how many blocks a proof is behind the last one unless a height is named: the next block holds the root of the state, the one after
	// that all signatures.
	behind = 2
	// firstHeight is the first whose state a node proves.
	firstHeight = 2
)

// Answer of a node about one key.
type Answer struct {
	// Value is empty where there is none.
	Value []byte
	Ops   *cmtcrypto.ProofOps
}

// Chain is what a proof is made from.
type Chain interface {
	// Latest height.
	Latest(ctx context.Context) (int64, error)
	// Store asks for a key of a store in the state after a block, with proof.
	Store(ctx context.Context, store string, key []byte, height int64) (Answer, error)
	// Header of a block with its signatures.
	Header(ctx context.Context, height int64) (*cmttypes.SignedHeader, error)
	// Validators of a block.
	Validators(ctx context.Context, height int64) (*cmttypes.ValidatorSet, error)
}

// Make makes the proof of a job's certificate in the state of a height; 0 stands for the last one that all have signed. What the node serves is
// checked as a verifier will do it, but for whether its operators are the right ones: only the verifier knows that.
func Make(ctx context.Context, chain Chain, job uint64, height int64) (Proof, error) {
	latest, err := chain.Latest(ctx)
	if err != nil {
		return Proof{}, err
	}
	if height == 0 {
		height = latest - behind
	}
	if height < firstHeight || height >= latest {
		return Proof{}, fmt.Errorf("the state of height %d cannot be proved: heights %d to %d can, where the node has them", height, firstHeight, latest-1)
	}
	p := Proof{Format: Format, JobID: job}
	for _, f := range facts(job) {
		answer, err := chain.Store(ctx, f.store, f.key, height)
		if err != nil {
			return p, fmt.Errorf("%s at height %d: %w", f.name, height, err)
		}
		if len(answer.Value) == 0 && !f.optional {
			return p, types.ErrNotFound.Wrapf("job %d at height %d; a certificate can be proved %d blocks after it was made", job, height, behind)
		}
		record, err := newRecord(f, answer)
		if err != nil {
			return p, fmt.Errorf("%s at height %d: %w", f.name, height, err)
		}
		p.Records = append(p.Records, record)
	}
	signed, set, err := header(ctx, chain, height+1)
	if err != nil {
		return p, err
	}
	p.Header, p.Commit, p.Validators = *signed.Header, *signed.Commit, fromSet(set)
	p.normalise()
	return p, p.selfCheck(signed, set)
}

// MakeTrust makes a trust file of what a node serves; 0 stands for the last height that all have signed. Whoever uses it trusts that node.
func MakeTrust(ctx context.Context, chain Chain, height int64) (Trust, error) {
	latest, err := chain.Latest(ctx)
	if err != nil {
		return Trust{}, err
	}
	if height == 0 {
		height = max(latest-1, 1)
	}
	signed, set, err := header(ctx, chain, height)
	if err != nil {
		return Trust{}, err
	}
	return NewTrust(signed, set)
}

func header(ctx context.Context, chain Chain, height int64) (*cmttypes.SignedHeader, *cmttypes.ValidatorSet, error) {
	signed, err := chain.Header(ctx, height)
	if err != nil {
		return nil, nil, fmt.Errorf("header of height %d: %w", height, err)
	}
	set, err := chain.Validators(ctx, height)
	if err != nil {
		return nil, nil, fmt.Errorf("validators of height %d: %w", height, err)
	}
	return signed, set, nil
}

// newRecord takes the two proofs out of a node's answer.
func newRecord(f fact, answer Answer) (Record, error) {
	r := Record{Store: f.store, Key: f.key}
	if len(answer.Value) > 0 {
		r.Value = answer.Value
	}
	if answer.Ops == nil || len(answer.Ops.Ops) != 2 || answer.Ops.Ops[0].Type != storetypes.ProofOpIAVLCommitment ||
		answer.Ops.Ops[1].Type != storetypes.ProofOpSimpleMerkleCommitment {
		return r, fmt.Errorf("the node has answered without the two proofs of a store")
	}
	r.TreeProof, r.StoreProof = answer.Ops.Ops[0].Data, answer.Ops.Ops[1].Data
	return r, nil
}

func (p Proof) selfCheck(signed *cmttypes.SignedHeader, set *cmttypes.ValidatorSet) error {
	trust, err := NewTrust(signed, set)
	if err != nil {
		return err
	}
	// A revoked certificate is proved as well: as revoked.
	_, err = Verify(p, trust, Options{TrustingPeriod: time.Hour, Now: p.Header.Time})
	if err != nil && Code(err) != ErrRevoked.code {
		return fmt.Errorf("what the node has answered does not hold: %w", err)
	}
	return nil
}
