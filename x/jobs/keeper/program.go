package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/collections/indexes"
	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/jobs/types"
)

type (
	// allotmentKey is a program and a delegate.
	allotmentKey = collections.Pair[uint64, sdk.AccAddress]
	// labelKey is a program and a label.
	labelKey = collections.Pair[uint64, string]
	// dependentKey is a program, a label and a job that waits for it.
	dependentKey = collections.Triple[uint64, string, uint64]
)

// programState is the state of programs. A posting writes the poster's own allotment and keys of the job alone; what all
// delegates share (the program's totals) changes in EndBlock.
type programState struct {
	programs   *collections.IndexedMap[uint64, types.Program, programIndexes]
	allotments collections.Map[allotmentKey, types.Allotment]
	// labels names the latest job of each label that was ever used.
	labels collections.Map[labelKey, uint64]
	// dependents holds the jobs that wait for a label; each is in it as long as it waits.
	dependents collections.KeySet[dependentKey]
}

type programIndexes struct {
	sponsor *indexes.Multi[sdk.AccAddress, uint64, types.Program]
}

// IndexesList implements collections.Indexes.
func (i programIndexes) IndexesList() []collections.Index[uint64, types.Program] {
	return []collections.Index[uint64, types.Program]{i.sponsor}
}

func newProgramState(sb *collections.SchemaBuilder, cdc codec.BinaryCodec) programState {
	key := collections.PairKeyCodec(collections.Uint64Key, sdk.AccAddressKey)
	return programState{
		programs: collections.NewIndexedMap(sb, prefixPrograms, "programs", collections.Uint64Key,
			codec.CollValue[types.Program](cdc), programIndexes{
				sponsor: indexes.NewMulti(sb, prefixProgramsBySponsor, "programs_by_sponsor", sdk.AccAddressKey, collections.Uint64Key,
					func(_ uint64, p types.Program) (sdk.AccAddress, error) { return sdk.AccAddressFromBech32(p.Sponsor) }),
			}),
		allotments: collections.NewMap(sb, prefixAllotments, "allotments", key, codec.CollValue[types.Allotment](cdc)),
		labels: collections.NewMap(sb, prefixLabels, "labels",
			collections.PairKeyCodec(collections.Uint64Key, collections.StringKey), collections.Uint64Value),
		dependents: collections.NewKeySet(sb, prefixDependents, "dependents",
			collections.TripleKeyCodec(collections.Uint64Key, collections.StringKey, collections.Uint64Key)),
	}
}

// Program returns a program, or ErrProgramNotFound.
func (k *Keeper) Program(ctx context.Context, id uint64) (types.Program, error) {
	program, err := k.programs.programs.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return program, errorsmod.Wrapf(types.ErrProgramNotFound, "program %d", id)
	}
	return program, err
}

// sponsorsProgram returns a program of sponsor that is not closed.
func (k *Keeper) sponsorsProgram(ctx context.Context, id uint64, sponsor sdk.AccAddress) (types.Program, error) {
	program, err := k.Program(ctx, id)
	if err != nil {
		return program, err
	}
	if program.Sponsor != sponsor.String() {
		return program, errorsmod.Wrapf(types.ErrNotSponsor, "program %d belongs to %s", id, program.Sponsor)
	}
	if program.Status == types.PROGRAM_STATUS_CLOSED {
		return program, errorsmod.Wrapf(types.ErrProgramStatus, "program %d is closed", id)
	}
	return program, nil
}

// changeProgram applies a change to a program.
func (k *Keeper) changeProgram(ctx context.Context, id uint64, change func(*types.Program)) (types.Program, error) {
	program, err := k.Program(ctx, id)
	if err != nil {
		return program, err
	}
	change(&program)
	return program, k.programs.programs.Set(ctx, id, program)
}

// CreateProgram opens a program with its budget. The priority asked for stands at once for the treasury and for
// governments; anybody else's jobs are NORMAL until the authority says otherwise.
func (k *Keeper) CreateProgram(ctx sdk.Context, sponsor sdk.AccAddress, msg *types.MsgCreateProgram) (uint64, error) {
	if err := k.identity.Authorize(ctx, sponsor, identitytypes.ROLE_EMPLOYER); err != nil {
		return 0, err
	}
	for _, slug := range msg.Categories {
		if _, err := k.CategoryInForce(ctx, slug); err != nil {
			return 0, err
		}
	}
	id, err := k.nextID(ctx)
	if err != nil {
		return 0, err
	}
	program, err := k.newProgram(ctx, id, sponsor, msg)
	if err != nil {
		return 0, err
	}
	if err := k.purse.TakeIn(ctx, sponsor, msg.Budget); err != nil {
		return 0, err
	}
	if err := k.programs.programs.Set(ctx, id, program); err != nil {
		return 0, err
	}
	if err := k.allot(ctx, id, sponsor, msg.Budget, msg.Delegates); err != nil {
		return 0, err
	}
	return id, typedevent.Emit(ctx, &types.EventProgramCreated{Program: program})
}

