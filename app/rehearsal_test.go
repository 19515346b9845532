package app_test

import (
	"context"
	"fmt"
	"testing"

	cmted25519 "github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/internal/money"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// live is a market with four operators: one with power, one that unbonds a part, one that holds seats and has no validator, one that is being removed.
type live struct {
	*testapp.Market
	ops []testapp.Actor
	// own are who rehearses: nobody knows them yet.
	operator, official, guardian, registrar testapp.Actor
}

const rehearsalCoins = 5_000_000

func startLive(t *testing.T) *live {
	t.Helper()
	l := &live{
		operator: testapp.NewActor("rehearser"), official: testapp.NewActor("official"),
		guardian: testapp.NewActor("guardian"), registrar: testapp.NewActor("new registrar"),
	}
	for _, name := range []string{"operator2", "operator3", "operator4", "operator5"} {
		l.ops = append(l.ops, testapp.NewActor(name))
	}
	l.Market = testapp.StartMarket(t, testapp.MarketOptions{Options: testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		for _, a := range l.ops {
			c.Admit(state, a, testapp.AGI(1_000), identitytypes.Participant{Roles: []identitytypes.Role{identitytypes.ROLE_NODE_OPERATOR}})
		}
		c.AddBalance(state, money.TreasuryAddress(), sdk.NewInt64Coin(testapp.Denom, 4*rehearsalCoins))
	}}})
	var grants []sdk.Msg
	for _, a := range l.ops {
		grants = append(grants, &operatorstypes.MsgGrantSeats{Authority: app.Authority(), Operator: a.String(), Amount: seats(20)})
	}
	l.Govern(grants...)
	for _, i := range []int{0, 1, 3} {
		l.Must(l.ops[i], l.createValidator(l.ops[i]))
	}
	l.Must(l.ops[1], stakingtypes.NewMsgUndelegate(l.ops[1].String(), sdk.ValAddress(l.ops[1].Addr).String(), sdk.NewCoin(app.SeatDenom, seats(3))))
	l.Govern(&operatorstypes.MsgRemoveOperator{Authority: app.Authority(), Operator: l.ops[3].String(), Reason: "contract ended"})
	return l
}

func (l *live) createValidator(a testapp.Actor) *stakingtypes.MsgCreateValidator {
	l.T.Helper()
	key := &ed25519.PubKey{Key: cmted25519.GenPrivKeyFromSecret([]byte(a.Name)).PubKey().Bytes()}
	zero := math.LegacyZeroDec()
	msg, err := stakingtypes.NewMsgCreateValidator(sdk.ValAddress(a.Addr).String(), key, sdk.NewCoin(app.SeatDenom, seats(10)),
		stakingtypes.Description{Moniker: a.Name}, stakingtypes.NewCommissionRates(zero, zero, zero), math.OneInt())
	require.NoError(l.T, err)
	return msg
}

// rehearsal is one in which every office changes hands.
func (l *live) rehearsal(key *ed25519.PubKey) app.Rehearsal {
	return app.Rehearsal{
		Operator: l.operator.Addr, Key: key, Council: []sdk.AccAddress{l.operator.Addr, l.official.Addr}, Threshold: 1,
		Guardians: []sdk.AccAddress{l.guardian.Addr}, Registrars: []sdk.AccAddress{l.registrar.Addr, l.operator.Addr}, Coins: math.NewInt(rehearsalCoins),
	}
}

// powers are the validators that x/staking has told CometBFT of.
func (l *live) powers() map[string]int64 {
	l.T.Helper()
	out := map[string]int64{}
	require.NoError(l.T, l.App.Staking.IterateLastValidatorPowers(l.Ctx(), func(val sdk.ValAddress, power int64) bool {
		out[sdk.AccAddress(val).String()] = power
		return false
	}))
	return out
}

