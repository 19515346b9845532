package testapp

import (
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmted25519 "github.com/cometbft/cometbft/crypto/ed25519"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"
	stakingtypes "github.com/cosmos/cosmos-sdk/x/staking/types"

	"github.com/agijobs/agijobs/app"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// operatorPower is the consensus power of the test's one node operator.
const operatorPower = 10

type operator struct {
	Actor
	node cmted25519.PrivKey
}

func newOperator() operator {
	return operator{Actor: NewActor("operator"), node: cmted25519.GenPrivKeyFromSecret([]byte("agijobs test node"))}
}

func (o operator) consAddress() []byte { return o.node.PubKey().Address() }

func (o operator) commit(signed bool) abci.CommitInfo {
	if !signed {
		return abci.CommitInfo{}
	}
	return abci.CommitInfo{Votes: []abci.VoteInfo{{
		Validator: abci.Validator{Address: o.consAddress(), Power: operatorPower}, BlockIdFlag: cmtproto.BlockIDFlagCommit,
	}}}
}

// Operator is the test chain's node operator, who is also the one member of its council.
func (c *Chain) Operator() Actor { return c.operator.Actor }

// TakeOver lets the next blocks be made by another operator's node and returns that node's key. Govern then speaks for that operator.
func (c *Chain) TakeOver(a Actor) *ed25519.PubKey {
	c.operator = operator{Actor: a, node: cmted25519.GenPrivKeyFromSecret([]byte("agijobs test node of " + a.Name))}
	return &ed25519.PubKey{Key: c.operator.node.PubKey().Bytes()}
}

func (c *Chain) defaultState() app.GenesisState {
	c.T.Helper()
	state, err := app.DefaultGenesis(c.App.Basics(), c.App.Codec(), sovereigntypes.DefaultCurrency())
	require.NoError(c.T, err)
	c.addOperator(state)
	c.SetCouncil(state, 1, Seat(c.operator.Actor, 1))
	return state
}

// SetCouncil replaces the council in the genesis state.
func (c *Chain) SetCouncil(state app.GenesisState, threshold uint64, seats ...sovereigntypes.CouncilMember) {
	c.T.Helper()
	Edit(c, state, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) {
		gs.Council = sovereigntypes.Council{Members: seats, Threshold: threshold}
	})
}

// Seat is a council member's accepted seat.
func Seat(a Actor, weight uint32) sovereigntypes.CouncilMember {
	return sovereigntypes.CouncilMember{Address: a.String(), Weight: weight, Title: a.Name, Accepted: true}
}

// addOperator bonds the operator's seats in the genesis state.
func (c *Chain) addOperator(state app.GenesisState) {
	c.T.Helper()
	tokens := sdk.TokensFromConsensusPower(operatorPower, sdk.DefaultPowerReduction)
	key, err := codectypes.NewAnyWithValue(&ed25519.PubKey{Key: c.operator.node.PubKey().Bytes()})
	require.NoError(c.T, err)
	valoper := sdk.ValAddress(c.operator.Addr).String()
	Edit(c, state, stakingtypes.ModuleName, func(gs *stakingtypes.GenesisState) {
		gs.Validators = append(gs.Validators, stakingtypes.Validator{
			OperatorAddress: valoper, ConsensusPubkey: key, Status: stakingtypes.Bonded, Tokens: tokens,
			DelegatorShares: math.LegacyNewDecFromInt(tokens), Description: stakingtypes.Description{Moniker: "operator"},
			UnbondingTime: time.Unix(0, 0).UTC(), MinSelfDelegation: math.OneInt(),
			Commission: stakingtypes.NewCommission(math.LegacyZeroDec(), math.LegacyZeroDec(), math.LegacyZeroDec()),
		})
		gs.Delegations = append(gs.Delegations, stakingtypes.NewDelegation(c.operator.String(), valoper, math.LegacyNewDecFromInt(tokens)))
	})
	cons := sdk.ConsAddress(c.operator.consAddress())
	Edit(c, state, slashingtypes.ModuleName, func(gs *slashingtypes.GenesisState) {
		gs.SigningInfos = append(gs.SigningInfos, slashingtypes.SigningInfo{
			Address: cons.String(), ValidatorSigningInfo: slashingtypes.NewValidatorSigningInfo(cons, 0, 0, time.Unix(0, 0).UTC(), false, 0),
		})
	})
	c.AddBalance(state, authtypes.NewModuleAddress(stakingtypes.BondedPoolName), sdk.NewCoin(app.SeatDenom, tokens))
	c.Admit(state, c.operator.Actor, math.NewInt(1_000_000_000_000), identitytypes.Participant{
		Kind: identitytypes.PARTICIPANT_KIND_ORGANISATION, Roles: []identitytypes.Role{identitytypes.ROLE_NODE_OPERATOR},
	})
}

