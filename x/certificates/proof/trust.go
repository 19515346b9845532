package proof

import (
	"bytes"
	"time"

	cmtbytes "github.com/cometbft/cometbft/libs/bytes"
	cmttypes "github.com/cometbft/cometbft/types"
)

const (
	// TrustFormat of a trust file.
	TrustFormat = "agijobs-trust/1"
	// DefaultTrustingPeriod is two thirds of the 21 days that an operator's seats stay bound after it has left: CometBFT's advice.
	DefaultTrustingPeriod = 14 * 24 * time.Hour
)

// Trust is what a verifier believes without proof: a header, and the validator set that signed it. HeaderHash is all that must be compared with
// what the operators publish: the rest follows from it.
type Trust struct {
	Format     string            `json:"format"`
	HeaderHash cmtbytes.HexBytes `json:"header_hash"`
	Header     cmttypes.Header   `json:"header"`
	Validators []Validator       `json:"validators"`
}

// NewTrust makes the trust file of a header. A header that its set has not signed is refused: a node that serves one is broken, or lies.
func NewTrust(signed *cmttypes.SignedHeader, set *cmttypes.ValidatorSet) (Trust, error) {
	if err := signed.ValidateBasic(signed.ChainID); err != nil {
		return Trust{}, ErrHeader.because("%s", err)
	}
	t := Trust{Format: TrustFormat, HeaderHash: signed.Hash(), Header: *signed.Header, Validators: fromSet(set)}
	if _, err := t.set(); err != nil {
		return Trust{}, err
	}
	if err := set.VerifyCommit(signed.ChainID, signed.Commit.BlockID, signed.Height, signed.Commit); err != nil {
		return Trust{}, ErrCommit.because("%s", err)
	}
	return t, nil
}

// DecodeTrust reads a trust file. It refuses every text but the one that Encode writes.
func DecodeTrust(bz []byte) (Trust, error) {
	var t Trust
	if err := decode(bz, TrustFormat, &t); err != nil {
		return t, err
	}
	_, err := t.set()
	return t, err
}

// Encode writes the trust file in its one form.
func (t Trust) Encode() ([]byte, error) { return encode(&t) }

func (t *Trust) normalise() { t.Header.Time = t.Header.Time.UTC() }

// set is the trusted set, if the file is in agreement with itself.
func (t *Trust) set() (*cmttypes.ValidatorSet, error) {
	if err := t.Header.ValidateBasic(); err != nil {
		return nil, ErrTrust.because("%s", err)
	}
	if hash := t.Header.Hash(); len(hash) == 0 || !bytes.Equal(hash, t.HeaderHash) {
		return nil, ErrTrust.because("the hash of its header is %X, not %X", []byte(hash), []byte(t.HeaderHash))
	}
	set, err := toSet(t.Validators, t.Header.ValidatorsHash)
	if err != nil {
		return nil, ErrTrust.because("validator set: %s", err)
	}
	return set, nil
}
