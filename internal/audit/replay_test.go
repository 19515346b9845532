package audit

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agijobs/agijobs/internal/sortition"
	"github.com/agijobs/agijobs/x/validation/types"
)

// drawn makes a draw as the chain does, of leaves that some may not take, and returns its leaves and its event.
func drawn(t *rapid.T) ([]types.Leaf, [32]byte, types.EventCommitteeDrawn) {
	var seed [32]byte
	copy(seed[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "seed"))
	weights := rapid.SliceOfN(rapid.Uint64Range(1, 1<<30), 1, 60).Draw(t, "weights")
	tree, store := sortition.New([]byte("pool")), memory{}
	var members []types.Leaf
	names := map[uint64]string{}
	for i, w := range weights {
		index := uint64(3 * i)
		names[index] = rapid.StringMatching(`[a-z]{4}`).Draw(t, "name")
		members = append(members, types.Leaf{Index: index, Validator: names[index], Weight: w})
		require.NoError(t, tree.Set(store, index, w))
	}
	verdict := rapid.SampledFrom([]string{types.LookSeated, types.LookSeated, types.LookKin, types.LookSpread})
	e := types.EventCommitteeDrawn{Wanted: uint32(rapid.IntRange(1, 9).Draw(t, "wanted"))}
	stream := sortition.NewStream(seed)
	var seats []uint64
	spread := false
	for pass := 1; pass <= 2 && uint32(len(seats)) < e.Wanted && (pass == 1 || spread); pass++ {
		got, err := sortition.Draw(tree, store, stream, e.Wanted-uint32(len(seats)), uint64(3*len(weights)), func(l sortition.Look) (bool, error) {
			outcome := verdict.Draw(t, "outcome")
			if pass == 2 && outcome == types.LookSpread {
				outcome = types.LookSeated
			}
			spread = spread || outcome == types.LookSpread
			e.Looks = append(e.Looks, types.DrawLook{Index: l.Index, Weight: l.Weight, Validator: names[l.Index], Outcome: outcome})
			return outcome == types.LookSeated, nil
		}, seats...)
		require.NoError(t, err)
		seats = append(seats, got...)
	}
	return members, seed, e
}

// What was drawn is drawn again, and every list of looks that differs in one place is refuted.
func TestReplayProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		members, seed, e := drawn(t)
		list, c := replay(members, seed, e)
		require.Equal(t, Verified, c.Result, c.How)
		require.Len(t, list, len(e.Looks))

		at := rapid.IntRange(0, len(e.Looks)-1).Draw(t, "at")
		forged := e
		forged.Looks = slices.Clone(e.Looks)
		switch rapid.IntRange(0, 3).Draw(t, "forgery") {
		case 0:
			// A leaf that only had to wait may be the next again: without the first look at it, it was seated in the first pass. That is a
			// possible draw, and the kin of the seated refute it.
			if at+1 < len(e.Looks) && e.Looks[at+1].Index == e.Looks[at].Index {
				t.Skip("another possible draw")
			}
			forged.Looks = slices.Delete(forged.Looks, at, at+1)
		case 1:
			forged.Looks[at].Weight++
		case 2:
			forged.Looks[at].Index++
		case 3:
			forged.Looks = slices.Insert(forged.Looks, at, types.DrawLook{Index: 1, Weight: 1, Outcome: types.LookSeated})
		}
		_, c = replay(members, seed, forged)
		require.Equal(t, Refuted, c.Result)
	})
}

// A list that was cut is compared as far as it goes, and not called verified.
func TestReplayOfACutList(t *testing.T) {
	const leaves = 1_100
	var members []types.Leaf
	for i := range uint64(leaves) {
		members = append(members, types.Leaf{Index: i, Weight: 1})
	}
	tree, store, e := sortition.New(nil), memory{}, types.EventCommitteeDrawn{Wanted: 9}
	for _, l := range members {
		require.NoError(t, tree.Set(store, l.Index, 1))
	}
	_, err := sortition.Draw(tree, store, sortition.NewStream([32]byte{}), e.Wanted, leaves, func(l sortition.Look) (bool, error) {
		outcome := types.LookKin
		if len(e.Looks)%200 == 199 {
			outcome = types.LookSeated
		}
		e.Looks = append(e.Looks, types.DrawLook{Index: l.Index, Weight: 1, Outcome: outcome})
		return outcome == types.LookSeated, nil
	})
	require.NoError(t, err)
	require.Greater(t, len(e.Looks), types.MaxLooks)
	e.Looks, e.LooksCut = e.Looks[:types.MaxLooks], true

	list, c := replay(members, [32]byte{}, e)
	require.Equal(t, NotCheckable, c.Result)
	require.Len(t, list, types.MaxLooks)
	e.LooksCut = false
	_, c = replay(members, [32]byte{}, e)
	require.Equal(t, Refuted, c.Result)
}
