package cli

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/tx"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/validation/client/canary"
	"github.com/agijobs/agijobs/x/validation/types"
)

const (
	flagBroadcast = "broadcast"
	// openGas is the fixed gas of an opening: nobody can estimate the gas of a transaction that others still have to sign.
	openGas = 400_000
)

func canaryOpenCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "open [job]",
		Short: "Show that a job was a canary: makes the transaction that auditor, employer and agent sign",
		Long: `Finds the job's leaf in the day's file and prints the unsigned transaction. The three sign it in this order, each on a machine of its own, by
amino JSON (no other mode lets one sign before the others have), and any of them sends it. The auditor, who signs first, pays the fee.
Where all three keys lie in one keyring, --broadcast signs with them and sends it. The gas is fixed, 400000 by default.`,
		Example: `agijobsd tx validation canary open 18420003000 --file 2031-02-03.json --from auditor --gas-prices 0.01uagi > open.json
agijobsd tx sign open.json --from auditor --sign-mode amino-json --output-document 1.json     # on the auditor's machine
agijobsd tx sign 1.json --from employer --sign-mode amino-json --output-document 2.json       # on the employer's
agijobsd tx sign 2.json --from agent --sign-mode amino-json --output-document 3.json          # on the agent's
agijobsd tx broadcast 3.json --wait
agijobsd tx validation canary open 18420003000 --file 2031-02-03.json --from auditor --broadcast --wait -o json`,
		Args:         cobra.ExactArgs(1),
		SilenceUsage: true,
		RunE:         runCanaryOpen,
	}
	addFileFlag(cmd)
	addDayFlag(cmd)
	cmd.Flags().Bool(flagBroadcast, false, "sign with the three keys of the keyring and send it")
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

func runCanaryOpen(cmd *cobra.Command, args []string) error {
	broadcast, err := cmd.Flags().GetBool(flagBroadcast)
	if err != nil {
		return err
	}
	if !broadcast {
		// The auditor's key may lie elsewhere.
		if err := cmd.Flags().Set(flags.FlagGenerateOnly, "true"); err != nil {
			return err
		}
	}
	clientCtx, day, err := dayOf(cmd)
	if err != nil {
		return err
	}
	msg, err := openMessage(cmd, clientCtx, day, args[0])
	if err != nil {
		return err
	}
	factory, err := tx.NewFactoryCLI(clientCtx, cmd.Flags())
	if err != nil {
		return err
	}
	if factory.SimulateAndExecute() || !cmd.Flags().Changed(flags.FlagGas) {
		factory = factory.WithGas(openGas).WithSimulateAndExecute(false)
	}
	factory = factory.WithSignMode(signing.SignMode_SIGN_MODE_LEGACY_AMINO_JSON)
	builder, err := factory.BuildUnsignedTx(msg)
	if err != nil {
		return err
	}
	if !broadcast {
		bz, err := clientCtx.TxConfig.TxJSONEncoder()(builder.GetTx())
		if err != nil {
			return err
		}
		return clientCtx.PrintString(string(bz) + "\n")
	}
	if err := signAll(cmd, clientCtx, factory, builder, msg); err != nil {
		return err
	}
	bz, err := clientCtx.TxConfig.TxEncoder()(builder.GetTx())
	if err != nil {
		return err
	}
	res, err := clientCtx.BroadcastTx(bz)
	if err != nil {
		return err
	}
	return clientCtx.PrintProto(res)
}

