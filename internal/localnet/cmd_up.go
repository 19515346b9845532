package localnet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"
)

// upReport is what up prints for programs.
type upReport struct {
	*Net
	Join string   `json:"join"`
	Next []Advice `json:"next"`
}

func (s *settings) upCmd() *cobra.Command {
	var o Options
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Make a network and start it, or start what does not run of the one that is there",
		Long: `Make a network and start it, or start what does not run of the one that is there. Its nodes outlive this command.

The nodes listen to this machine only, unless --host names the address by which others reach it.`,
		Example: `  agijobsd localnet up --validators 4
  agijobsd localnet up --validators 4 --speed --home /tmp/net
  agijobsd localnet up --host 192.168.7.20 --home /tmp/open-net -o json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			begun := time.Now()
			o.Home = s.home
			o.Progress = func(format string, args ...any) {
				_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "%5.1fs  %s\n", time.Since(begun).Seconds(), fmt.Sprintf(format, args...))
			}
			n, err := s.made(ctx, cmd, o)
			if err != nil {
				return err
			}
			if err := n.up(ctx, o.Progress); err != nil {
				return err
			}
			return s.show(cmd.OutOrStdout(), upReport{Net: n, Join: n.Join(), Next: n.Next()}, func(out io.Writer) error {
				return n.explain(ctx, out)
			})
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.Nodes, "validators", defaultNodes, "how many nodes, each of an operator of its own with the same power")
	f.BoolVar(&o.Speed, "speed", false, "windows of seconds and four blocks a second, as in the demo; without it a nation's")
	f.StringVar(&o.ChainID, "chain-id", defaultChainID, "name of the chain")
	f.StringVar(&o.Host, "host", "", "address of this machine for others; its nodes listen to them then (default: to this machine only)")
	return cmd
}

// made opens the network that is there or makes one. A network that is there keeps its own settings.
func (s *settings) made(ctx context.Context, cmd *cobra.Command, o Options) (*Net, error) {
	n, err := s.open()
	if errors.Is(err, ErrNone) {
		if o.Binary, err = os.Executable(); err != nil {
			return nil, err
		}
		return Create(ctx, o)
	}
	if err != nil {
		return nil, err
	}
	changed := cmd.Flags().Changed
	if changed("validators") && o.Nodes != len(n.Members) || changed("speed") && o.Speed != n.Speed ||
		changed("chain-id") && o.ChainID != n.ChainID || changed("host") && o.Host != n.Host {
		return nil, fmt.Errorf("the network in %s was made with other settings; remove it with agijobsd localnet reset --home %s", n.Home, n.Home)
	}
	return n, nil
}

// up starts what does not run, and seats the judges of a new network.
func (n *Net) up(ctx context.Context, progress func(string, ...any)) error {
	for _, m := range n.Members {
		started, err := n.Start(m)
		if err != nil {
			return err
		}
		if started {
			progress("node %d: process %d, RPC %s, gRPC %s, P2P %s", m.N, n.PID(m), m.RPC, m.GRPC, m.P2P)
		}
	}
	progress("waiting for a block on each node")
	if err := n.Await(ctx, n.Members); err != nil {
		return err
	}
	if n.Seated {
		return nil
	}
	progress("judges bond their stake and join the pool")
	return n.SeatJudges(ctx)
}

func (n *Net) explain(ctx context.Context, out io.Writer) error {
	if err := n.Status(ctx).write(out); err != nil {
		return err
	}
	text := "\nTry next:\n\n"
	for _, a := range n.Next() {
		text += fmt.Sprintf("  # %s\n  %s\n", a.What, a.Command)
	}
	text += "\nA node on another machine joins with these lines"
	if !n.Reachable() {
		text += "\n(this network listens to this machine only: make one with --host ADDRESS for others)"
	}
	text += ":\n\n" + indent(n.Join()) + "\nEnd it: agijobsd localnet down --home " + n.Home + "; remove its files too: reset\n"
	_, err := io.WriteString(out, text)
	return err
}
