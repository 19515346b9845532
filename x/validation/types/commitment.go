package types

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf8"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

const (
	// MaxScore is the best score of a result.
	MaxScore = 100
	// MaxChecks bounds the check answers of a vote: a category requires no more than these.
	MaxChecks = 16
	// MaxCheckNameLen bounds the name of a check, in bytes.
	MaxCheckNameLen = 32
	// MaxReportURILen bounds the address of a report, in bytes: room for a long URL, never for the report itself.
	MaxReportURILen = 512
	// HashLen is the length of a SHA-256 hash, so of a commitment and of a report's hash, in bytes.
	HashLen = sha256.Size
	// SaltLen is the length of a vote's salt, in bytes. A vote alone has few values and could be guessed; 32 random
	// bytes cannot.
	SaltLen = 32
)

// commitmentDomain keeps a commitment apart from every other hash of this chain.
const commitmentDomain = "agijobs/commit/v1"

// Validate returns an error if the vote is out of bounds.
func (v Vote) Validate() error {
	switch v.Verdict {
	case VOTE_VERDICT_APPROVE, VOTE_VERDICT_REJECT, VOTE_VERDICT_UNJUDGEABLE_SPEC, VOTE_VERDICT_UNJUDGEABLE_RESULT:
	default:
		return fmt.Errorf("verdict %d is unknown: use approve, reject, unjudgeable-spec or unjudgeable-result", v.Verdict)
	}
	if v.Score > MaxScore {
		return fmt.Errorf("score %d is above %d", v.Score, MaxScore)
	}
	if err := validateChecks(v.Checks); err != nil {
		return err
	}
	if len(v.ReportUri) > MaxReportURILen {
		return fmt.Errorf("report uri has %d bytes, at most %d are allowed", len(v.ReportUri), MaxReportURILen)
	}
	if !utf8.ValidString(v.ReportUri) {
		return errors.New("report uri is not valid UTF-8")
	}
	if n := len(v.ReportHash); n != 0 && n != HashLen {
		return fmt.Errorf("report hash has %d bytes: give the SHA-256 of the report, %d bytes, or nothing", n, HashLen)
	}
	return nil
}

func validateChecks(checks []CheckAnswer) error {
	if len(checks) > MaxChecks {
		return fmt.Errorf("%d check answers, at most %d are allowed", len(checks), MaxChecks)
	}
	for i, c := range checks {
		if c.Check == "" || len(c.Check) > MaxCheckNameLen {
			return fmt.Errorf("check name %q must have 1 to %d bytes", c.Check, MaxCheckNameLen)
		}
		if !utf8.ValidString(c.Check) {
			return fmt.Errorf("check name %q is not valid UTF-8", c.Check)
		}
		if i > 0 && checks[i-1].Check >= c.Check {
			return fmt.Errorf("check %q: sort the checks by name and answer each once", c.Check)
		}
	}
	return nil
}

// Commitment seals a vote: 32 bytes that tell nothing of it and that no other validator, job, rung, chain, vote or salt
// opens. The salt has 32 bytes, from the system's randomness. A vote that Validate refuses cannot be sealed.
func Commitment(
	chainID string, jobID uint64, rung uint32, validator sdk.AccAddress, vote Vote, salt []byte,
) ([]byte, error) {
	preimage, err := commitmentPreimage(chainID, jobID, rung, validator, vote, salt)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(preimage)
	return sum[:], nil
}

// commitmentPreimage encodes what a commitment hashes. It is injective: every field is preceded by its length, the
// check answers by their number, so two different inputs never give the same bytes.
func commitmentPreimage(
	chainID string, jobID uint64, rung uint32, validator sdk.AccAddress, vote Vote, salt []byte,
) ([]byte, error) {
	if len(validator) == 0 {
		return nil, errors.New("validator is empty: a commitment belongs to one validator")
	}
	if len(salt) != SaltLen {
		return nil, fmt.Errorf("salt has %d bytes, it must have %d", len(salt), SaltLen)
	}
	if err := vote.Validate(); err != nil {
		return nil, err
	}
	var f fields
	f.text(commitmentDomain)
	f.text(chainID)
	f.number(jobID)
	f.number(uint64(rung))
	f.bytes(validator)
	f.number(uint64(vote.Verdict))
	f.number(uint64(vote.Score))
	f.number(uint64(len(vote.Checks)))
	for _, c := range vote.Checks {
		f.text(c.Check)
		f.flag(c.Pass)
	}
	f.text(vote.ReportUri)
	f.bytes(vote.ReportHash)
	f.bytes(salt)
	return f.buf.Bytes(), nil
}

// fields writes fields one after another, each as its length in 8 bytes, big endian, then its bytes. Numbers are 8
// bytes, big endian; flags are one byte, 0 or 1.
type fields struct{ buf bytes.Buffer }

func (f *fields) bytes(b []byte) {
	var length [8]byte
	binary.BigEndian.PutUint64(length[:], uint64(len(b)))
	f.buf.Write(length[:])
	f.buf.Write(b)
}

func (f *fields) text(s string) { f.bytes([]byte(s)) }

func (f *fields) number(n uint64) {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], n)
	f.bytes(b[:])
}

func (f *fields) flag(set bool) {
	if set {
		f.bytes([]byte{1})
		return
	}
	f.bytes([]byte{0})
}
