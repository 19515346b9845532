package cmd

import (
	"fmt"
	"sort"
	"time"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client/flags"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

const (
	flagWeight    = "weight"
	flagThreshold = "threshold"
)

// addCouncilMemberCmd and addGuardianCmd name the owner and those who may brake. Without a council a chain runs, but
// nobody can ever change a rule.
func addCouncilMemberCmd() *cobra.Command {
	var member sovereigntypes.CouncilMember
	var threshold uint64
	cmd := &cobra.Command{
		Use:   "add-council-member [address]",
		Short: "Seat a member of the owner council in the genesis file",
		Long: `Seat a member of the owner council in the genesis file. A decision passes when the YES weight of the members reaches the
threshold. A member at genesis has accepted its seat; later members accept with agijobsd tx sovereign accept-seat.
The address needs an account as well: genesis add-genesis-account.`,
		Example: `  agijobsd genesis add-council-member agi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc --title Minister
  agijobsd genesis add-council-member agi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc --title "Court of Audit" --threshold 2`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := sdk.AccAddressFromBech32(args[0]); err != nil {
				return fmt.Errorf("%q is no address of this chain: %w", args[0], err)
			}
			member.Address, member.Accepted = args[0], true
			return editGenesis(cmd, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState, _ time.Time) {
				gs.Council.Members = append(gs.Council.Members, member)
				sort.Slice(gs.Council.Members, func(i, j int) bool { return gs.Council.Members[i].Address < gs.Council.Members[j].Address })
				if threshold == 0 {
					threshold = max(gs.Council.Threshold, 1)
				}
				gs.Council.Threshold = threshold
			})
		},
	}
	cmd.Flags().Uint32Var(&member.Weight, flagWeight, 1, "weight of the member's vote")
	cmd.Flags().StringVar(&member.Title, flagTitle, "", "office that the member holds")
	cmd.Flags().Uint64Var(&threshold, flagThreshold, 0, "YES weight that passes a decision (default: as it is in the file, at first 1)")
	cmd.Flags().String(flags.FlagHome, app.DefaultNodeHome, "folder of the node")
	return cmd
}

func addGuardianCmd() *cobra.Command {
	var guardian sovereigntypes.Guardian
	cmd := &cobra.Command{
		Use:     "add-guardian [address]",
		Short:   "Name a guardian, who may brake, in the genesis file",
		Example: `  agijobsd genesis add-guardian agi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc --title "Market supervision"`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if _, err := sdk.AccAddressFromBech32(args[0]); err != nil {
				return fmt.Errorf("%q is no address of this chain: %w", args[0], err)
			}
			guardian.Address = args[0]
			return editGenesis(cmd, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState, _ time.Time) {
				gs.Guardians = append(gs.Guardians, guardian)
				sort.Slice(gs.Guardians, func(i, j int) bool { return gs.Guardians[i].Address < gs.Guardians[j].Address })
			})
		},
	}
	cmd.Flags().StringVar(&guardian.Title, flagTitle, "", "office that the guardian holds")
	cmd.Flags().String(flags.FlagHome, app.DefaultNodeHome, "folder of the node")
	return cmd
}
