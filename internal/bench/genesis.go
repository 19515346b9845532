package bench

import (
	"fmt"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmted25519 "github.com/cometbft/cometbft/crypto/ed25519"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

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
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

const (
	// windows of market time: a block is a second, and nobody here is late.
	voteWindow      = 10 * time.Minute
	challengeWindow = time.Second
	workDuration    = time.Hour
	openFor         = 24 * time.Hour
	// organisations that employers belong to, and as many that agents do.
	organisations = 16
	operatorPower = 10
	// perBlock is a bound of work in an EndBlock that is out of the way.
	perBlock = 10_000
)

// agi is n whole units of money.
func agi(n int64) math.Int { return math.NewInt(n).MulRaw(1_000_000) }

var (
	wealth = agi(10_000_000)
	stake  = agi(1_000_000)
)

// people are who is on the chain.
type people struct {
	operator *actor
	// registrar admits, group signs with all of groupKeys keys; they are there where a block is filled with the worst.
	registrar, group *actor
	// boards are more such groups.
	boards                        []*actor
	node                          cmted25519.PrivKey
	employers, agents, validators []*actor
	// byAddress finds a validator.
	byAddress map[string]*actor
}

func newPeople(s setup) people {
	p := people{
		operator: newActor("operator", 0), registrar: newActor("registrar", 0), group: newGroup("group", groupKeys), node: cmted25519.GenPrivKeyFromSecret([]byte("agijobs bench node")),
		employers: newActors("employer", s.Employers), agents: newActors("agent", s.Agents),
		validators: newActors("validator", s.Validators), byAddress: map[string]*actor{},
	}
	for i := range boards {
		p.boards = append(p.boards, newGroup(fmt.Sprintf("board %d", i), groupKeys))
	}
	for _, v := range p.validators {
		p.byAddress[v.text] = v
	}
	return p
}

func (p people) lastCommit(signed bool) abci.CommitInfo {
	if !signed {
		return abci.CommitInfo{}
	}
	return abci.CommitInfo{Votes: []abci.VoteInfo{{
		Validator:   abci.Validator{Address: p.node.PubKey().Address(), Power: operatorPower},
		BlockIdFlag: cmtproto.BlockIDFlagCommit,
	}}}
}

// builder collects what genesis says of people, so that each module's state is encoded once.
type builder struct {
	chain         *chain
	state         app.GenesisState
	organisations []identitytypes.Organisation
	participants  []identitytypes.Participant
	accounts      []*codectypes.Any
	balances      []banktypes.Balance
	// since is when everybody was admitted.
	since time.Time
}

// genesis is the state of a new chain with everybody on it; the validators are in the pool.
func (c *chain) genesis() (app.GenesisState, error) {
	state, err := app.DefaultGenesis(c.app.Basics(), c.app.Codec(), sovereigntypes.DefaultCurrency())
	if err != nil {
		return nil, err
	}
	b := &builder{chain: c, state: state, since: genesisTime.AddDate(-1, 0, 0)}
	for _, step := range []func() error{b.admitAll, b.seatOperator, b.fillPool, b.setRules, b.write} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return b.state, nil
}

func (b *builder) organisation(id string) string {
	b.organisations = append(b.organisations, identitytypes.Organisation{
		Id: id, Name: id, Kind: identitytypes.ORGANISATION_KIND_ENTERPRISE, Active: true,
	})
	return id
}

func (b *builder) admit(a *actor, organisation string, role identitytypes.Role) error {
	p := identitytypes.Participant{
		Address: a.text, Kind: identitytypes.PARTICIPANT_KIND_ORGANISATION, OrganisationId: organisation, Roles: []identitytypes.Role{role},
		Status: identitytypes.PARTICIPANT_STATUS_ACTIVE, AdmittedAt: b.since, AdmissionPath: identitytypes.ADMISSION_PATH_GENESIS,
	}
	if role == identitytypes.ROLE_VALIDATOR {
		p.JudgeSince = &b.since
	}
	b.participants = append(b.participants, p)
	account, err := codectypes.NewAnyWithValue(authtypes.NewBaseAccount(a.addr, nil, uint64(len(b.accounts)), 0))
	if err != nil {
		return err
	}
	b.accounts = append(b.accounts, account)
	b.pay(a.addr, sdk.NewCoin(denom, wealth))
	return nil
}

func (b *builder) pay(to sdk.AccAddress, coin sdk.Coin) {
	b.balances = append(b.balances, banktypes.Balance{Address: to.String(), Coins: sdk.NewCoins(coin)})
}

func (b *builder) admitAll() error {
	if err := b.admit(b.chain.people.operator, "", identitytypes.ROLE_NODE_OPERATOR); err != nil {
		return err
	}
	return b.admitMarket()
}

// admitMarket admits everybody but the operator.
func (b *builder) admitMarket() error {
	for _, group := range []struct {
		name string
		list []*actor
		role identitytypes.Role
	}{
		{"ministry", b.chain.people.employers, identitytypes.ROLE_EMPLOYER}, {"lab", b.chain.people.agents, identitytypes.ROLE_AGENT},
	} {
		var ids []string
		for i := range organisations {
			ids = append(ids, b.organisation(fmt.Sprintf("%s-%d", group.name, i)))
		}
		for i, a := range group.list {
			if err := b.admit(a, ids[i%organisations], group.role); err != nil {
				return err
			}
		}
	}
	for i, v := range b.chain.people.validators {
		if err := b.admit(v, b.organisation(judges(i)), identitytypes.ROLE_VALIDATOR); err != nil {
			return err
		}
	}
	if !b.chain.Worst {
		return nil
	}
	if err := b.admit(b.chain.people.registrar, b.organisation("registry"), identitytypes.ROLE_REGISTRAR); err != nil {
		return err
	}
	group := b.organisation("group")
	for _, a := range append([]*actor{b.chain.people.group}, b.chain.people.boards...) {
		if err := b.admit(a, group, identitytypes.ROLE_EMPLOYER); err != nil {
			return err
		}
	}
	return nil
}

// judges is the organisation of a validator: each has one of its own.
func judges(n int) string { return fmt.Sprintf("judges-%d", n) }

// seatOperator bonds the one node operator, who is also the council.
func (b *builder) seatOperator() error {
	operator, node := b.chain.people.operator, b.chain.people.node
	tokens := sdk.TokensFromConsensusPower(operatorPower, sdk.DefaultPowerReduction)
	key, err := codectypes.NewAnyWithValue(&ed25519.PubKey{Key: node.PubKey().Bytes()})
	if err != nil {
		return err
	}
	valoper, cons := sdk.ValAddress(operator.addr).String(), sdk.ConsAddress(node.PubKey().Address())
	b.pay(authtypes.NewModuleAddress(stakingtypes.BondedPoolName), sdk.NewCoin(app.SeatDenom, tokens))
	err = app.EditGenesis(b.state, b.chain.app.Codec(), stakingtypes.ModuleName, func(gs *stakingtypes.GenesisState) {
		gs.Validators = append(gs.Validators, stakingtypes.Validator{
			OperatorAddress: valoper, ConsensusPubkey: key, Status: stakingtypes.Bonded, Tokens: tokens,
			DelegatorShares: math.LegacyNewDecFromInt(tokens), Description: stakingtypes.Description{Moniker: "operator"},
			UnbondingTime: time.Unix(0, 0).UTC(), MinSelfDelegation: math.OneInt(),
			Commission: stakingtypes.NewCommission(math.LegacyZeroDec(), math.LegacyZeroDec(), math.LegacyZeroDec()),
		})
		gs.Delegations = append(gs.Delegations, stakingtypes.NewDelegation(operator.text, valoper, math.LegacyNewDecFromInt(tokens)))
	})
	if err != nil {
		return err
	}
	err = app.EditGenesis(b.state, b.chain.app.Codec(), slashingtypes.ModuleName, func(gs *slashingtypes.GenesisState) {
		gs.SigningInfos = append(gs.SigningInfos, slashingtypes.SigningInfo{
			Address: cons.String(), ValidatorSigningInfo: slashingtypes.NewValidatorSigningInfo(cons, 0, 0, time.Unix(0, 0).UTC(), false, 0),
		})
	})
	if err != nil {
		return err
	}
	return app.EditGenesis(b.state, b.chain.app.Codec(), sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) {
		gs.Council = sovereigntypes.Council{Threshold: 1, Members: []sovereigntypes.CouncilMember{
			{Address: operator.text, Weight: 1, Title: "Operator", Accepted: true},
		}}
	})
}