// The first block of a test network: one operator has all the power, the offices are the rehearsers', each invariant holds (Block checks them), and
// the market goes on where it was.
func TestRehearsal(t *testing.T) {
	// ARRANGE: a job whose votes are sealed, one that nobody has taken yet.
	l := startLive(t)
	judged, open := l.Post(l.Employer), l.Post(l.Employer)
	l.Claim(l.Agent, judged)
	l.Submit(l.Agent, judged)
	committee := l.Committee(judged)
	l.All(committee, func(v testapp.Actor) sdk.Msg { return l.CommitMsg(v, judged, testapp.Approve) })
	first, supply := l.Operator(), l.Supply()
	require.Equal(t, map[string]int64{first.String(): 10, l.ops[0].String(): 10, l.ops[1].String(): 7}, l.powers())

	// ACT
	r := l.rehearsal(l.TakeOver(l.operator))
	removed, err := l.App.TryRehearsal(r, l.Time.Add(l.Step))
	require.NoError(t, err)
	require.Len(t, l.powers(), 3, "a trial changes nothing")
	l.App.Rehearse(r)
	l.Block()

	// ASSERT
	require.Empty(t, l.Last.ValidatorUpdates, "CometBFT has this set already")
	require.Equal(t, map[string]int64{l.operator.String(): app.RehearsalPower}, l.powers())
	require.ElementsMatch(t, []sdk.AccAddress{first.Addr, l.ops[0].Addr, l.ops[1].Addr, l.ops[2].Addr}, removed, "the fifth was being removed already")
	l.requireOffices(t)
	for _, a := range []testapp.Actor{l.operator, l.official, l.guardian, l.registrar} {
		require.Equal(t, int64(rehearsalCoins), l.Balance(a.Addr).Int64(), a.Name)
	}
	require.Zero(t, l.Balance(money.TreasuryAddress()).Int64())
	require.Equal(t, supply, l.Supply(), "no money appears")

	// The next blocks have nothing of it any more; the market reaches its ends, and the new council decides.
	l.Block()
	require.Empty(t, l.Last.ValidatorUpdates)
	l.All(committee, func(v testapp.Actor) sdk.Msg { return l.RevealMsg(v, judged, testapp.Approve) })
	l.Wait(testapp.ChallengeWindow)
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, l.Job(judged).Status)
	l.Wait(testapp.OpenFor)
	require.Equal(t, jobstypes.JOB_STATUS_CANCELLED, l.Job(open).Status)
	params, err := l.App.Operators.Params(l.Ctx())
	require.NoError(t, err)
	params.BurnsPerBlock++
	l.Govern(&operatorstypes.MsgUpdateParams{Authority: app.Authority(), Params: params})

	// After the time of unbonding the removed operators' seats are burnt.
	staking, err := l.App.Staking.GetParams(l.Ctx())
	require.NoError(t, err)
	l.BlockAfter(staking.UnbondingTime)
	l.Blocks(2)
	require.Equal(t, seats(app.RehearsalPower), l.App.Bank.GetSupply(l.Ctx(), app.SeatDenom).Amount)
}

func (l *live) requireOffices(t *testing.T) {
	t.Helper()
	council, err := l.App.Sovereign.Council(l.Ctx())
	require.NoError(t, err)
	require.Equal(t, uint64(1), council.Threshold)
	require.Equal(t, uint64(2), council.AcceptedWeight())
	for _, addr := range []sdk.AccAddress{l.operator.Addr, l.official.Addr} {
		require.NoError(t, l.App.Sovereign.RequireMember(l.Ctx(), addr))
	}
	guardians, err := l.App.Sovereign.Guardians(l.Ctx())
	require.NoError(t, err)
	require.Equal(t, []sovereigntypes.Guardian{{Address: l.guardian.String(), Title: "Rehearsal"}}, guardians)
	for addr, roles := range map[string][]identitytypes.Role{
		l.operator.String():  {identitytypes.ROLE_REGISTRAR, identitytypes.ROLE_NODE_OPERATOR},
		l.registrar.String(): {identitytypes.ROLE_REGISTRAR},
	} {
		p, err := l.App.Identity.Participant(l.Ctx(), sdk.MustAccAddressFromBech32(addr))
		require.NoError(t, err)
		require.ElementsMatch(t, roles, p.Roles)
	}
}

// Offices that nobody names stay, and nobody is paid.
func TestRehearsalLeavesWhatIsNotNamed(t *testing.T) {
	l := startLive(t)
	council, err := l.App.Sovereign.Council(l.Ctx())
	require.NoError(t, err)

	l.App.Rehearse(app.Rehearsal{Operator: l.operator.Addr, Key: l.TakeOver(l.operator)})
	l.Block()

	require.Equal(t, map[string]int64{l.operator.String(): app.RehearsalPower}, l.powers())
	now, err := l.App.Sovereign.Council(l.Ctx())
	require.NoError(t, err)
	require.Equal(t, council, now)
	require.Zero(t, l.Balance(l.operator.Addr).Int64())
	require.Equal(t, int64(4*rehearsalCoins), l.Balance(money.TreasuryAddress()).Int64())
}

