package cli

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/tx"

	"github.com/agijobs/agijobs/x/validation/client/sealed"
	"github.com/agijobs/agijobs/x/validation/types"
)

// NewCommitCmd returns the command that seals a vote, saves it and commits to it.
func NewCommitCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "commit [job-id]",
		Short: "Seal your vote on a job, save it and send its commitment",
		Long: `Seals a vote under a salt from the system's randomness and sends the commitment; nobody can tell the vote from it.

The node is asked first which checks the round requires; a vote answers all of them and no others. A vote with a failed check counts as
a rejection. --split is for panels.

The sealed vote is on disk, under <home>/sealed-votes/<chain-id>/<address>/<job-id>-<rung>.json, before anything is sent. You need
this file to reveal: keep the home folder. A vote that was saved is never overwritten. When the transaction did not get into a block,
send the same commitment again with --resend; to change a vote that was certainly never sent, remove the file first.

With --recovery the salt comes from a signature of your key over a fixed text (chain, job, rung, address) instead: 'reveal --recovery' with
the same flags can compute the vote again when the file is lost. Whoever gets your signature of that text can open your sealed vote, so
sign it nowhere else. It needs a key in the keyring that signs the same text alike each time (secp256k1 does); others, and Ledgers, are
refused.`,
		Example: `agijobsd tx validation commit 18420003000 --approve --score 92 --check privacy=pass --report report.md --report-uri https://example.org/report.md --from validator --wait
agijobsd tx validation commit 18420003000 --reject --from validator
agijobsd tx validation commit 18420003000 --split 4000 --score 60 --from moderator
agijobsd tx validation commit 18420003000 --approve --score 92 --check privacy=pass --recovery --from validator
agijobsd tx validation commit 18420003000 --resend --from validator`,
		Args:         cobra.ExactArgs(1),
		SilenceUsage: true,
		RunE:         runCommit,
	}
	addVoteFlags(cmd.Flags())
	cmd.Flags().Uint32(flagRung, 0, "rung of the ladder of appeals; default: the job's newest round")
	cmd.Flags().Bool(flagResend, false, "send the commitment of the vote that is saved already")
	cmd.Flags().Bool(flagRecovery, false, "take the salt from a signature of your key, so that 'reveal --recovery' can do without the file")
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

func runCommit(cmd *cobra.Command, args []string) error {
	clientCtx, err := client.GetClientTxContext(cmd)
	if err != nil {
		return err
	}
	chain := types.NewQueryClient(clientCtx)
	key, err := seatKey(cmd, clientCtx, chain, args[0])
	if err != nil {
		return err
	}
	resend, err := cmd.Flags().GetBool(flagResend)
	if err != nil {
		return err
	}
	store := sealed.NewStore(clientCtx.HomeDir)
	salt, err := saltSource(cmd.Flags(), clientCtx)
	if err != nil {
		return err
	}
	vote, err := voteToSend(cmd, store, key, resend, salt)
	if err != nil {
		return err
	}
	if !clientCtx.Offline {
		answer, seat, err := loadSeat(cmd.Context(), chain, key)
		if err != nil {
			return err
		}
		if err := checkCommit(answer, seat, vote.Commitment); err != nil {
			return err
		}
		if err := checkAnswers(answer.Round, vote.Vote); err != nil {
			return err
		}
	}
	msg := &types.MsgCommitVote{Validator: key.Validator.String(), JobId: key.JobID, Rung: key.Rung, Commitment: vote.Commitment}
	// A dry run sends nothing, so it must not leave a vote that blocks the real one.
	if !clientCtx.Simulate {
		path, err := store.Save(vote)
		if err != nil {
			return err
		}
		cmd.PrintErrf("sealed vote saved: %s\n", path)
	}
	return tx.GenerateOrBroadcastTxCLI(clientCtx, cmd.Flags(), msg)
}

// voteToSend seals the vote of the flags, or loads the saved one.
func voteToSend(cmd *cobra.Command, store sealed.Store, key sealed.Key, resend bool, seal sealer) (sealed.Vote, error) {
	saved, err := store.Load(key)
	exists := err == nil
	if err != nil && !errors.Is(err, sealed.ErrNotFound) {
		return sealed.Vote{}, err
	}
	if !resend {
		if exists {
			path, err := store.Path(key)
			if err != nil {
				return sealed.Vote{}, err
			}
			return sealed.Vote{}, fmt.Errorf("%s: %w: %s; send its commitment again with --resend, "+
				"or remove the file if the commitment was certainly never sent", key, sealed.ErrExists, path)
		}
		vote, err := readVote(cmd.Flags())
		if err != nil {
			return sealed.Vote{}, err
		}
		return seal(key, vote)
	}
	if !exists {
		return sealed.Vote{}, err
	}
	if !voteGiven(cmd.Flags()) {
		return saved, nil
	}
	vote, err := readVote(cmd.Flags())
	if err != nil {
		return sealed.Vote{}, err
	}
	same, err := types.Commitment(key.ChainID, key.JobID, key.Rung, key.Validator, vote, saved.Salt)
	if err != nil {
		return sealed.Vote{}, err
	}
	if !bytes.Equal(same, saved.Commitment) {
		return sealed.Vote{}, fmt.Errorf("%s: %w with another content: run --resend without the flags of the vote", key, sealed.ErrExists)
	}
	return saved, nil
}
