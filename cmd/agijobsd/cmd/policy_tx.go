package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"
	"sigs.k8s.io/yaml"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	clienttx "github.com/cosmos/cosmos-sdk/client/tx"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/internal/policy"
)

const (
	flagTitle   = "title"
	flagSummary = "summary"
	flagNoVote  = "no-vote"

	// pollTx is how often a node is asked for a transaction.
	pollTx = 300 * time.Millisecond
)

func policyProposeCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "propose [policy.yaml]",
		Short: "Propose the difference between a file and the chain, and approve it",
		Long: `Propose what a file changes: one proposal that holds just the messages needed and applies all of them or none. It prints the
changes first, waits for the proposal's id, and then casts the proposer's own YES in a second transaction.

With --generate-only it prints the unsigned transaction of the proposal alone; the proposer approves by 'policy approve' then.`,
		Example: `  agijobsd policy propose policy.yaml --from official1 --gas auto --gas-prices 0.001uagi --wait
  agijobsd policy propose policy.yaml --from agi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc --generate-only > unsigned.json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			clientCtx, err := client.GetClientTxContext(cmd)
			if err != nil {
				return err
			}
			state, targets, err := readPlan(cmd.Context(), clientCtx, args[0])
			if err != nil {
				return err
			}
			if len(targets) == 0 {
				return fmt.Errorf("%s is what the chain has at block %d: there is nothing to propose", args[0], state.Height)
			}
			changes := policy.Changes(targets)
			if err := writeChanges(cmd.ErrOrStderr(), changes); err != nil {
				return err
			}
			msgs, err := policy.Messages(targets, app.Authority())
			if err != nil {
				return err
			}
			title, summary, err := words(cmd, fmt.Sprintf("Policy: %d changes", len(changes)), "By policy as code: "+summaryOf(changes))
			if err != nil {
				return err
			}
			return propose(cmd, clientCtx, msgs, title, summary)
		},
	}
	cmd.Flags().String(flagTitle, "", "title of the proposal (default: how many changes)")
	cmd.Flags().String(flagSummary, "", "what the proposal is for (default: the changed fields)")
	return proposalFlags(cmd)
}

// proposalFlags finishes a command that proposes.
func proposalFlags(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().Bool(flagNoVote, false, "propose only; the proposer does not approve yet")
	flags.AddTxFlagsToCmd(cmd)
	cliutil.WrapTx(cmd)
	return cmd
}

// maxSummary keeps the default summary below x/gov's bound.
const maxSummary = 2_000

func summaryOf(changes []policy.Change) string {
	text := ""
	for i, c := range changes {
		next := fmt.Sprintf("%s %s -> %s", c.Field, dash(c.Old), dash(c.New))
		if len(text)+len(next) > maxSummary {
			return fmt.Sprintf("%s and %d more", text, len(changes)-i)
		}
		if i > 0 {
			text += "; "
		}
		text += next
	}
	return text
}

func words(cmd *cobra.Command, title, summary string) (string, string, error) {
	for flag, value := range map[string]*string{flagTitle: &title, flagSummary: &summary} {
		given, err := cmd.Flags().GetString(flag)
		if err != nil {
			return "", "", err
		}
		if given != "" {
			*value = given
		}
	}
	return title, summary, nil
}

// propose hands a proposal in with the smallest deposit, and then the proposer's YES.
func propose(cmd *cobra.Command, clientCtx client.Context, msgs []sdk.Msg, title, summary string) error {
	params, err := govv1.NewQueryClient(clientCtx).Params(cmd.Context(), &govv1.QueryParamsRequest{})
	if err != nil {
		return err
	}
	from := clientCtx.GetFromAddress()
	submit, err := govv1.NewMsgSubmitProposal(msgs, params.Params.MinDeposit, from.String(), "", title, summary, false)
	if err != nil {
		return err
	}
	noVote, err := cmd.Flags().GetBool(flagNoVote)
	if err != nil {
		return err
	}
	if noVote || clientCtx.GenerateOnly || clientCtx.IsAux || clientCtx.Simulate {
		return send(cmd, clientCtx, submit)
	}
	hash, err := sendAndKnow(cmd, clientCtx, submit)
	if err != nil || hash == "" {
		return err
	}
	id, err := submitted(cmd, clientCtx, hash)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(cmd.ErrOrStderr(), "This is proposal %d. The others approve it with: agijobsd policy approve %d --from <member>\n", id, id); err != nil {
		return err
	}
	return send(cmd, clientCtx, govv1.NewMsgVote(from, id, govv1.OptionYes, ""))
}

// lastResponse hands on what a command prints and remembers the answer to the broadcast: what comes before it is the
// transaction that the user is asked about, who must see it.
type lastResponse struct {
	to   io.Writer
	text []byte
}

func (l *lastResponse) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte("txhash")) {
		l.text = bytes.Clone(p)
	}
	return l.to.Write(p)
}

// sendAndKnow sends a message and returns the hash of its transaction; empty if the node refused it or the user said no.
func sendAndKnow(cmd *cobra.Command, clientCtx client.Context, msg sdk.Msg) (string, error) {
	printed := &lastResponse{to: clientCtx.Output}
	if printed.to == nil {
		printed.to = cmd.OutOrStdout()
	}
	if err := send(cmd, clientCtx.WithOutput(printed), msg); err != nil || printed.text == nil {
		return "", err
	}
	text, err := yaml.YAMLToJSON(printed.text)
	if err != nil {
		return "", err
	}
	var response struct {
		TxHash string `json:"txhash"`
		Code   uint32 `json:"code"`
	}
	if err := json.Unmarshal(text, &response); err != nil {
		return "", err
	}
	if response.Code != 0 {
		// The wrapper of transaction commands reports it.
		return "", nil
	}
	return response.TxHash, nil
}

// submitted waits for a proposal's transaction and returns the proposal's id.
func submitted(cmd *cobra.Command, clientCtx client.Context, hash string) (uint64, error) {
	limit, err := cmd.Flags().GetDuration(cliutil.FlagWaitTimeout)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), limit)
	defer cancel()
	for {
		result, err := authtx.QueryTx(clientCtx.WithCmdContext(ctx), hash)
		if err == nil && result.Code != 0 {
			return 0, fmt.Errorf("the proposal failed in block %d (%s code %d): %s", result.Height, result.Codespace, result.Code, result.RawLog)
		}
		if err == nil {
			return idFrom(result)
		}
		select {
		case <-ctx.Done():
			return 0, fmt.Errorf("transaction %s is in no block yet; when it is, approve the proposal yourself with policy approve: %w", hash, err)
		case <-time.After(pollTx):
		}
	}
}

func idFrom(result *sdk.TxResponse) (uint64, error) {
	for _, e := range result.Events {
		for _, a := range e.Attributes {
			if e.Type == "submit_proposal" && a.Key == "proposal_id" {
				return strconv.ParseUint(a.Value, 10, 64)
			}
		}
	}
	return 0, errors.New("the transaction names no proposal")
}

// vote is what a member may say.
type vote struct {
	use, short string
	option     govv1.VoteOption
}

var (
	approve = vote{"approve", "Vote YES on a proposal, after showing what it would change", govv1.OptionYes}
	reject  = vote{"reject", "Vote NO on a proposal, after showing what it would change", govv1.OptionNo}
)

func policyVoteCmd(v vote) *cobra.Command {
	cmd := &cobra.Command{
		Use:   v.use + " [proposal-id]",
		Short: v.short,
		Long: v.short + `.

