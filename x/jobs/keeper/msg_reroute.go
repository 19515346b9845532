package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// RerouteJob implements types.MsgServer.
func (s msgServer) RerouteJob(ctx context.Context, msg *types.MsgRerouteJob) (*types.MsgRerouteJobResponse, error) {
	if err := s.ruled(msg, msg.Authority); err != nil {
		return nil, err
	}
	if err := s.k.RerouteJob(sdk.UnwrapSDKContext(ctx), msg.JobId, msg.Reason); err != nil {
		return nil, err
	}
	return &types.MsgRerouteJobResponse{}, nil
}

// RerouteJob takes an ASSIGNED job from its agent without fault. As with a surrender the message only records that the
// assignment is over; EndBlock of the same block returns the bond, pays the compensation and offers the job again.
func (k *Keeper) RerouteJob(ctx sdk.Context, id uint64, reason string) error {
	job, err := k.Job(ctx, id)
	if err != nil {
		return err
	}
	now, err := k.waiting(ctx, job, types.ActionReroute)
	if err != nil {
		return err
	}
	agent, err := sdk.AccAddressFromBech32(job.Agent)
	if err != nil {
		return err
	}
	job.Ruling = expired(types.RULING_BASIS_REROUTED)
	if err := k.setStatus(ctx, &job, job.Status, dueAt(now)); err != nil {
		return err
	}
	if err := k.journal.Append(ctx, rerouted(job, agent)); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventJobRerouted{JobId: job.Id, Agent: job.Agent, Reason: reason})
}
