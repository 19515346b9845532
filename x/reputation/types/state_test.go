package types_test

import (
	"math/big"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation/types"
)

func anyDec(t *rapid.T, label string) math.LegacyDec {
	raw := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 0, 12).Draw(t, label))
	return math.LegacyNewDecFromBigIntWithPrec(raw, math.LegacyPrecision)
}

// What is stored under a key is the whole of what is shown.
func TestStoredIsShown(t *testing.T) {
	addr := sdk.AccAddress("somebody____________")
	reasons := []string{types.ReasonCompleted, types.ReasonEmployed, types.ReasonAgreed, types.ReasonAdjusted + "case 7"}
	for n := range types.LossReason_name {
		if n != 0 {
			reasons = append(reasons, types.LossName(types.LossReason(n)))
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		c := types.Change{
			Address: addr.String(), Role: identitytypes.ROLE_AGENT, Category: rapid.StringMatching("[a-z]{0,8}").Draw(t, "category"),
			Sequence: rapid.Uint64().Draw(t, "sequence"), JobId: rapid.Uint64().Draw(t, "job"),
			Reason: rapid.SampledFrom(reasons).Draw(t, "reason"), ChangedMs: rapid.Int64().Draw(t, "changed"),
			Stored: anyDec(t, "stored"), Decayed: anyDec(t, "decayed"), After: anyDec(t, "after"),
			Base: anyDec(t, "base"), Speed: anyDec(t, "speed"),
			QualityBps: rapid.Uint32().Draw(t, "quality"), WeightBps: rapid.Uint32().Draw(t, "weight"),
			EarlierGains: rapid.Uint32().Draw(t, "earlier"), SameOrganisation: rapid.Bool().Draw(t, "same"),
			UnitPoints: rapid.Uint32().Draw(t, "points"), Cap: math.NewIntFromUint64(rapid.Uint64().Draw(t, "cap")),
			ElapsedMs: rapid.Int64().Draw(t, "elapsed"), HalfLife: time.Duration(rapid.Int64().Draw(t, "half-life")),
		}
		c.By = c.After.Sub(c.Decayed)
		stored := c.ToStore()
		raw, err := stored.Marshal()
		require.NoError(t, err)
		var read types.StoredChange
		require.NoError(t, read.Unmarshal(raw))
		requireSame(t, c, read.Of(addr, c.Sequence))

		score := types.Score{
			Address: addr.String(), Role: identitytypes.ROLE_VALIDATOR, Category: "x", Value: anyDec(t, "value"), UpdatedMs: c.ChangedMs,
			Gains: c.JobId, Losses: c.Sequence, RankKey: c.ElapsedMs,
		}
		of := score.ToStore()
		requireSame(t, score, of.Of(addr, score.Role, score.Category))
	})
}

// requireSame compares by what is shown: a number may have several forms in memory.
func requireSame[T any, P interface {
	*T
	Marshal() ([]byte, error)
}](t require.TestingT, want, got T) {
	wanted, err := P(&want).Marshal()
	require.NoError(t, err)
	is, err := P(&got).Marshal()
	require.NoError(t, err)
	require.Equal(t, wanted, is)
}

// Each reason that the program gives has a number; another one is kept as text.
func TestReasonsHaveNumbers(t *testing.T) {
	blank := types.DefaultParams().Correction(math.OneInt(), "case 7")
	numbers := map[uint32]string{}
	reasons := []string{types.ReasonCompleted, types.ReasonEmployed, types.ReasonAgreed}
	for n := 1; n < len(types.LossReason_name); n++ {
		reasons = append(reasons, types.LossName(types.LossReason(n)))
	}
	for _, reason := range reasons {
		c := blank
		c.Reason = reason
		stored := c.ToStore()
		require.Empty(t, stored.Reason)
		require.NotZero(t, stored.KnownReason, reason)
		require.Empty(t, numbers[stored.KnownReason])
		numbers[stored.KnownReason] = reason
	}
	stored := blank.ToStore()
	require.Equal(t, "adjusted: case 7", stored.Reason)
	require.Zero(t, stored.KnownReason)
}

func TestAccount(t *testing.T) {
	addr := sdk.AccAddress("somebody____________")
	var a types.Account
	_, scored := a.Score(addr, identitytypes.ROLE_AGENT)
	require.False(t, scored)
	blank, counted := a.Record(addr, identitytypes.ROLE_AGENT)
	require.False(t, counted)
	require.Equal(t, types.NewRecord(addr, identitytypes.ROLE_AGENT), blank)
	first, last := a.Remembered()
	require.Equal(t, []uint64{1, 0}, []uint64{first, last})
	require.NoError(t, a.Validate())

	// Roles are in order in whatever order they come.
	score := types.NewScore(addr, identitytypes.ROLE_EMPLOYER, "")
	score.Value, score.Gains = math.LegacyNewDec(7), 3
	a.SetScore(score)
	record := types.NewRecord(addr, identitytypes.ROLE_AGENT)
	record.Completed = 5
	a.SetRecord(record)
	require.NoError(t, a.Validate())
	got, scored := a.Score(addr, identitytypes.ROLE_EMPLOYER)
	require.True(t, scored)
	require.Equal(t, score, got)
	_, scored = a.Score(addr, identitytypes.ROLE_AGENT)
	require.False(t, scored, "a record alone")
	kept, counted := a.Record(addr, identitytypes.ROLE_AGENT)
	require.True(t, counted)
	require.Equal(t, record, kept)
	require.Equal(t, []identitytypes.Role{identitytypes.ROLE_EMPLOYER, identitytypes.ROLE_AGENT}, []identitytypes.Role{a.Standings[0].Role, a.Standings[1].Role})
	require.Empty(t, a.Standings[1].Record.Address, "the key has it")

	for name, broken := range map[string]types.Account{
		"nothing in a role": {Standings: []*types.Standing{{Role: identitytypes.ROLE_AGENT}}},
		"out of order":      {Standings: []*types.Standing{a.Standings[1], a.Standings[0]}},
		"twice":             {Standings: []*types.Standing{a.Standings[0], a.Standings[0]}},
		"changes backwards": {FirstChange: 2, LastChange: 1},
		"changes from 0":    {LastChange: 1},
	} {
		require.ErrorIs(t, broken.Validate(), types.ErrInvalidGenesis, name)
	}
}
