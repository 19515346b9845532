package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/tx"

	"github.com/agijobs/agijobs/x/validation/client/sealed"
	"github.com/agijobs/agijobs/x/validation/types"
)

// NewRevealCmd returns the command that opens a sealed vote.
func NewRevealCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "reveal [job-id]",
		Short: "Open the vote that you sealed on a job",
		Long: `Reads the vote that 'commit' saved, checks that it opens the commitment that the chain has, and reveals it. A reveal before the
reveal window would show the vote to those who have not voted yet, so it is not sent.`,
		Example:      `agijobsd tx validation reveal 18420003000 --from validator --wait`,
		Args:         cobra.ExactArgs(1),
		SilenceUsage: true,
		RunE:         runReveal,
	}
	cmd.Flags().Uint32(flagRung, 0, "rung of the ladder of appeals; default: the job's newest round")
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

func runReveal(cmd *cobra.Command, args []string) error {
	clientCtx, err := client.GetClientTxContext(cmd)
	if err != nil {
		return err
	}
	if clientCtx.Offline {
		return errors.New("a reveal must ask the chain first, or it could show the vote too early: run it without --offline")
	}
	chain := types.NewQueryClient(clientCtx)
	key, err := seatKey(cmd, clientCtx, chain, args[0])
	if err != nil {
		return err
	}
	vote, err := sealed.NewStore(clientCtx.HomeDir).Load(key)
	if err != nil {
		return err
	}
	answer, seat, err := loadSeat(cmd.Context(), chain, key)
	if err != nil {
		return err
	}
	if err := checkReveal(answer, seat, vote.Commitment); err != nil {
		return err
	}
	msg := &types.MsgRevealVote{
		Validator: key.Validator.String(), JobId: key.JobID, Rung: key.Rung, Vote: vote.Vote, Salt: vote.Salt,
	}
	return tx.GenerateOrBroadcastTxCLI(clientCtx, cmd.Flags(), msg)
}
