package cli

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/tx"

	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/x/identity/types"
)

const (
	flagApplicant = "applicant"
	flagExpires   = "expires-at"
	flagFor       = "for"
)

func enrolNameCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "name [name]",
		Short: "Enrol who controls a name below a role root; you pay",
		Long: `Enrols the controller of a live name whose parent is an active role root. The chain is asked who that is; with --applicant the
transaction fails if it is somebody else, and --offline works.`,
		Example: `agijobsd identity enrol name acme.agent.gov --from desk --wait
agijobsd identity enrol name acme.agent.gov --from desk --dry-run`,
		Args:         cobra.ExactArgs(1),
		SilenceUsage: true,
		RunE:         runEnrolName,
	}
	cmd.Flags().String(flagApplicant, "", "address, key or name of the applicant; default: whom the name stands for")
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

func runEnrolName(cmd *cobra.Command, args []string) error {
	clientCtx, err := client.GetClientTxContext(cmd)
	if err != nil {
		return err
	}
	if clientCtx.GetFromAddress().Empty() {
		return errors.New("nobody pays: give --from")
	}
	if err := estimateGas(cmd, clientCtx); err != nil {
		return err
	}
	applicant, err := nameApplicant(cmd, clientCtx, args[0])
	if err != nil {
		return err
	}
	msg := &types.MsgEnrolWithName{Sender: clientCtx.GetFromAddress().String(), Applicant: applicant, Name: args[0]}
	if err := msg.ValidateBasic(); err != nil {
		return err
	}
	return tx.GenerateOrBroadcastTxCLI(clientCtx, cmd.Flags(), msg)
}

// nameApplicant returns whom --applicant means, or whom the chain says that the name stands for.
func nameApplicant(cmd *cobra.Command, clientCtx client.Context, name string) (string, error) {
	given, err := cmd.Flags().GetString(flagApplicant)
	if err != nil {
		return "", err
	}
	if given != "" {
		addr, err := cliutil.Address(cmd, given)
		return addr.String(), err
	}
	if clientCtx.Offline {
		return "", fmt.Errorf("offline, the chain cannot be asked whom the name stands for: give --%s", flagApplicant)
	}
	answer, err := types.NewQueryClient(clientCtx).Name(cmd.Context(), &types.QueryNameRequest{Name: name})
	if status.Code(err) == codes.NotFound {
		return "", fmt.Errorf("no name %s on this chain", name)
	}
	if err != nil {
		return "", fmt.Errorf("ask for the name: %w", err)
	}
	if !answer.Live {
		return "", fmt.Errorf("name %s is not live: %s", name, answer.Reason)
	}
	cmd.PrintErrf("%s stands for %s (owner %s)\n", name, answer.Name.Controller, answer.Name.Owner)
	return answer.Name.Controller, nil
}

func enrolAttestCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "attest [source] [address] [role]...",
		Short: "Vouch for a key as the owner of a name or a representative of an organisation; you pay",
		Long: `Vouches for a key, which takes the roles (employer, agent, validator) on your word until the end you set, at most two years ahead. The source
is name:<name> for the owner of a name below a role root, organisation:<id> for a representative of an organisation. For an AI agent you answer
yourself. Take it back with: agijobsd tx identity revoke-attestation`,
		Example: `agijobsd identity enrol attest name:acme.agent.gov machine agent --kind ai-agent --model-id lab/model-1 --for 8760h --from acme --wait
agijobsd identity enrol attest organisation:acme $(agijobsd keys show clerk -a) employer --expires-at 2027-06-01T00:00:00Z --from director`,
		Args:         cobra.MinimumNArgs(3),
		SilenceUsage: true,
		RunE:         runEnrolAttest,
	}
	cmd.Flags().String(flagKind, "human", "kind of a new participant: human, organisation or ai-agent")
	cmd.Flags().String(flagExpires, "", "when the roles end, RFC 3339")
	cmd.Flags().Duration(flagFor, 0, "how long from now the roles last, instead of --"+flagExpires)
	cmd.Flags().String(flagModelID, "", "model of an AI agent")
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

func runEnrolAttest(cmd *cobra.Command, args []string) error {
	clientCtx, err := client.GetClientTxContext(cmd)
	if err != nil {
		return err
	}
	if clientCtx.GetFromAddress().Empty() {
		return errors.New("nobody vouches: give --from")
	}
	if err := estimateGas(cmd, clientCtx); err != nil {
		return err
	}
	msg, err := attestation(cmd, args, time.Now())
	if err != nil {
		return err
	}
	msg.Sender = clientCtx.GetFromAddress().String()
	if err := msg.ValidateBasic(); err != nil {
		return err
	}
	return tx.GenerateOrBroadcastTxCLI(clientCtx, cmd.Flags(), msg)
}

// attestation reads what the command line says; the sender is left out.
func attestation(cmd *cobra.Command, args []string, now time.Time) (*types.MsgAttest, error) {
	addr, err := cliutil.Address(cmd, args[1])
	if err != nil {
		return nil, err
	}
	msg := &types.MsgAttest{Source: args[0], Address: addr.String()}
	for _, name := range args[2:] {
		role, err := enumOf("role", "ROLE_", name, types.Role_value)
		if err != nil {
			return nil, err
		}
		msg.Roles = append(msg.Roles, types.Role(role))
	}
	kind, err := cmd.Flags().GetString(flagKind)
	if err != nil {
		return nil, err
	}
	value, err := enumOf("kind", "PARTICIPANT_KIND_", kind, types.ParticipantKind_value)
	if err != nil {
		return nil, err
	}
	msg.Kind = types.ParticipantKind(value)
	if msg.ModelId, err = cmd.Flags().GetString(flagModelID); err != nil {
		return nil, err
	}
	end, err := attestationEnd(cmd, now)
	msg.ExpiresAt = &end
	return msg, err
}

func attestationEnd(cmd *cobra.Command, now time.Time) (time.Time, error) {
	text, err := cmd.Flags().GetString(flagExpires)
	if err != nil {
		return now, err
	}
	term, err := cmd.Flags().GetDuration(flagFor)
	if err != nil {
		return now, err
	}
	if (text == "") == (term == 0) {
		return now, fmt.Errorf("say when the roles end: --%s or --%s", flagExpires, flagFor)
	}
	if text == "" {
		// Whole seconds are what people read back.
		return now.Add(term).UTC().Truncate(time.Second), nil
	}
	end, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return now, fmt.Errorf("--%s: write a time such as 2027-06-01T00:00:00Z: %w", flagExpires, err)
	}
	return end.UTC(), nil
}

// enumOf reads the value of an enum as people write it: ai-agent for PARTICIPANT_KIND_AI_AGENT.
func enumOf(what, prefix, text string, values map[string]int32) (int32, error) {
	value, ok := values[prefix+strings.ToUpper(strings.ReplaceAll(text, "-", "_"))]
	if !ok || value == 0 {
		return 0, errors.New(what + " " + text + " is unknown; see --help")
	}
	return value, nil
}
