// Command agijobsd is the node and the command line of the AGI Jobs chain.
package main

import (
	"fmt"
	"os"

	svrcmd "github.com/cosmos/cosmos-sdk/server/cmd"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/cmd/agijobsd/cmd"
	"github.com/agijobs/agijobs/internal/cliutil"
)

func main() {
	root, err := cmd.NewRootCmd()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(cliutil.ExitError)
	}
	if err := svrcmd.Execute(root, "AGIJOBSD", app.DefaultNodeHome); err != nil {
		// Its text alone: formatted, the SDK's errors add where in the code they were made.
		fmt.Fprintln(os.Stderr, err.Error())
		os.Exit(cliutil.ExitCode(err))
	}
}
