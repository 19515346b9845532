package demo

import (
	"context"
	"fmt"
	"slices"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/types/query"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/agijobs/agijobs/pkg/client"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// owner is somebody who can hold money: a participant or a module.
type owner struct {
	address, name, title string
	// role for programs: employer, agent, validator, …, or "module:" and its name.
	role string
	// stake tells whether a module may hold stake of this owner.
	agent, validator bool
}

// sheet is who holds what after one block, in base units.
type sheet struct {
	height   int64
	balances map[string]math.Int
	// stakes are what modules hold for participants: agents' stake in x/jobs, validators' in x/validation.
	stakes map[string]math.Int
	supply math.Int
	books  sovereigntypes.QuerySupplyResponse
	escrow jobstypes.QueryEscrowResponse
}

// sum of all balances.
func (s sheet) sum() math.Int {
	total := math.ZeroInt()
	for _, amount := range s.balances {
		total = total.Add(amount)
	}
	return total
}

// wealth is what an address holds itself and in stake.
func (s sheet) wealth(address string) math.Int {
	return amountOf(s.balances, address).Add(amountOf(s.stakes, address))
}

// accountant reads sheets.
type accountant struct {
	client *client.Client
	denom  string
	owners []owner
	// newcomers by address: they hold nothing before somebody sends them money.
	newcomers map[string]string
	// bonded are the names of the judges at work: only they have stake.
	bonded map[string]bool
}

// moduleTitles say what a module's money is.
var moduleTitles = map[string]string{
	jobstypes.ModuleName: "escrow of jobs and stake of agents", validationtypes.ModuleName: "stake of validators",
	"treasury": "the nation's purse", "incentives": "pool for bonuses", "distribution": "transaction fees, owed to node operators",
	authtypes.FeeCollectorName: "transaction fees of this block",
}

func newAccountant(ctx context.Context, c *client.Client, denom string, addresses map[string]string, bonded map[string]bool) (*accountant, error) {
	a := &accountant{client: c, denom: denom, newcomers: map[string]string{}, bonded: bonded}
	for _, name := range newcomers() {
		a.newcomers[addresses[name]] = name
	}
	for _, m := range cast() {
		a.owners = append(a.owners, owner{
			address: addresses[m.name], name: m.name, title: m.title, role: roleWord(m),
			agent: slices.Contains(m.roles, working), validator: m.judgesJobs(),
		})
	}
	modules, err := c.Auth().ModuleAccounts(ctx, &authtypes.QueryModuleAccountsRequest{})
	if err != nil {
		return nil, fmt.Errorf("module accounts: %w", err)
	}
	for _, packed := range modules.Accounts {
		var m authtypes.ModuleAccount
		if err := m.Unmarshal(packed.Value); err != nil {
			return nil, err
		}
		a.owners = append(a.owners, owner{address: m.Address, name: m.Name, title: moduleTitles[m.Name], role: "module:" + m.Name})
	}
	return a, nil
}

func roleWord(m member) string {
	switch m.name {
	case aiCompany:
		return "responsible"
	case operator:
		return "node-operator"
	case registrar:
		return "registrar"
	case official1, official2, official3:
		return "council"
	case guardian1, guardian2:
		return "guardian"
	case auditor:
		return "auditor"
	}
	switch m.roles[0] {
	case employing:
		return "employer"
	case working:
		return "agent"
	case moderating:
		return "moderator"
	}
	return "validator"
}

// read makes the sheet of one block.
func (a *accountant) read(ctx context.Context, height int64) (sheet, error) {
	ctx = client.AtHeight(ctx, height)
	s := sheet{height: height, balances: map[string]math.Int{}, stakes: map[string]math.Int{}}
	holders, err := client.AllPages(ctx, func(ctx context.Context, page *query.PageRequest) ([]*banktypes.DenomOwner, *query.PageResponse, error) {
		r, err := a.client.Bank().DenomOwners(ctx, &banktypes.QueryDenomOwnersRequest{Denom: a.denom, Pagination: page})
		return r.GetDenomOwners(), r.GetPagination(), err
	})
	if err != nil {
		return s, fmt.Errorf("balances: %w", err)
	}
	for _, h := range holders {
		s.balances[h.Address] = h.Balance.Amount
		a.meet(h.Address)
	}
	supply, err := a.client.Bank().SupplyOf(ctx, &banktypes.QuerySupplyOfRequest{Denom: a.denom})
	if err != nil {
		return s, fmt.Errorf("supply: %w", err)
	}
	s.supply = supply.Amount.Amount
	books, err := a.client.Sovereign().Supply(ctx, &sovereigntypes.QuerySupplyRequest{})
	if err != nil {
		return s, fmt.Errorf("books: %w", err)
	}
	s.books = *books
	escrow, err := a.client.Jobs().Escrow(ctx, &jobstypes.QueryEscrowRequest{})
	if err != nil {
		return s, fmt.Errorf("escrow: %w", err)
	}
	s.escrow = *escrow
	return s, a.readStakes(ctx, s)
}

func (a *accountant) readStakes(ctx context.Context, s sheet) error {
	for _, o := range a.owners {
		switch {
		case o.agent:
			r, err := a.client.Jobs().Owed(ctx, &jobstypes.QueryOwedRequest{Address: o.address})
			if err != nil {
				return fmt.Errorf("stake of %s: %w", o.name, err)
			}
			s.stakes[o.address] = r.Stake.Free.Add(r.Stake.Locked)
		case o.validator && a.bonded[o.name]:
			r, err := a.client.Validation().Validator(ctx, &validationtypes.QueryValidatorRequest{Address: o.address})
			if err != nil {
				return fmt.Errorf("stake of %s: %w", o.name, err)
			}
			s.stakes[o.address] = r.Validator.Stake.Add(r.Validator.Unbonding)
		}
	}
	return nil
}

// meet adds an owner that is neither in the cast nor a module account yet: nobody's money may be missing from the sum.
func (a *accountant) meet(address string) {
	if slices.ContainsFunc(a.owners, func(o owner) bool { return o.address == address }) {
		return
	}
	o := owner{address: address, name: "unknown", role: "unknown"}
	if name, ok := a.newcomers[address]; ok {
		o.name, o.title, o.role = name, "Newcomer", "newcomer"
	}
	a.owners = append(a.owners, o)
}
