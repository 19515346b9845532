//go:build network

package network

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/std"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/pkg/client"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

const (
	judges, flooders = 5, 20
	// window is how long a committee may take to seal its votes, and as long again to open them, in market time.
	window = 10 * time.Second
	// maxStep keeps a slow machine from costing anybody a deadline.
	maxStep = time.Second
	// blockGas is the least that the council can choose.
	blockGas = 20_000_000
	// poolTxs of both configuration files: CometBFT's own pool is no larger.
	poolTxs = 200
	agi     = 1_000_000
)

// person has a key and an address.
type person struct {
	name   string
	signer client.Signer
	addr   sdk.AccAddress
}

func newPerson(t *testing.T, name string) person {
	t.Helper()
	seed := sha256.Sum256([]byte("flood test " + name))
	signer, err := client.FromKey(seed[:])
	require.NoError(t, err)
	return person{name: name, signer: signer, addr: sdk.AccAddress(signer.PubKey().Address())}
}

func (p person) String() string { return p.addr.String() }

// market is a chain of one node with short windows and small blocks.
type market struct {
	*chain
	employer, agent, bystander person
	judges, flooders           []person
	accounts                   map[string]*client.Account
}

func startMarket(t *testing.T) *market {
	m := &market{chain: newChain(t, "agijobs-flood-1", 1), accounts: map[string]*client.Account{}}
	m.employer, m.agent, m.bystander = newPerson(t, "employer"), newPerson(t, "agent"), newPerson(t, "bystander")
	for i := range judges {
		m.judges = append(m.judges, newPerson(t, fmt.Sprintf("judge%d", i)))
	}
	for i := range flooders {
		m.flooders = append(m.flooders, newPerson(t, fmt.Sprintf("flooder%d", i)))
	}
	m.found()
	node := m.nodes[0]
	require.NoError(t, node.Configure("app.toml", map[string]any{"mempool.max-txs": poolTxs}))
	require.NoError(t, node.Configure("config.toml", map[string]any{"mempool.size": poolTxs}))
	m.start()
	paying, err := client.Dial(node.GRPC, client.Options{GasPrice: gasPrice, Gas: 600_000, Patience: patience})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, paying.Close()) })
	for _, p := range m.everybody() {
		m.accounts[p.name] = paying.Account(p.signer)
	}
	m.seatJudges()
	return m
}

func (m *market) everybody() []person {
	return append(append([]person{m.employer, m.agent, m.bystander}, m.judges...), m.flooders...)
}

// found edits the genesis file: people with money, windows, and the size of a block.
func (m *market) found() {
	m.t.Helper()
	file := genesisFile(m.nodes[0])
	genesis, err := genutiltypes.AppGenesisFromFile(file)
	require.NoError(m.t, err)
	// Judges must have been admitted before the first block.
	genesis.GenesisTime = time.Now().Add(-time.Minute).UTC()
	genesis.Consensus.Params.Block.MaxGas = blockGas
	state := app.GenesisState{}
	require.NoError(m.t, json.Unmarshal(genesis.AppState, &state))
	registry := codectypes.NewInterfaceRegistry()
	std.RegisterInterfaces(registry)
	authtypes.RegisterInterfaces(registry)
	cdc := codec.NewProtoCodec(registry)
	m.people(state, cdc, genesis.GenesisTime)
	m.rules(state, cdc)
	genesis.AppState, err = json.Marshal(state)
	require.NoError(m.t, err)
	require.NoError(m.t, genesis.SaveAs(file))
}

