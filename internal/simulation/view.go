package simulation

import (
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	thermostattypes "github.com/agijobs/agijobs/x/thermostat/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// view is what factories see: the state of the last block, each module's read once and only if somebody asks.
type view struct {
	ctx sdk.Context
	now int64

	jobs         *jobstypes.GenesisState
	validation   *validationtypes.GenesisState
	identity     *identitytypes.GenesisState
	certificates *certificatestypes.GenesisState
	sovereign    *sovereigntypes.GenesisState
	operators    *operatorstypes.GenesisState
	thermostat   *thermostattypes.GenesisState
	people       map[string]identitytypes.Participant
}

func read[T any](n *Nation, into **T, export func() (*T, error)) *T {
	if *into == nil {
		state, err := export()
		require.NoError(n.T, err)
		*into = state
	}
	return *into
}

func (n *Nation) jobs() *jobstypes.GenesisState {
	return read(n, &n.view.jobs, func() (*jobstypes.GenesisState, error) { return n.App.Jobs.ExportGenesis(n.view.ctx) })
}

func (n *Nation) validation() *validationtypes.GenesisState {
	return read(n, &n.view.validation, func() (*validationtypes.GenesisState, error) { return n.App.Validation.ExportGenesis(n.view.ctx) })
}

func (n *Nation) identity() *identitytypes.GenesisState {
	return read(n, &n.view.identity, func() (*identitytypes.GenesisState, error) { return n.App.Identity.ExportGenesis(n.view.ctx) })
}

func (n *Nation) certificates() *certificatestypes.GenesisState {
	return read(n, &n.view.certificates, func() (*certificatestypes.GenesisState, error) { return n.App.Certificates.ExportGenesis(n.view.ctx) })
}

func (n *Nation) sovereign() *sovereigntypes.GenesisState {
	return read(n, &n.view.sovereign, func() (*sovereigntypes.GenesisState, error) { return n.App.Sovereign.ExportGenesis(n.view.ctx) })
}

func (n *Nation) operators() *operatorstypes.GenesisState {
	return read(n, &n.view.operators, func() (*operatorstypes.GenesisState, error) { return n.App.Operators.ExportGenesis(n.view.ctx) })
}

func (n *Nation) thermostat() *thermostattypes.GenesisState {
	return read(n, &n.view.thermostat, func() (*thermostattypes.GenesisState, error) { return n.App.Thermostat.ExportGenesis(n.view.ctx) })
}

// person returns the participant record of an address.
func (n *Nation) person(address string) (identitytypes.Participant, bool) {
	if n.view.people == nil {
		n.view.people = map[string]identitytypes.Participant{}
		for _, p := range n.identity().Participants {
			n.view.people[p.Address] = p
		}
	}
	p, ok := n.view.people[address]
	return p, ok
}

// standing tells whether an address is an active participant who may start business now.
func (n *Nation) standing(address string) bool {
	_, ok := n.byAddress[address]
	return ok && n.App.Identity.MayStart(n.view.ctx, sdk.MustAccAddressFromBech32(address)) == nil
}

// may tells whether an address may start business in a role now.
func (n *Nation) may(address string, role identitytypes.Role) bool {
	_, ok := n.byAddress[address]
	return ok && n.App.Identity.Authorize(n.view.ctx, sdk.MustAccAddressFromBech32(address), role) == nil
}

// who returns an idle participant who may act in a role, for whom ok holds.
func (n *Nation) who(role identitytypes.Role, ok func(identitytypes.Participant) bool) (string, bool) {
	p, found := pick(n, n.identity().Participants, func(p identitytypes.Participant) bool {
		return n.idle(p.Address) && n.may(p.Address, role) && ok(p)
	})
	return p.Address, found
}

// anybody of those who may act in a role.
func anybody(identitytypes.Participant) bool { return true }

// stranger returns somebody with a key whom the chain does not know.
func (n *Nation) stranger() (string, bool) {
	a, found := pick(n, n.accounts, func(a account) bool {
		_, known := n.person(a.AddressBech32)
		return !known && n.idle(a.AddressBech32)
	})
	return a.AddressBech32, found
}
