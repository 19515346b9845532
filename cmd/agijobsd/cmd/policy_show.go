package cmd

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	sdk "github.com/cosmos/cosmos-sdk/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/internal/policy"
)

func policyShowCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "show [proposal-id]",
		Short: "Say what a proposal would change if it were executed now",
		Example: `  agijobsd policy show 7
  agijobsd policy show 7 -o json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			clientCtx, err := client.GetClientQueryContext(cmd)
			if err != nil {
				return err
			}
			id, err := proposalID(args[0])
			if err != nil {
				return err
			}
			p, effects, err := readProposal(cmd.Context(), clientCtx, id)
			if err != nil {
				return err
			}
			asJSON, err := wantsJSON(cmd)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), proposed{
					ID: id, Proposer: p.Proposer, Status: p.Status.String(), Title: p.Title, Messages: effects,
				})
			}
			return writeProposal(cmd.OutOrStdout(), p, effects)
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

// proposed is a proposal for programs.
type proposed struct {
	ID       uint64   `json:"proposal_id"`
	Proposer string   `json:"proposer"`
	Status   string   `json:"status"`
	Title    string   `json:"title"`
	Messages []effect `json:"messages"`
}

// effect is what one message of a proposal does: changed fields of the policy, or the whole of any other message.
type effect struct {
	Type    string          `json:"type"`
	Changes []policy.Change `json:"changes,omitempty"`
	Message json.RawMessage `json:"message,omitempty"`
}

// showProposal writes what a proposal does.
func showProposal(ctx context.Context, clientCtx client.Context, id uint64, out io.Writer) error {
	p, effects, err := readProposal(ctx, clientCtx, id)
	if err != nil {
		return err
	}
	return writeProposal(out, p, effects)
}

func readProposal(ctx context.Context, clientCtx client.Context, id uint64) (*govv1.Proposal, []effect, error) {
	r, err := govv1.NewQueryClient(clientCtx).Proposal(ctx, &govv1.QueryProposalRequest{ProposalId: id})
	if err != nil {
		return nil, nil, fmt.Errorf("proposal %d: %w", id, err)
	}
	if err := r.Proposal.UnpackInterfaces(clientCtx.InterfaceRegistry); err != nil {
		return nil, nil, err
	}
	msgs, err := r.Proposal.GetMsgs()
	if err != nil {
		return nil, nil, err
	}
	state, err := readState(ctx, clientCtx)
	if err != nil {
		return nil, nil, err
	}
	effects := []effect{}
	for _, msg := range msgs {
		e := effect{Type: sdk.MsgTypeURL(msg)}
		changes, known, err := state.Effect(msg)
		if err == nil && !known {
			e.Message, err = clientCtx.Codec.MarshalInterfaceJSON(msg)
		}
		if err != nil {
			return nil, nil, err
		}
		e.Changes = changes
		effects = append(effects, e)
	}
	return r.Proposal, effects, nil
}

func writeProposal(out io.Writer, p *govv1.Proposal, effects []effect) error {
	if _, err := fmt.Fprintf(out, "Proposal %d by %s, %s: %s\n", p.Id, p.Proposer, p.Status, p.Title); err != nil {
		return err
	}
	for _, e := range effects {
		if _, err := fmt.Fprintln(out, "\n"+e.Type); err != nil {
			return err
		}
		var err error
		if e.Message == nil {
			err = writeChanges(out, e.Changes)
		} else {
			_, err = fmt.Fprintf(out, "%s\n", e.Message)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
