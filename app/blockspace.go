package app

import (
	"context"
	"errors"
	"slices"

	abci "github.com/cometbft/cometbft/abci/types"

	"cosmossdk.io/collections"

	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app/lanes"
	"github.com/agijobs/agijobs/app/metrics" // state-ok: it is told what happens and tells nobody who computes state
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// setBlockSpace makes this node's pool, and has blocks proposed and judged by lanes.
func (app *App) setBlockSpace(opts servertypes.AppOptions) {
	app.pool = lanes.NewPool(lanes.ReadSize(opts))
	app.SetMempool(app.pool)
	app.SetPrepareProposal(app.pool.Prepare(app.BaseApp, app.Account))
	app.SetProcessProposal(lanes.Process(app.BaseApp, app.Account))
}

// FinalizeBlock verifies a block's signatures, executes it as BaseApp does, and keeps its transactions in mind for the pool, which no state depends on.
func (app *App) FinalizeBlock(req *abci.RequestFinalizeBlock) (*abci.ResponseFinalizeBlock, error) {
	app.checkAhead(req.Hash, req.Txs)
	took := metrics.Stopwatch()
	app.decided = true
	res, err := app.BaseApp.FinalizeBlock(req)
	app.decided = false
	if err == nil {
		app.executed = req.Txs
		metrics.Executed(res, took())
	}
	return res, err
}

// Commit commits the block as BaseApp does; then its transactions leave the pool. CometBFT's pool is locked meanwhile, and drops the same.
func (app *App) Commit() (*abci.ResponseCommit, error) {
	res, err := app.BaseApp.Commit()
	if err == nil {
		app.pool.Forget(app.executed)
		app.executed = nil
	}
	return res, err
}

// partyRecords answers the pool's questions out of the modules' records.
type partyRecords struct{ Keepers }

var _ lanes.State = partyRecords{}

// OpenSeat implements lanes.Work.
func (r partyRecords) OpenSeat(ctx context.Context, job uint64, rung uint32, who sdk.AccAddress) (bool, error) {
	seat, err := r.Validation.Seats.Get(ctx, collections.Join3(job, rung, who))
	open := seat.Status == validationtypes.SEAT_STATUS_DRAWN || seat.Status == validationtypes.SEAT_STATUS_COMMITTED
	return found(open, err, collections.ErrNotFound)
}

// JobParties implements lanes.Work.
func (r partyRecords) JobParties(ctx context.Context, id uint64) (employer, agent string, err error) {
	job, err := r.Jobs.Job(ctx, id)
	open, err := found(!job.Status.Terminal(), err, jobstypes.ErrJobNotFound)
	if err != nil || !open {
		return "", "", err
	}
	return job.Employer, job.Agent, nil
}

// HasAgentStake implements lanes.Work.
func (r partyRecords) HasAgentStake(ctx context.Context, who sdk.AccAddress) (bool, error) {
	stake, err := r.Jobs.StakeOf(ctx, who)
	if err != nil {
		return false, err
	}
	return stake.Free.IsPositive() || stake.Locked.IsPositive(), nil
}

// IsJudge implements lanes.Work. The record of who has taken everything out stays, so that it alone says nothing.
func (r partyRecords) IsJudge(ctx context.Context, who sdk.AccAddress) (bool, error) {
	v, err := r.Validation.Validators.Get(ctx, who)
	if err != nil {
		return found(false, err, collections.ErrNotFound)
	}
	return v.Backing().IsPositive() || v.ActiveSeats > 0, nil
}

// HoldsOffice implements lanes.Offices.
func (r partyRecords) HoldsOffice(ctx context.Context, who sdk.AccAddress) (bool, error) {
	return r.Sovereign.Protected(ctx, who)
}

// IsRegistrar implements lanes.Offices.
func (r partyRecords) IsRegistrar(ctx context.Context, who sdk.AccAddress) (bool, error) {
	p, err := r.Identity.Participant(ctx, who)
	return found(p.Has(identitytypes.ROLE_REGISTRAR), err, identitytypes.ErrUnknownParticipant)
}

// IsOperator implements lanes.Offices.
func (r partyRecords) IsOperator(ctx context.Context, who sdk.AccAddress) (bool, error) {
	_, err := r.Staking.GetValidator(ctx, sdk.ValAddress(who))
	return found(true, err, stakingtypes.ErrNoValidatorFound)
}

// AnswersFor implements lanes.Offices.
func (r partyRecords) AnswersFor(ctx context.Context, who sdk.AccAddress, agent string) (bool, error) {
	addr, err := sdk.AccAddressFromBech32(agent)
	if err != nil {
		return false, err
	}
	p, err := r.Identity.Participant(ctx, addr)
	return found(p.Responsible == who.String(), err, identitytypes.ErrUnknownParticipant)
}

// Issues implements lanes.Offices.
func (r partyRecords) Issues(ctx context.Context, who sdk.AccAddress, credential string) (bool, error) {
	t, err := r.Identity.CredentialType(ctx, credential)
	return found(slices.Contains(t.Issuers, who.String()), err, identitytypes.ErrUnknownCredentialType)
}

// Granted implements lanes.Grants.
func (r partyRecords) Granted(ctx context.Context, grantee, granter sdk.AccAddress, typeURL string) (bool, error) {
	grant, _ := r.Authz.GetAuthorization(ctx, grantee, granter, typeURL)
	return grant != nil, nil
}

// PaysFor implements lanes.Grants.
func (r partyRecords) PaysFor(ctx context.Context, granter, grantee sdk.AccAddress) (bool, error) {
	return r.FeeGrant.FeeAllowance.Has(ctx, collections.Join(grantee, granter))
}

// found is an answer out of a record: no, where there is none.
func found(answer bool, err, missing error) (bool, error) {
	if errors.Is(err, missing) {
		return false, nil
	}
	return answer && err == nil, err
}
