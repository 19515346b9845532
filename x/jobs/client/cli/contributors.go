package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/tx"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/x/jobs/types"
)

// NewNameContributorsCmd returns the command by which an agent names those who share in its work.
func NewNameContributorsCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "name-contributors [job-id] [who=share-bps]...",
		Short: "Name those who have a share in your work, in the place of those named before",
		Long: `Names the contributors of a job that you hold, each with its share of what you are paid, in basis points (100 are 1 %). All shares
together are at most 9000; you have the rest. Each must agree by "tx jobs accept-contribution" before you can submit. Whoever was named before
and is not named again has no share; without anybody the work is yours alone. Who: an address, a key or a name of the chain.`,
		Example: `agijobsd tx jobs name-contributors 18420003000 agent2=2500 --from agent
agijobsd tx jobs name-contributors 18420003000 --from agent`,
		Args:         cobra.MinimumNArgs(1),
		SilenceUsage: true,
		RunE:         runNameContributors,
	}
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

func runNameContributors(cmd *cobra.Command, args []string) error {
	clientCtx, err := client.GetClientTxContext(cmd)
	if err != nil {
		return err
	}
	if clientCtx.GetFromAddress().Empty() {
		return errors.New("no agent is set: give --from")
	}
	msg, err := contributorsMessage(clientCtx.GetFromAddress(), args, finderOf(cmd))
	if err != nil {
		return err
	}
	return tx.GenerateOrBroadcastTxCLI(clientCtx, cmd.Flags(), msg)
}

// finder returns the account that a text means.
type finder func(text string) (sdk.AccAddress, error)

func finderOf(cmd *cobra.Command) finder {
	return func(text string) (sdk.AccAddress, error) { return cliutil.Address(cmd, text) }
}

func contributorsMessage(agent sdk.AccAddress, args []string, find finder) (*types.MsgNameContributors, error) {
	id, err := strconv.ParseUint(args[0], 10, 64)
	if err != nil {
		return nil, fmt.Errorf("job id %q: write a whole number", args[0])
	}
	msg := &types.MsgNameContributors{Agent: agent.String(), JobId: id}
	for _, arg := range args[1:] {
		contributor, err := parseContributor(arg, find)
		if err != nil {
			return nil, fmt.Errorf("contributor %q: %w", arg, err)
		}
		msg.Contributors = append(msg.Contributors, contributor)
	}
	return msg, msg.ValidateBasic()
}

func parseContributor(arg string, find finder) (types.Contributor, error) {
	who, text, found := strings.Cut(arg, "=")
	if !found {
		return types.Contributor{}, errors.New("write who=share, the share in basis points, such as agent2=2500 for a quarter")
	}
	share, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return types.Contributor{}, fmt.Errorf("share %q: write a whole number of basis points, such as 2500 for a quarter", text)
	}
	addr, err := find(who)
	if err != nil {
		return types.Contributor{}, err
	}
	return types.Contributor{Address: addr.String(), ShareBps: uint32(share)}, nil
}
