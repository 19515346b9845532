package proof

import (
	"bytes"
	"errors"
	"time"

	"github.com/cometbft/cometbft/light"
	cmttypes "github.com/cometbft/cometbft/types"
)

// maxClockDrift is how much earlier than the operators' clocks the verifier's may be: CometBFT's own default.
const maxClockDrift = 10 * time.Second

// follow decides whether the validator set of the proof may be believed, and returns it. In short: every signature of the header holds and
// more than two thirds of its set have signed; and this set is the trusted one, or follows from it by the light client's rules.
func (t *Trust) follow(p *Proof, o Options) (*cmttypes.ValidatorSet, error) {
	trusted, err := t.set()
	if err != nil {
		return nil, err
	}
	if p.Header.ChainID != t.Header.ChainID {
		return nil, ErrHeaderChain.because("%q, trusted is %q", p.Header.ChainID, t.Header.ChainID)
	}
	if err := t.checkTimes(p, o); err != nil {
		return nil, err
	}
	if err := p.signed().ValidateBasic(t.Header.ChainID); err != nil {
		return nil, ErrHeader.because("%s", err)
	}
	set, err := toSet(p.Validators, p.Header.ValidatorsHash)
	if err != nil {
		return nil, ErrValidators.because("height %d: %s", p.Header.Height, err)
	}
	if err := t.believe(p, trusted, set, o); err != nil {
		return nil, err
	}
	// The light client stops at two thirds. Here every signature counts: each byte of the file has to hold.
	if err := set.VerifyCommit(p.Header.ChainID, p.Commit.BlockID, p.Header.Height, &p.Commit); err != nil {
		return nil, ErrCommit.because("height %d: %s", p.Header.Height, err)
	}
	return set, nil
}

// checkTimes compares with the verifier's clock. A trust file expires whatever the proof: who was an operator then may have left since, and
// then nothing binds him not to sign another past with the old key.
func (t *Trust) checkTimes(p *Proof, o Options) error {
	if end := t.Header.Time.Add(o.TrustingPeriod); !end.After(o.Now) {
		return ErrTrustExpired.because("height %d was at %s, %s are trusted, now it is %s",
			t.Header.Height, stamp(t.Header.Time), o.TrustingPeriod, stamp(o.Now))
	}
	limit := o.Now.Add(maxClockDrift)
	for _, h := range []*cmttypes.Header{&t.Header, &p.Header} {
		if !h.Time.Before(limit) {
			return ErrClock.because("height %d was at %s, now it is %s", h.Height, stamp(h.Time), stamp(o.Now))
		}
	}
	return nil
}

// believe goes from the trusted set to that of the proof.
func (t *Trust) believe(p *Proof, trusted, set *cmttypes.ValidatorSet, o Options) error {
	height, known := p.Header.Height, t.Header.Height
	switch {
	case height == known:
		if !bytes.Equal(p.Header.Hash(), t.HeaderHash) {
			return ErrConflict.because("height %d is %X, trusted is %X", height, []byte(p.Header.Hash()), []byte(t.HeaderHash))
		}
		return nil
	case p.Header.Time.After(t.Header.Time) != (height > known):
		return ErrConflict.because("height %d at %s, height %d at %s", height, stamp(p.Header.Time), known, stamp(t.Header.Time))
	case height == known+1 && !bytes.Equal(p.Header.ValidatorsHash, t.Header.NextValidatorsHash):
		return t.untrusted(p, "the trusted header names another set for the block after it")
	case bytes.Equal(p.Header.ValidatorsHash, t.Header.ValidatorsHash):
		return nil
	case height < known:
		// The light client has no rule that leads back to another set.
		return t.untrusted(p, "it is the older one, and nothing leads back to it; get a proof of today")
	}
	return t.lightClient(p, trusted, set, o)
}

// lightClient is for a set that has changed since. It asks CometBFT's own rules: adjacent, the set is named by the trusted header; else, more than a third of the trusted power has
// signed, and more than two thirds of the new set.
func (t *Trust) lightClient(p *Proof, trusted, set *cmttypes.ValidatorSet, o Options) error {
	err := light.Verify(&cmttypes.SignedHeader{Header: &t.Header}, trusted, p.signed(), set,
		o.TrustingPeriod, o.Now, maxClockDrift, light.DefaultTrustLevel)
	var few light.ErrNewValSetCantBeTrusted
	switch {
	case err == nil:
		return nil
	case errors.As(err, &few):
		return t.untrusted(p, "of the trusted power "+few.Reason.Error())
	default:
		return ErrCommit.because("height %d: %s", p.Header.Height, err)
	}
}

func (t *Trust) untrusted(p *Proof, why string) error {
	return ErrUntrustedSet.because("the validator set of height %d is not the trusted one of height %d: %s", p.Header.Height, t.Header.Height, why)
}

func stamp(at time.Time) string { return at.UTC().Format(time.RFC3339) }
