package localnet

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/agijobs/agijobs/internal/cliutil"
)

// act is what became of one node.
type act struct {
	Node    int    `json:"node"`
	Did     string `json:"did"`
	Running bool   `json:"running"`
	PID     int    `json:"pid,omitempty"`
}

// each does something to the chosen nodes and tells it.
func (s *settings) each(cmd *cobra.Command, args []string, do func(ctx context.Context, n *Net, m Member) (string, error)) error {
	n, err := s.open()
	if err != nil {
		return err
	}
	members, err := n.Choose(args)
	if err != nil {
		return err
	}
	acts := []act{}
	for _, m := range members {
		did, err := do(cmd.Context(), n, m)
		if err != nil {
			return fmt.Errorf("node %d: %w", m.N, err)
		}
		pid := n.PID(m)
		acts = append(acts, act{Node: m.N, Did: did, Running: pid != 0, PID: pid})
	}
	return s.show(cmd.OutOrStdout(), acts, func(out io.Writer) error {
		for _, a := range acts {
			if _, err := fmt.Fprintf(out, "node %d %s\n", a.Node, a.Did); err != nil {
				return err
			}
		}
		return nil
	})
}

func said(done bool, yes, no string) string {
	if done {
		return yes
	}
	return no
}

func stopped(ctx context.Context, n *Net, m Member) (string, error) {
	did, err := n.Stop(ctx, m)
	return said(did, "stopped", "did not run"), err
}

// started waits until the node answers, so that what is typed next reaches it.
func started(ctx context.Context, n *Net, m Member) (string, error) {
	did, err := n.Start(m)
	if err == nil {
		err = n.Await(ctx, []Member{m})
	}
	return said(did, "started", "runs already"), err
}

func restarted(ctx context.Context, n *Net, m Member) (string, error) {
	if _, err := n.Stop(ctx, m); err != nil {
		return "", err
	}
	_, err := started(ctx, n, m)
	return "restarted", err
}

func killed(ctx context.Context, n *Net, m Member) (string, error) {
	did, err := n.Kill(ctx, m)
	return said(did, "killed", "did not run"), err
}

func (s *settings) killCmd() *cobra.Command {
	return &cobra.Command{
		Use: "kill NODE...", Short: "End nodes as a power cut does (SIGKILL)", Args: cobra.MinimumNArgs(1),
		Example: "  agijobsd localnet kill 2",
		RunE:    func(cmd *cobra.Command, args []string) error { return s.each(cmd, args, killed) },
	}
}

func (s *settings) stopCmd() *cobra.Command {
	return &cobra.Command{
		Use: "stop NODE...", Short: "Ask nodes to end", Args: cobra.MinimumNArgs(1),
		Example: "  agijobsd localnet stop 2",
		RunE:    func(cmd *cobra.Command, args []string) error { return s.each(cmd, args, stopped) },
	}
}

func (s *settings) startCmd() *cobra.Command {
	return &cobra.Command{
		Use: "start NODE...", Short: "Start nodes that do not run", Args: cobra.MinimumNArgs(1),
		Example: "  agijobsd localnet start 2",
		RunE:    func(cmd *cobra.Command, args []string) error { return s.each(cmd, args, started) },
	}
}

func (s *settings) restartCmd() *cobra.Command {
	return &cobra.Command{
		Use: "restart [NODE...]", Short: "Stop and start nodes, one after the other; without a number all",
		Example: "  agijobsd localnet restart\n  agijobsd localnet restart 0 1 -o json",
		RunE:    func(cmd *cobra.Command, args []string) error { return s.each(cmd, args, restarted) },
	}
}

func (s *settings) downCmd() *cobra.Command {
	return &cobra.Command{
		Use: "down", Short: "Stop all nodes and keep their files; up goes on from there", Args: cobra.NoArgs,
		Example: "  agijobsd localnet down",
		RunE:    func(cmd *cobra.Command, args []string) error { return s.each(cmd, args, stopped) },
	}
}

func (s *settings) resetCmd() *cobra.Command {
	return &cobra.Command{
		Use: "reset", Short: "Stop all nodes and remove the network: chain, keys and files", Args: cobra.NoArgs,
		Example: "  agijobsd localnet reset",
		RunE: func(cmd *cobra.Command, _ []string) error {
			n, err := s.open()
			if err != nil {
				return err
			}
			for _, m := range n.Members {
				if _, err := n.Kill(cmd.Context(), m); err != nil {
					return err
				}
			}
			if err := n.Remove(); err != nil {
				return err
			}
			return s.show(cmd.OutOrStdout(), map[string]string{"removed": n.Home}, func(out io.Writer) error {
				_, err := fmt.Fprintf(out, "removed the network in %s\n", n.Home)
				return err
			})
		},
	}
}

