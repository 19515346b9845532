package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/x/thermostat/testutil"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

func TestGenesisRoundTrip(t *testing.T) {
	for name, gs := range map[string]types.GenesisState{"default": *types.DefaultGenesis(), "full": testutil.Genesis()} {
		t.Run(name, func(t *testing.T) {
			f := bare(t)
			bz := f.enc.Codec.MustMarshalJSON(&gs)
			require.NoError(t, f.module.ValidateGenesis(f.enc.Codec, nil, bz))
			f.module.InitGenesis(f.ctx, f.enc.Codec, bz)

			out, err := f.k.ExportGenesis(f.ctx)

			require.NoError(t, err)
			require.NoError(t, out.Validate())
			require.JSONEq(t, string(bz), f.exported())
			f.check()
			// A second chain begins with the same state, key by key.
			second := bare(t)
			require.NoError(t, second.k.InitGenesis(second.ctx, *out))
			require.Equal(t, f.dump(), second.dump())
		})
	}
}

// What each loop turns is no part of the file, but of the state.
func TestGenesisTurns(t *testing.T) {
	f := bare(t)
	require.NoError(t, f.k.InitGenesis(f.ctx, testutil.Genesis()))

	require.Equal(t, uint32(1_500), f.prices("maps").BonusBps, "the loop maps is overridden")
	_, _, err := f.setLoop(ownLoop("maps-2", "maps"))
	require.ErrorIs(t, err, types.ErrActuatorTaken)
}

func TestInitGenesisRefuses(t *testing.T) {
	f := bare(t)
	gs := testutil.Genesis()
	gs.States[0].Steps++
	require.ErrorIs(t, f.k.InitGenesis(f.ctx, gs), types.ErrInvalidGenesis)
	require.Empty(t, f.dump())

	require.ErrorContains(t, f.module.ValidateGenesis(f.enc.Codec, nil, []byte(`{"loop": []}`)), "genesis of thermostat cannot be decoded")
}

// dump is the module's store as it lies there.
func (f *fixture) dump() map[string]string {
	f.t.Helper()
	content := map[string]string{}
	it := f.ctx.KVStore(f.key).Iterator(nil, nil)
	for ; it.Valid(); it.Next() {
		content[string(it.Key())] = string(it.Value())
	}
	require.NoError(f.t, it.Close())
	return content
}
