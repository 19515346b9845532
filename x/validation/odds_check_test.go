package validation_test

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"testing"

	"github.com/cometbft/cometbft/crypto/ed25519"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/internal/sortition"
	"github.com/agijobs/agijobs/x/validation/types"
)

// These tests hold the model of ADR 0008 against the draw, against a second way to compute it, and against CometBFT.

type draws map[string][]byte

func (d draws) Get(key []byte) ([]byte, error) { return d[string(key)], nil }

func (d draws) Set(key, value []byte) error {
	d[string(key)] = append([]byte(nil), value...)
	return nil
}

func (d draws) Delete(key []byte) error {
	delete(d, string(key))
	return nil
}

func TestOddsAreThoseOfTheDraw(t *testing.T) {
	const pool, bad, seats, times = 30, 10, 5, 4_000
	store, tree := draws{}, sortition.New([]byte{1})
	for i := range uint64(pool) {
		require.NoError(t, tree.Set(store, i, 100))
	}
	everybody := func(sortition.Look) (bool, error) { return true, nil }

	var captures, blocks float64
	for i := range uint64(times) {
		stream := sortition.NewStream(sha256.Sum256(binary.BigEndian.AppendUint64([]byte("odds"), i)))
		leaves, err := sortition.Draw(tree, store, stream, seats, pool, everybody)
		require.NoError(t, err)
		theirs := 0
		for _, leaf := range leaves {
			if leaf < bad {
				theirs++
			}
		}
		if captured(seats, theirs) {
			captures++
		}
		if blocked(seats, theirs) {
			blocks++
		}
	}

	c := ofPool(seats, pool, bad)
	for _, check := range []struct{ seen, chance float64 }{{captures, c.of(captured)}, {blocks, c.of(blocked)}} {
		fourSigma := 4 * math.Sqrt(times*check.chance*(1-check.chance))
		require.InDelta(t, times*check.chance, check.seen, fourSigma)
	}
}

// The last verdict stands, else the votes: summed over all committees, without the model's recursion.
func TestOddsOfTheLadder(t *testing.T) {
	for _, k := range firstSizes {
		for _, p := range shares {
			rungs := ladder(k, panelSeats, p, p)
			want := 0.0
			for a, chanceA := range rungs[0] {
				for b, chanceB := range rungs[1] {
					for c, chanceC := range rungs[2] {
						if wrongHasTheLastWord([]int{k, 2*k + 1, panelSeats}, []int{a, b, c}) {
							want += chanceA * chanceB * chanceC
						}
					}
				}
			}
			require.InEpsilon(t, want, persistent.wins(rungs), 1e-9)
			require.Less(t, blind.wins(rungs), want)
		}
	}
}

func wrongHasTheLastWord(seats, bad []int) bool {
	margin := 0
	for i := len(seats) - 1; i >= 0; i-- {
		switch resultOf(seats[i], bad[i], seats[i]-bad[i]) {
		case types.ROUND_RESULT_APPROVED:
			return true
		case types.ROUND_RESULT_REJECTED:
			return false
		}
		margin += 2*bad[i] - seats[i]
	}
	return margin > 0
}

// Moderators none of whom is the adversary's always have the last word, however the committees below were chosen.
func TestHonestModeratorsHoldTheLadder(t *testing.T) {
	for _, a := range []attack{blind, persistent, {appeals: true, tries: 1 << 30, own: 1, theirs: 1}} {
		require.Zero(t, a.wins(ladder(3, panelSeats, 33, 0)))
	}
}

func TestATriedDraw(t *testing.T) {
	c := chances{0.5, 0.3, 0.2}
	require.InDelta(t, 0.5*0+0.3*4+0.2*1, bestOf(1, c, []float64{0, 4, 1}), 1e-12)
	// Two tries: 4 unless both miss it; then 1 unless both are 0.
	require.InDelta(t, 4*(1-0.49)+1*(0.49-0.25), bestOf(2, c, []float64{0, 4, 1}), 1e-12)
}

// Operators of equal power propose in turn, so that everybody knows who proposes three blocks on; and of four one can
// leave an appeal out of its own block and thereby have two of four heights lead to its slot.
func TestOperatorsProposeInTurn(t *testing.T) {
	for n, against := range map[int64]float64{4: 0.5, 7: 1.0 / 7, 10: 0.1} {
		var list []*cmttypes.Validator
		for i := range n {
			list = append(list, cmttypes.NewValidator(ed25519.GenPrivKeyFromSecret([]byte{byte(i)}).PubKey(), 1))
		}
		set := cmttypes.NewValidatorSet(list)
		turn := map[string]int64{}
		for h := range 3 * n {
			proposer := set.GetProposer().Address.String()
			if last, ok := turn[proposer]; ok {
				require.Equal(t, n, h-last)
			}
			turn[proposer] = h
			set.IncrementProposerPriority(1)
		}
		require.Len(t, turn, int(n))
		require.InDelta(t, against, timedAgainst(n), 1e-12)
	}
}
