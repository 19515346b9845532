package cli

import (
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/tx"

	"github.com/agijobs/agijobs/x/validation/client/canary"
	"github.com/agijobs/agijobs/x/validation/types"
)

const (
	flagFile = "file"
	flagOut  = "out"
	flagDay  = "day"
)

// NewCanaryCmd returns the commands of an audit office, and of whoever contradicts one.
func NewCanaryCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "canary",
		Short: "Test the judges with jobs whose right verdict is known, or contradict such a test",
		Long: `An audit office commits itself to a root each day, also when it tests nobody: 'build' makes the day's file, 'register' sends its root.
An employer and an agent who cooperate under cover run an ordinary job about one of its leaves. In the challenge window 'open' shows that it
was a test; the auditor, the employer and the agent sign. Every day's leaves are shown by 'disclose', in time, or the office is barred.`,
		RunE: client.ValidateCmd,
	}
	cmd.AddCommand(canaryBuildCmd(), canaryRegisterCmd(), canaryOpenCmd(), canaryDiscloseCmd(), canaryContradictCmd())
	return cmd
}

func canaryBuildCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "build [canaries.yaml]",
		Short: "Make the secret file of a day's canaries; nothing here needs a node",
		Long: `Reads who is to post what, which result will be handed in and what the right verdict on it is:

  canaries:
    - employer: agi1…
      spec: spec.md              # a file beside this one, or spec_sha256: its hash in hexadecimal
      result: flawed.csv         # likewise, or result_sha256
      verdict: reject            # approve, reject or unjudgeable-spec

Without the file the day has no canary. The tree is filled up to 32 leaves in random order, with salts from the system's randomness, so that
neither the root nor a proof tells how many tests there are. The file is readable for its owner only and on disk before the command
ends. Keep it secret until the day is disclosed, and do not lose it: without it nothing can be opened and the office is barred.`,
		Example: `agijobsd tx validation canary build canaries.yaml --out 2031-02-03.json --chain-id agijobs-1
agijobsd tx validation canary build --out 2031-02-04.json --chain-id agijobs-1 -o json`,
		Args:         cobra.MaximumNArgs(1),
		SilenceUsage: true,
		RunE:         runCanaryBuild,
	}
	cmd.Flags().String(flagOut, "", "file to write; none is ever replaced")
	cmd.Flags().String(flags.FlagChainID, "", "chain that the day is for: a leaf holds its id")
	cmd.Flags().StringP(flags.FlagOutput, "o", flags.OutputFormatText, "output format, text or json")
	return cmd
}

func runCanaryBuild(cmd *cobra.Command, args []string) error {
	chainID, err := cmd.Flags().GetString(flags.FlagChainID)
	if err != nil {
		return err
	}
	if chainID == "" {
		chainID = client.GetClientContextFromCmd(cmd).ChainID
	}
	out, err := cmd.Flags().GetString(flagOut)
	if err != nil {
		return err
	}
	if out == "" {
		return fmt.Errorf("name the file to write with --%s", flagOut)
	}
	var tests []types.CanaryLeaf
	if len(args) > 0 {
		if tests, err = canary.ReadTests(args[0]); err != nil {
			return err
		}
	}
	day, err := canary.Build(chainID, tests)
	if err != nil {
		return err
	}
	if err := day.Save(out); err != nil {
		return err
	}
	return printBuilt(cmd, out, day, len(tests))
}

func printBuilt(cmd *cobra.Command, out string, day canary.Day, tests int) error {
	format, err := cmd.Flags().GetString(flags.FlagOutput)
	if err != nil {
		return err
	}
	root := hex.EncodeToString(day.Root)
	if format != flags.OutputFormatJSON {
		cmd.Printf("file: %s\nroot: %s\ncanaries: %d of %d leaves\n", out, root, tests, len(day.Leaves))
		return nil
	}
	bz, err := json.Marshal(map[string]any{"file": out, "root": root, "canaries": tests, "leaves": len(day.Leaves)})
	if err != nil {
		return err
	}
	cmd.Println(string(bz))
	return nil
}

func canaryRegisterCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:          "register",
		Short:        "Commit your office to a day's canaries: send the root of its file, once a day",
		Example:      `agijobsd tx validation canary register --file 2031-02-03.json --from auditor --wait -o json`,
		Args:         cobra.NoArgs,
		SilenceUsage: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			clientCtx, day, err := dayOf(cmd)
			if err != nil {
				return err
			}
			msg := &types.MsgRegisterCanaries{Auditor: clientCtx.GetFromAddress().String(), Root: day.Root}
			return tx.GenerateOrBroadcastTxCLI(clientCtx, cmd.Flags(), msg)
		},
	}
	addFileFlag(cmd)
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

func canaryDiscloseCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "disclose",
		Short: "Show all leaves of a day; in time, or your office is barred and its slashes are void",
		Example: `agijobsd tx validation canary disclose --file 2031-02-03.json --from auditor --wait
agijobsd query validation canary-roots --office court   # which days are due, and when`,
		Args:         cobra.NoArgs,
		SilenceUsage: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			clientCtx, day, err := dayOf(cmd)
			if err != nil {
				return err
			}
			number, err := numberOf(cmd, clientCtx, day)
			if err != nil {
				return err
			}
			msg := &types.MsgDiscloseCanaries{Auditor: clientCtx.GetFromAddress().String(), Day: number, Leaves: day.Leaves}
			return tx.GenerateOrBroadcastTxCLI(clientCtx, cmd.Flags(), msg)
		},
	}
	addFileFlag(cmd)
	addDayFlag(cmd)
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

func addFileFlag(cmd *cobra.Command) {
	cmd.Flags().String(flagFile, "", "the day's file, as 'build' made it")
}

func addDayFlag(cmd *cobra.Command) {
	cmd.Flags().Uint64(flagDay, 0, "day of the root, in days since 1970 (UTC); default: the node is asked which of your office's roots the file has")
}

// dayOf reads the day's file, which must be of the chain that the command speaks to.
func dayOf(cmd *cobra.Command) (client.Context, canary.Day, error) {
	clientCtx, err := client.GetClientTxContext(cmd)
	if err != nil {
		return clientCtx, canary.Day{}, err
	}
	path, err := cmd.Flags().GetString(flagFile)
	if err != nil {
		return clientCtx, canary.Day{}, err
	}
	if path == "" {
		return clientCtx, canary.Day{}, fmt.Errorf("name the day's file with --%s", flagFile)
	}
	day, err := canary.Load(path)
	if err == nil && day.ChainID != clientCtx.ChainID {
		err = fmt.Errorf("%s is of chain %q, this is %q", path, day.ChainID, clientCtx.ChainID)
	}
	return clientCtx, day, err
}
