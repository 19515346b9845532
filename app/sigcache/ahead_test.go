package sigcache

import (
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
)

func drafts(n, size int, signers ...string) (txs []*decoded, fresh []bool) {
	for range n {
		d := &decoded{size: size}
		for _, s := range signers {
			d.signers = append(d.signers, []byte(s))
			d.signatures = append(d.signatures, signing.SignatureV2{Data: &signing.SingleSignatureData{}})
		}
		txs, fresh = append(txs, d), append(fresh, true)
	}
	return txs, fresh
}

func TestPlanForeseesTheNumbers(t *testing.T) {
	// ARRANGE: a, nothing readable, a and b, a that is known, b, a.
	a, _ := drafts(3, 100, "a")
	ab, _ := drafts(1, 100, "a", "b")
	b, _ := drafts(1, 100, "b")
	txs := []*decoded{a[0], nil, ab[0], a[1], b[0], a[2]}
	// ACT
	work := plan(txs, []bool{true, true, true, false, true, true})
	// ASSERT
	type line struct {
		of     *decoded
		signer int
		before uint64
	}
	var got []line
	for _, w := range work {
		got = append(got, line{w.decoded, w.signer, w.before})
	}
	require.Equal(t, []line{{a[0], 0, 0}, {ab[0], 0, 1}, {ab[0], 1, 0}, {b[0], 0, 1}, {a[2], 0, 3}}, got)
}

func TestPlanIsBounded(t *testing.T) {
	require.Len(t, plan(drafts(40_000, 200, "a")), maxSignatures)
	require.Len(t, plan(drafts(100, 1<<20, "a")), 8, "8 MiB of one signer each")
	require.Len(t, plan(drafts(100, 1<<20, "a", "b")), 8, "4 MiB of two")
	require.Empty(t, plan(drafts(1, maxSigned+1, "a")))

	board := func(n int) signing.SignatureData {
		data := &signing.MultiSignatureData{}
		for range n {
			data.Signatures = append(data.Signatures, &signing.SingleSignatureData{})
		}
		return data
	}
	for name, tc := range map[string]struct {
		data signing.SignatureData
		want int
	}{
		"nothing":         {nil, 1},
		"a board":         {board(maxOfTx), 1},
		"a huge board":    {board(maxOfTx + 1), 0},
		"a board of deep": {&signing.MultiSignatureData{Signatures: []signing.SignatureData{board(2), board(2)}}, 1},
		"too deep": {&signing.MultiSignatureData{Signatures: []signing.SignatureData{
			&signing.MultiSignatureData{Signatures: []signing.SignatureData{
				&signing.MultiSignatureData{Signatures: []signing.SignatureData{board(1)}},
			}},
		}}, 0},
	} {
		txs, fresh := drafts(1, 100, "a")
		txs[0].signatures[0].Data = tc.data
		require.Len(t, plan(txs, fresh), tc.want, name)
	}
	txs, fresh := drafts(1_000, 100, "a")
	for _, d := range txs {
		d.signatures[0].Data = board(maxOfTx)
	}
	require.Len(t, plan(txs, fresh), maxSignatures/maxOfTx)
}

// Gas that does not pay for bytes and signatures of all signers pays for no work ahead, nor do signatures that are refused for their form.
func TestOnlyWhatIsPaidForIsVerified(t *testing.T) {
	a, b := newKey("a").PubKey(), newKey("b").PubKey()
	accounts := func(addr sdk.AccAddress) (Account, bool) {
		return Account{Key: map[string]cryptotypes.PubKey{"a": a, "b": b}[string(addr)]}, string(addr) != "nobody"
	}
	c := Checker{PerByte: 10, Gas: func(key cryptotypes.PubKey, _ signing.SignatureV2) (uint64, bool) {
		return 500, key.Equals(a) || key.Equals(b)
	}}
	for _, tc := range []struct {
		gas     uint64
		signers []string
		want    bool
	}{
		{1_500, []string{"a"}, true},
		{1_499, []string{"a"}, false},
		{3_000, []string{"a", "b"}, true},
		{2_999, []string{"a", "b"}, false},
		{0, []string{"a"}, false},
		{1 << 63, []string{"a", "nobody"}, false},
		{1 << 63, []string{"who shows no key"}, false},
	} {
		txs, _ := drafts(1, 100, tc.signers...)
		txs[0].gas = tc.gas
		for range 2 {
			require.Equal(t, tc.want, c.affordable(txs[0], accounts), "%d, %v", tc.gas, tc.signers)
		}
	}
	c.Gas = func(cryptotypes.PubKey, signing.SignatureV2) (uint64, bool) { return 0, false }
	txs, _ := drafts(1, 0, "a")
	require.False(t, c.affordable(txs[0], accounts))
}

// What panics is left out; the rest is done, each once.
func TestEachSurvives(t *testing.T) {
	var done [100]atomic.Int32
	each(len(done), func() func(int) {
		return func(i int) {
			done[i].Add(1)
			if i%7 == 0 {
				panic("broken")
			}
		}
	})
	for i := range done {
		require.Equal(t, int32(1), done[i].Load())
	}
	each(10, func() func(int) { panic("no state to read") })
	each(0, func() func(int) { panic("nothing to do") })
}