// fillPool gives every validator a stake and a place in the draw tree, as if they had bonded long ago.
func (b *builder) fillPool() error {
	total := stake.MulRaw(int64(len(b.chain.people.validators)))
	if total.IsPositive() {
		b.pay(authtypes.NewModuleAddress(validationtypes.ModuleName), sdk.NewCoin(denom, total))
	}
	return app.EditGenesis(b.state, b.chain.app.Codec(), validationtypes.ModuleName, func(gs *validationtypes.GenesisState) {
		pool, p := validationtypes.DefaultPool(), &gs.Params[0].Params
		p.CommitWindow, p.RevealWindow = voteWindow, voteWindow
		p.MaxActiveSeats = validationtypes.MaxActiveSeats
		p.DrawsPerBlock, p.ClosesPerBlock, p.WeightsPerBlock = perBlock, perBlock, perBlock
		weight := validationtypes.Weight(stake, pool.MinStake, p.WeightUnit, p.MaxWeightUnits, math.ZeroInt(), math.ZeroInt())
		for i, v := range b.chain.people.validators {
			gs.Validators = append(gs.Validators, validationtypes.Validator{
				Address: v.text, Stake: stake, Unbonding: math.ZeroInt(), Locked: math.ZeroInt(), Pools: []string{pool.Id}, DrawableStake: stake,
			})
			gs.Leaves = append(gs.Leaves, validationtypes.Leaf{
				Pool: pool.Id, Index: uint64(i), Validator: v.text, Weight: weight, Organisation: judges(i),
			})
		}
	})
}

