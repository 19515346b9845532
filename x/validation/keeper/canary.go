package keeper

import (
	"context"
	"errors"
	"time"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/typedevent"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	"github.com/agijobs/agijobs/x/validation/types"
)

// auditOffice returns the office that an auditor may act for now: one that is not barred.
func (k *Keeper) auditOffice(ctx context.Context, auditor sdk.AccAddress) (string, error) {
	if err := k.identity.Authorize(ctx, auditor, identitytypes.ROLE_AUDITOR); err != nil {
		return "", err
	}
	office, err := k.officeOf(ctx, auditor)
	if err != nil {
		return "", err
	}
	bar, barred, err := k.barOf(ctx, office)
	if err == nil && barred {
		err = types.ErrOfficeBarred.Wrapf("%s: %s", office, bar.Reason)
	}
	return office, err
}

// officeOf returns the office that an auditor belongs to, whatever its standing: nobody keeps an office from its duty by
// suspending its auditors.
func (k *Keeper) officeOf(ctx context.Context, auditor sdk.AccAddress) (string, error) {
	participant, err := k.identity.Participant(ctx, auditor)
	if err != nil {
		return "", err
	}
	if participant.OrganisationId == "" || !participant.Has(identitytypes.ROLE_AUDITOR) {
		return "", types.ErrNoOffice.Wrap(auditor.String())
	}
	return participant.OrganisationId, nil
}

func (k *Keeper) barOf(ctx context.Context, office string) (bar types.CanaryOffice, barred bool, err error) {
	bar, err = k.Canaries.Offices.Get(ctx, office)
	if errors.Is(err, collections.ErrNotFound) {
		return bar, false, nil
	}
	return bar, err == nil, err
}

// RegisterCanaries commits an office to the canaries of the day.
func (k *Keeper) RegisterCanaries(ctx sdk.Context, auditor sdk.AccAddress, root []byte) (types.CanaryRoot, error) {
	office, err := k.auditOffice(ctx, auditor)
	if err != nil {
		return types.CanaryRoot{}, err
	}
	params, err := k.CurrentParams(ctx)
	if err != nil {
		return types.CanaryRoot{}, err
	}
	now := ctx.BlockTime().UTC()
	day := types.CanaryDay(now)
	has, err := k.Canaries.Roots.Has(ctx, collections.Join(office, day))
	if err != nil {
		return types.CanaryRoot{}, err
	}
	if has {
		return types.CanaryRoot{}, types.ErrCanaryDay.Wrapf("office %s, day %d", office, day)
	}
	registered := types.CanaryRoot{
		Office: office, Day: day, Auditor: auditor.String(), Root: root,
		RegisteredHeight: ctx.BlockHeight(), DiscloseBy: now.Add(params.CanaryDiscloseWithin),
	}
	if err := k.setCanaryRoot(ctx, registered); err != nil {
		return types.CanaryRoot{}, err
	}
	return registered, typedevent.Emit(ctx, &types.EventCanariesRegistered{
		Office: office, Day: day, Auditor: registered.Auditor, Root: root,
	})
}

// DiscloseCanaries shows all leaves of an office's day. A barred office still owes them.
func (k *Keeper) DiscloseCanaries(ctx sdk.Context, auditor sdk.AccAddress, day uint64, leaves []types.CanaryLeaf) error {
	office, err := k.officeOf(ctx, auditor)
	if err != nil {
		return err
	}
	root, err := k.canaryRoot(ctx, office, day)
	if err != nil {
		return err
	}
	if err := root.Discloses(ctx.ChainID(), leaves, ctx.BlockTime()); err != nil {
		return err
	}
	root.Disclosed = true
	if err := k.setCanaryRoot(ctx, root); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventCanariesDisclosed{Office: office, Day: day, Leaves: leaves})
}

