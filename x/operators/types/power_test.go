package types

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func powers(pairs ...int64) []Power {
	var set []Power
	for i := 0; i < len(pairs); i += 2 {
		set = append(set, Power{Last: pairs[i], Next: pairs[i+1]})
	}
	return set
}

func TestCheckMinimum(t *testing.T) {
	for name, tc := range map[string]struct {
		before, after []Power
		minimum       uint32
		err           error
	}{
		"the last one":        {powers(10, 10), powers(10, 0), 1, ErrTooFewOperators},
		"one of two":          {powers(10, 10, 10, 10), powers(10, 0, 10, 10), 1, nil},
		"one of the minimum":  {powers(10, 10, 10, 10), powers(10, 0, 10, 10), 2, ErrTooFewOperators},
		"a part":              {powers(10, 10), powers(10, 1), 1, nil},
		"jailed already":      {powers(10, 0, 10, 10), powers(10, 0, 10, 10), 2, nil},
		"new, not in power":   {powers(0, 10, 10, 10), powers(0, 0, 10, 10), 2, ErrTooFewOperators},
		"below, nobody moved": {powers(10, 10), powers(10, 10), 4, nil},
	} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, CheckMinimum(tc.before, tc.after, tc.minimum), tc.err) })
	}
}

func TestCheckThird(t *testing.T) {
	for name, tc := range map[string]struct {
		before, after []Power
		err           error
	}{
		"exactly a third":       {powers(1, 1, 1, 1, 1, 1), powers(1, 0, 1, 1, 1, 1), nil},
		"a unit more":           {powers(101, 101, 100, 100, 100, 100), powers(101, 0, 100, 100, 100, 100), ErrTooMuchPower},
		"a half":                {powers(10, 10, 10, 10), powers(10, 0, 10, 10), ErrTooMuchPower},
		"two quarters":          {powers(1, 0, 1, 1, 1, 1, 1, 1), powers(1, 0, 1, 0, 1, 1, 1, 1), ErrTooMuchPower},
		"no power to lose":      {powers(0, 10, 10, 10), powers(0, 0, 10, 10), nil},
		"lost before, not here": {powers(10, 0, 10, 10), powers(10, 0, 10, 10), nil},
		"gains do not offset":   {powers(10, 10, 10, 90), powers(10, 0, 10, 90), ErrTooMuchPower},
	} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, CheckThird(tc.before, tc.after), tc.err) })
	}
}

// However removals are split over messages, what one block lets through never takes more than a third, nor goes below
// the minimum.
func TestRemovalsOfABlock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minimum := rapid.Uint32Range(1, 5).Draw(t, "minimum")
		var set []Power
		for _, p := range rapid.SliceOfN(rapid.Int64Range(0, 1_000), 1, 8).Draw(t, "powers") {
			set = append(set, Power{Last: p, Next: p})
		}
		start := Active(set)
		for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(set)-1), 0, 12).Draw(t, "removals") {
			after := append([]Power(nil), set...)
			after[i].Next = 0
			if CheckMinimum(set, after, minimum) == nil && CheckThird(set, after) == nil {
				set = after
			}
		}
		gone, total := lost(set)
		if gone*3 > total {
			t.Fatalf("%d of %d left", gone, total)
		}
		if is := Active(set); is < start && is < int(minimum) {
			t.Fatalf("%d operators of at least %d", is, minimum)
		}
	})
}
