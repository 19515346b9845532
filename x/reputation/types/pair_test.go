package types_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/reputation/types"
)

func TestGroupOf(t *testing.T) {
	person := func(address, organisation string) identitytypes.Participant {
		return identitytypes.Participant{Address: address, OrganisationId: organisation}
	}
	alone, member := person("p", ""), person("m", "north")
	for _, tc := range []struct {
		of        identitytypes.Participant
		principal *identitytypes.Participant
		want      string
	}{
		{alone, nil, "p"},
		{member, nil, "north"},
		{person("a", ""), &alone, "p"},
		{person("a", ""), &member, "north"},
		{person("a", "south"), &member, "north"},
	} {
		require.Equal(t, tc.want, types.GroupOf(tc.of, tc.principal).Name)
	}
	south := types.GroupOf(person("a", "south"), &member)
	require.True(t, south.Meets(types.GroupOf(member, nil)), "who answers for it")
	require.True(t, south.Meets(types.GroupOf(person("x", "north"), nil)), "the organisation of who answers for it")
	require.True(t, south.Meets(types.GroupOf(person("y", "south"), nil)))
	require.False(t, south.Meets(types.GroupOf(person("y", "west"), nil)))
	require.False(t, types.GroupOf(alone, nil).Meets(types.GroupOf(person("y", ""), nil)), "two without an organisation")
	require.Equal(t, types.NewPair(types.Group{Name: "b"}, types.Group{Name: "a"}), types.NewPair(types.Group{Name: "a"}, types.Group{Name: "b"}))
}

// A pair counts the gains of its window, up to 16 of them.
func TestPairCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		window := time.Duration(rapid.Int64Range(1, 1_000).Draw(t, "window")) * time.Millisecond
		pair, now, all := types.Pair{First: "a", Second: "b"}, int64(0), []int64(nil)
		for range rapid.IntRange(1, 60).Draw(t, "gains") {
			now += rapid.Int64Range(0, 100).Draw(t, "pause")
			var want uint32
			for _, at := range all {
				if now-at < window.Milliseconds() {
					want++
				}
			}
			require.Equal(t, min(want, types.MaxPairGains), pair.Earlier(now, window))
			pair.Add(now, window)
			all = append(all, now)
			require.NoError(t, pair.Validate())
		}
	})
}

// Each earlier gain halves the next; after all that are remembered nothing worth the trade is left.
func TestEarlierGainsHalve(t *testing.T) {
	params := types.DefaultParams()
	work := types.Work{Payout: params.Unit, AllowedMs: 1, UsedMs: 1, Quality: 100}
	for earlier, want := range map[uint32]string{0: "100", 1: "50", 2: "25", 10: "0.09765625", 16: "0.00152587890625"} {
		c, err := params.AgentGain(work, types.Dealing{Earlier: earlier})
		got, err := on(dec("0"), c, err)
		require.NoError(t, err)
		require.Equal(t, dec(want).String(), got.String())
	}
	c, err := params.AgentGain(work, types.Dealing{Same: true})
	got, err := on(dec("0"), c, err)
	require.NoError(t, err)
	require.True(t, got.IsZero())
}