// OpenCanary checks that a job was a test of its judges and notes it for their slashes. It returns the audit office. It
// writes nothing but keys of the job.
func (k *Keeper) OpenCanary(goCtx context.Context, claim types.CanaryClaim) (office string, err error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	if office, err = k.auditOffice(ctx, claim.Auditor); err != nil {
		return "", err
	}
	root, err := k.canaryRoot(ctx, office, claim.Day)
	if err != nil {
		return "", err
	}
	if err := root.Opens(claim.SubmittedHeight, ctx.BlockTime()); err != nil {
		return "", err
	}
	if err := types.ValidateCanaryVerdict(claim.Leaf.Verdict); err != nil {
		return "", err
	}
	if err := claim.Proof.Verify(ctx.ChainID(), root.Root, claim.Leaf); err != nil {
		return "", err
	}
	if err := k.unknownWork(ctx, claim.Leaf); err != nil {
		return "", err
	}
	opened := types.OpenedCanary{
		JobId: claim.JobID, Office: office, Day: claim.Day, Leaf: claim.Leaf, SubmittedHeight: claim.SubmittedHeight,
	}
	return office, k.setOpened(ctx, opened, time.Time{})
}

// unknownWork refuses a leaf whose work was opened before, as long as that is remembered.
func (k *Keeper) unknownWork(ctx sdk.Context, leaf types.CanaryLeaf) error {
	it, err := k.Canaries.Opened.Indexes.Work.MatchExact(ctx, leaf.Work())
	if err != nil {
		return err
	}
	jobs, err := it.PrimaryKeys()
	if err == nil && len(jobs) > 0 {
		err = types.ErrCanaryOpened.Wrapf("job %d", jobs[0])
	}
	return err
}

// ContradictCanary voids the held slashes of a canary about which a second verdict was registered, and bars both offices.
// The stake goes back in EndBlock.
func (k *Keeper) ContradictCanary(ctx sdk.Context, jobID uint64, office string, day uint64, leaf types.CanaryLeaf, proof types.CanaryProof) error {
	opened, known, err := k.opened(ctx, jobID)
	if err != nil {
		return err
	}
	if !known || !opened.Held(ctx.BlockTime()) {
		return types.ErrNothingHeld.Wrapf("job %d", jobID)
	}
	root, err := k.canaryRoot(ctx, office, day)
	if err != nil {
		return err
	}
	if err := opened.Contradicts(root, leaf); err != nil {
		return err
	}
	if err := proof.Verify(ctx.ChainID(), root.Root, leaf); err != nil {
		return err
	}
	opened.Voided = types.CanaryContradicted
	if err := k.setOpened(ctx, opened, ctx.BlockTime()); err != nil {
		return err
	}
	if err := k.bar(ctx, opened.Office, types.CanaryContradicted, opened.Day); err != nil {
		return err
	}
	return k.bar(ctx, office, types.CanaryContradicted, day)
}

// bar keeps an office from registering and opening canaries. The first reason stands, but that OVERDUE takes the place of
// any other: it says that all that the office has opened is void.
func (k *Keeper) bar(ctx sdk.Context, office, reason string, day uint64) error {
	old, barred, err := k.barOf(ctx, office)
	if err != nil || barred && (reason == old.Reason || reason != types.CanaryOverdue) {
		return err
	}
	bar := types.CanaryOffice{Office: office, Reason: reason, BarredAt: ctx.BlockTime().UTC()}
	if err := k.Canaries.Offices.Set(ctx, office, bar); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventCanaryOfficeBarred{Office: office, Reason: reason, Day: day})
}

// LiftCanaryBar lets an office go on.
func (k *Keeper) LiftCanaryBar(ctx sdk.Context, office string) error {
	_, barred, err := k.barOf(ctx, office)
	if err != nil {
		return err
	}
	if !barred {
		return types.ErrNotBarred.Wrap(office)
	}
	sweeping, err := k.Canaries.Sweeps.Has(ctx, office)
	if err != nil {
		return err
	}
	if sweeping {
		return types.ErrCanaryVoiding.Wrap(office)
	}
	if err := k.Canaries.Offices.Remove(ctx, office); err != nil {
		return err
	}
	return typedevent.Emit(ctx, &types.EventCanaryBarLifted{Office: office})
}
