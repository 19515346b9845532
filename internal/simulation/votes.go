package simulation

import (
	"fmt"
	"slices"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app/testapp"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// voteFactories are the duties of judges. They are most of a nation's messages.
func voteFactories(reg *registry) {
	add(reg, 350, commitVote)
	add(reg, 300, revealVote)
}

func seatKey(s validationtypes.Seat) string {
	return fmt.Sprintf("seat %d %d %s", s.JobId, s.Rung, s.Validator)
}

// saltOf a seat is as random as it must be here: nobody else looks.
func (n *Nation) saltOf(s validationtypes.Seat) []byte {
	return hash("salt of %d, %s", n.seed, seatKey(s))
}

// seat returns a seat in a status whose round is in a status, with its round.
func (n *Nation) seat(seat validationtypes.SeatStatus, round validationtypes.RoundStatus) (s validationtypes.Seat, r validationtypes.Round, found bool) {
	rounds := map[string]validationtypes.Round{}
	key := func(job uint64, rung uint32) string { return fmt.Sprintf("%d %d", job, rung) }
	for _, r := range n.validation().Rounds {
		if r.Status == round && r.ClosesMs > n.view.now+maxStep.Milliseconds() {
			rounds[key(r.JobId, r.Rung)] = r
		}
	}
	s, found = pick(n, n.validation().Seats, func(s validationtypes.Seat) bool {
		_, open := rounds[key(s.JobId, s.Rung)]
		return open && s.Status == seat && n.idle(s.Validator)
	})
	return s, rounds[key(s.JobId, s.Rung)], found
}

func commitVote(n *Nation) *validationtypes.MsgCommitVote {
	s, round, ok := n.seat(validationtypes.SEAT_STATUS_DRAWN, validationtypes.ROUND_STATUS_COMMIT)
	if !ok || n.shirks(s) {
		return nil
	}
	vote := n.vote(round)
	n.votes[seatKey(s)] = vote
	commitment, err := validationtypes.Commitment(testapp.ChainID, s.JobId, s.Rung, sdk.MustAccAddressFromBech32(s.Validator), vote, n.saltOf(s))
	require.NoError(n.T, err)
	return &validationtypes.MsgCommitVote{Validator: s.Validator, JobId: s.JobId, Rung: s.Rung, Commitment: commitment}
}

// shirks tells whether a judge never answers: one seat in sixteen, so that there are absences in a row.
func (n *Nation) shirks(s validationtypes.Seat) bool {
	return hash("%d %s", n.seed, seatKey(s))[0] < 16
}

// vote: most work is plainly good or bad; about the rest judges differ.
func (n *Nation) vote(round validationtypes.Round) validationtypes.Vote {
	vote := validationtypes.Vote{Verdict: validationtypes.VOTE_VERDICT_APPROVE, Score: uint32(n.between(50, 100))}
	switch quality := hash("quality %d %d", n.seed, round.JobId)[0]; {
	case quality < 110:
	case quality < 160:
		vote.Verdict = validationtypes.VOTE_VERDICT_REJECT
	case quality < 180:
		vote.Verdict = validationtypes.VOTE_VERDICT_UNJUDGEABLE_SPEC
	default:
		vote.Verdict = oneOf(n, validationtypes.VOTE_VERDICT_APPROVE, validationtypes.VOTE_VERDICT_REJECT,
			validationtypes.VOTE_VERDICT_UNJUDGEABLE_SPEC, validationtypes.VOTE_VERDICT_UNJUDGEABLE_RESULT)
	}
	if round.Panel && n.chance(30) {
		vote.Verdict, vote.SplitBps = validationtypes.VOTE_VERDICT_SPLIT, uint32(n.between(0, 10_000))
	}
	for _, check := range slices.Sorted(slices.Values(round.Checks)) {
		vote.Checks = append(vote.Checks, validationtypes.CheckAnswer{Check: check, Pass: n.chance(90)})
	}
	return vote
}

func revealVote(n *Nation) *validationtypes.MsgRevealVote {
	s, _, ok := n.seat(validationtypes.SEAT_STATUS_COMMITTED, validationtypes.ROUND_STATUS_REVEAL)
	if !ok || hash("%d %s", n.seed, seatKey(s))[1] < 6 { // some never show their vote
		return nil
	}
	vote, known := n.votes[seatKey(s)]
	if !known {
		return nil
	}
	return &validationtypes.MsgRevealVote{Validator: s.Validator, JobId: s.JobId, Rung: s.Rung, Vote: vote, Salt: n.saltOf(s)}
}
