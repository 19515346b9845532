package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	nodeservice "github.com/cosmos/cosmos-sdk/client/grpc/node"
	sdk "github.com/cosmos/cosmos-sdk/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

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
  agijobsd policy export --height 1000 --node tcp://localhost:26657`,
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
	state, err := policy.Read(apiclient.AtHeight(ctx, height), clientCtx)
	state.ChainID, state.Height = clientCtx.ChainID, height
	return state, err
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
	format, err := cmd.Flags().GetString(flags.FlagOutput)
	if err != nil {
		return err
	}
	msgs, err := policy.Messages(targets, app.Authority())
	if err != nil {
		return err
	}
	changes := policy.Changes(targets)
	if format != flags.OutputFormatJSON {
		return writeChanges(cmd.OutOrStdout(), changes)
	}
	p := planned{ChainID: state.ChainID, Height: state.Height, Changes: changes, Messages: typeURLs(msgs)}
	encoder := json.NewEncoder(cmd.OutOrStdout())
	encoder.SetIndent("", "  ")
	return encoder.Encode(p)
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

func policyShowCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "show [proposal-id]",
		Short:   "Say what a proposal would change if it were executed now",
		Example: `  agijobsd policy show 7`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			clientCtx, err := client.GetClientQueryContext(cmd)
			if err != nil {
				return err
			}
			id, err := proposalID(args[0])
			if err != nil {
				return err
			}
			return showProposal(cmd.Context(), clientCtx, id, cmd.OutOrStdout())
		},
	}
	flags.AddQueryFlagsToCmd(cmd)
	return cmd
}

func proposalID(text string) (uint64, error) {
	id, err := strconv.ParseUint(text, 10, 64)
	if err != nil || id == 0 {
		return 0, fmt.Errorf("%q is no proposal id: list them with agijobsd query gov proposals", text)
	}
	return id, nil
}

// showProposal writes what a proposal does: changed fields, and every other message whole.
func showProposal(ctx context.Context, clientCtx client.Context, id uint64, out io.Writer) error {
	r, err := govv1.NewQueryClient(clientCtx).Proposal(ctx, &govv1.QueryProposalRequest{ProposalId: id})
	if err != nil {
		return fmt.Errorf("proposal %d: %w", id, err)
	}
	if err := r.Proposal.UnpackInterfaces(clientCtx.InterfaceRegistry); err != nil {
		return err
	}
	msgs, err := r.Proposal.GetMsgs()
	if err != nil {
		return err
	}
	state, err := readState(ctx, clientCtx)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "Proposal %d by %s, %s: %s\n", id, r.Proposal.Proposer, r.Proposal.Status, r.Proposal.Title); err != nil {
		return err
	}
	return writeEffects(out, clientCtx, state, msgs)
}

func writeEffects(out io.Writer, clientCtx client.Context, state policy.State, msgs []sdk.Msg) error {
	for _, msg := range msgs {
		changes, known, err := state.Effect(msg)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(out, "\n"+sdk.MsgTypeURL(msg)); err != nil {
			return err
		}
		if known {
			err = writeChanges(out, changes)
		} else {
			var text []byte
			if text, err = clientCtx.Codec.MarshalInterfaceJSON(msg); err == nil {
				_, err = fmt.Fprintf(out, "%s\n", text)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}
