package app

import (
	"os"
	"path/filepath"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/scope"
	operatorstypes "github.com/agijobs/agijobs/x/operators/types"
)

const (
	// Name of the application and, with a d, of its binary.
	Name = "agijobs"
	// SeatDenom is the denomination that consensus power is bonded in. It is no money: only genesis and the authority
	// issue it.
	SeatDenom = operatorstypes.SeatDenom
)

// DefaultNodeHome is where a node keeps its files unless --home says otherwise.
var DefaultNodeHome = defaultHome()

func init() { SetConfig() }

// SetConfig sets the address prefixes of the chain.
func SetConfig() {
	config := sdk.GetConfig()
	p := scope.Bech32Prefix
	config.SetBech32PrefixForAccount(p, p+"pub")
	config.SetBech32PrefixForValidator(p+"valoper", p+"valoperpub")
	config.SetBech32PrefixForConsensusNode(p+"valcons", p+"valconspub")
}

// homeVariable names the node's folder for commands without --home.
const homeVariable = "AGIJOBSD_HOME"

func defaultHome() string {
	// The SDK reads this variable for some of its files only: all of them must lie in one folder.
	if home := os.Getenv(homeVariable); home != "" { // state-ok: where a node keeps its files
		return home
	}
	home, err := os.UserHomeDir() // state-ok: where a node keeps its files
	if err != nil {
		// Without a home folder every command must name one with --home.
		return "." + Name
	}
	return filepath.Join(home, "."+Name)
}
