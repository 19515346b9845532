// Package testutil has the fakes that tests of x/jobs run on.
package testutil

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/agijobs/agijobs/internal/money"
)

// Denom is the base denomination of the tests.
const Denom = "uagi"

// ErrFunds is the fake bank's answer to a party that lacks the money.
var ErrFunds = errors.New("insufficient funds")

const (
	prefixBalance byte = 1
	prefixPending byte = 2
	prefixBurned  byte = 3
	// prefixCertificate: the fake certificates share the store.
	prefixCertificate byte = 4
)

var (
	_ money.Bank  = (*Bank)(nil)
	_ money.Books = (*Bank)(nil)
)

// Bank is a ledger in a store of its own, so that a branch of the state that is thrown away takes its payments along, as
// x/bank's does. Virtual sends are credited by EndBlock. It keeps the books of what was burnt as well.
type Bank struct {
	Key *storetypes.KVStoreKey
	// SendErr, when set, decides whether a payment to addr fails.
	SendErr func(to sdk.AccAddress, amount math.Int) error
	// Lossy makes every payment out of a module cost the module one unit more, which nobody gets.
	Lossy bool
}

// Fund gives coins out of nothing.
func (b *Bank) Fund(ctx context.Context, addr sdk.AccAddress, amount int64) {
	b.add(ctx, prefixBalance, addr, math.NewInt(amount))
}

// Balance returns what addr holds.
func (b *Bank) Balance(ctx context.Context, addr sdk.AccAddress) math.Int {
	return b.get(ctx, prefixBalance, addr)
}

// Burned returns what was burnt and booked.
func (b *Bank) Burned(ctx context.Context) math.Int { return b.get(ctx, prefixBurned, nil) }

// Supply is the sum of all balances and of credits that wait for EndBlock.
func (b *Bank) Supply(ctx context.Context) math.Int {
	sum := math.ZeroInt()
	for _, prefix := range []byte{prefixBalance, prefixPending} {
		b.walk(ctx, prefix, func(_ sdk.AccAddress, amount math.Int) { sum = sum.Add(amount) })
	}
	return sum
}

// EndBlock credits virtual sends; x/bank's EndBlocker runs first.
func (b *Bank) EndBlock(ctx context.Context) {
	pending := map[string]math.Int{}
	var order []sdk.AccAddress
	b.walk(ctx, prefixPending, func(addr sdk.AccAddress, amount math.Int) {
		order, pending[string(addr)] = append(order, addr), amount
	})
	for _, addr := range order {
		b.add(ctx, prefixBalance, addr, pending[string(addr)])
		b.add(ctx, prefixPending, addr, pending[string(addr)].Neg())
	}
}