func (s *settings) statusCmd() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "Height, state hash, peers and process of each node", Args: cobra.NoArgs,
		Long: `Height, peers and process of each node and the state hash that its application has computed, and whether it is the one that the nodes have
agreed on. Exit code 0: all run, keep up and agree, and blocks are made; 2: one does not run, does not answer or has stayed behind, or there has
been no block for half a minute; 3: a node has computed another state.`,
		Example: "  agijobsd localnet status\n  agijobsd localnet status -o json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			n, err := s.open()
			if err != nil {
				return err
			}
			status := n.Status(cmd.Context())
			if err := s.show(cmd.OutOrStdout(), status, status.write); err != nil {
				return err
			}
			switch {
			case status.Split():
				return cliutil.WithExitCode(fmt.Errorf("nodes have computed different states: see different in --output json"), cliutil.ExitRefused)
			case status.Stands:
				return cliutil.WithExitCode(fmt.Errorf("no node that answers has had a block for %s", StandsAfter), cliutil.ExitChanges)
			case !status.Up():
				return cliutil.WithExitCode(fmt.Errorf("not every node runs, answers and keeps up"), cliutil.ExitChanges)
			}
			return nil
		},
	}
}

func (s Status) write(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	text := "node\tprocess\theight\tapp hash\tpeers\tcatching up\tRPC\tgRPC\n"
	for _, n := range s.Nodes {
		switch {
		case !n.Running:
			text += fmt.Sprintf("%d\tdown\t\t\t\t\t%s\t%s\n", n.Node, n.RPC, n.GRPC)
		case n.Error != "":
			text += fmt.Sprintf("%d\t%d\tno answer\t\t\t\t%s\t%s\n", n.Node, n.PID, n.RPC, n.GRPC)
		case n.Different:
			text += fmt.Sprintf("%d\t%d\t%d\t%.12s… IS NOT THAT OF THE OTHERS\t%d\t%t\t%s\t%s\n", n.Node, n.PID, n.Height, n.AppHash, n.Peers, n.CatchingUp, n.RPC, n.GRPC)
		default:
			text += fmt.Sprintf("%d\t%d\t%d\t%.12s…\t%d\t%t\t%s\t%s\n", n.Node, n.PID, n.Height, n.AppHash, n.Peers, n.CatchingUp, n.RPC, n.GRPC)
		}
	}
	if _, err := io.WriteString(w, text); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	verdict := "no node answers"
	switch {
	case s.Agree:
		verdict = fmt.Sprintf("all that answer have the same state, up to block %d", s.CommonHeight)
	case s.Split():
		verdict = "DIFFERENT STATES"
	}
	_, err := fmt.Fprintf(out, "%s: %s\n", s.ChainID, verdict)
	return err
}

func (s *settings) logsCmd() *cobra.Command {
	var lines int
	cmd := &cobra.Command{
		Use: "logs [NODE...]", Short: "Last lines of the nodes' logs; without a number of all",
		Example: "  agijobsd localnet logs 2 --lines 50",
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := s.open()
			if err != nil {
				return err
			}
			members, err := n.Choose(args)
			if err != nil {
				return err
			}
			type log struct {
				Node  int      `json:"node"`
				File  string   `json:"file"`
				Lines []string `json:"lines"`
			}
			logs := []log{}
			for _, m := range members {
				node := n.Node(m)
				logs = append(logs, log{m.N, node.LogFile(), strings.Split(node.Tail(lines), "\n")})
			}
			return s.show(cmd.OutOrStdout(), logs, func(out io.Writer) error {
				for _, l := range logs {
					if _, err := fmt.Fprintf(out, "node %d: %s\n%s", l.Node, l.File, indent(strings.Join(l.Lines, "\n"))); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	cmd.Flags().IntVar(&lines, "lines", 20, "how many lines of each")
	return cmd
}

func (s *settings) joinCmd() *cobra.Command {
	return &cobra.Command{
		Use: "join-command", Short: "The lines by which a node on another machine joins", Args: cobra.NoArgs,
		Long: `The lines by which a node on another machine joins: init, the genesis file and its hash, peers, start. It follows the chain as every node
does; consensus power is the council's to give. AGIJOBS_JOIN_HOME names its folder (default: one in the home folder).`,
		Example: "  agijobsd localnet join-command > join.sh",
		RunE: func(cmd *cobra.Command, _ []string) error {
			n, err := s.open()
			if err != nil {
				return err
			}
			report := map[string]any{
				"chain_id": n.ChainID, "genesis": n.Genesis, "genesis_sha256": n.SHA256, "persistent_peers": n.Peers(),
				"reachable_from_elsewhere": n.Reachable(), "script": n.Join(),
			}
			return s.show(cmd.OutOrStdout(), report, func(out io.Writer) error {
				_, err := io.WriteString(out, n.Join())
				return err
			})
		},
	}
}

func indent(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n  ") + "\n"
}