// Edit changes one module's genesis.
func Edit[T any, P interface {
	*T
	Marshal() ([]byte, error)
}](c *Chain, state app.GenesisState, name string, fn func(P),
) {
	c.T.Helper()
	var gs P = new(T)
	msg, ok := any(gs).(interface {
		Reset()
		String() string
		ProtoMessage()
	})
	require.True(c.T, ok)
	require.NoError(c.T, c.App.Codec().UnmarshalJSON(state[name], msg))
	fn(gs)
	bz, err := c.App.Codec().MarshalJSON(msg)
	require.NoError(c.T, err)
	state[name] = bz
}

// AddBalance gives coins to an address in the genesis state.
func (c *Chain) AddBalance(state app.GenesisState, addr sdk.AccAddress, coins ...sdk.Coin) {
	c.T.Helper()
	Edit(c, state, banktypes.ModuleName, func(gs *banktypes.GenesisState) {
		gs.Balances = append(gs.Balances, banktypes.Balance{Address: addr.String(), Coins: sdk.NewCoins(coins...)})
		gs.Supply = gs.Supply.Add(coins...)
	})
}

// Admit adds a participant with an account and money to the genesis state; the participant's address and its missing
// fields are filled in.
func (c *Chain) Admit(state app.GenesisState, a Actor, money math.Int, p identitytypes.Participant) {
	c.T.Helper()
	p.Address = a.String()
	if p.Kind == identitytypes.PARTICIPANT_KIND_UNSPECIFIED {
		p.Kind = identitytypes.PARTICIPANT_KIND_HUMAN
	}
	if p.Status == identitytypes.PARTICIPANT_STATUS_UNSPECIFIED {
		p.Status = identitytypes.PARTICIPANT_STATUS_ACTIVE
	}
	admitted := GenesisTime.AddDate(-1, 0, 0)
	if p.AdmittedAt.IsZero() {
		p.AdmittedAt = admitted
	}
	p.AdmissionPath = identitytypes.ADMISSION_PATH_GENESIS
	for _, r := range p.Roles {
		if (r == identitytypes.ROLE_VALIDATOR || r == identitytypes.ROLE_MODERATOR) && p.JudgeSince == nil {
			p.JudgeSince = &admitted
		}
	}
	Edit(c, state, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) { gs.Participants = append(gs.Participants, p) })
	Edit(c, state, authtypes.ModuleName, func(gs *authtypes.GenesisState) {
		acc, err := codectypes.NewAnyWithValue(authtypes.NewBaseAccount(a.Addr, nil, uint64(len(gs.Accounts)), 0))
		require.NoError(c.T, err)
		gs.Accounts = append(gs.Accounts, acc)
	})
	if money.IsPositive() {
		c.AddBalance(state, a.Addr, sdk.NewCoin(Denom, money))
	}
}

// Organisation adds an organisation to the genesis state.
func (c *Chain) Organisation(state app.GenesisState, id string, kind identitytypes.OrganisationKind) {
	c.T.Helper()
	Edit(c, state, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) {
		gs.Organisations = append(gs.Organisations, identitytypes.Organisation{Id: id, Name: id, Kind: kind, Active: true})
	})
}
