package proof_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/x/certificates/proof"
)

// grown is a chain whose operators change at block 6: the first keep of the old ones stay.
func grown(t *testing.T, keep int, fresh ...operator) *chain {
	t.Helper()
	c := newChain(t, four()...)
	c.commit(1)
	c.mint(job, certificate(job))
	c.commit(3)
	c.next = slices.Concat(four()[:keep], fresh)
	c.commit(6)
	return c
}

func fresh(n int) []operator {
	var out []operator
	for i := range n {
		out = append(out, newOperator("fresh "+string(rune('a'+i)), 10))
	}
	return out
}

// The trusted set is of block 2, or of another; the set changes at block 6.
func TestTheValidatorSetMustFollowFromTheTrustedOne(t *testing.T) {
	for name, tc := range map[string]struct {
		keep, fresh   int
		trust, proved int64 // proved is the header's height
		want          error
		text          string
	}{
		"the same set":                             {4, 0, 2, 5, nil, ""},
		"the same set, in the same block":          {4, 0, 5, 5, nil, ""},
		"the same set, the next block":             {4, 0, 4, 5, nil, ""},
		"the same set, an older block":             {4, 0, 8, 4, nil, ""},
		"one of four replaced":                     {3, 1, 2, 8, nil, ""},
		"two of four replaced":                     {2, 2, 2, 8, nil, ""},
		"three of four replaced":                   {1, 3, 2, 8, proof.ErrUntrustedSet, "the validator set of height 8 is not the trusted one of height 2: of the trusted power"},
		"all replaced":                             {0, 4, 2, 8, proof.ErrUntrustedSet, "the validator set of height 8 is not the trusted one of height 2"},
		"all replaced, as the trusted header says": {0, 4, 5, 6, nil, ""},
		"two added":                                {4, 2, 2, 8, nil, ""},
		"an older set":                             {3, 1, 8, 4, proof.ErrUntrustedSet, "the validator set of height 4 is not the trusted one of height 8: it is the older one"},
		"the new set trusted":                      {0, 4, 7, 9, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := grown(t, tc.keep, fresh(tc.fresh)...)
			_, err := proof.Verify(c.prove(tc.proved-1), c.trust(tc.trust), options())
			require.ErrorIs(t, err, tc.want)
			if tc.want != nil {
				require.ErrorContains(t, err, tc.text)
			}
		})
	}
}

// What operators who have left sign after that is not believed, nor what too few sign.
func TestForgeriesAreRefused(t *testing.T) {
	c := grown(t, 4)
	for name, tc := range map[string]struct {
		operators    []operator
		silent       func(i int) bool
		trust, prove int64
		want         error
	}{
		"an unknown set":                      {fresh(4), nil, 2, 8, proof.ErrUntrustedSet},
		"an unknown set, the next block":      {fresh(4), nil, 7, 8, proof.ErrUntrustedSet},
		"an unknown set, the same block":      {fresh(4), nil, 8, 8, proof.ErrConflict},
		"an unknown set, an older block":      {fresh(4), nil, 8, 6, proof.ErrUntrustedSet},
		"one operator of four":                {append(four()[:1], fresh(3)...), nil, 2, 8, proof.ErrUntrustedSet},
		"one operator with nine tenths":       {append(four()[:1], newOperator("x", 360)), nil, 2, 8, proof.ErrUntrustedSet},
		"the true set, two thirds are silent": {four(), func(i int) bool { return i > 0 }, 2, 8, proof.ErrCommit},
		"the true set, half are silent":       {four(), func(i int) bool { return i > 1 }, 2, 8, proof.ErrCommit},
		"half are silent, an older block":     {four(), func(i int) bool { return i > 1 }, 8, 6, proof.ErrCommit},
		"half are silent, the same block":     {four(), func(i int) bool { return i > 1 }, 8, 8, proof.ErrCommit},
		"one is silent":                       {four(), func(i int) bool { return i > 2 }, 2, 8, nil},
	} {
		t.Run(name, func(t *testing.T) {
			forged := newChain(t, tc.operators...)
			forged.commit(1)
			forged.mint(job, certificate(job))
			forged.commit(9)
			p := forged.prove(tc.prove - 1)
			if tc.silent != nil {
				p.Commit = *signatures(&chain{t: t, id: chainID, operators: tc.operators, silent: tc.silent},
					setOf(tc.operators), tc.prove, p.Commit.BlockID)
			}
			_, err := proof.Verify(p, c.trust(tc.trust), options())
			require.ErrorIs(t, err, tc.want)
		})
	}
}

// A block that is higher and earlier than the trusted one, or the other way round, is of no chain.
func TestHeightsAndTimesMustAgree(t *testing.T) {
	c := simple(t)
	late := newChain(t, four()...)
	late.delay = 30
	late.commit(1)
	late.mint(job, certificate(job))
	late.commit(5)
	_, err := proof.Verify(c.prove(4), late.trust(2), options())
	require.ErrorIs(t, err, proof.ErrConflict)
	_, err = proof.Verify(late.prove(2), c.trust(6), options())
	require.ErrorIs(t, err, proof.ErrConflict)
}
