package types_test

import (
	"bytes"
	"os"
	"testing"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

// addr returns the n-th test address.
func addr(n byte) string { return sdk.AccAddress(bytes.Repeat([]byte{n}, 20)).String() }
