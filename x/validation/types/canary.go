package types

import (
	"bytes"
	"fmt"
	"time"

	"github.com/cometbft/cometbft/crypto/merkle"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/merkleproof"
	"github.com/agijobs/agijobs/internal/preimage"
)

const (
	// MaxCanaryLeaves bounds a day's tree: so many tests of one office are more than it can spare, and a disclosure of them
	// is a small message.
	MaxCanaryLeaves = 1 << 5
	// CanaryCapWindow is how long (block time) the slash of a canary counts against canary_cap_bps.
	CanaryCapWindow = 30 * 24 * time.Hour
	// canaryDomain keeps a leaf apart from every other hash of this chain.
	canaryDomain = "agijobs/canary/v1"
	// secondsOfDay of an audit office's day, which begins at midnight UTC.
	secondsOfDay = 24 * 60 * 60
)

// Reasons why an audit office is barred and its slashes are void, as they stand in state and events.
const (
	CanaryOverdue      = "overdue"
	CanaryContradicted = "contradicted"
)

// CanaryDay is the day of a block time: whole days since 1970 (UTC).
func CanaryDay(at time.Time) uint64 { return uint64(max(at.Unix(), 0)) / secondsOfDay }

// Filler tells whether a leaf only fills the day up.
func (l CanaryLeaf) Filler() bool { return l.Verdict == VOTE_VERDICT_UNSPECIFIED }

// Validate checks bounds. A leaf that fills the day up has nothing but its salt: it says nothing of anybody's work.
func (l CanaryLeaf) Validate() error {
	if len(l.Salt) != SaltLen {
		return ErrInvalidCanary.Wrapf("salt has %d bytes, it must have %d", len(l.Salt), SaltLen)
	}
	if l.Filler() {
		if l.Employer != "" || len(l.SpecSha256) > 0 || len(l.ResultSha256) > 0 {
			return ErrInvalidCanary.Wrap("a leaf without a verdict only fills the day up: leave employer, spec and result empty")
		}
		return nil
	}
	if err := ValidateCanaryVerdict(l.Verdict); err != nil {
		return err
	}
	if err := validateAddress(l.Employer); err != nil {
		return err
	}
	if len(l.SpecSha256) != HashLen || len(l.ResultSha256) != HashLen {
		return ErrInvalidCanary.Wrapf("spec and result have %d and %d bytes; a SHA-256 has %d", len(l.SpecSha256), len(l.ResultSha256), HashLen)
	}
	return nil
}

// ValidateCanaryVerdict returns an error unless a canary can be opened with a verdict. UNJUDGEABLE_RESULT counts as REJECT
// and SPLIT is a panel's own word: neither is a fourth answer that a test could ask for.
func ValidateCanaryVerdict(verdict VoteVerdict) error {
	switch verdict {
	case VOTE_VERDICT_APPROVE, VOTE_VERDICT_REJECT, VOTE_VERDICT_UNJUDGEABLE_SPEC:
		return nil
	}
	return ErrInvalidCanary.Wrapf("verdict %s: a canary is APPROVE, REJECT or UNJUDGEABLE_SPEC", verdict)
}

// SameWork tells whether two leaves are about the same employer, spec and result.
func (l CanaryLeaf) SameWork(other CanaryLeaf) bool {
	return l.Employer == other.Employer && bytes.Equal(l.SpecSha256, other.SpecSha256) && bytes.Equal(l.ResultSha256, other.ResultSha256)
}

// Work names employer, spec and result of a leaf in 32 bytes.
func (l CanaryLeaf) Work() []byte {
	var f preimage.Fields
	f.Text(l.Employer)
	f.Bytes(l.SpecSha256)
	f.Bytes(l.ResultSha256)
	return f.Sum()
}

