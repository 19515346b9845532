package keeper_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/identity/types"
)

func (f *fixture) send(from, to sdk.AccAddress) error {
	got, err := f.k.SendRestriction(f.ctx, from, to, nil)
	if err == nil && !got.Equals(to) {
		return errors.New("the money goes elsewhere")
	}
	return err
}

func (f *fixture) policy(t *testing.T, policy types.TransferPolicy) {
	t.Helper()
	params, err := f.k.Params(f.ctx)
	require.NoError(t, err)
	params.TransferPolicy = policy
	require.NoError(t, f.k.SetParams(f.ctx, params))
}

func TestSendRestriction(t *testing.T) {
	f := started(t)
	official, guardian := addr("official"), registrar2 // the guardian is a participant, too
	f.k.SetProtector(offices{string(official): nil, string(guardian): nil})
	expired, suspended, gone, module := addr("expired"), addr("suspended"), addr("gone"), moduleAddress("jobs")
	old := person(expired)
	old.ExpiresAt = until(time.Minute)
	f.admit(t, authority, old, person(suspended), person(gone))
	require.NoError(t, f.suspend(authority, suspended, "x")(f.ctx))
	require.NoError(t, f.revoke(authority, gone, "x")(f.ctx))
	f.later(time.Hour)

	const open, closed = types.TRANSFER_POLICY_OPEN, types.TRANSFER_POLICY_PARTICIPANTS_ONLY
	for name, tc := range map[string]struct {
		from, to     sdk.AccAddress
		open, closed error
	}{
		"participant to participant": {human, registrar, nil, nil},
		"participant to stranger":    {human, stranger, nil, types.ErrTransferPolicy},
		"participant to official":    {human, official, nil, nil},
		"participant to suspended":   {human, suspended, nil, nil},
		"participant to revoked":     {human, gone, nil, nil},
		"stranger to participant":    {stranger, human, nil, types.ErrTransferPolicy},
		"official to participant":    {official, human, nil, nil},
		"official to stranger":       {official, stranger, nil, types.ErrTransferPolicy},
		"guardian to participant":    {guardian, human, nil, nil},
		"suspended to participant":   {suspended, human, types.ErrSuspended, types.ErrSuspended},
		"revoked to participant":     {gone, human, types.ErrRevoked, types.ErrRevoked},
		"expired to participant":     {expired, human, types.ErrExpired, types.ErrExpired},
		"suspended to module":        {suspended, module, nil, nil},
		"module to suspended":        {module, suspended, nil, nil},
		"module to stranger":         {module, stranger, nil, nil},
		"stranger to module":         {stranger, module, nil, nil},
		"treasury to stranger":       {money.TreasuryAddress(), stranger, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			f.policy(t, open)
			require.ErrorIs(t, f.send(tc.from, tc.to), tc.open)
			f.policy(t, closed)
			require.ErrorIs(t, f.send(tc.from, tc.to), tc.closed)
		})
	}
	require.EqualError(t, f.send(human, stranger),
		"recipient "+stranger.String()+" is not a participant: the transfer policy of this chain is PARTICIPANTS_ONLY")
	require.EqualError(t, f.send(stranger, human),
		"sender "+stranger.String()+" is not a participant: the transfer policy of this chain is PARTICIPANTS_ONLY")
	require.NoError(t, f.suspend(authority, registrar, "x")(f.ctx))
	require.ErrorIs(t, f.send(registrar, human), types.ErrSuspended)
}

// failing cannot tell who holds an office.
type failing struct{}

var errOffices = errors.New("cannot read")

func (failing) Protected(context.Context, sdk.AccAddress) (bool, error) { return false, errOffices }

func TestSendRestrictionReportsBrokenOffices(t *testing.T) {
	f := started(t)
	f.k.SetProtector(failing{})
	f.policy(t, types.TRANSFER_POLICY_PARTICIPANTS_ONLY)
	require.ErrorIs(t, f.send(human, stranger), errOffices)
	require.ErrorIs(t, f.send(stranger, human), errOffices)
	require.NoError(t, f.send(human, registrar), "nobody asks for offices")
}

// However many participants there are, a transfer and a signature read the same number of keys.
func TestTransfersAndSignaturesReadAConstantNumberOfKeys(t *testing.T) {
	f := started(t)
	f.admit(t, registrar.String(), machine(bot, human, types.ROLE_AGENT))
	f.allow(t, bot)
	require.NoError(t, f.rotate(t, human.String(), bot, key("new"))(f.ctx))
	f.policy(t, types.TRANSFER_POLICY_PARTICIPANTS_ONLY)
	for i := range 2 {
		if i == 1 {
			for n := range byte(100) {
				f.admit(t, authority, person(addr("many"+string(rune('0'+n)))))
			}
		}
		reads := func(run func(ctx sdk.Context)) uint64 {
			config := storetypes.GasConfig{ReadCostFlat: 1, HasCost: 1, IterNextCostFlat: 1}
			ctx := f.ctx.WithGasMeter(storetypes.NewInfiniteGasMeter()).WithKVGasConfig(config)
			run(ctx)
			return ctx.GasMeter().GasConsumed()
		}
		require.EqualValues(t, 3, reads(func(ctx sdk.Context) {
			_, err := f.k.SendRestriction(ctx, human, registrar, nil)
			require.NoError(t, err)
		}), "the policy, the sender, the recipient")
		require.Zero(t, reads(func(ctx sdk.Context) {
			_, err := f.k.SendRestriction(ctx, human, moduleAddress("jobs"), nil)
			require.NoError(t, err)
		}))
		for _, a := range []sdk.AccAddress{bot, human, stranger} {
			require.EqualValues(t, 1, reads(func(ctx sdk.Context) {
				_, err := f.k.SigningKey(ctx, a)
				require.NoError(t, err)
			}))
		}
		require.EqualValues(t, 1, reads(func(ctx sdk.Context) {
			has, err := f.k.HasCredential(ctx, human, "citizen")
			require.NoError(t, err)
			require.False(t, has)
		}), "the credential; its type only if there is one")
	}
}
