package keeper_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/types"
)

// offices names who holds one.
type offices map[string]error

func (o offices) Protected(_ context.Context, a sdk.AccAddress) (bool, error) {
	err, ok := o[string(a)]
	return ok, err
}

// Nobody suspends or revokes who holds an office; a registrar does not change them either, the authority may.
func TestOfficeIsNotTouched(t *testing.T) {
	f := started(t)
	broken := errors.New("cannot read")
	f.k.SetProtector(offices{string(human): nil, string(registrar2): broken})
	for name, do := range map[string]func(sdk.Context) error{
		"suspend":               f.suspend(registrar.String(), human, "x"),
		"suspend, by authority": f.suspend(authority, human, "x"),
		"revoke":                f.revoke(registrar.String(), human, "x"),
		"revoke, by authority":  f.revoke(authority, human, "x"),
	} {
		ctx, _ := f.ctx.CacheContext()
		require.ErrorIs(t, do(ctx), types.ErrOffice, name)
	}
	ctx, _ := f.ctx.CacheContext()
	require.ErrorIs(t, f.revoke(authority, registrar2, "x")(ctx), broken)
	for a, want := range map[string]bool{string(human): true, string(stranger): false} {
		got, err := f.k.Protected(f.ctx, sdk.AccAddress(a))
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	require.NoError(t, f.leave(human.String())(ctx), "its own participation is its own")
	require.PanicsWithValue(t, "protector of x/identity is set twice", func() { f.k.SetProtector(offices{}) })
}
