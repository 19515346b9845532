package keeper

import (
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	"github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// OpenCanary settles a job in its challenge window as a test of its judges. Auditor, employer and agent have signed: nobody
// can call another's job a test, and nobody but them knows of it before.
func (k *Keeper) OpenCanary(ctx sdk.Context, auditor, employer, agent sdk.AccAddress, msg *types.MsgOpenCanary) error {
	job, err := k.Job(ctx, msg.JobId)
	if err != nil {
		return err
	}
	if job.Employer != employer.String() {
		return errorsmod.Wrapf(types.ErrNotEmployer, "job %d: it is %s", job.Id, job.Employer)
	}
	if job.Agent != agent.String() {
		return errorsmod.Wrapf(types.ErrNotAgent, "job %d: it is %s", job.Id, job.Agent)
	}
	if _, err := k.waiting(ctx, job, types.ActionOpenCanary); err != nil {
		return err
	}
	ruling, err := types.CanaryRuling(msg.Verdict)
	if err != nil {
		return err
	}
	office, err := k.validation.OpenCanary(ctx, validationtypes.CanaryClaim{
		JobID: job.Id, Auditor: auditor, Day: msg.Day, Leaf: job.CanaryLeaf(msg.Verdict, msg.Salt), Proof: msg.Proof,
		SubmittedHeight: job.SubmittedHeight,
	})
	if err != nil {
		return err
	}
	if err := k.decide(ctx, &job, types.ActionOpenCanary, ruling); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventCanaryOpened{
		JobId: job.Id, Auditor: auditor.String(), Office: office, Day: msg.Day, Verdict: ruling.Canary, Status: job.Status,
	})
}
