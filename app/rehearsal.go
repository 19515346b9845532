package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cosmossdk.io/core/header"
	"cosmossdk.io/math"

	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	stakingkeeper "github.com/cosmos/cosmos-sdk/x/staking/keeper"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

const (
	// RehearsalPower is the consensus power of a test network's one operator.
	RehearsalPower = 10
	// rehearsalReason stands in the books of x/operators and of the treasury.
	rehearsalReason = "test network from live data"
)

// Rehearsal says who runs a test network that is made of a chain's state: its one operator, and who takes the offices. Jobs, stakes, scores, money and
// rules stay as they are.
type Rehearsal struct {
	// Operator and Registrars must be nobody's yet: what the state says of a participant stays true.
	Operator   sdk.AccAddress
	Registrars []sdk.AccAddress
	// Key signs the blocks.
	Key cryptotypes.PubKey
	// Council decides by Threshold votes instead of the nation's; empty: that one stays. Guardians likewise.
	Council   []sdk.AccAddress
	Threshold uint64
	Guardians []sdk.AccAddress
	// Coins are what each of them gets from the treasury, in base units; zero for nothing.
	Coins math.Int
	// Upgrade is carried out in the same block; empty for none.
	Upgrade string
}

// Rehearse lets the next block begin with the rewrite of the state. A node never calls it: only the command does that makes a test network, and it
// executes that one block itself.
func (app *App) Rehearse(r Rehearsal) { app.rehearsal = &r }

// TryRehearsal does on a branch of the state, which is thrown away, what Rehearse does in the next block, and returns which operators lose their power.
func (app *App) TryRehearsal(r Rehearsal, at time.Time) ([]sdk.AccAddress, error) {
	ctx := app.ReadContext()
	params := app.GetConsensusParams(ctx)
	height := app.LastBlockHeight() + 1
	ctx = ctx.WithBlockHeight(height).WithBlockTime(at).WithConsensusParams(params).
		WithHeaderInfo(header.Info{ChainID: app.ChainID(), Height: height, Time: at})
	_, removed, err := app.rehearse(ctx, r)
	return removed, err
}

func (app *App) rehearseOnce(ctx sdk.Context) (*sdk.ResponsePreBlock, error) {
	r := *app.rehearsal
	app.rehearsal = nil
	res, _, err := app.rehearse(ctx, r)
	return res, err
}

