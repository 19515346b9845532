package audit

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

const somebody = "agi1somebody"

// The reasons in a validator's own record, at their bounds, and what the block may have changed before the draw.
func TestReasonsInTheOwnRecord(t *testing.T) {
	for name, tc := range map[string]struct {
		of     string
		change func(v *types.Validator, s *snapshot)
		holds  bool
		unsure bool
	}{
		"not jailed":                 {of: types.LookJailed},
		"jailed":                     {of: types.LookJailed, change: func(v *types.Validator, _ *snapshot) { v.JailedUntilMs = 5 }, holds: true},
		"unjailed in the block":      {of: types.LookJailed, change: func(v *types.Validator, s *snapshot) { v.JailedUntilMs, s.block.unjailed[somebody] = 5, true }},
		"one seat free":              {of: types.LookFull, change: func(v *types.Validator, _ *snapshot) { v.ActiveSeats = 2 }},
		"full":                       {of: types.LookFull, change: func(v *types.Validator, _ *snapshot) { v.ActiveSeats = 3 }, holds: true},
		"full by the block":          {of: types.LookFull, change: func(v *types.Validator, s *snapshot) { v.ActiveSeats, s.block.seats[somebody] = 2, 1 }, holds: true},
		"full before a settlement":   {of: types.LookFull, change: func(v *types.Validator, s *snapshot) { v.ActiveSeats, s.block.settled = 3, true }, holds: true, unsure: true},
		"free before a settlement":   {of: types.LookFull, change: func(_ *types.Validator, s *snapshot) { s.block.settled = true }},
		"at min_stake":               {of: types.LookStake, change: func(v *types.Validator, _ *snapshot) { v.DrawableStake = math.NewInt(50) }},
		"below min_stake":            {of: types.LookStake, change: func(v *types.Validator, _ *snapshot) { v.DrawableStake = math.NewInt(49) }, holds: true},
		"room for the lock":          {of: types.LookLock, change: func(v *types.Validator, _ *snapshot) { v.Locked = math.NewInt(90) }},
		"no room for the lock":       {of: types.LookLock, change: func(v *types.Validator, _ *snapshot) { v.Locked = math.NewInt(91) }, holds: true},
		"no room by the block":       {of: types.LookLock, change: func(_ *types.Validator, s *snapshot) { s.block.locks[somebody] = math.NewInt(91) }, holds: true},
		"no room, then a settlement": {of: types.LookLock, change: func(v *types.Validator, s *snapshot) { v.Locked, s.block.settled = math.NewInt(91), true }, holds: true, unsure: true},
		"slashed below, and bonded in the block": {of: types.LookLock, change: func(v *types.Validator, s *snapshot) {
			v.Stake, v.Locked, s.block.raised[somebody] = math.NewInt(95), math.NewInt(90), math.NewInt(5)
		}, holds: true, unsure: true},
		"no seat in the job":      {of: types.LookServed},
		"a seat in the job":       {of: types.LookServed, change: func(_ *types.Validator, s *snapshot) { s.others[0].Validator = somebody }, holds: true},
		"a seat of another round": {of: types.LookServed, change: func(_ *types.Validator, s *snapshot) { s.others[0].Validator, s.others[0].Rung = somebody, 2 }},
	} {
		t.Run(name, func(t *testing.T) {
			v := types.Validator{
				Address: somebody, Stake: math.NewInt(100), DrawableStake: math.NewInt(100), Locked: math.ZeroInt(), Unbonding: math.ZeroInt(),
			}
			s := &snapshot{
				height: 9, others: []types.Seat{{Rung: 0, Validator: "agi1other"}}, round: types.Round{Rung: 1, SeatLock: math.NewInt(10)},
				pool: types.Pool{MinStake: math.NewInt(50)}, current: types.Params{MaxActiveSeats: 3},
				block: blockFacts{unjailed: map[string]bool{}, seats: map[string]uint32{}, locks: map[string]math.Int{}, raised: map[string]math.Int{}},
			}
			if tc.change != nil {
				tc.change(&v, s)
			}
			all := map[string]reason{}
			s.own(all, v)
			require.Equal(t, tc.holds, all[tc.of].holds, all[tc.of].how)
			require.Equal(t, tc.unsure, all[tc.of].unsure, all[tc.of].how)
		})
	}
}

func TestUndrawable(t *testing.T) {
	since := time.Unix(1_000, 0).UTC()
	p := identitytypes.Participant{
		Address: somebody, Status: identitytypes.PARTICIPANT_STATUS_ACTIVE, Roles: []identitytypes.Role{identitytypes.ROLE_VALIDATOR}, JudgeSince: &since,
	}
	s := &snapshot{pool: types.Pool{Role: identitytypes.ROLE_VALIDATOR}, header: Header{Time: since.Add(time.Hour)}}
	s.identity.Seasoning = time.Hour
	require.False(t, s.undrawable(p).holds)
	s.identity.Seasoning++
	require.Contains(t, s.undrawable(p).how, "not seasoned")
	p.Status = identitytypes.PARTICIPANT_STATUS_SUSPENDED
	require.True(t, s.undrawable(p).holds)
	require.NotContains(t, s.undrawable(p).how, "not seasoned")
}

func TestWorse(t *testing.T) {
	order := []Result{Verified, NotContradicted, NotCheckable, Refuted}
	for i, a := range order {
		for j, b := range order {
			require.Equal(t, order[max(i, j)], worse(a, b))
		}
		require.Equal(t, i < 2, a.Holds())
	}
}

func TestStored(t *testing.T) {
	for _, text := range forgotten {
		require.ErrorIs(t, stored("block 3", errorText("rpc error: "+text+" 3")), ErrPruned)
	}
	require.NotErrorIs(t, stored("block 3", errorText("connection refused")), ErrPruned)
}

type errorText string

func (e errorText) Error() string { return string(e) }
