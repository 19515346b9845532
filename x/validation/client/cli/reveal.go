package cli

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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
reveal window would show the vote to those who have not voted yet, so it is not sent.

If the file is lost and the vote was committed with --recovery, give --recovery and the flags of that vote again, with the same report: the
salt is computed from your key.`,
		Example: `agijobsd tx validation reveal 18420003000 --from validator --wait
agijobsd tx validation reveal 18420003000 --recovery --approve --score 92 --check privacy=pass --from validator`,
		Args:         cobra.ExactArgs(1),
		SilenceUsage: true,
		RunE:         runReveal,
	}
	addVoteFlags(cmd.Flags())
	cmd.Flags().Bool(flagRecovery, false, "compute the vote again from its flags and your key, without the file")
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
	vote, err := voteToOpen(cmd.Flags(), clientCtx, key)
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

// voteToOpen loads the sealed vote, or with --recovery computes it again.
func voteToOpen(flags *pflag.FlagSet, clientCtx client.Context, key sealed.Key) (sealed.Vote, error) {
	recovery, err := flags.GetBool(flagRecovery)
	if err != nil {
		return sealed.Vote{}, err
	}
	if !recovery {
		if voteGiven(flags) {
			return sealed.Vote{}, errors.New("a vote is revealed as it was sealed: leave its flags out, or give --recovery if its file is lost")
		}
		return sealed.NewStore(clientCtx.HomeDir).Load(key)
	}
	vote, err := readVote(flags)
	if err != nil {
		return sealed.Vote{}, err
	}
	return recoverySealer(clientCtx)(key, vote)
}