// GetBalance implements money.Bank.
func (b *Bank) GetBalance(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin {
	return sdk.NewCoin(denom, b.Balance(ctx, addr))
}

// SendCoinsFromAccountToModule implements money.Bank.
func (b *Bank) SendCoinsFromAccountToModule(ctx context.Context, from sdk.AccAddress, module string, amt sdk.Coins) error {
	return b.send(ctx, from, authtypes.NewModuleAddress(module), amt, prefixBalance)
}

// SendCoinsFromAccountToModuleVirtual implements money.Bank.
func (b *Bank) SendCoinsFromAccountToModuleVirtual(ctx context.Context, from sdk.AccAddress, module string, amt sdk.Coins) error {
	return b.send(ctx, from, authtypes.NewModuleAddress(module), amt, prefixPending)
}

// SendCoinsFromModuleToAccount implements money.Bank.
func (b *Bank) SendCoinsFromModuleToAccount(ctx context.Context, module string, to sdk.AccAddress, amt sdk.Coins) error {
	if b.Lossy {
		b.add(ctx, prefixBalance, authtypes.NewModuleAddress(module), math.OneInt().Neg())
	}
	return b.send(ctx, authtypes.NewModuleAddress(module), to, amt, prefixBalance)
}

// SendCoinsFromModuleToModule implements money.Bank.
func (b *Bank) SendCoinsFromModuleToModule(ctx context.Context, from, to string, amt sdk.Coins) error {
	return b.send(ctx, authtypes.NewModuleAddress(from), authtypes.NewModuleAddress(to), amt, prefixBalance)
}

// InputOutputCoins implements money.Bank.
func (b *Bank) InputOutputCoins(ctx context.Context, input banktypes.Input, outputs []banktypes.Output) error {
	from, err := sdk.AccAddressFromBech32(input.Address)
	if err != nil {
		return err
	}
	for _, out := range outputs {
		if b.Lossy {
			b.add(ctx, prefixBalance, from, math.OneInt().Neg())
		}
		to, err := sdk.AccAddressFromBech32(out.Address)
		if err != nil {
			return err
		}
		if err := b.send(ctx, from, to, out.Coins, prefixBalance); err != nil {
			return err
		}
	}
	return nil
}

// BlockedAddr implements money.Bank: nobody is.
func (b *Bank) BlockedAddr(sdk.AccAddress) bool { return false }

// BurnCoins implements money.Bank.
func (b *Bank) BurnCoins(ctx context.Context, module string, amt sdk.Coins) error {
	return b.take(ctx, authtypes.NewModuleAddress(module), amt.AmountOf(Denom))
}

// Denom implements money.Books.
func (b *Bank) Denom(context.Context) (string, error) { return Denom, nil }

// RecordBurn implements money.Books.
func (b *Bank) RecordBurn(ctx context.Context, _ string, amount math.Int) error {
	b.add(ctx, prefixBurned, nil, amount)
	return nil
}

func (b *Bank) send(ctx context.Context, from, to sdk.AccAddress, amt sdk.Coins, credit byte) error {
	amount := amt.AmountOf(Denom)
	if !amount.IsPositive() {
		return fmt.Errorf("bank: amount %s", amt)
	}
	if b.SendErr != nil {
		if err := b.SendErr(to, amount); err != nil {
			return err
		}
	}
	if err := b.take(ctx, from, amount); err != nil {
		return err
	}
	b.add(ctx, credit, to, amount)
	return nil
}

func (b *Bank) take(ctx context.Context, from sdk.AccAddress, amount math.Int) error {
	if have := b.Balance(ctx, from); have.LT(amount) {
		return fmt.Errorf("%w: %s has %s, needs %s", ErrFunds, from, have, amount)
	}
	b.add(ctx, prefixBalance, from, amount.Neg())
	return nil
}

func (b *Bank) add(ctx context.Context, prefix byte, addr sdk.AccAddress, amount math.Int) {
	bz, err := b.get(ctx, prefix, addr).Add(amount).Marshal()
	if err != nil {
		panic(err)
	}
	b.store(ctx).Set(append([]byte{prefix}, addr...), bz)
}

func (b *Bank) get(ctx context.Context, prefix byte, addr sdk.AccAddress) math.Int {
	return decode(b.store(ctx).Get(append([]byte{prefix}, addr...)))
}

func (b *Bank) walk(ctx context.Context, prefix byte, fn func(sdk.AccAddress, math.Int)) {
	it := b.store(ctx).Iterator([]byte{prefix}, []byte{prefix + 1})
	for ; it.Valid(); it.Next() {
		fn(append(sdk.AccAddress(nil), it.Key()[1:]...), decode(it.Value()))
	}
	if err := it.Close(); err != nil {
		panic(err)
	}
}

func (b *Bank) store(ctx context.Context) storetypes.KVStore {
	return sdk.UnwrapSDKContext(ctx).KVStore(b.Key)
}

func decode(bz []byte) math.Int {
	if len(bz) == 0 {
		return math.ZeroInt()
	}
	var amount math.Int
	if err := amount.Unmarshal(bz); err != nil {
		panic(err)
	}
	return amount
}
