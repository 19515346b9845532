package keeper

import (
	"context"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// BalanceSheet compares what the module account holds with what it owes. It reads every job that has not ended and every
// stake: for queries, audits and genesis, never for a block. Amounts are in base units.
func (k *Keeper) BalanceSheet(ctx context.Context) (types.QueryEscrowResponse, error) {
	sheet := types.QueryEscrowResponse{
		EscrowOwed: math.ZeroInt(), StakeFree: math.ZeroInt(), StakeLocked: math.ZeroInt(), DisputeBonds: math.ZeroInt(),
		Allotments: math.ZeroInt(), Incentives: math.ZeroInt(),
	}
	ids, err := k.Jobs.Indexes.UnendedEmployer.All(ctx)
	if err != nil {
		return sheet, err
	}
	for _, id := range ids {
		job, err := k.Job(ctx, id)
		if err != nil {
			return sheet, err
		}
		sheet.EscrowOwed = sheet.EscrowOwed.Add(job.LockedEscrow())
		sheet.DisputeBonds = sheet.DisputeBonds.Add(job.LockedDisputes())
		sheet.Incentives = sheet.Incentives.Add(job.LockedIncentives())
		sheet.OpenJobs++
	}
	err = k.Stakes.Walk(ctx, nil, func(_ sdk.AccAddress, stake types.AgentStake) (bool, error) {
		sheet.StakeFree, sheet.StakeLocked = sheet.StakeFree.Add(stake.Free), sheet.StakeLocked.Add(stake.Locked)
		return false, nil
	})
	if err != nil {
		return sheet, err
	}
	if sheet.Allotments, err = k.allotmentsHeld(ctx); err != nil {
		return sheet, err
	}
	if sheet.Denom, err = k.purse.Denom(ctx); err != nil {
		return sheet, err
	}
	sheet.Held, err = k.purse.Balance(ctx)
	return sheet, err
}

// checkBalance returns an error unless the module account holds exactly what it owes.
func (k *Keeper) checkBalance(ctx context.Context) error {
	sheet, err := k.BalanceSheet(ctx)
	if err != nil {
		return err
	}
	owed := sheet.EscrowOwed.Add(sheet.DisputeBonds).Add(sheet.StakeFree).Add(sheet.StakeLocked).Add(sheet.Allotments).Add(sheet.Incentives)
	if !owed.Equal(sheet.Held) {
		return errorsmod.Wrapf(types.ErrSettlement,
			"the module account holds %s%s and owes %s: escrow %s, bonds of disputes %s, free stake %s, locked stake %s, allotments %s, incentives %s",
			sheet.Held, sheet.Denom, owed, sheet.EscrowOwed, sheet.DisputeBonds, sheet.StakeFree, sheet.StakeLocked, sheet.Allotments, sheet.Incentives)
	}
	return nil
}