func TestRehearsalRefused(t *testing.T) {
	l := startLive(t)
	first := l.Operator()
	key := l.TakeOver(l.operator)
	for name, tc := range map[string]struct {
		edit func(r *app.Rehearsal)
		text string
	}{
		"an operator of the live chain": {func(r *app.Rehearsal) { r.Operator = first.Addr }, first.String() + " is a participant of the live chain"},
		"a registrar of the live chain": {func(r *app.Rehearsal) { r.Registrars = []sdk.AccAddress{l.Registrar.Addr} }, l.Registrar.String() + " is a participant of the live chain"},
		"a key of the live chain": {func(r *app.Rehearsal) {
			r.Key = &ed25519.PubKey{Key: cmted25519.GenPrivKeyFromSecret([]byte(l.ops[0].Name)).PubKey().Bytes()}
		}, stakingtypes.ErrValidatorPubKeyExists.Error()},
		"a council that cannot decide": {func(r *app.Rehearsal) { r.Threshold = 3 }, sovereigntypes.ErrInvalidCouncil.Error()},
		"the owner's account":          {func(r *app.Rehearsal) { r.Council = []sdk.AccAddress{money.TreasuryAddress()} }, "is an account of the chain itself"},
		"a guardian twice":             {func(r *app.Rehearsal) { r.Guardians = []sdk.AccAddress{first.Addr, first.Addr} }, sovereigntypes.ErrInvalidGuardians.Error()},
		"more than the treasury has":   {func(r *app.Rehearsal) { r.Coins = r.Coins.AddRaw(1) }, sovereigntypes.ErrTreasury.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			r := l.rehearsal(key)
			tc.edit(&r)
			_, err := l.App.TryRehearsal(r, l.Time)
			require.ErrorContains(t, err, tc.text)
		})
	}
}

// An upgrade goes before the rewrite, in the same block, and is not carried out twice.
func TestRehearsalCarriesOutAnUpgrade(t *testing.T) {
	l := startLive(t)
	first := l.Operator()
	var seen []map[string]int64
	l.App.Upgrade.SetUpgradeHandler("v2", func(_ context.Context, _ upgradetypes.Plan, from module.VersionMap) (module.VersionMap, error) {
		seen = append(seen, l.powers())
		return from, nil
	})
	r := app.Rehearsal{Operator: l.operator.Addr, Key: l.TakeOver(l.operator), Upgrade: "v2"}

	l.App.Rehearse(r)
	l.Block()
	height := l.Height
	l.Blocks(2)

	require.Len(t, seen, 1)
	require.Contains(t, seen[0], first.String(), "the operators are the live chain's still")
	require.Equal(t, map[string]int64{l.operator.String(): app.RehearsalPower}, l.powers())
	done, err := l.App.Upgrade.GetDoneHeight(l.Ctx(), "v2")
	require.NoError(t, err)
	require.Equal(t, height, done)
	_, err = l.App.TryRehearsal(r, l.Time)
	require.ErrorContains(t, err, "upgrade with name v2 has already been completed")
}

// What may be going on at the moment of the copy keeps nobody from rehearsing: brakes of every kind, a key that is being changed, an open proposal.
// CometBFT hears of no validator but the new one, then or later.
func TestRehearsalInTheMiddleOfThings(t *testing.T) {
	for blocks := range 3 {
		t.Run(fmt.Sprintf("%d blocks after a rotation", blocks), func(t *testing.T) {
			l := startLive(t)
			submit, err := govv1.NewMsgSubmitProposal([]sdk.Msg{&sovereigntypes.MsgResume{
				Authority: app.Authority(), Scope: sovereigntypes.PAUSE_SCOPE_MARKET, Reason: "over",
			}}, sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1)), l.Operator().String(), "", "Resume", "It is over", false)
			require.NoError(t, err)
			var proposed govv1.MsgSubmitProposalResponse
			l.Response(l.Must(l.Operator(), submit), 0, &proposed)
			for _, scope := range []sovereigntypes.PauseScope{sovereigntypes.PAUSE_SCOPE_MARKET, sovereigntypes.PAUSE_SCOPE_TRANSFERS} {
				l.Govern(&sovereigntypes.MsgPause{Sender: app.Authority(), Scope: scope, Reason: "incident"})
			}
			rotate, err := stakingtypes.NewMsgRotateConsPubKey(sdk.ValAddress(l.ops[0].Addr).String(),
				&ed25519.PubKey{Key: cmted25519.GenPrivKeyFromSecret([]byte("rotated")).PubKey().Bytes()})
			require.NoError(t, err)
			l.Must(l.ops[0], rotate)
			l.Blocks(blocks)

			l.App.Rehearse(l.rehearsal(l.TakeOver(l.operator)))
			for range 4 {
				l.Block()
				require.Empty(t, l.Last.ValidatorUpdates)
			}

			require.Equal(t, map[string]int64{l.operator.String(): app.RehearsalPower}, l.powers())
			l.Must(l.operator, govv1.NewMsgVote(l.operator.Addr, proposed.ProposalId, govv1.OptionYes, ""))
			require.Equal(t, govv1.StatusPassed, l.Proposal(proposed.ProposalId).Status, "the live chain's proposal is the new council's to decide")
		})
	}
}
