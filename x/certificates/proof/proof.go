package proof

import (
	"time"

	cmtbytes "github.com/cometbft/cometbft/libs/bytes"
	cmttypes "github.com/cometbft/cometbft/types"
)

// Format of a proof. A change of what is in it gets another number.
const Format = "agijobs-certificate-proof/1"

// Proof is the file. What can be computed from the rest is not in it.
type Proof struct {
	Format string `json:"format"`
	JobID  uint64 `json:"job_id,string"`
	// Header of the block after the state: its app_hash is the root of the state.
	Header cmttypes.Header `json:"header"`
	// Commit holds the signatures of the header.
	Commit cmttypes.Commit `json:"commit"`
	// Validators are the set of the header, in the order of its hash.
	Validators []Validator `json:"validators"`
	// Records are those that facts lists, in that order.
	Records []Record `json:"records"`
}

// Record is a record of the state, or its absence, with what leads from it to the root.
type Record struct {
	Store string            `json:"store"`
	Key   cmtbytes.HexBytes `json:"key"`
	// Value is left out where the proof is of absence.
	Value []byte `json:"value,omitempty"`
	// TreeProof leads from the record to the root of its store, StoreProof from there to the root of the state: ICS-23 CommitmentProof in
	// protobuf.
	TreeProof  []byte `json:"tree_proof"`
	StoreProof []byte `json:"store_proof"`
}

// Decode reads a proof. It refuses every text but the one that Encode writes.
func Decode(bz []byte) (Proof, error) {
	var p Proof
	err := decode(bz, Format, &p)
	return p, err
}

// Encode writes the proof in its one form.
func (p Proof) Encode() ([]byte, error) { return encode(&p) }

// StateHeight is the height of the state that the proof shows.
func (p Proof) StateHeight() int64 { return p.Header.Height - 1 }

func (p *Proof) normalise() {
	p.Header.Time = p.Header.Time.UTC()
	for i := range p.Commit.Signatures {
		s := &p.Commit.Signatures[i]
		s.Timestamp = s.Timestamp.UTC()
		if len(s.Signature) == 0 {
			s.Signature = nil
		}
	}
}

// signed is the header with its signatures.
func (p *Proof) signed() *cmttypes.SignedHeader {
	return &cmttypes.SignedHeader{Header: &p.Header, Commit: &p.Commit}
}

// Options of a verification.
type Options struct {
	// TrustingPeriod is how long a trust file is good for; see DefaultTrustingPeriod.
	TrustingPeriod time.Duration
	// Now is the verifier's clock. It decides about the age of the trust file and about blocks of the future, nothing else.
	Now time.Time
}

// Verify checks a proof against a trusted validator set. The statement is nil unless everything holds; with ErrRevoked it is there as well.
func Verify(p Proof, t Trust, o Options) (*Statement, error) {
	set, err := t.follow(&p, o)
	if err != nil {
		return nil, err
	}
	s := &Statement{JobID: p.JobID, ChainID: p.Header.ChainID, Height: p.StateHeight(), Time: p.Header.Time, TrustedHeight: t.Header.Height}
	s.count(p.Commit, set)
	if err := p.read(s); err != nil {
		return nil, err
	}
	return s, s.check()
}
