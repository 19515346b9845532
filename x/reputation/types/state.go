package types

import (
	"cmp"
	"math/big"
	"slices"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// Prefixes of the store. Never reuse one: 2 and 5 were in use before the chain had a release.
var (
	ParamsPrefix = collections.NewPrefix(0)
	// ScoresPrefix: (participant, role, category) -> StoredScore; category empty: nothing, for the score over all is the account's.
	ScoresPrefix = collections.NewPrefix(1)
	// RankingPrefix: (role, category, inverted rank key, participant).
	RankingPrefix = collections.NewPrefix(3)
	// ChangesPrefix: (participant, sequence) -> StoredChange.
	ChangesPrefix = collections.NewPrefix(4)
	// PairsPrefix: (group, group) -> Pair.
	PairsPrefix = collections.NewPrefix(6)
	// RerankPrefix: the key of the next score whose place is to be moved; unset when all places are right.
	RerankPrefix = collections.NewPrefix(7)
	// AccountsPrefix: participant -> Account.
	AccountsPrefix = collections.NewPrefix(8)
)

// Score returns a participant's score over all in a role as it was written last, and whether there is one.
func (a Account) Score(addr sdk.AccAddress, role identitytypes.Role) (Score, bool) {
	if s := a.find(role); s != nil && s.Score != nil {
		return s.Score.Of(addr, role, ""), true
	}
	return NewScore(addr, role, ""), false
}

// SetScore puts a score over all into the account.
func (a *Account) SetScore(score Score) {
	stored := score.ToStore()
	a.standing(score.Role).Score = &stored
}

// Record returns what a participant has done in a role, and whether anything was counted.
func (a Account) Record(addr sdk.AccAddress, role identitytypes.Role) (Record, bool) {
	if s := a.find(role); s != nil && s.Record != nil {
		record := *s.Record
		record.Address, record.Role = addr.String(), role
		return record, true
	}
	return NewRecord(addr, role), false
}

// SetRecord puts a record into the account.
func (a *Account) SetRecord(record Record) {
	role := record.Role
	record.Address, record.Role = "", 0
	a.standing(role).Record = &record
}

// Remembered returns the numbers of the changes that are kept: 1 and 0 before any.
func (a Account) Remembered() (first, last uint64) {
	if a.LastChange == 0 {
		return 1, 0
	}
	return a.FirstChange, a.LastChange
}

// Validate checks what the entries of an account do not say themselves: roles in order, and a span of changes.
func (a Account) Validate() error {
	for i, s := range a.Standings {
		if s.Score == nil && s.Record == nil || i > 0 && a.Standings[i-1].Role >= s.Role {
			return ErrInvalidGenesis.Wrapf("standing %d of %d, as %s", i+1, len(a.Standings), s.Role)
		}
	}
	if a.FirstChange > a.LastChange || (a.FirstChange == 0) != (a.LastChange == 0) {
		return ErrInvalidGenesis.Wrapf("changes %d to %d", a.FirstChange, a.LastChange)
	}
	return nil
}

func (a Account) find(role identitytypes.Role) *Standing {
	if i, found := a.place(role); found {
		return a.Standings[i]
	}
	return nil
}

// standing returns a participant's standing in a role to write to.
func (a *Account) standing(role identitytypes.Role) *Standing {
	i, found := a.place(role)
	if !found {
		a.Standings = slices.Insert(a.Standings, i, &Standing{Role: role})
	}
	return a.Standings[i]
}

func (a Account) place(role identitytypes.Role) (int, bool) {
	return slices.BinarySearchFunc(a.Standings, role, func(s *Standing, role identitytypes.Role) int { return cmp.Compare(s.Role, role) })
}

// NewScore returns the score of somebody who has earned nothing yet.
func NewScore(addr sdk.AccAddress, role identitytypes.Role, category string) Score {
	return Score{Address: addr.String(), Role: role, Category: category, Value: math.LegacyZeroDec()}
}

// ToStore returns a score as it lies under its key.
func (s Score) ToStore() StoredScore {
	return StoredScore{Value: bytesOf(s.Value), UpdatedMs: s.UpdatedMs, Gains: s.Gains, Losses: s.Losses, RankKey: s.RankKey}
}

// Of returns the score that lies under a key.
func (s StoredScore) Of(addr sdk.AccAddress, role identitytypes.Role, category string) Score {
	return Score{
		Address: addr.String(), Role: role, Category: category, Value: decOf(s.Value),
		UpdatedMs: s.UpdatedMs, Gains: s.Gains, Losses: s.Losses, RankKey: s.RankKey,
	}
}

// knownReasons have numbers in the store. Append only.
var knownReasons = []string{
	ReasonCompleted, ReasonEmployed, ReasonAgreed,
	LossName(LOSS_REASON_REJECTED), LossName(LOSS_REASON_EXPIRED), LossName(LOSS_REASON_SURRENDERED), LossName(LOSS_REASON_WRONG_VOTE),
	LossName(LOSS_REASON_WITHHELD), LossName(LOSS_REASON_ABSENT), LossName(LOSS_REASON_OVERTURNED), LossName(LOSS_REASON_DISPUTE_LOST),
}

// ToStore returns a change as it lies under its key.
func (c Change) ToStore() StoredChange {
	s := StoredChange{
		Role: c.Role, Category: c.Category, JobId: c.JobId, Reason: c.Reason, ChangedMs: c.ChangedMs,
		Stored: bytesOf(c.Stored), Decayed: bytesOf(c.Decayed), After: bytesOf(c.After), Base: bytesOf(c.Base), Speed: bytesOf(c.Speed),
		QualityBps: c.QualityBps, WeightBps: c.WeightBps, EarlierGains: c.EarlierGains, SameOrganisation: c.SameOrganisation,
		UnitPoints: c.UnitPoints, Cap: c.Cap.BigInt().Bytes(), ElapsedMs: c.ElapsedMs, HalfLife: c.HalfLife,
	}
	if i := slices.Index(knownReasons, c.Reason); i >= 0 {
		s.KnownReason, s.Reason = uint32(i)+1, ""
	}
	return s
}

// Of returns the change that lies under a key.
func (s StoredChange) Of(addr sdk.AccAddress, sequence uint64) Change {
	c := Change{
		Address: addr.String(), Role: s.Role, Category: s.Category, Sequence: sequence, JobId: s.JobId, Reason: s.Reason, ChangedMs: s.ChangedMs,
		Stored: decOf(s.Stored), Decayed: decOf(s.Decayed), After: decOf(s.After), Base: decOf(s.Base), Speed: decOf(s.Speed),
		QualityBps: s.QualityBps, WeightBps: s.WeightBps, EarlierGains: s.EarlierGains, SameOrganisation: s.SameOrganisation,
		UnitPoints: s.UnitPoints, Cap: math.NewIntFromBigInt(new(big.Int).SetBytes(s.Cap)), ElapsedMs: s.ElapsedMs, HalfLife: s.HalfLife,
	}
	if n := s.KnownReason; n > 0 && int(n) <= len(knownReasons) {
		c.Reason = knownReasons[n-1]
	}
	c.By = c.After.Sub(c.Decayed)
	return c
}

// bytesOf returns the units of the last decimal of a number that is not negative.
func bytesOf(d math.LegacyDec) []byte { return d.BigInt().Bytes() }

func decOf(units []byte) math.LegacyDec {
	return math.LegacyNewDecFromBigIntWithPrec(new(big.Int).SetBytes(units), math.LegacyPrecision)
}
