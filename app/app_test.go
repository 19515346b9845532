package app_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/msgs"
	"github.com/agijobs/agijobs/app/testapp"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

func TestEveryRegisteredMessageIsInOneClass(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	known := map[msgs.Class]bool{
		msgs.Entry: true, msgs.Duty: true, msgs.Exit: true, msgs.Authority: true, msgs.System: true, msgs.Disabled: true,
	}
	registered := c.App.InterfaceRegistry().ListImplementations(sdk.MsgInterfaceProtoName)
	require.NotEmpty(t, registered)
	for _, url := range registered {
		class, ok := msgs.ClassOf(url)
		require.True(t, ok, "%s has no class: decide it in app/msgs/table.go", url)
		require.True(t, known[class], "%s has the unknown class %q", url, class)
	}
	require.Len(t, registered, msgs.Count(), "app/msgs/table.go holds messages that no module registers")
}

func TestModuleAccounts(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	want := map[string][]string{
		"bonded_tokens_pool":     {authtypes.Burner, authtypes.Staking},
		"certificates":           nil,
		"distribution":           nil,
		"fee_collector":          nil,
		"gov":                    {authtypes.Burner},
		"incentives":             nil,
		"jobs":                   {authtypes.Burner},
		"key_rotation_fee_pool":  {authtypes.Burner},
		"nft":                    nil,
		"operators":              {authtypes.Burner, authtypes.Minter},
		"thermostat":             {authtypes.Minter},
		"not_bonded_tokens_pool": {authtypes.Burner, authtypes.Staking},
		"treasury":               nil,
		"validation":             {authtypes.Burner},
	}
	require.Len(t, app.ModuleAccounts(), len(want))
	for _, a := range app.ModuleAccounts() {
		permissions, ok := want[a.Name]
		require.True(t, ok, a.Name)
		require.Equal(t, permissions, a.Permissions, a.Name)
		require.True(t, c.App.Bank.BlockedAddr(authtypes.NewModuleAddress(a.Name)), "%s takes plain sends", a.Name)
	}
}

func TestOneAuthority(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	gov := app.Authority()
	for name, authority := range map[string]string{
		"auth": c.App.Account.GetAuthority(), "bank": c.App.Bank.GetAuthority(), "consensus": c.App.Consensus.GetAuthority(),
		"distribution": c.App.Distribution.GetAuthority(), "gov": c.App.Gov.GetAuthority(), "slashing": c.App.Slashing.GetAuthority(),
		"staking": c.App.Staking.GetAuthority(),
	} {
		require.Equal(t, gov, authority, name)
	}
	params := c.App.GetConsensusParams(c.Ctx())
	require.Empty(t, params.GetAuthority().GetAuthority(), "x/consensus must not override the owner")
}

func TestANationNamesItsMoney(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	currency := sovereigntypes.Currency{Base: "ucad", Display: "CAD", Exponent: 6}
	state, err := app.DefaultGenesis(c.App.Basics(), c.App.Codec(), currency)
	require.NoError(t, err)
	require.NoError(t, c.App.Basics().ValidateGenesis(c.App.Codec(), c.App.TxConfig(), state))
	for module, bz := range state {
		require.NotContains(t, string(bz), `"uagi"`, "%s names another money", module)
		require.NotContains(t, string(bz), `"stake"`, "%s names another bond", module)
	}
	require.Error(t, app.Nationalise(state, c.App.Codec(), sovereigntypes.Currency{Base: app.SeatDenom, Display: "SEAT"}))
}