// Digest is what stands in the tree for a leaf, 32 bytes: the SHA-256 over seven fields, each written as its length in 8
// bytes, big endian, and its bytes: "agijobs/canary/v1", the chain's id, the employer's address (its bytes, none in a leaf
// that fills up), the SHA-256 of the spec and of the result, the verdict as a number in 8 bytes, big endian, and the salt.
func (l CanaryLeaf) Digest(chainID string) ([]byte, error) {
	if err := l.Validate(); err != nil {
		return nil, err
	}
	var employer sdk.AccAddress
	if !l.Filler() {
		var err error
		if employer, err = sdk.AccAddressFromBech32(l.Employer); err != nil {
			return nil, ErrInvalidAddress.Wrap(err.Error())
		}
	}
	var f preimage.Fields
	f.Text(canaryDomain)
	f.Text(chainID)
	f.Bytes(employer)
	f.Bytes(l.SpecSha256)
	f.Bytes(l.ResultSha256)
	f.Number(uint64(l.Verdict))
	f.Bytes(l.Salt)
	return f.Sum(), nil
}

// CanaryTreeRoot returns the root of the tree (RFC 6962) of the leaves in their order, 32 bytes.
func CanaryTreeRoot(chainID string, leaves []CanaryLeaf) ([]byte, error) {
	digests, err := canaryDigests(chainID, leaves)
	if err != nil {
		return nil, err
	}
	return merkle.HashFromByteSlices(digests), nil
}

// ProveCanary returns the proof that leads from a leaf to the root of its day.
func ProveCanary(chainID string, leaves []CanaryLeaf, index int) (CanaryProof, error) {
	digests, err := canaryDigests(chainID, leaves)
	if err != nil {
		return CanaryProof{}, err
	}
	if index < 0 || index >= len(leaves) {
		return CanaryProof{}, ErrInvalidCanary.Wrapf("no leaf %d of %d", index, len(leaves))
	}
	_, proofs := merkle.ProofsFromByteSlices(digests)
	return CanaryProof{Index: uint32(index), Total: uint32(len(leaves)), Siblings: proofs[index].Aunts}, nil
}

func canaryDigests(chainID string, leaves []CanaryLeaf) ([][]byte, error) {
	if len(leaves) == 0 || len(leaves) > MaxCanaryLeaves {
		return nil, ErrInvalidCanary.Wrapf("%d leaves; a day has 1 to %d", len(leaves), MaxCanaryLeaves)
	}
	digests := make([][]byte, len(leaves))
	for i, leaf := range leaves {
		digest, err := leaf.Digest(chainID)
		if err != nil {
			return nil, fmt.Errorf("leaf %d: %w", i, err)
		}
		digests[i] = digest
	}
	return digests, nil
}

// canaryBounds: a proof of the fullest day is five hashes.
var canaryBounds = merkleproof.Bounds{MaxLeaves: MaxCanaryLeaves, Tree: "a day", Hash: "sibling"}

func (p CanaryProof) proof() merkleproof.Proof {
	return merkleproof.Proof{Index: uint64(p.Index), Total: uint64(p.Total), Path: p.Siblings}
}

// Validate checks bounds: of the numbers, and that there are as many siblings as they imply.
func (p CanaryProof) Validate() error {
	if err := canaryBounds.Check(p.proof()); err != nil {
		return ErrCanaryProof.Wrap(err.Error())
	}
	return nil
}

// Verify returns an error unless the proof leads from a leaf to a root.
func (p CanaryProof) Verify(chainID string, root []byte, leaf CanaryLeaf) error {
	if err := p.Validate(); err != nil {
		return err
	}
	digest, err := leaf.Digest(chainID)
	if err != nil {
		return err
	}
	if !p.proof().Proves(root, digest) {
		return ErrCanaryProof.Wrapf("root %x does not hold this leaf", root)
	}
	return nil
}

// Opens returns an error unless the root can open a canary on work that was handed in at a height, at a block time. A root
// that is disclosed tests nobody, and one that is past its time is about to bar its office: an office has no second day on
// which to choose between two verdicts.
func (r CanaryRoot) Opens(submittedHeight int64, now time.Time) error {
	if r.Disclosed {
		return ErrCanaryDisclosed.Wrapf("office %s, day %d", r.Office, r.Day)
	}
	if r.Overdue || !now.Before(r.DiscloseBy) {
		return ErrCanaryOverdue.Wrapf("office %s, day %d: until %s", r.Office, r.Day, r.DiscloseBy.UTC().Format(time.RFC3339))
	}
	return r.precedes(submittedHeight)
}

