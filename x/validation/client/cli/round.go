package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/client"

	"github.com/agijobs/agijobs/x/validation/client/sealed"
	"github.com/agijobs/agijobs/x/validation/types"
)

// rounds is what the commands ask the chain.
type rounds interface {
	Round(ctx context.Context, in *types.QueryRoundRequest, opts ...grpc.CallOption) (*types.QueryRoundResponse, error)
	Rounds(ctx context.Context, in *types.QueryRoundsRequest, opts ...grpc.CallOption) (*types.QueryRoundsResponse, error)
}

// seatKey names the seat that the command line means. Without --rung it is the one in the job's newest round.
func seatKey(cmd *cobra.Command, clientCtx client.Context, chain rounds, job string) (sealed.Key, error) {
	jobID, err := strconv.ParseUint(job, 10, 64)
	if err != nil || jobID == 0 {
		return sealed.Key{}, fmt.Errorf("job id %q: give the number that the chain gave the job", job)
	}
	key := sealed.Key{ChainID: clientCtx.ChainID, Validator: clientCtx.GetFromAddress(), JobID: jobID}
	if key.Validator.Empty() {
		return sealed.Key{}, errors.New("no validator is set: give --from")
	}
	if key.Rung, err = cmd.Flags().GetUint32(flagRung); err != nil {
		return sealed.Key{}, err
	}
	if cmd.Flags().Changed(flagRung) {
		return key, nil
	}
	if clientCtx.Offline {
		return sealed.Key{}, errors.New("offline, the chain cannot be asked for the round: give --rung")
	}
	key.Rung, err = newestRung(cmd.Context(), chain, jobID)
	return key, err
}

func newestRung(ctx context.Context, chain rounds, jobID uint64) (uint32, error) {
	answer, err := chain.Rounds(ctx, &types.QueryRoundsRequest{JobId: jobID})
	if err != nil {
		return 0, fmt.Errorf("ask for the rounds of job %d: %w", jobID, err)
	}
	if len(answer.Rounds) == 0 {
		return 0, fmt.Errorf("job %d has no round: nothing was submitted yet, or it is settled", jobID)
	}
	newest := uint32(0)
	for _, r := range answer.Rounds {
		newest = max(newest, r.Round.Rung)
	}
	return newest, nil
}

// loadSeat returns the round and the validator's seat in it.
func loadSeat(ctx context.Context, chain rounds, key sealed.Key) (*types.QueryRoundResponse, types.Seat, error) {
	answer, err := chain.Round(ctx, &types.QueryRoundRequest{JobId: key.JobID, Rung: key.Rung})
	if err != nil {
		return nil, types.Seat{}, fmt.Errorf("ask for the round of %s: %w", key, err)
	}
	for _, seat := range answer.Seats {
		if seat.Validator == key.Validator.String() {
			return answer, seat, nil
		}
	}
	return nil, types.Seat{}, fmt.Errorf("%s has no seat in the round of %s (status %s)", key.Validator, key, answer.Round.Status)
}

// checkCommit tells why a commitment would be refused.
func checkCommit(answer *types.QueryRoundResponse, seat types.Seat, commitment []byte) error {
	round := answer.Round
	if len(seat.Commitment) > 0 {
		if bytes.Equal(seat.Commitment, commitment) {
			return fmt.Errorf("job %d has this commitment already: reveal it when the reveal window is open", round.JobId)
		}
		return fmt.Errorf("job %d has another commitment of this seat already: a commitment is given once", round.JobId)
	}
	if round.Status != types.ROUND_STATUS_COMMIT || seat.Status != types.SEAT_STATUS_DRAWN {
		return fmt.Errorf("job %d takes no commitment of this seat now: the round is %s, the seat %s", round.JobId, round.Status, seat.Status)
	}
	return checkWindow(answer, "commitments")
}

// checkReveal tells why a reveal would be refused. It matters more here than for a commitment: a vote that is sent too
// early is seen by the others before they have voted.
func checkReveal(answer *types.QueryRoundResponse, seat types.Seat, commitment []byte) error {
	round := answer.Round
	switch {
	case seat.Status == types.SEAT_STATUS_REVEALED:
		return fmt.Errorf("the vote on job %d is revealed already", round.JobId)
	case len(seat.Commitment) == 0:
		return fmt.Errorf("the chain has no commitment of this seat on job %d: send it again with 'commit %d --resend'", round.JobId, round.JobId)
	case !bytes.Equal(seat.Commitment, commitment):
		return fmt.Errorf("the sealed vote does not open the commitment %X that job %d has: it was made from another home folder, or with --recovery from other flags or another report", seat.Commitment, round.JobId)
	case round.Status == types.ROUND_STATUS_COMMIT:
		return fmt.Errorf("job %d takes reveals when every seat has committed, or in %s", round.JobId, left(answer))
	case round.Status != types.ROUND_STATUS_REVEAL || seat.Status != types.SEAT_STATUS_COMMITTED:
		return fmt.Errorf("job %d takes no reveal of this seat now: the round is %s, the seat %s", round.JobId, round.Status, seat.Status)
	}
	return checkWindow(answer, "reveals")
}

// checkWindow refuses at the end of a half-open window.
func checkWindow(answer *types.QueryRoundResponse, what string) error {
	if answer.NowMs < answer.Round.ClosesMs {
		return nil
	}
	return fmt.Errorf("job %d took %s until %s market time", answer.Round.JobId, what,
		time.UnixMilli(answer.Round.ClosesMs).UTC().Format(time.RFC3339))
}

func left(answer *types.QueryRoundResponse) time.Duration {
	return time.Duration(answer.Round.ClosesMs-answer.NowMs) * time.Millisecond
}
