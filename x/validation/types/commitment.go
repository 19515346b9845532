package types

import (
	"crypto/sha256"
	"errors"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/preimage"
)

const (
	// HashLen is the length of a SHA-256 hash, so of a commitment and of a report's hash, in bytes.
	HashLen = sha256.Size
	// SaltLen is the length of a vote's salt, in bytes. A vote alone has few values and could be guessed; 32 random
	// bytes cannot.
	SaltLen = 32
)

// commitmentDomain keeps a commitment apart from every other hash of this chain.
const commitmentDomain = "agijobs/commit/v1"

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
	var f preimage.Fields
	f.Text(commitmentDomain)
	f.Text(chainID)
	f.Number(jobID)
	f.Number(uint64(rung))
	f.Bytes(validator)
	f.Number(uint64(vote.Verdict))
	f.Number(uint64(vote.Score))
	f.Number(uint64(len(vote.Checks)))
	for _, c := range vote.Checks {
		f.Text(c.Check)
		f.Flag(c.Pass)
	}
	f.Text(vote.ReportUri)
	f.Bytes(vote.ReportHash)
	f.Number(uint64(vote.SplitBps))
	f.Bytes(salt)
	return f, nil
}
