package cli

import (
	"errors"
	"fmt"
	"slices"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/tx"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	"github.com/agijobs/agijobs/x/validation/client/canary"
	"github.com/agijobs/agijobs/x/validation/types"
)

const flagOffice = "office"

func canaryContradictCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "contradict [job]",
		Short: "Show that a canary was registered with two verdicts: its slashes go back, its offices are barred",
		Long: `Takes the leaves that an office disclosed for a day (from the node's index of transactions, or from a day's file), finds the one about the job's
employer, spec and result, and proves it. Anybody admitted may do so while the canary's slashes are held.`,
		Example: `agijobsd tx validation canary contradict 18420003000 --office bureau --day 22308 --from validator1 --wait -o json
agijobsd tx validation canary contradict 18420003000 --office bureau --day 22308 --file leaked.json --from validator1`,
		Args:         cobra.ExactArgs(1),
		SilenceUsage: true,
		RunE:         runCanaryContradict,
	}
	cmd.Flags().String(flagOffice, "", "audit office that registered the other verdict")
	cmd.Flags().Uint64(flagDay, 0, "day under which it did, in days since 1970 (UTC)")
	addFileFlag(cmd)
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

func runCanaryContradict(cmd *cobra.Command, args []string) error {
	clientCtx, err := client.GetClientTxContext(cmd)
	if err != nil {
		return err
	}
	jobID, err := parseJob(args[0])
	if err != nil {
		return err
	}
	msg := &types.MsgContradictCanary{Sender: clientCtx.GetFromAddress().String(), JobId: jobID}
	if msg.Office, err = cmd.Flags().GetString(flagOffice); err != nil {
		return err
	}
	if msg.Day, err = cmd.Flags().GetUint64(flagDay); err != nil {
		return err
	}
	if msg.Office == "" || msg.Day == 0 {
		return fmt.Errorf("name the root with --%s and --%s", flagOffice, flagDay)
	}
	leaves, err := shownLeaves(cmd, clientCtx, msg.Office, msg.Day)
	if err != nil {
		return err
	}
	answer, err := jobstypes.NewQueryClient(clientCtx).Job(cmd.Context(), &jobstypes.QueryJobRequest{JobId: jobID})
	if err != nil {
		return fmt.Errorf("ask for job %d: %w", jobID, err)
	}
	at, err := otherVerdict(leaves, answer.Job)
	if err != nil {
		return err
	}
	msg.Leaf = leaves[at]
	if msg.Proof, err = types.ProveCanary(clientCtx.ChainID, leaves, at); err != nil {
		return err
	}
	return tx.GenerateOrBroadcastTxCLI(clientCtx, cmd.Flags(), msg)
}

// otherVerdict finds the leaf about a canary's work with another verdict than the one it was opened with.
func otherVerdict(leaves []types.CanaryLeaf, job jobstypes.Job) (int, error) {
	if job.Ruling == nil || job.Ruling.Basis != jobstypes.RULING_BASIS_CANARY {
		return 0, fmt.Errorf("job %d was not opened as a canary", job.Id)
	}
	work := job.CanaryLeaf(0, nil)
	at := slices.IndexFunc(leaves, func(l types.CanaryLeaf) bool {
		ruling, err := jobstypes.CanaryRuling(l.Verdict)
		return err == nil && l.SameWork(work) && ruling.Canary != job.Ruling.Canary
	})
	if at < 0 {
		return 0, fmt.Errorf("none of the leaves says anything else of job %d than %s", job.Id, job.Ruling.Canary)
	}
	return at, nil
}

// shownLeaves are a day's leaves: of --file, else as the office disclosed them on chain.
func shownLeaves(cmd *cobra.Command, clientCtx client.Context, office string, day uint64) ([]types.CanaryLeaf, error) {
	path, err := cmd.Flags().GetString(flagFile)
	if err != nil {
		return nil, err
	}
	if path != "" {
		file, err := canary.Load(path)
		return file.Leaves, err
	}
	const event = "agijobs.validation.v1.EventCanariesDisclosed"
	found, err := authtx.QueryTxsByEvents(clientCtx, 1, 1, fmt.Sprintf(`%s.office='"%s"' AND %s.day='"%d"'`, event, office, event, day), "")
	if err != nil {
		return nil, fmt.Errorf("look for the disclosure in the node's index of transactions: %w", err)
	}
	for _, result := range found.Txs {
		for _, e := range result.Events {
			if leaves := leavesIn(e, office, day); leaves != nil {
				return leaves, nil
			}
		}
	}
	return nil, errors.New("the node knows of no disclosure of that day: the office has not shown it yet, or the node keeps no index; give --file")
}

func leavesIn(e abci.Event, office string, day uint64) []types.CanaryLeaf {
	msg, err := sdk.ParseTypedEvent(e)
	if err != nil {
		return nil
	}
	shown, ok := msg.(*types.EventCanariesDisclosed)
	if !ok || shown.Office != office || shown.Day != day {
		return nil
	}
	return shown.Leaves
}
