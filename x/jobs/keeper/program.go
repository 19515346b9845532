package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// programState is the state of programs.
type programState struct{}

func newProgramState(*collections.SchemaBuilder, codec.BinaryCodec) programState {
	return programState{}
}

// initPrograms writes the part of the genesis.
func (k *Keeper) initPrograms(context.Context, types.GenesisState) error { return nil }

// exportPrograms reads it.
func (k *Keeper) exportPrograms(context.Context, *types.GenesisState) error { return nil }

func (k *Keeper) programsInvariants() []invariant.Invariant { return nil }

// inProgram checks a posting against its program and returns nothing for one without. It changes nothing.
func (k *Keeper) inProgram(_ context.Context, employer sdk.AccAddress, _ types.Category, msg *types.MsgPostJob) error {
	if types.PriorityOf(msg.Priority) != types.PRIORITY_NORMAL && !employer.Equals(money.TreasuryAddress()) {
		return types.ErrPriority
	}
	return nil
}

// takeEscrow takes in what a job costs: from its employer, or out of the employer's allotment of the program.
func (k *Keeper) takeEscrow(ctx context.Context, employer sdk.AccAddress, _ uint64, total math.Int) error {
	return k.purse.TakeIn(ctx, employer, total)
}

// enterProgram notes label and dependencies of a new job and tells whether it must wait for others.
func (k *Keeper) enterProgram(context.Context, *types.Job) (blocked bool, err error) {
	return false, nil
}

// jobEntered counts a new job in its program. EndBlock only.
func (k *Keeper) jobEntered(sdk.Context, types.Job) error { return nil }

// creditProgram gives what a settlement returns to the program of a job; the money stays in the module. EndBlock only.
func (k *Keeper) creditProgram(context.Context, types.Job, math.Int) error { return nil }

// jobEnded counts a job that has ended in its program and wakes those that waited for it. EndBlock only.
func (k *Keeper) jobEnded(sdk.Context, types.Job) error { return nil }

// certificateOwner returns who gets the certificate of a job: its employer, or the sponsor of its program.
func (k *Keeper) certificateOwner(_ context.Context, job types.Job) (sdk.AccAddress, error) {
	return sdk.AccAddressFromBech32(job.Employer)
}
