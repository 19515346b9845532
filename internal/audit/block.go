package audit

import (
	"context"

	"github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/math"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

// blockFacts are what the events of the draw's block say of changes to validators' records before the draw.
type blockFacts struct {
	unjailed map[string]bool
	// seats given out by earlier draws of the block, and what they lock.
	seats map[string]uint32
	locks map[string]math.Int
	// raised is what may have come to the stake before the draw, at the most.
	raised map[string]math.Int
	// settled: a job was settled before the draw, which releases seats and slashes.
	settled bool
}

func (a *auditor) loadBlock(ctx context.Context, s *snapshot) error {
	b := blockFacts{unjailed: map[string]bool{}, seats: map[string]uint32{}, locks: map[string]math.Int{}, raised: map[string]math.Int{}}
	for _, e := range s.record.earlier {
		switch e.Type {
		case proto.MessageName(&types.EventValidatorUnjailed{}):
			event, err := parse[*types.EventValidatorUnjailed](e)
			if err != nil {
				return err
			}
			b.unjailed[event.Validator] = true
		case proto.MessageName(&types.EventStakeBonded{}):
			event, err := parse[*types.EventStakeBonded](e)
			if err != nil {
				return err
			}
			b.raised[event.Validator] = of(b.raised, event.Validator).Add(event.Amount)
		case proto.MessageName(&types.EventCanarySlashVoided{}):
			event, err := parse[*types.EventCanarySlashVoided](e)
			if err != nil {
				return err
			}
			b.raised[event.Validator] = of(b.raised, event.Validator).Add(event.Amount)
		case proto.MessageName(&types.EventCommitteeDrawn{}):
			event, err := parse[*types.EventCommitteeDrawn](e)
			if err != nil {
				return err
			}
			if err := a.addEarlier(ctx, &b, event); err != nil {
				return err
			}
		case proto.MessageName(&jobstypes.EventJobSettled{}):
			b.settled = true
		}
	}
	s.block = b
	return nil
}

// addEarlier counts the seats of another draw of the same block.
func (a *auditor) addEarlier(ctx context.Context, b *blockFacts, event *types.EventCommitteeDrawn) error {
	got, err := types.NewQueryClient(a.source).Round(ctx, &types.QueryRoundRequest{JobId: event.JobId, Rung: event.Rung})
	if err != nil {
		return err
	}
	for _, v := range event.Seats {
		b.seats[v]++
		b.locks[v] = of(b.locks, v).Add(got.Round.SeatLock)
	}
	return nil
}

func of(amounts map[string]math.Int, key string) math.Int {
	if amount, ok := amounts[key]; ok {
		return amount
	}
	return math.ZeroInt()
}
