package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/money"
	"github.com/agijobs/agijobs/x/identity/types"
)

func TestGenesisRoundTrip(t *testing.T) {
	f := started(t)
	until := genesisTime.Add(time.Hour)
	a := machine(addr("bot"), human, types.ROLE_AGENT, types.ROLE_VALIDATOR)
	a.OrganisationId, a.ExpiresAt, a.MetadataUri, a.MetadataHash = "acme", &until, "did:web:x", make([]byte, 32)
	f.admit(t, registrar.String(), a, person(addr("gone")), person(addr("susp")))
	require.NoError(t, f.suspend(registrar.String(), addr("susp"), "check")(f.ctx))
	require.NoError(t, f.revoke(authority, addr("gone"), "fraud")(f.ctx))
	require.NoError(t, f.leave(human.String())(f.ctx), "who answers for an agent may leave; the genesis stays valid")
	exported := f.export(t)

	g := bare(t)
	require.NoError(t, g.module.ValidateGenesis(g.enc.Codec, nil, []byte(exported)))
	g.module.InitGenesis(g.ctx, g.enc.Codec, []byte(exported))

	require.Equal(t, exported, g.export(t))
	require.Equal(t, []string{addr("bot").String()}, g.members(t, "acme"), "the index is rebuilt")
	require.True(t, g.acc.HasAccount(g.ctx, addr("bot")))
	require.Empty(t, g.events(t, func(ctx sdk.Context) error { return g.k.EndBlocker(ctx) }))
	g.sound(t)
}

func TestInitGenesisRefusesModuleAccounts(t *testing.T) {
	for _, a := range []sdk.AccAddress{moduleAddress("jobs"), moduleAddress("gov"), money.TreasuryAddress()} {
		f := bare(t)
		gs := genesis()
		gs.Participants = append(gs.Participants, fromGenesis(a, types.ROLE_EMPLOYER))
		require.ErrorIs(t, f.k.InitGenesis(f.ctx, gs), types.ErrBuiltIn)
	}
}
