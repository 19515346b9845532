package keeper_test

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// The memory of used tokens stops no block, whatever is wrong with it, and is put in order when that is mended.
func TestCorruptRecordsStopNoBlock(t *testing.T) {
	end := genesisTime.Add(2 * time.Hour)
	for name, tc := range map[string]struct {
		key, value []byte
		err        string
	}{
		"parameters": {[]byte{0}, []byte{0xff}, "collections: encoding error: value decode: unexpected EOF"},
		// A time of seven bytes, behind a record that is due: that one stays as well.
		"queue": {binary.BigEndian.AppendUint64([]byte{9}, 1<<63|uint64(end.Unix()))[:8], []byte{}, "collections: encoding error: invalid buffer size, wanted: 8"},
	} {
		t.Run(name, func(t *testing.T) {
			// ARRANGE
			d := trusting(t)
			require.NoError(t, d.enrol(d.token(t, nil))(d.ctx))
			d.ctx = d.ctx.WithBlockTime(end)
			after := &hook{}
			d.k.SetHooks(after)
			require.NoError(t, d.revoke(authority, applicant, "fraud")(d.ctx))
			store := d.ctx.KVStore(d.store)
			sound := store.Get(tc.key)
			store.Set(tc.key, tc.value)

			// ACT
			events := d.events(t, func(ctx sdk.Context) error { return d.module.EndBlock(ctx) })

			// ASSERT
			require.Equal(t, typed(t, &types.EventItemFailed{Item: "used_tokens", Error: tc.err}), events)
			require.True(t, d.used(t, "t-1"), "nothing is half forgotten")
			require.Equal(t, []string{applicant.String()}, after.seen, "the rest of EndBlock happened")

			// ACT: the record is mended
			if store.Delete(tc.key); sound != nil {
				store.Set(tc.key, sound)
			}
			require.Empty(t, d.events(t, func(ctx sdk.Context) error { return d.module.EndBlock(ctx) }))

			// ASSERT
			require.False(t, d.used(t, "t-1"))
			d.sound(t)
		})
	}
}
