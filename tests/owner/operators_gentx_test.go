package owner

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// byGentx makes the genesis one whose first operator comes by a genesis transaction: it has free seats instead of bonded
// ones, and what edit does to its participation.
func byGentx(seats int64, msg func(*stakingtypes.MsgCreateValidator), edit func(*identitytypes.Participant)) testapp.Options {
	return testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		op := c.Operator()
		testapp.Edit(c, state, stakingtypes.ModuleName, func(gs *stakingtypes.GenesisState) { gs.Validators, gs.Delegations = nil, nil })
		testapp.Edit(c, state, slashingtypes.ModuleName, func(gs *slashingtypes.GenesisState) { gs.SigningInfos = nil })
		testapp.Edit(c, state, banktypes.ModuleName, func(gs *banktypes.GenesisState) { bondedBecomeFree(gs, op.Addr, seats) })
		testapp.Edit(c, state, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) {
			for i := range gs.Participants {
				if edit != nil && gs.Participants[i].Address == op.String() {
					edit(&gs.Participants[i])
				}
			}
		})
		n := nodes{Chain: c}
		create := n.create(op, opPower)
		key, err := stakingtypes.NewMsgCreateValidator(create.ValidatorAddress, nodeKey("agijobs test node"), create.Value,
			create.Description, create.Commission, create.MinSelfDelegation)
		require.NoError(c.T, err)
		if msg != nil {
			msg(key)
		}
		tx, err := c.App.TxConfig().TxDecoder()(c.SignAs(op, testapp.TxOptions{Fee: math.ZeroInt(), KeepSequence: true}, key))
		require.NoError(c.T, err)
		bz, err := c.App.TxConfig().TxJSONEncoder()(tx)
		require.NoError(c.T, err)
		state[genutiltypes.ModuleName], err = c.App.Codec().MarshalJSON(&genutiltypes.GenesisState{GenTxs: []json.RawMessage{bz}})
		require.NoError(c.T, err)
	}}
}

// bondedBecomeFree takes the seats out of the pool and gives some to the operator.
func bondedBecomeFree(gs *banktypes.GenesisState, op sdk.AccAddress, seats int64) {
	pool := authtypes.NewModuleAddress(stakingtypes.BondedPoolName).String()
	var balances []banktypes.Balance
	for _, b := range gs.Balances {
		switch b.Address {
		case pool:
			gs.Supply = gs.Supply.Sub(b.Coins...)
			continue
		case op.String():
			free := sdk.NewCoins(seatCoin(seats))
			gs.Supply = gs.Supply.Add(free...)
			b.Coins = b.Coins.Add(free...)
		}
		balances = append(balances, b)
	}
	gs.Balances = balances
}

func TestGenesisTransactionMakesTheFirstOperator(t *testing.T) {
	n := &nodes{Chain: testapp.New(t, byGentx(opPower+2, nil, nil))}
	require.EqualValues(t, opPower, n.powerOf(n.Operator()))
	require.Equal(t, seatUnits(2), n.seatsOf(n.Operator()))
	require.Equal(t, seatUnits(opPower+2), n.supply())
	n.Govern(grantSeats(n.Operator(), 1)) // it is registered
	n.Blocks(3)
	_, bz := n.Chain.Export()
	testapp.New(t, testapp.Options{State: bz, InitialHeight: n.Height + 1, StartTime: n.Time})
}

// A genesis transaction passes the guards as every other: the chain does not start with one that they refuse.
func TestGenesisTransactionRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		o    testapp.Options
		text string
	}{
		"too many seats": {byGentx(opPower-1, nil, nil), "insufficient funds"},
		"bonded in money": {
			byGentx(opPower, func(m *stakingtypes.MsgCreateValidator) { m.Value.Denom = testapp.Denom }, nil),
			"invalid coin denomination: got uagi, expected seat",
		},
		"without the role": {
			byGentx(0, nil, func(p *identitytypes.Participant) { p.Roles = []identitytypes.Role{identitytypes.ROLE_EMPLOYER} }),
			identitytypes.ErrRoleMissing.Error(),
		},
		"seats without the role": {
			byGentx(opPower, nil, func(p *identitytypes.Participant) { p.Roles = []identitytypes.Role{identitytypes.ROLE_EMPLOYER} }),
			"seats without the role",
		},
		"suspended": {
			byGentx(opPower, nil, func(p *identitytypes.Participant) {
				p.Status, p.StatusReason, p.StatusBy = identitytypes.PARTICIPANT_STATUS_SUSPENDED, "x", app.Authority()
			}),
			identitytypes.ErrSuspended.Error(),
		},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				failure := recover()
				require.NotNil(t, failure, "the chain has started")
				require.Contains(t, fmt.Sprint(failure), tc.text)
			}()
			testapp.New(t, tc.o)
		})
	}
}