A proposal passes and is executed in the block in which the YES weight of accepted members reaches the threshold, and is rejected
in the block in which that becomes impossible. Until then a vote may be changed.`,
		Example: fmt.Sprintf(`  agijobsd policy %[1]s 7 --from official2 --gas auto --gas-prices 0.001uagi --wait
  agijobsd policy %[1]s 7 --from agi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc --generate-only > unsigned.json`, v.use),
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			clientCtx, err := client.GetClientTxContext(cmd)
			if err != nil {
				return err
			}
			id, err := proposalID(args[0])
			if err != nil {
				return err
			}
			// Without a node nobody can say what the proposal would change.
			if !clientCtx.Offline {
				if err := showProposal(cmd.Context(), clientCtx, id, cmd.ErrOrStderr()); err != nil {
					return err
				}
			}
			return send(cmd, clientCtx, govv1.NewMsgVote(clientCtx.GetFromAddress(), id, v.option, ""))
		},
	}
	flags.AddTxFlagsToCmd(cmd)
	cliutil.WrapTx(cmd)
	return cmd
}

// send is the SDK's way of signing and sending, with the gas that a multisig key needs.
func send(cmd *cobra.Command, clientCtx client.Context, msg sdk.Msg) error {
	factory, err := clienttx.NewFactoryCLI(clientCtx, cmd.Flags())
	if err != nil {
		return err
	}
	needed, multisig, err := multisigGas(cmd, clientCtx, msg)
	if err != nil {
		return err
	}
	if multisig || clientCtx.GenerateOnly {
		_, err := fmt.Fprintf(cmd.ErrOrStderr(), "A multisig key cannot estimate gas: this transaction needs --gas %d from one.\n", needed)
		if err != nil {
			return err
		}
	}
	if multisig && !clientCtx.GenerateOnly {
		return fmt.Errorf("%s is a multisig key: repeat with --generate-only, let its members run 'tx sign --multisig', "+
			"then 'tx multisign' and 'tx broadcast'; see docs/owner.md", clientCtx.FromName)
	}
	if multisig && (factory.SimulateAndExecute() || !cmd.Flags().Changed(flags.FlagGas)) {
		factory = factory.WithGas(needed).WithSimulateAndExecute(false)
	}
	return clienttx.GenerateOrBroadcastTxWithFactory(clientCtx, factory, msg)
}

const (
	// multisigBaseGas covers what a vote or a proposal writes, with room for the largest council.
	multisigBaseGas = 300_000
	// multisigByteGas covers a byte of a proposal, which x/gov writes and reads several times while it is handed in.
	multisigByteGas = 300
)

// multisigGas is the gas for a message from a multisig key, and whether the sender is known to be one. A vote that decides
// writes the proposal again, so its size counts as the message's.
func multisigGas(cmd *cobra.Command, clientCtx client.Context, msg sdk.Msg) (uint64, bool, error) {
	whole := clientCtx.Codec.MustMarshal(msg)
	if v, ok := msg.(*govv1.MsgVote); ok && !clientCtx.Offline {
		r, err := govv1.NewQueryClient(clientCtx).Proposal(cmd.Context(), &govv1.QueryProposalRequest{ProposalId: v.ProposalId})
		if err != nil {
			return 0, false, err
		}
		whole = clientCtx.Codec.MustMarshal(r.Proposal)
	}
	gas := uint64(multisigBaseGas + multisigByteGas*len(whole)) // #nosec G115 -- a message's size
	from, err := cmd.Flags().GetString(flags.FlagFrom)
	if err != nil || clientCtx.Keyring == nil {
		return gas, false, err
	}
	record, err := clientCtx.Keyring.Key(from)
	if err != nil {
		// A bare address with --generate-only: its key may be anywhere.
		record, err = clientCtx.Keyring.KeyByAddress(clientCtx.GetFromAddress())
	}
	return gas, err == nil && record.GetType() == keyring.TypeMulti, nil
}
