package cli

import (
	"os"
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}