// openMessage reads the job and proves its leaf.
func openMessage(cmd *cobra.Command, clientCtx client.Context, day canary.Day, id string) (*jobstypes.MsgOpenCanary, error) {
	jobID, err := parseJob(id)
	if err != nil {
		return nil, err
	}
	answer, err := jobstypes.NewQueryClient(clientCtx).Job(cmd.Context(), &jobstypes.QueryJobRequest{JobId: jobID})
	if err != nil {
		return nil, fmt.Errorf("ask for job %d: %w", jobID, err)
	}
	job := answer.Job
	if job.Submission == nil {
		return nil, fmt.Errorf("job %d has no result: it is %s", jobID, job.Status)
	}
	at, err := day.Find(job.CanaryLeaf(0, nil))
	if err != nil {
		return nil, fmt.Errorf("job %d: %w", jobID, err)
	}
	proof, err := types.ProveCanary(day.ChainID, day.Leaves, at)
	if err != nil {
		return nil, err
	}
	number, err := numberOf(cmd, clientCtx, day)
	if err != nil {
		return nil, err
	}
	msg := &jobstypes.MsgOpenCanary{
		Auditor: clientCtx.GetFromAddress().String(), Employer: job.Employer, Agent: job.Agent, JobId: jobID, Day: number,
		Verdict: day.Leaves[at].Verdict, Salt: day.Leaves[at].Salt, Proof: proof,
	}
	return msg, msg.ValidateBasic()
}

func parseJob(id string) (uint64, error) {
	jobID, err := strconv.ParseUint(id, 10, 64)
	if err != nil || jobID == 0 {
		return 0, fmt.Errorf("job id %q: give the number that the chain gave the job", id)
	}
	return jobID, nil
}

// signAll signs with the keys of the keyring, in the order in which the message names its signers.
func signAll(cmd *cobra.Command, clientCtx client.Context, factory tx.Factory, builder client.TxBuilder, msg *jobstypes.MsgOpenCanary) error {
	for i, signer := range []string{msg.Auditor, msg.Employer, msg.Agent} {
		addr, err := sdk.AccAddressFromBech32(signer)
		if err != nil {
			return err
		}
		record, err := clientCtx.Keyring.KeyByAddress(addr)
		if err != nil {
			return fmt.Errorf("the key of %s is not in this keyring: leave --%s out and pass the transaction on: %w", signer, flagBroadcast, err)
		}
		number, sequence, err := clientCtx.AccountRetriever.GetAccountNumberSequence(clientCtx, addr)
		if err != nil {
			return err
		}
		own := factory.WithAccountNumber(number).WithSequence(sequence)
		if err := tx.Sign(cmd.Context(), own, record.Name, builder, i == 0); err != nil {
			return err
		}
	}
	return nil
}

// numberOf returns --day, else the day under which the sender's office has registered the file's root.
func numberOf(cmd *cobra.Command, clientCtx client.Context, day canary.Day) (uint64, error) {
	number, err := cmd.Flags().GetUint64(flagDay)
	if err != nil || cmd.Flags().Changed(flagDay) {
		return number, err
	}
	if clientCtx.Offline {
		return 0, fmt.Errorf("offline, the chain cannot be asked for the day: give --%s", flagDay)
	}
	participant, err := identitytypes.NewQueryClient(clientCtx).Participant(cmd.Context(), &identitytypes.QueryParticipantRequest{
		Address: clientCtx.GetFromAddress().String(),
	})
	if err != nil {
		return 0, fmt.Errorf("ask for the auditor: %w", err)
	}
	office := participant.Participant.OrganisationId
	if office == "" {
		return 0, errors.New("the auditor belongs to no organisation, so to no audit office")
	}
	page := &query.PageRequest{}
	for {
		roots, err := types.NewQueryClient(clientCtx).CanaryRoots(cmd.Context(), &types.QueryCanaryRootsRequest{Office: office, Pagination: page})
		if err != nil {
			return 0, fmt.Errorf("ask for the roots of %s: %w", office, err)
		}
		for _, root := range roots.Roots {
			if bytes.Equal(root.Root, day.Root) {
				return root.Day, nil
			}
		}
		if roots.Pagination == nil || len(roots.Pagination.NextKey) == 0 {
			return 0, fmt.Errorf("office %s has not registered the root of this file: %x", office, day.Root)
		}
		page = &query.PageRequest{Key: roots.Pagination.NextKey}
	}
}