// setRules opens the bounds that a handful of people would meet, and lets an undisputed verdict stand after a second.
func (b *builder) setRules() error {
	return app.EditGenesis(b.state, b.chain.app.Codec(), jobstypes.ModuleName, func(gs *jobstypes.GenesisState) {
		p := &gs.Params[0].Params
		p.ChallengeWindow, p.MaxActiveJobs = challengeWindow, jobsPerAgent
		for i := range p.Tiers {
			p.Tiers[i].MaxActiveJobs = jobsPerAgent
		}
		if !b.chain.Caps {
			p.SettlementsPerBlock = perBlock
		}
	})
}

// jobsPerAgent is the most that the chain's rules let an agent hold.
const jobsPerAgent = 100

func (b *builder) write() error {
	cdc := b.chain.app.Codec()
	err := app.EditGenesis(b.state, cdc, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) {
		if b.chain.Worst {
			gs.Params.RegistrarDailyAdmissions = identitytypes.MaxDaily
		}
		gs.Organisations = append(gs.Organisations, b.organisations...)
		gs.Participants = append(gs.Participants, b.participants...)
	})
	if err != nil {
		return err
	}
	err = app.EditGenesis(b.state, cdc, authtypes.ModuleName, func(gs *authtypes.GenesisState) { gs.Accounts = append(gs.Accounts, b.accounts...) })
	if err != nil {
		return err
	}
	return app.EditGenesis(b.state, cdc, banktypes.ModuleName, func(gs *banktypes.GenesisState) {
		gs.Balances = append(gs.Balances, b.balances...)
		for _, balance := range b.balances {
			gs.Supply = gs.Supply.Add(balance.Coins...)
		}
	})
}