// precedes: what was registered in the block of the submission could have been written with the result at hand.
func (r CanaryRoot) precedes(submittedHeight int64) error {
	if r.RegisteredHeight >= submittedHeight {
		return ErrCanaryLate.Wrapf("office %s, day %d: registered in block %d, the work was handed in in block %d",
			r.Office, r.Day, r.RegisteredHeight, submittedHeight)
	}
	return nil
}

// Contradicts returns an error unless a leaf of a root is about the same work as an opened canary, names another verdict
// and was registered before the work was handed in.
func (o OpenedCanary) Contradicts(root CanaryRoot, leaf CanaryLeaf) error {
	switch {
	case !o.Leaf.SameWork(leaf) || leaf.Filler():
		return ErrNoContradiction.Wrapf("job %d: the leaf is not about its employer, spec and result", o.JobId)
	case o.Leaf.Verdict == leaf.Verdict:
		return ErrNoContradiction.Wrapf("job %d: both leaves say %s", o.JobId, leaf.Verdict)
	}
	return root.precedes(o.SubmittedHeight)
}

// Held tells whether a canary's slashes can still go back at a block time. The time is half-open: what is due is final, even
// where the cap of a block has not let the chain act on it yet.
func (o OpenedCanary) Held(now time.Time) bool {
	return o.Voided == "" && !o.Final && (o.DueAt == nil || now.Before(*o.DueAt))
}

// Counts tells whether a slash still counts against the cap at a block time.
func (s CanarySlash) Counts(now time.Time) bool { return now.Before(s.SlashedAt.Add(CanaryCapWindow)) }

// CapCanarySlash bounds the slash of a seat, in base units, so that all those of its validator that count at a block time
// stay within capBps of its stake and unbonding stake and of what they have taken. What is held counts with its amount: who
// uses the cap up on a small stake and bonds a large one then has the large one's cap. What is final counts with its bps.
// bps is the share of the amount, rounded up; at least 1 for an amount above 0.
func CapCanarySlash(before []CanarySlash, backing, amount math.Int, capBps uint32, now time.Time) (capped math.Int, bps uint32) {
	used, held := uint32(0), math.ZeroInt()
	for _, s := range before {
		switch {
		case !s.Counts(now):
		case s.Amount.IsNil() || s.Amount.IsZero():
			used += s.Bps
		default:
			held = held.Add(s.Amount)
		}
	}
	whole := backing.Add(held)
	left := bpsOf(whole, min(capBps, wholeBps)-min(used, capBps, wholeBps)).Sub(held)
	capped = math.MinInt(math.MinInt(amount, backing), left)
	if !capped.IsPositive() {
		return math.ZeroInt(), 0
	}
	return capped, uint32(capped.MulRaw(wholeBps).Add(whole).SubRaw(1).Quo(whole).Int64())
}

// Discloses returns an error unless the leaves, in their order, are those of the root and come in time.
func (r CanaryRoot) Discloses(chainID string, leaves []CanaryLeaf, now time.Time) error {
	if r.Disclosed {
		return ErrCanaryDisclosed.Wrapf("office %s, day %d", r.Office, r.Day)
	}
	if r.Overdue || !now.Before(r.DiscloseBy) {
		return ErrCanaryOverdue.Wrapf("office %s, day %d: until %s", r.Office, r.Day, r.DiscloseBy.UTC().Format(time.RFC3339))
	}
	root, err := CanaryTreeRoot(chainID, leaves)
	if err != nil {
		return err
	}
	if !bytes.Equal(root, r.Root) {
		return ErrCanaryProof.Wrapf("the leaves have root %x, registered was %x: give all of them in their order", root, r.Root)
	}
	return nil
}