// newProgram is a message as a record.
func (k *Keeper) newProgram(
	ctx context.Context, id uint64, sponsor sdk.AccAddress, msg *types.MsgCreateProgram,
) (types.Program, error) {
	now, err := k.clock.Now(ctx)
	if err != nil {
		return types.Program{}, err
	}
	program := types.Program{
		Id: id, Sponsor: sponsor.String(), Title: msg.Title, Document: msg.Document, Status: types.PROGRAM_STATUS_ACTIVE,
		Priority: types.PRIORITY_NORMAL, Categories: msg.Categories, MaxPayout: msg.MaxPayout, CreatedMs: now,
	}.Opened(msg.Budget)
	governs, err := k.governs(ctx, sponsor)
	if governs {
		program.Priority = types.PriorityOf(msg.Priority)
	}
	return program, err
}

// FundProgram adds to the budget; the sponsor's own allotment grows.
func (k *Keeper) FundProgram(ctx sdk.Context, sponsor sdk.AccAddress, msg *types.MsgFundProgram) error {
	if err := k.identity.Authorize(ctx, sponsor, identitytypes.ROLE_EMPLOYER); err != nil {
		return err
	}
	program, err := k.sponsorsProgram(ctx, msg.ProgramId, sponsor)
	if err != nil {
		return err
	}
	if err := k.purse.TakeIn(ctx, sponsor, msg.Amount); err != nil {
		return err
	}
	if err := k.credit(ctx, program.Id, sponsor, msg.Amount); err != nil {
		return err
	}
	program.Budget = program.Budget.Add(msg.Amount)
	if err := k.programs.programs.Set(ctx, program.Id, program); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventProgramFunded{
		ProgramId: program.Id, Amount: msg.Amount, Budget: program.Budget,
	})
}

// setProgramStatus changes whether a program takes jobs. For none that is closed.
func (k *Keeper) setProgramStatus(ctx sdk.Context, program types.Program, actor string, status types.ProgramStatus) error {
	holds := status == types.PROGRAM_STATUS_PAUSED && actor == k.authority
	if (program.Status == status && (!holds || program.Held)) || program.Status == types.PROGRAM_STATUS_CLOSED {
		return errorsmod.Wrapf(types.ErrProgramStatus, "program %d is %s", program.Id, program.Status)
	}
	if program.Held && actor != k.authority && status == types.PROGRAM_STATUS_ACTIVE {
		return errorsmod.Wrapf(types.ErrProgramStatus, "the authority has paused program %d; only its proposal resumes it", program.Id)
	}
	program.Status, program.Held = status, holds
	if status == types.PROGRAM_STATUS_CLOSED {
		now, err := k.clock.Now(ctx)
		if err != nil {
			return err
		}
		program.ClosedMs = now
	}
	if err := k.programs.programs.Set(ctx, program.Id, program); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventProgramStatusChanged{ProgramId: program.Id, Actor: actor, Status: status})
}

// PauseProgram stops spending; the jobs that the program has go on. actor is its sponsor or the authority.
func (k *Keeper) PauseProgram(ctx sdk.Context, actor string, id uint64) error {
	program, err := k.Program(ctx, id)
	if err != nil {
		return err
	}
	return k.setProgramStatus(ctx, program, actor, types.PROGRAM_STATUS_PAUSED)
}

// ResumeProgram lets new jobs in again. actor is its sponsor or the authority.
func (k *Keeper) ResumeProgram(ctx sdk.Context, actor string, id uint64) error {
	program, err := k.Program(ctx, id)
	if err != nil {
		return err
	}
	return k.setProgramStatus(ctx, program, actor, types.PROGRAM_STATUS_ACTIVE)
}

// CloseProgram ends a program: it takes no more jobs, and what is left returns when the last one has ended; EndBlock looks
// whether that is now. Closing again asks for the rest of a program whose payment has failed.
func (k *Keeper) CloseProgram(ctx sdk.Context, sponsor sdk.AccAddress, id uint64) error {
	program, err := k.Program(ctx, id)
	if err != nil {
		return err
	}
	if program.Sponsor != sponsor.String() {
		return errorsmod.Wrapf(types.ErrNotSponsor, "program %d belongs to %s", id, program.Sponsor)
	}
	owed, err := k.programs.allotments.Has(ctx, collections.Join(id, sponsor))
	if err != nil {
		return err
	}
	if again := program.Over() && owed; !again {
		if err := k.setProgramStatus(ctx, program, program.Sponsor, types.PROGRAM_STATUS_CLOSED); err != nil {
			return err
		}
	}
	return k.journal.Append(ctx, closed(id))
}

// ApproveProgram sets the highest priority of a program's jobs, and whether they may earn more than the protocol fee.
func (k *Keeper) ApproveProgram(ctx sdk.Context, msg *types.MsgApproveProgram) error {
	program, err := k.Program(ctx, msg.ProgramId)
	if err != nil {
		return err
	}
	if program.Status == types.PROGRAM_STATUS_CLOSED {
		return errorsmod.Wrapf(types.ErrProgramStatus, "program %d is closed", program.Id)
	}
	program.Priority, program.Incentives = types.PriorityOf(msg.Priority), msg.Incentives
	if err := k.programs.programs.Set(ctx, program.Id, program); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventProgramApproved{
		ProgramId: program.Id, Priority: program.Priority, Incentives: program.Incentives,
	})
}

// programIncentives tells whether the authority lets the program of a job pay beyond the protocol fee.
func (k *Keeper) programIncentives(ctx context.Context, job types.Job) (bool, error) {
	if job.Program == 0 {
		return false, nil
	}
	program, err := k.Program(ctx, job.Program)
	return program.Incentives, err
}
