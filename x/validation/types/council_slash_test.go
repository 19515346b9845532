package types

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

func TestMsgSlash(t *testing.T) {
	addr := sdk.AccAddress("someone_____________").String()
	for name, tc := range map[string]struct {
		change func(*MsgSlash)
		err    error
	}{
		"good":               {func(*MsgSlash) {}, nil},
		"the bound":          {func(m *MsgSlash) { m.Bps = MaxCouncilSlashBps }, nil},
		"above the bound":    {func(m *MsgSlash) { m.Bps = MaxCouncilSlashBps + 1 }, ErrSlashLimit},
		"nothing":            {func(m *MsgSlash) { m.Bps = 0 }, ErrSlashLimit},
		"no authority":       {func(m *MsgSlash) { m.Authority = "" }, ErrInvalidAddress},
		"no validator":       {func(m *MsgSlash) { m.Validator = "x" }, ErrInvalidAddress},
		"no reason":          {func(m *MsgSlash) { m.Reason = " " }, ErrInvalidReason},
		"longest reason":     {func(m *MsgSlash) { m.Reason = strings.Repeat("x", 256) }, nil},
		"too long a reason":  {func(m *MsgSlash) { m.Reason = strings.Repeat("x", 257) }, ErrInvalidReason},
		"a terminal's trick": {func(m *MsgSlash) { m.Reason = "a\x1b[2Jb" }, ErrInvalidReason},
		"not UTF-8":          {func(m *MsgSlash) { m.Reason = "a\xff" }, ErrInvalidReason},
	} {
		msg := &MsgSlash{Authority: addr, Validator: addr, Bps: 500, Reason: "sold its votes"}
		tc.change(msg)
		require.ErrorIs(t, msg.ValidateBasic(), tc.err, name)
	}
}

func TestSlashLimit(t *testing.T) {
	start := time.Unix(1_700_000_000, 0).UTC()
	before := []CouncilSlash{{At: start, Bps: 600}, {At: start.Add(time.Hour), Bps: 300}}
	for _, tc := range []struct {
		name  string
		after time.Duration
		bps   uint32
		ok    bool
	}{
		{"up to the bound", 2 * time.Hour, 100, true},
		{"beyond", 2 * time.Hour, 101, false},
		{"the first still counts", CouncilSlashWindow - 1, 101, false},
		{"the first counts no more", CouncilSlashWindow, 700, true},
		{"the second still does", CouncilSlashWindow, 701, false},
		{"none counts", CouncilSlashWindow + time.Hour, 1_000, true},
		{"never above", CouncilSlashWindow + time.Hour, 1_001, false},
	} {
		err := CheckSlashLimit(before, tc.bps, start.Add(tc.after))
		require.Equal(t, tc.ok, err == nil, "%s: %v", tc.name, err)
	}
}

// However slashes follow each other, any 30 days hold at most 1,000 bps.
func TestNoWindowHoldsMoreThanTheBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(1_700_000_000, 0)
		var made []CouncilSlash
		for range rapid.IntRange(1, 40).Draw(t, "tries") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(CouncilSlashWindow)/3).Draw(t, "later")))
			bps := rapid.Uint32Range(1, MaxCouncilSlashBps).Draw(t, "bps")
			if CheckSlashLimit(made, bps, now) == nil {
				made = append(made, CouncilSlash{At: now, Bps: bps})
			}
		}
		for i, first := range made {
			var sum uint32
			for _, s := range made[i:] {
				if s.At.Sub(first.At) < CouncilSlashWindow {
					sum += s.Bps
				}
			}
			require.LessOrEqual(t, sum, uint32(MaxCouncilSlashBps))
		}
	})
}

