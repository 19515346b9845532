package demo

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"
	slashingtypes "github.com/cosmos/cosmos-sdk/x/slashing/types"

	"github.com/agijobs/agijobs/app"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

const (
	// Faucet gives money to whoever tries a local network.
	Faucet = "faucet"
	// faucetMoney at genesis, in AGI.
	faucetMoney = 1_000_000
	// secondRegistrar shows that one desk can be closed and another goes on.
	secondRegistrar = "registrar-2"
	// nationSignedBlocks: a node that somebody kills to see what happens is not jailed within the hour.
	nationSignedBlocks = 10_000
)

// Resident is one of those who live on a local network.
type Resident struct {
	Name  string   `json:"name"`
	Title string   `json:"title"`
	Roles []string `json:"roles"`
	// Office is "council" or "guardian", or empty.
	Office string `json:"office,omitempty"`
}

// OperatorName names the operator of the n-th node, counted from 0.
func OperatorName(n int) string { return operator + "-" + strconv.Itoa(n) }

// nation is the demo's cast without those who act in single scenarios only, and with an operator for each node.
func nation(operators int) []member {
	only := append(traders(), operator)
	for n := range rescuers {
		only = append(only, rescuerName(n+1))
	}
	all := slices.DeleteFunc(cast(), func(m member) bool { return slices.Contains(only, m.name) })
	interior := organisation{"ministry-of-interior", "Ministry of the Interior", identitytypes.ORGANISATION_KIND_GOVERNMENT}
	all = append(all,
		member{
			name: Faucet, title: "Faucet", kind: company, roles: []identitytypes.Role{employing}, money: faucetMoney,
			org: organisation{Faucet, "Faucet", identitytypes.ORGANISATION_KIND_ENTERPRISE},
		},
		member{name: secondRegistrar, title: "Second registrar", kind: human, roles: []identitytypes.Role{identitytypes.ROLE_REGISTRAR}, money: 10, org: interior},
	)
	for n := range operators {
		all = append(all, member{
			name: OperatorName(n), title: fmt.Sprintf("Operator of node %d", n), kind: company,
			roles: []identitytypes.Role{identitytypes.ROLE_NODE_OPERATOR}, money: 10,
			org: organisation{"operator-" + strconv.Itoa(n), fmt.Sprintf("Operator %d", n), identitytypes.ORGANISATION_KIND_GOVERNMENT},
		})
	}
	return all
}

// Residents lists who lives on a local network of so many nodes.
func Residents(operators int) []Resident {
	var out []Resident
	for _, m := range nation(operators) {
		r := Resident{Name: m.name, Title: m.title}
		switch m.name {
		case official1, official2, official3:
			r.Office = "council"
		case guardian1, guardian2:
			r.Office = "guardian"
		}
		for _, role := range m.roles {
			r.Roles = append(r.Roles, without(role.String(), "ROLE_"))
		}
		out = append(out, r)
	}
	return out
}

// Judges lists the names of a local network's judges, JudgeStake is what each has to bond.
func Judges() []string { return judges(cast()) }

// JudgeStake in base units.
const JudgeStake = stake * agi

// Found turns the genesis file of the first node's fresh home into that of a nation whose operators run the nodes of these homes.
// With speed its windows are the demo's seconds, else the defaults.
func Found(homes []string, addresses map[string]sdk.AccAddress, speed bool) error {
	file := filepath.Join(homes[0], "config", "genesis.json")
	genesis, err := genutiltypes.AppGenesisFromFile(file)
	if err != nil {
		return err
	}
	// Judges must have been admitted before the first block, and market time starts at the genesis time.
	genesis.GenesisTime = time.Now().Add(-time.Minute).UTC()
	b := genesisBuilder{
		cdc: newCodec(), people: nation(len(homes)), addresses: addresses, time: genesis.GenesisTime, challenge: disputeWindow, slow: !speed,
	}
	if err := json.Unmarshal(genesis.AppState, &b.state); err != nil {
		return err
	}
	steps := []func() error{b.market, b.identity, b.accounts, b.patience}
	for n, home := range homes {
		steps = append(steps, func() error { return b.operator(OperatorName(n), "node"+strconv.Itoa(n), consensusKey(home)) })
	}
	for _, step := range append(steps, b.balances) {
		if err := step(); err != nil {
			return fmt.Errorf("genesis: %w", err)
		}
	}
	if genesis.AppState, err = json.Marshal(b.state); err != nil {
		return err
	}
	return genesis.SaveAs(file)
}

func (b *genesisBuilder) patience() error {
	return app.EditGenesis(b.state, b.cdc, slashingtypes.ModuleName, func(gs *slashingtypes.GenesisState) {
		gs.Params.SignedBlocksWindow = nationSignedBlocks
	})
}

// Documents is the folder of the examples' files in a home, FillDocuments writes them.
func Documents(home string) string { return libraryOf(home).root }

// FillDocuments writes the examples' files.
func FillDocuments(home string) error { return libraryOf(home).fill() }
