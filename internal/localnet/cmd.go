package localnet

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/agijobs/agijobs/app"
)

const (
	defaultChainID = "agijobs-local-1"
	defaultNodes   = 4
)

// settings are what all commands of a network know.
type settings struct{ home, output string }

// Cmd holds the commands of a local network.
func Cmd() *cobra.Command {
	s := &settings{}
	cmd := &cobra.Command{
		Use: "localnet", Short: "Run a nation of several nodes on this machine", SuggestionsMinimumDistance: 2,
		Long: `Run a nation of several nodes on this machine: processes of their own, a council, guardians, registrars, employers, agents, judges and a
faucet, whose keys lie in a keyring without a password. For trying and showing; anybody on this machine can sign with these keys.

Exit codes: 0 done; 1 not done, standard error says why; status alone also has 2, a node does not run or does not answer, and 3, nodes have
computed different states.`,
		Example: `  agijobsd localnet up --validators 4
  agijobsd localnet kill 2
  agijobsd localnet status`,
		// A network has a home of its own: the root's preparation would make files in the user's.
		PersistentPreRunE: func(*cobra.Command, []string) error { return s.check() },
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.PersistentFlags().StringVar(&s.home, "home", filepath.Join(filepath.Dir(app.DefaultNodeHome), ".agijobs-localnet"), "folder of the network")
	cmd.PersistentFlags().StringVarP(&s.output, "output", "o", "text", "text or json")
	cmd.AddCommand(s.upCmd(), s.statusCmd(), s.logsCmd(), s.joinCmd(), s.killCmd(), s.stopCmd(), s.startCmd(), s.restartCmd(), s.downCmd(), s.resetCmd())
	return cmd
}

func (s *settings) check() error {
	if s.output != "text" && s.output != "json" {
		return fmt.Errorf("--output is %q; use text or json", s.output)
	}
	return nil
}

func (s *settings) open() (*Net, error) {
	binary, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return Open(s.home, binary)
}

// show prints a result for programs, or as text.
func (s *settings) show(out io.Writer, result any, text func(io.Writer) error) error {
	if s.output == "json" {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(result)
	}
	return text(out)
}
