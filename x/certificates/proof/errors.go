package proof

import (
	"errors"
	"fmt"
)

// Refusal is a reason to refuse a proof. Programs may rely on its code: it never changes its meaning.
type Refusal struct{ code, text string }

// Error implements error.
func (r *Refusal) Error() string { return r.text }

func (r *Refusal) because(format string, args ...any) error {
	return fmt.Errorf("%w: %s", r, fmt.Sprintf(format, args...))
}

// Code of the refusal that an error is, or "" for another error.
func Code(err error) string {
	var r *Refusal
	if errors.As(err, &r) {
		return r.code
	}
	return ""
}

var (
	// ErrSize says: larger than any proof.
	ErrSize = &Refusal{"size", "the file is too large"}
	// ErrFormat says: another kind of file, or one of another version of this program.
	ErrFormat = &Refusal{"format", "the file is of another format"}
	// ErrEncoding says: not byte by byte what this program writes.
	ErrEncoding = &Refusal{"encoding", "the file was changed or damaged: it is not as it was written"}
	// ErrTrust says: the trust file contradicts itself.
	ErrTrust = &Refusal{"trust", "the trust file is of no use"}
	// ErrTrustExpired says: who signed then may have left and sold the key.
	ErrTrustExpired = &Refusal{"trust_expired", "the trust file is too old; get a new one"}
	// ErrClock says: header and clock do not fit.
	ErrClock = &Refusal{"clock", "the block is of the future; check the clock of this machine"}
	// ErrHeaderChain says: the header is of a chain that is not the trusted one.
	ErrHeaderChain = &Refusal{"header_chain", "the header is of another chain"}
	// ErrCertificateChain says: the certificate names another chain than its header.
	ErrCertificateChain = &Refusal{"certificate_chain", "the certificate is of another chain"}
	// ErrHeader says: the header is not what the commit signs.
	ErrHeader = &Refusal{"header", "the header is not what was signed"}
	// ErrValidators says: the validator set is not that of the header.
	ErrValidators = &Refusal{"validators", "the validator set is not that of the header"}
	// ErrUntrustedSet says: nothing leads from the trusted validator set to that of the proof.
	ErrUntrustedSet = &Refusal{"untrusted_set", "the validator set is not the trusted one"}
	// ErrConflict says: two headers that cannot both be of one chain.
	ErrConflict = &Refusal{"conflict", "the header contradicts the trusted one: one of the two is forged, or the chain has forked"}
	// ErrCommit says: a signature is wrong, or too few have signed.
	ErrCommit = &Refusal{"commit", "the signatures do not hold"}
	// ErrOtherKey says: a record is not the one that a proof of this certificate needs.
	ErrOtherKey = &Refusal{"other_key", "the proof is of another record"}
	// ErrStoreProof says: a record does not lead to the state of the header.
	ErrStoreProof = &Refusal{"store_proof", "the record is not in the state of the header"}
	// ErrContent says: a record is in the state and is not what it should be.
	ErrContent = &Refusal{"content", "the record is not the certificate that its id names"}
	// ErrRevoked says: all of it holds, and the certificate no longer counts.
	ErrRevoked = &Refusal{"revoked", "the certificate is revoked"}
)