// rehearse rewrites the state. An upgrade goes first: the rest is of this binary, and needs its state.
func (app *App) rehearse(ctx sdk.Context, r Rehearsal) (*sdk.ResponsePreBlock, []sdk.AccAddress, error) {
	if r.Upgrade != "" {
		plan := upgradetypes.Plan{Name: r.Upgrade, Height: ctx.BlockHeight(), Info: rehearsalReason}
		if err := app.Upgrade.ScheduleUpgrade(ctx, plan); err != nil {
			return nil, nil, fmt.Errorf("upgrade %s: %w", r.Upgrade, err)
		}
	}
	res, err := app.manager.PreBlock(ctx)
	if err != nil {
		return nil, nil, err
	}
	removed, err := app.replacePeople(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	return res, removed, app.knowParams(ctx)
}

func (app *App) replacePeople(ctx sdk.Context, r Rehearsal) ([]sdk.AccAddress, error) {
	if err := app.admitForRehearsal(ctx, r); err != nil {
		return nil, err
	}
	if len(r.Council) > 0 {
		council := sovereigntypes.Council{Threshold: r.Threshold}
		for _, addr := range r.Council {
			council.Members = append(council.Members, sovereigntypes.CouncilMember{
				Address: addr.String(), Title: "Rehearsal", Weight: 1, Accepted: true,
			})
		}
		if err := app.Sovereign.SeatCouncil(ctx, council); err != nil {
			return nil, fmt.Errorf("council: %w", err)
		}
	}
	if len(r.Guardians) > 0 {
		var list []sovereigntypes.Guardian
		for _, addr := range r.Guardians {
			list = append(list, sovereigntypes.Guardian{Address: addr.String(), Title: "Rehearsal"})
		}
		if err := sovereigntypes.ValidateGuardians(list); err != nil {
			return nil, err
		}
		if err := app.Sovereign.SetGuardians(ctx, list); err != nil {
			return nil, fmt.Errorf("guardians: %w", err)
		}
	}
	removed, err := app.replaceOperators(ctx, r)
	if err != nil {
		return nil, err
	}
	return removed, app.payForRehearsal(ctx, r)
}

// admitForRehearsal makes the operator and the registrars participants, by the authority's own way of admission.
func (app *App) admitForRehearsal(ctx sdk.Context, r Rehearsal) error {
	var list []identitytypes.Admission
	admit := func(addr sdk.AccAddress, role identitytypes.Role) error {
		for i := range list {
			if list[i].Address == addr.String() {
				list[i].Roles = append(list[i].Roles, role)
				return nil
			}
		}
		_, err := app.Identity.Participant(ctx, addr)
		if err == nil {
			return fmt.Errorf("%s is a participant of the live chain: name an address of your own, with a key made for the rehearsal", addr)
		}
		if !errors.Is(err, identitytypes.ErrUnknownParticipant) {
			return err
		}
		list = append(list, identitytypes.Admission{
			Address: addr.String(), Kind: identitytypes.PARTICIPANT_KIND_ORGANISATION, Roles: []identitytypes.Role{role},
		})
		return nil
	}
	if err := admit(r.Operator, identitytypes.ROLE_NODE_OPERATOR); err != nil {
		return err
	}
	for _, addr := range r.Registrars {
		if err := admit(addr, identitytypes.ROLE_REGISTRAR); err != nil {
			return err
		}
	}
	owner, err := sdk.AccAddressFromBech32(Authority())
	if err != nil {
		return err
	}
	msg := identitytypes.MsgAdmit{Sender: owner.String(), Participants: list}
	if err := msg.ValidateBasic(); err != nil {
		return err
	}
	desk, err := app.Identity.Desk(ctx, owner)
	if err != nil {
		return err
	}
	_, _, err = app.Identity.AdmitBatch(ctx, desk, list)
	return err
}

// replaceOperators takes everybody's power and gives the new operator some. x/staking changes its set here and now, and tells CometBFT nothing of it:
// who calls has told CometBFT the same set already.
func (app *App) replaceOperators(ctx sdk.Context, r Rehearsal) ([]sdk.AccAddress, error) {
	seats := sdk.TokensFromConsensusPower(RehearsalPower, app.Staking.PowerReduction(ctx))
	removed, err := app.Operators.Replace(ctx, r.Operator, seats, rehearsalReason)
	if err != nil {
		return nil, err
	}
	if err := app.createValidator(ctx, r, seats); err != nil {
		return nil, fmt.Errorf("validator of %s: %w", r.Operator, err)
	}
	if _, err := app.Staking.ApplyAndReturnValidatorSetUpdates(ctx); err != nil {
		return nil, err
	}
	return removed, app.checkSoleOperator(ctx, r)
}

func (app *App) createValidator(ctx context.Context, r Rehearsal, seats math.Int) error {
	rate, err := app.Staking.MinCommissionRate(ctx)
	if err != nil {
		return err
	}
	msg, err := stakingtypes.NewMsgCreateValidator(sdk.ValAddress(r.Operator).String(), r.Key, sdk.NewCoin(SeatDenom, seats),
		stakingtypes.Description{Moniker: "rehearsal"}, stakingtypes.NewCommissionRates(rate, rate, math.LegacyZeroDec()), math.OneInt())
	if err != nil {
		return err
	}
	_, err = stakingkeeper.NewMsgServerImpl(app.Staking).CreateValidator(ctx, msg)
	return err
}

// checkSoleOperator asks x/staking and x/slashing whether they now hold what CometBFT was told. The subscribers of x/staking are contained in a block,
// so an error of theirs would show only when the chain halts.
func (app *App) checkSoleOperator(ctx context.Context, r Rehearsal) error {
	others := 0
	err := app.Staking.IterateLastValidatorPowers(ctx, func(val sdk.ValAddress, power int64) bool {
		if !val.Equals(sdk.ValAddress(r.Operator)) || power != RehearsalPower {
			others++
		}
		return false
	})
	if err != nil {
		return err
	}
	power, err := app.Staking.GetLastValidatorPower(ctx, sdk.ValAddress(r.Operator))
	if err != nil {
		return err
	}
	if others > 0 || power != RehearsalPower {
		return fmt.Errorf("x/staking has a power of %d for %s and %d other operators with power", power, r.Operator, others)
	}
	if _, err := app.Slashing.GetValidatorSigningInfo(ctx, sdk.GetConsAddress(r.Key)); err != nil {
		return fmt.Errorf("x/slashing has not heard of %s: %w", r.Operator, err)
	}
	return nil
}

// payForRehearsal gives everybody who was named the same, once, from the treasury: so the books of the supply stay true.
func (app *App) payForRehearsal(ctx context.Context, r Rehearsal) error {
	if r.Coins.IsNil() || !r.Coins.IsPositive() {
		return nil
	}
	var paid []string
	for _, addr := range slices.Concat([]sdk.AccAddress{r.Operator}, r.Council, r.Guardians, r.Registrars) {
		if slices.Contains(paid, addr.String()) {
			continue
		}
		if err := app.Sovereign.SpendTreasury(ctx, addr, r.Coins, rehearsalReason); err != nil {
			return fmt.Errorf("money for %s: %w", addr, err)
		}
		paid = append(paid, addr.String())
	}
	return nil
}
