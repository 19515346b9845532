package keeper

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/validation/types"
)

// Round implements Query.
func (s queryServer) Round(ctx context.Context, req *types.QueryRoundRequest) (*types.QueryRoundResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	round, err := s.k.round(ctx, req.JobId, req.Rung)
	if err != nil {
		return nil, err
	}
	return s.withSeats(ctx, round)
}

// Rounds implements Query.
func (s queryServer) Rounds(ctx context.Context, req *types.QueryRoundsRequest) (*types.QueryRoundsResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	rounds, err := s.k.roundsOf(ctx, req.JobId)
	if err != nil {
		return nil, err
	}
	response := &types.QueryRoundsResponse{}
	for _, round := range rounds {
		one, err := s.withSeats(ctx, round.Round)
		if err != nil {
			return nil, err
		}
		response.Rounds = append(response.Rounds, *one)
	}
	return response, nil
}

func (s queryServer) withSeats(ctx context.Context, round types.Round) (*types.QueryRoundResponse, error) {
	seats, err := s.k.seatsOf(ctx, round)
	if err != nil {
		return nil, err
	}
	now, err := s.k.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryRoundResponse{Round: round, Seats: seats, NowMs: now}, nil
}

// Duties implements Query: what a validator has to do now.
func (s queryServer) Duties(ctx context.Context, req *types.QueryDutiesRequest) (*types.QueryDutiesResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	addr, err := address(req.Address)
	if err != nil {
		return nil, err
	}
	now, err := s.k.clock.Now(ctx)
	if err != nil {
		return nil, err
	}
	response := &types.QueryDutiesResponse{NowMs: now}
	mine := collections.NewPrefixedPairRange[sdk.AccAddress, SeatKey](addr)
	err = s.k.Seats.Indexes.Validator.Walk(ctx, mine, func(_ sdk.AccAddress, key SeatKey) (bool, error) {
		duty, err := s.duty(ctx, key, now)
		if err != nil {
			return true, err
		}
		if duty != nil {
			response.Duties = append(response.Duties, *duty)
		}
		return len(response.Duties) >= maxDuties, nil
	})
	return response, err
}

// duty returns what a seat has to do now, or nil.
func (s queryServer) duty(ctx context.Context, key SeatKey, now int64) (*types.Duty, error) {
	round, err := s.k.round(ctx, key.K1(), key.K2())
	if err != nil {
		return nil, err
	}
	seat, err := s.k.Seats.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	if round.CommitAllowed(seat, now) != nil && round.RevealAllowed(seat, now) != nil {
		return nil, nil
	}
	return &types.Duty{
		JobId: round.JobId, Rung: round.Rung, Status: round.Status, ClosesMs: round.ClosesMs, SeatStatus: seat.Status,
		Checks: round.Checks, Panel: round.Panel, Lock: seat.Lock,
	}, nil
}

// Beacon implements Query.
func (s queryServer) Beacon(ctx context.Context, req *types.QueryBeaconRequest) (*types.QueryBeaconResponse, error) {
	if req == nil {
		return nil, errEmptyRequest
	}
	response := &types.QueryBeaconResponse{}
	err := s.k.Beacons.Walk(ctx, nil, func(height int64, value []byte) (bool, error) {
		response.Beacons = append(response.Beacons, types.Beacon{Height: height, Value: value})
		return false, nil
	})
	return response, err
}
