package cmd

import (
	"fmt"
	"sort"

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
The address needs an account as well: --coins, or genesis add-genesis-account. genesis add-council seats a whole list.`,
		Example: `  agijobsd genesis add-council-member agi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc --title Minister --coins 1000000uagi
  agijobsd genesis add-council-member agi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc --title "Court of Audit" --threshold 2`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			member.Address = args[0]
			return editOfficial(cmd, args[0], func(gs *sovereigntypes.GenesisState) {
				if threshold == 0 {
					threshold = max(gs.Council.Threshold, 1)
				}
				seat(gs, threshold, member)
			})
		},
	}
	cmd.Flags().Uint32Var(&member.Weight, flagWeight, 1, "weight of the member's vote")
	cmd.Flags().StringVar(&member.Title, flagTitle, "", "office that the member holds")
	cmd.Flags().Uint64Var(&threshold, flagThreshold, 0, "YES weight that passes a decision (default: as it is in the file, at first 1)")
	cmd.Flags().String(flagCoins, "", "an account with this money for its fees, 1000000uagi for example")
	cmd.Flags().String(flags.FlagHome, app.DefaultNodeHome, "folder of the node")
	return cmd
}

func addGuardianCmd() *cobra.Command {
	var guardian sovereigntypes.Guardian
	cmd := &cobra.Command{
		Use:     "add-guardian [address]",
		Short:   "Name a guardian, who may brake, in the genesis file",
		Example: `  agijobsd genesis add-guardian agi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc --title "Market supervision" --coins 1000000uagi`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			guardian.Address = args[0]
			return editOfficial(cmd, args[0], func(gs *sovereigntypes.GenesisState) {
				gs.Guardians = append(gs.Guardians, guardian)
				sort.Slice(gs.Guardians, func(i, j int) bool { return gs.Guardians[i].Address < gs.Guardians[j].Address })
			})
		},
	}
	cmd.Flags().StringVar(&guardian.Title, flagTitle, "", "office that the guardian holds")
	cmd.Flags().String(flagCoins, "", "an account with this money for its fees, 1000000uagi for example")
	cmd.Flags().String(flags.FlagHome, app.DefaultNodeHome, "folder of the node")
	return cmd
}

// editOfficial changes the owner's part of the genesis file, and gives the official an account where --coins says so.
func editOfficial(cmd *cobra.Command, address string, change func(*sovereigntypes.GenesisState)) error {
	addr, err := sdk.AccAddressFromBech32(address)
	if err != nil {
		return fmt.Errorf("%q is no address of this chain: %w", address, err)
	}
	return editFile(cmd, func(f *genesisFile) error {
		coins, err := coinsFlag(cmd, f)
		if err != nil {
			return err
		}
		if !coins.Empty() {
			if err := f.fund(grant{addr, coins}); err != nil {
				return err
			}
		}
		return editPart(f, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) error {
			change(gs)
			return nil
		})
	})
}

// seat gives members their seats. A member at genesis has accepted.
func seat(gs *sovereigntypes.GenesisState, threshold uint64, members ...sovereigntypes.CouncilMember) {
	for _, m := range members {
		m.Accepted = true
		gs.Council.Members = append(gs.Council.Members, m)
	}
	list := gs.Council.Members
	sort.Slice(list, func(i, j int) bool { return list[i].Address < list[j].Address })
	gs.Council.Threshold = threshold
}