func (m *market) people(state app.GenesisState, cdc codec.Codec, admitted time.Time) {
	m.t.Helper()
	roles := map[string]identitytypes.Role{m.agent.name: identitytypes.ROLE_AGENT}
	for _, j := range m.judges {
		roles[j.name] = identitytypes.ROLE_VALIDATOR
	}
	require.NoError(m.t, app.EditGenesis(state, cdc, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) {
		gs.Params.Seasoning = 0
		for _, p := range m.everybody() {
			role, known := roles[p.name]
			if !known {
				role = identitytypes.ROLE_EMPLOYER
			}
			participant := identitytypes.Participant{
				Address: p.String(), Kind: identitytypes.PARTICIPANT_KIND_HUMAN, Roles: []identitytypes.Role{role}, AdmittedAt: admitted,
				Status: identitytypes.PARTICIPANT_STATUS_ACTIVE, AdmissionPath: identitytypes.ADMISSION_PATH_GENESIS,
			}
			if role == identitytypes.ROLE_VALIDATOR {
				participant.JudgeSince = &admitted
			}
			gs.Participants = append(gs.Participants, participant)
		}
	}))
	require.NoError(m.t, app.EditGenesis(state, cdc, authtypes.ModuleName, func(gs *authtypes.GenesisState) {
		for _, p := range m.everybody() {
			account, err := codectypes.NewAnyWithValue(authtypes.NewBaseAccount(p.addr, nil, uint64(len(gs.Accounts)), 0))
			require.NoError(m.t, err)
			gs.Accounts = append(gs.Accounts, account)
		}
	}))
	require.NoError(m.t, app.EditGenesis(state, cdc, banktypes.ModuleName, func(gs *banktypes.GenesisState) {
		for _, p := range m.everybody() {
			coins := sdk.NewCoins(sdk.NewInt64Coin("uagi", 10_000*agi))
			gs.Balances = append(gs.Balances, banktypes.Balance{Address: p.String(), Coins: coins})
			gs.Supply = gs.Supply.Add(coins...)
		}
	}))
}

func (m *market) rules(state app.GenesisState, cdc codec.Codec) {
	m.t.Helper()
	require.NoError(m.t, app.EditGenesis(state, cdc, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) { gs.Params.MaxStep = maxStep }))
	require.NoError(m.t, app.EditGenesis(state, cdc, validationtypes.ModuleName, func(gs *validationtypes.GenesisState) {
		gs.Params[0].Params.CommitWindow, gs.Params[0].Params.RevealWindow = window, window
	}))
	require.NoError(m.t, app.EditGenesis(state, cdc, jobstypes.ModuleName, func(gs *jobstypes.GenesisState) {
		gs.Params[0].Params.ChallengeWindow = time.Second
		for i := range gs.Categories {
			gs.Categories[i].MinWorkDuration = time.Second
		}
	}))
}

// send sends messages as one transaction and waits until it is in a block.
func (m *market) send(from person, messages ...sdk.Msg) *sdk.TxResponse {
	m.t.Helper()
	result, err := m.accounts[from.name].Send(m.ctx, messages...)
	require.NoError(m.t, err, from.name)
	return result
}

// seatJudges bonds everybody and waits until all can be drawn.
func (m *market) seatJudges() {
	m.t.Helper()
	for _, j := range m.judges {
		m.send(j, &validationtypes.MsgBond{Validator: j.String(), Amount: math.NewInt(1_000 * agi)},
			&validationtypes.MsgJoinPool{Validator: j.String(), Pool: validationtypes.GeneralPool})
	}
	m.until("the judges to be drawable", func() bool {
		members, err := client.AllPages(m.ctx, func(ctx context.Context, page *query.PageRequest) ([]validationtypes.Leaf, *query.PageResponse, error) {
			r, err := m.clients[0].Validation().PoolMembers(ctx, &validationtypes.QueryPoolMembersRequest{Id: validationtypes.GeneralPool, Pagination: page})
			return r.GetMembers(), r.GetPagination(), err
		})
		require.NoError(m.t, err)
		return len(members) == judges
	})
}

func document(of string) jobstypes.Document {
	sum := sha256.Sum256([]byte(of))
	return jobstypes.Document{Uri: "https://example.org/" + of, Sha256: sum[:]}
}

// handedIn is a job whose result waits for its committee.
func (m *market) handedIn() uint64 {
	m.t.Helper()
	var posted jobstypes.MsgPostJobResponse
	result := m.send(m.employer, &jobstypes.MsgPostJob{
		Employer: m.employer.String(), Title: "Summarise the census", Category: "general", Spec: document("spec"), Payout: math.NewInt(100 * agi),
		WorkDuration: time.Minute, OpenFor: time.Minute, Requirements: jobstypes.Requirements{MinScore: math.ZeroInt()},
		ExpectedTotal: math.NewInt(1_000 * agi),
	})
	require.NoError(m.t, client.Responses(result, &posted))
	m.send(m.agent, &jobstypes.MsgClaimJob{Agent: m.agent.String(), JobId: posted.JobId})
	m.send(m.agent, &jobstypes.MsgSubmitWork{
		Agent: m.agent.String(), JobId: posted.JobId, Submission: jobstypes.Submission{Result: document("result")},
	})
	return posted.JobId
}
