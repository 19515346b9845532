// Package money is the one door through which the modules' coins go in and out.
package money

import (
	"context"
	"fmt"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
)

const (
	// Treasury is the module account of the nation's purse; it is a built-in participant.
	Treasury = "treasury"
	// Incentives is the module account that bonuses are paid from.
	Incentives = "incentives"
)

// TreasuryAddress is the address of the treasury.
func TreasuryAddress() sdk.AccAddress { return authtypes.NewModuleAddress(Treasury) }

// IncentivesAddress is the address of the incentives pool.
func IncentivesAddress() sdk.AccAddress { return authtypes.NewModuleAddress(Incentives) }

// Party returns the party that a signer stands for: the treasury for the gov module account, since x/gov lets no other
// signer into a proposal; the signer itself otherwise.
func Party(signer sdk.AccAddress) sdk.AccAddress {
	if signer.Equals(authtypes.NewModuleAddress(govtypes.ModuleName)) {
		return TreasuryAddress()
	}
	return signer
}

// Bank is what this package needs of x/bank.
type Bank interface {
	SendCoinsFromAccountToModule(ctx context.Context, from sdk.AccAddress, module string, amt sdk.Coins) error
	SendCoinsFromAccountToModuleVirtual(ctx context.Context, from sdk.AccAddress, module string, amt sdk.Coins) error
	SendCoinsFromModuleToAccount(ctx context.Context, module string, to sdk.AccAddress, amt sdk.Coins) error
	SendCoinsFromModuleToModule(ctx context.Context, from, to string, amt sdk.Coins) error
	BurnCoins(ctx context.Context, module string, amt sdk.Coins) error
	GetBalance(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin
	InputOutputCoins(ctx context.Context, input banktypes.Input, outputs []banktypes.Output) error
	BlockedAddr(addr sdk.AccAddress) bool
}

// Books names the money and remembers what was burnt (x/sovereign).
type Books interface {
	Denom(ctx context.Context) (string, error)
	RecordBurn(ctx context.Context, module string, amount math.Int) error
}

// Purse is the money of one module account. Amounts are in base units; zero moves nothing and is no error.
type Purse struct {
	bank   Bank
	books  Books
	module string
}

// New returns the purse of a module account.
func New(bank Bank, books Books, module string) Purse {
	return Purse{bank: bank, books: books, module: module}
}

// TakeIn moves an amount from a party into the purse. Inside a transaction it uses bank's virtual send, which writes no
// balance that two transactions share; bank's EndBlocker credits it. A message that runs in Begin- or EndBlock or in
// genesis comes too late for that credit and would destroy the coins, so there it is a plain send.
func (p Purse) TakeIn(ctx context.Context, party sdk.AccAddress, amount math.Int) error {
	coins, err := p.coins(ctx, amount)
	if err != nil || coins.IsZero() {
		return err
	}
	if party.Equals(TreasuryAddress()) {
		return p.bank.SendCoinsFromModuleToModule(ctx, Treasury, p.module, coins)
	}
	if InTransaction(sdk.UnwrapSDKContext(ctx)) {
		return p.bank.SendCoinsFromAccountToModuleVirtual(ctx, party, p.module, coins)
	}
	return p.bank.SendCoinsFromAccountToModule(ctx, party, p.module, coins)
}

// InTransaction tells whether the context is a transaction's in a block or in a simulation of one. BaseApp gives a
// transaction its index; everything else has -1. Genesis transactions run before the first block, at height 0.
func InTransaction(ctx sdk.Context) bool {
	if ctx.ExecMode() == sdk.ExecModeSimulate {
		return true
	}
	return ctx.TxIndex() >= 0 && ctx.BlockHeight() > 0
}

// PayOut moves an amount from the purse to a party. EndBlock only: see TakeIn.
func (p Purse) PayOut(ctx context.Context, party sdk.AccAddress, amount math.Int) error {
	if party.Equals(TreasuryAddress()) {
		return p.ToTreasury(ctx, amount)
	}
	coins, err := p.coins(ctx, amount)
	if err != nil || coins.IsZero() {
		return err
	}
	return p.bank.SendCoinsFromModuleToAccount(ctx, p.module, party, coins)
}

// Payment is what one party gets.
type Payment struct {
	To     sdk.AccAddress
	Amount math.Int
}

// PayOutAll pays several parties at once: the purse is written once, not for each of them. The treasury and the incentives
// pool may be among them. EndBlock only: see TakeIn.
func (p Purse) PayOutAll(ctx context.Context, payments ...Payment) error {
	total := sdk.NewCoins()
	outputs := make([]banktypes.Output, 0, len(payments))
	for _, payment := range payments {
		coins, err := p.coins(ctx, payment.Amount)
		if err != nil {
			return err
		}
		if coins.IsZero() {
			continue
		}
		if p.bank.BlockedAddr(payment.To) && !payment.To.Equals(TreasuryAddress()) && !payment.To.Equals(IncentivesAddress()) {
			return fmt.Errorf("money: %s may not be paid", payment.To)
		}
		outputs = append(outputs, banktypes.NewOutput(payment.To, coins))
		total = total.Add(coins...)
	}
	if len(outputs) == 0 {
		return nil
	}
	return p.bank.InputOutputCoins(ctx, banktypes.NewInput(authtypes.NewModuleAddress(p.module), total), outputs)
}

// ToTreasury moves an amount from the purse to the treasury. EndBlock only.
func (p Purse) ToTreasury(ctx context.Context, amount math.Int) error {
	return p.move(ctx, p.module, Treasury, amount)
}

// FromTreasury moves an amount from the treasury to the purse. EndBlock only.
func (p Purse) FromTreasury(ctx context.Context, amount math.Int) error {
	return p.move(ctx, Treasury, p.module, amount)
}

// ToIncentives moves an amount from the purse to the incentives pool. EndBlock only.
func (p Purse) ToIncentives(ctx context.Context, amount math.Int) error {
	return p.move(ctx, p.module, Incentives, amount)
}

// FromIncentives moves an amount from the incentives pool to the purse. EndBlock only.
func (p Purse) FromIncentives(ctx context.Context, amount math.Int) error {
	return p.move(ctx, Incentives, p.module, amount)
}

// Burn destroys an amount of the purse and books it. EndBlock only.
func (p Purse) Burn(ctx context.Context, amount math.Int) error {
	coins, err := p.coins(ctx, amount)
	if err != nil || coins.IsZero() {
		return err
	}
	if err := p.bank.BurnCoins(ctx, p.module, coins); err != nil {
		return err
	}
	return p.books.RecordBurn(ctx, p.module, amount)
}

// Balance returns what the purse holds.
func (p Purse) Balance(ctx context.Context) (math.Int, error) {
	return p.balanceOf(ctx, p.module)
}

// TreasuryBalance returns what the treasury holds.
func (p Purse) TreasuryBalance(ctx context.Context) (math.Int, error) {
	return p.balanceOf(ctx, Treasury)
}

// IncentivesBalance returns what is left in the incentives pool.
func (p Purse) IncentivesBalance(ctx context.Context) (math.Int, error) {
	return p.balanceOf(ctx, Incentives)
}

// Denom returns the base denomination.
func (p Purse) Denom(ctx context.Context) (string, error) { return p.books.Denom(ctx) }

func (p Purse) balanceOf(ctx context.Context, module string) (math.Int, error) {
	denom, err := p.books.Denom(ctx)
	if err != nil {
		return math.Int{}, err
	}
	return p.bank.GetBalance(ctx, authtypes.NewModuleAddress(module), denom).Amount, nil
}

func (p Purse) move(ctx context.Context, from, to string, amount math.Int) error {
	coins, err := p.coins(ctx, amount)
	if err != nil || coins.IsZero() {
		return err
	}
	return p.bank.SendCoinsFromModuleToModule(ctx, from, to, coins)
}

func (p Purse) coins(ctx context.Context, amount math.Int) (sdk.Coins, error) {
	if amount.IsNil() || amount.IsNegative() {
		return nil, fmt.Errorf("money: amount %s of %s", amount, p.module)
	}
	denom, err := p.books.Denom(ctx)
	if err != nil {
		return nil, err
	}
	return sdk.NewCoins(sdk.NewCoin(denom, amount)), nil
}