func TestPlanCouncilSlash(t *testing.T) {
	for _, tc := range []struct {
		name                     string
		stake, unbonding, locked int64
		bps                      uint32
		fromStake, fromUnbonding int64
	}{
		{"free stake first", 1_000, 500, 0, 1_000, 150, 0},
		{"then unbonding", 100, 1_900, 0, 1_000, 100, 100},
		{"never what is locked", 1_000, 0, 950, 1_000, 50, 0},
		{"all is locked", 1_000, 0, 1_000, 1_000, 0, 0},
		{"free, then unbonding, around a lock", 1_000, 1_000, 900, 1_000, 100, 100},
		{"a lock that unbonding backs", 100, 900, 600, 1_000, 0, 100},
		{"a lock that leaves little of it", 100, 900, 950, 1_000, 0, 50},
		{"floored", 19, 0, 0, 1_000, 1, 0},
		{"nothing there", 0, 0, 0, 1_000, 0, 0},
	} {
		v := Validator{Stake: math.NewInt(tc.stake), Unbonding: math.NewInt(tc.unbonding), Locked: math.NewInt(tc.locked)}
		fromStake, fromUnbonding := PlanCouncilSlash(v, tc.bps)
		require.Equal(t, [2]int64{tc.fromStake, tc.fromUnbonding}, [2]int64{fromStake.Int64(), fromUnbonding.Int64()}, tc.name)
	}
}

func TestCouncilSlashLeavesLocksCovered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stake, unbonding := rapid.Int64Range(0, 1<<50).Draw(t, "stake"), rapid.Int64Range(0, 1<<50).Draw(t, "unbonding")
		v := Validator{Stake: math.NewInt(stake), Unbonding: math.NewInt(unbonding)}
		v.Locked = math.NewInt(rapid.Int64Range(0, stake+unbonding).Draw(t, "locked"))
		bps := rapid.Uint32Range(1, MaxCouncilSlashBps).Draw(t, "bps")
		fromStake, fromUnbonding := PlanCouncilSlash(v, bps)
		require.False(t, fromStake.IsNegative() || fromUnbonding.IsNegative())
		require.True(t, fromStake.LTE(v.Free()) && fromUnbonding.LTE(v.Unbonding))
		sum := fromStake.Add(fromUnbonding)
		require.True(t, sum.MulRaw(wholeBps).LTE(v.Backing().MulRaw(int64(bps))), "never more than bps of all")
		require.True(t, v.Backing().Sub(sum).GTE(v.Locked), "what seats lock is still there")
		require.True(t, fromUnbonding.IsZero() || fromStake.Equal(v.Free()), "free stake goes first")
	})
}

func TestGenesisOfCouncilSlashes(t *testing.T) {
	someone, nobody := sdk.AccAddress("someone_____________"), sdk.AccAddress("nobody______________").String()
	v, at := NewValidator(someone), time.Unix(1_700_000_000, 0).UTC()
	row := func(after time.Duration, bps uint32) CouncilSlash {
		return CouncilSlash{Validator: v.Address, At: at.Add(after), Bps: bps}
	}
	for name, tc := range map[string]struct {
		rows []CouncilSlash
		err  string
	}{
		"none":       {nil, ""},
		"the bound":  {[]CouncilSlash{row(0, 500), row(0, 500), row(CouncilSlashWindow, 1_000)}, ""},
		"beyond it":  {[]CouncilSlash{row(0, 500), row(1, 501)}, "500 are left"},
		"one alone":  {[]CouncilSlash{row(0, 1_001)}, "at most 1000"},
		"of nothing": {[]CouncilSlash{row(0, 0)}, "bps is 0"},
		"unordered":  {[]CouncilSlash{row(1, 1), row(0, 1)}, "in order of time"},
		"of nobody":  {[]CouncilSlash{{Validator: nobody, At: at, Bps: 1}}, "is unknown"},
	} {
		gs := DefaultGenesis()
		gs.Validators, gs.CouncilSlashes = []Validator{v}, tc.rows
		err := gs.Validate()
		if tc.err == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorIs(t, err, ErrInvalidGenesis, name)
		require.ErrorContains(t, err, tc.err, name)
	}
}
