package types

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"
)

func TestText(t *testing.T) {
	for _, tc := range []struct {
		s         string
		low, high int
		lines, ok bool
	}{
		{"a", 1, 3, false, true},
		{"abc", 1, 3, false, true},
		{"abcd", 1, 3, false, false},
		{"äb", 1, 3, false, true},
		{"äöü", 1, 3, false, false}, // bytes count, not characters
		{"", 0, 3, false, true},
		{"", 1, 3, false, false},
		{" \t", 1, 3, true, false},
		{"a\nb", 1, 3, false, false},
		{"a\nb", 1, 3, true, true},
		{"a\rb", 1, 3, true, false},
		{"a\x00", 1, 3, true, false},
		{"\x7f", 1, 3, true, false},
		{"\u0085", 1, 3, true, false},
		{"\xff", 1, 3, false, false},
	} {
		err := text("field", tc.s, tc.low, tc.high, tc.lines)
		if tc.ok {
			require.NoError(t, err, "%q", tc.s)
			continue
		}
		require.ErrorIs(t, err, ErrText, "%q", tc.s)
		require.ErrorContains(t, err, "field")
	}
}

func TestURI(t *testing.T) {
	long := "https://" + strings.Repeat("a", maxURI-8)
	for s, ok := range map[string]bool{
		"https://data.example/a b":              false,
		"https://data.example/ab":               true,
		"https://data.example/ä":                true,
		"https://data.example/v1..2/x...y":      true,
		"https://data.example/../secret":        false,
		"https://data.example/a/..":             false,
		"https://data.example/a/%2E%2e/b":       false,
		"https://data.example/a/..%2Fb":         false,
		"https://data.example/a?x=../b":         true,
		"https://data.example\\@elsewhere/":     false,
		"https://data.example/a%5C..":           false,
		"ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y": true,
		"urn:doc:7":                             true,
		"git+ssh://host/repo":                   true,
		"":                                      false,
		"data":                                  false,
		"://x":                                  false,
		"1a://x":                                false,
		"Https://x":                             false,
		"a_b://x":                               false,
		"https://x\n":                           false,
		"https://x\x00":                         false,
		"https://x\u00a0y":                      false,
		"https://\xff":                          false,
		long:                                    true,
		long + "a":                              false,
	} {
		err := uri("spec uri", s)
		if ok {
			require.NoError(t, err, "%q", s)
		} else {
			require.ErrorIs(t, err, ErrURI, "%q", s)
		}
	}
}

func TestDurationBounds(t *testing.T) {
	for d, ok := range map[time.Duration]bool{
		0: false, -time.Second: false, time.Microsecond: false, time.Millisecond: true, time.Millisecond + 1: false,
		maxDuration: true, maxDuration + time.Millisecond: false, 1<<63 - 1: false,
	} {
		err := duration("extra", d)
		if ok {
			require.NoError(t, err, d.String())
		} else {
			require.ErrorIs(t, err, ErrDuration, d.String())
		}
	}
}

func TestAmountBounds(t *testing.T) {
	for _, tc := range []struct {
		amount                math.Int
		positive, notNegative bool
	}{
		{math.Int{}, false, false},
		{math.NewInt(-1), false, false},
		{math.ZeroInt(), false, true},
		{math.OneInt(), true, true},
		{MaxAmount(), true, true},
		{MaxAmount().AddRaw(1), false, false},
	} {
		require.Equal(t, tc.positive, positive("amount", tc.amount) == nil, tc.amount.String())
		require.Equal(t, tc.notNegative, notNegative("amount", tc.amount) == nil, tc.amount.String())
	}
	requireInt(t, math.ZeroInt(), orZero(math.Int{}))
	requireInt(t, math.NewInt(6), Escrow{Payout: math.NewInt(5), ProtocolFee: math.OneInt()}.Total())
}

func TestAddress(t *testing.T) {
	require.NoError(t, address("agent", addr(1)))
	require.NoError(t, storedAddress("agent", addr(1)))
	require.NoError(t, address("agent", strings.ToUpper(addr(1))))
	require.ErrorContains(t, storedAddress("agent", strings.ToUpper(addr(1))), "write AGI1")
	for _, bad := range []string{"", "agi1", addr(1) + "x", "cosmos1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnrql8a"} {
		require.ErrorIs(t, address("agent", bad), ErrAddress, bad)
		require.ErrorIs(t, storedAddress("agent", bad), ErrAddress, bad)
	}
}

// No text that the check lets through can break a line of a log or a terminal.
func FuzzURI(f *testing.F) {
	for _, seed := range []string{"https://data.example/a", "ipfs://x", "urn:..", "a:/%2e./", "https://x\\y"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if uri("uri", s) != nil {
			return
		}
		require.LessOrEqual(t, len(s), maxURI)
		require.NotContains(t, s, "/../")
		require.NotContains(t, s, "\\")
		require.NotEmpty(t, schemeOf(s))
		require.Equal(t, s, strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f {
				return -1
			}
			return r
		}, s))
	})
}
