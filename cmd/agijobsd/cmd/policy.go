package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"
	nodeservice "github.com/cosmos/cosmos-sdk/client/grpc/node"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/internal/policy"
	apiclient "github.com/agijobs/agijobs/pkg/client"
)

// policyCmd holds what officials do: see the rules, change them together, approve what others propose.
func policyCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "See and change the chain's rules as one file",
		Long: `All that the council may set is one readable file: export it, change it, see the difference, propose it. A proposal passes
and takes effect in the block in which the approvals of the council reach its threshold. docs/owner.md walks through it.`,
		RunE: client.ValidateCmd,
	}
	cmd.AddCommand(policyExportCmd(), policyPlanCmd(), policyProposeCmd(), policyShowCmd(), policyVoteCmd(approve), policyVoteCmd(reject))
	return cmd
}

func policyExportCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write all rules of the chain as one YAML file with units and bounds",
		Example: `  agijobsd policy export > policy.yaml
  agijobsd policy export --height 1000 --node tcp://localhost:26657
  agijobsd policy export -o json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			clientCtx, err := client.GetClientQueryContext(cmd)
			if err != nil {
				return err
			}
			state, err := readState(cmd.Context(), clientCtx)
			if err != nil {
				return err
			}
			asJSON, err := wantsJSON(cmd)
			if err != nil {
				return err
			}
			if asJSON {
				return state.WriteJSON(cmd.OutOrStdout())
			}
			return state.Write(cmd.OutOrStdout())
		},
	}
	flags.AddQueryFlagsToCmd(cmd)
	return cmd
}

// readState asks a node for all rules at one height: that of the context, or the last.
func readState(ctx context.Context, clientCtx client.Context) (policy.State, error) {
	height := clientCtx.Height
	if height == 0 {
		latest, err := nodeservice.NewServiceClient(clientCtx).Status(ctx, &nodeservice.StatusRequest{})
		if err != nil {
			return policy.State{}, fmt.Errorf("no answer from the node %s: %w", clientCtx.NodeURI, err)
		}
		height = int64(latest.Height) // #nosec G115 -- a height
	}
	// The node knows its chain; the client may have been told none.
	node, err := cmtservice.NewServiceClient(clientCtx).GetNodeInfo(ctx, &cmtservice.GetNodeInfoRequest{})
	if err != nil {
		return policy.State{}, fmt.Errorf("no answer from the node %s: %w", clientCtx.NodeURI, err)
	}
	state, err := policy.Read(apiclient.AtHeight(ctx, height), clientCtx)
	state.ChainID, state.Height = node.GetDefaultNodeInfo().GetNetwork(), height
	return state, err
}

// wantsJSON tells whether a command that prints data prints it for programs.
func wantsJSON(cmd *cobra.Command) (bool, error) {
	format, err := cmd.Flags().GetString(flags.FlagOutput)
	return format == flags.OutputFormatJSON, err
}

func writeJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

func policyPlanCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "plan [policy.yaml]",
		Short: "Compare a file with the chain; exit code 2 if they differ",
		Long: `Compare a file with the chain, field by field. Nothing is sent.

Exit code 0: no difference; 2: there are changes; 1: something is wrong with the file or the node.`,
		Example: `  agijobsd policy plan policy.yaml
  agijobsd policy plan policy.yaml -o json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			clientCtx, err := client.GetClientQueryContext(cmd)
			if err != nil {
				return err
			}
			state, targets, err := readPlan(cmd.Context(), clientCtx, args[0])
			if err != nil {
				return err
			}
			if err := printPlan(cmd, state, targets); err != nil {
				return err
			}
			if changes := len(policy.Changes(targets)); changes > 0 {
				return cliutil.WithExitCode(fmt.Errorf("%s differs from the chain in %d fields", args[0], changes), cliutil.ExitChanges)
			}
			return nil
		},
	}
	flags.AddQueryFlagsToCmd(cmd)
	return cmd
}

// readPlan compares a file with the chain.
func readPlan(ctx context.Context, clientCtx client.Context, name string) (state policy.State, targets []policy.Target, err error) {
	file, err := os.Open(name) // #nosec G304 -- the file that the user names
	if err != nil {
		return state, nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if state, err = readState(ctx, clientCtx); err != nil {
		return state, nil, err
	}
	if targets, err = state.Plan(file); err != nil {
		return state, nil, fmt.Errorf("%s: %w", name, err)
	}
	return state, targets, nil
}

// planned is a plan for programs.
type planned struct {
	ChainID  string          `json:"chain_id"`
	Height   int64           `json:"height"`
	Changes  []policy.Change `json:"changes"`
	Messages []string        `json:"messages"`
}

func printPlan(cmd *cobra.Command, state policy.State, targets []policy.Target) error {
	asJSON, err := wantsJSON(cmd)
	if err != nil {
		return err
	}
	msgs, err := policy.Messages(targets, app.Authority())
	if err != nil {
		return err
	}
	changes := policy.Changes(targets)
	if !asJSON {
		return writeChanges(cmd.OutOrStdout(), changes)
	}
	return writeJSON(cmd.OutOrStdout(), planned{
		ChainID: state.ChainID, Height: state.Height, Changes: changes, Messages: typeURLs(msgs),
	})
}

func typeURLs(msgs []sdk.Msg) []string {
	out := []string{}
	for _, m := range msgs {
		out = append(out, sdk.MsgTypeURL(m))
	}
	return out
}

// writeChanges writes a table of changes for people.
func writeChanges(out io.Writer, changes []policy.Change) error {
	if len(changes) == 0 {
		_, err := fmt.Fprintln(out, "no changes")
		return err
	}
	table := tabwriter.NewWriter(out, 0, 8, 2, ' ', 0)
	if _, err := fmt.Fprintln(table, "FIELD\tIS\tSHALL BE\tUNIT"); err != nil {
		return err
	}
	for _, c := range changes {
		if _, err := fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", c.Field, dash(c.Old), dash(c.New), c.Unit); err != nil {
			return err
		}
	}
	return table.Flush()
}

func dash(value string) string {
	if value == "" {
		return "-"
	}
	return value
}
