package keeper_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

// Messages that share neither party nor job write no common key: so a block of them can execute in parallel.
func TestMessagesWriteOnlyTheirOwnKeys(t *testing.T) {
	f := setup(t)
	f.members(8)
	_, seats := f.drawn(job, 3)
	_, open := f.drawn(job+1, 3)
	for _, s := range open {
		require.NoError(t, f.commit(job+1, holder(s), vote(approve)))
	}
	f.blocks(1)
	seated := map[string]bool{}
	for _, s := range append(seats, open...) {
		seated[s.Validator] = true
	}
	var others []sdk.AccAddress
	for i := range 8 {
		if !seated[actor(i).String()] {
			others = append(others, actor(i))
		}
	}
	require.GreaterOrEqual(t, len(others), 2)

	sets := []map[string]bool{
		f.writes(func() error { return f.commit(job, holder(seats[0]), vote(approve)) }),
		f.writes(func() error { return f.commit(job, holder(seats[1]), vote(reject)) }),
		f.writes(func() error { return f.reveal(job+1, holder(open[0]), vote(approve)) }),
		f.writes(func() error { return f.reveal(job+1, holder(open[1]), vote(approve)) }),
		f.writes(func() error { return f.unbond(others[0], agi) }),
		f.writes(func() error { return f.leave(others[1], types.GeneralPool) }),
		f.writes(func() error { f.open(job+5, 3); return nil }),
		f.writes(func() error { f.open(job+6, 3); return nil }),
	}
	for i, a := range sets {
		require.NotEmpty(t, a)
		for _, b := range sets[i+1:] {
			for key := range a {
				require.False(t, b[key], "%x", key)
			}
		}
	}
}

// writes returns the keys of the module's store that a message has changed.
func (f *fixture) writes(run func() error) map[string]bool {
	f.t.Helper()
	before := f.content()
	require.NoError(f.t, run())
	after := f.content()
	changed := map[string]bool{}
	for key, value := range after {
		if old, ok := before[key]; !ok || !bytes.Equal(old, value) {
			changed[key] = true
		}
	}
	for key := range before {
		if _, ok := after[key]; !ok {
			changed[key] = true
		}
	}
	return changed
}

func (f *fixture) content() map[string][]byte {
	content := map[string][]byte{}
	it := f.ctx.KVStore(f.key).Iterator(nil, nil)
	for ; it.Valid(); it.Next() {
		content[string(it.Key())] = it.Value()
	}
	require.NoError(f.t, it.Close())
	return content
}
