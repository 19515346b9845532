package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/client/flags"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

const (
	flagCoins = "coins"
	flagSeats = "seats"
)

// defaultSeats is a consensus power of 10: room to make one operator weigh less than another later.
const defaultSeats = "10000000" + app.SeatDenom

// addOperatorCmd and addRegistrarCmd do for one address all that its office needs: account, coins, participant, role.
func addOperatorCmd() *cobra.Command {
	var seats string
	cmd := &cobra.Command{
		Use:   "add-operator [address]",
		Short: "Name a node operator in the genesis file, with account, money and seats",
		Long: `Name a node operator in the genesis file: an account with coins for fees, the participant with the role node_operator, and
the seats that its genesis transaction bonds (genesis gentx). 1000000seat are a consensus power of 1.
What the address has in the file already is kept, coins and seats are added to it.`,
		Example: `  agijobsd genesis add-operator agi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc --coins 1000000uagi
  agijobsd genesis add-operator agi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc --coins 1000000uagi --seats 20000000seat --organisation ministry`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			coin, err := sdk.ParseCoinNormalized(seats)
			if err != nil || coin.Denom != app.SeatDenom || coin.Amount.LT(sdk.DefaultPowerReduction) {
				return fmt.Errorf("--%s is %q: at least 1000000%s, a consensus power of 1", flagSeats, seats, app.SeatDenom)
			}
			return addOffice(cmd, args[0], identitytypes.ROLE_NODE_OPERATOR, coin)
		},
	}
	cmd.Flags().StringVar(&seats, flagSeats, defaultSeats, "seats for its genesis transaction")
	officeFlags(cmd, "organisation")
	return cmd
}

func addRegistrarCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "add-registrar [address]",
		Short: "Name a registrar, who admits participants, in the genesis file, with account and money",
		Example: `  agijobsd genesis add-registrar agi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc --coins 1000000uagi
  agijobsd genesis add-registrar agi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc --coins 1000000uagi --organisation ministry`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return addOffice(cmd, args[0], identitytypes.ROLE_REGISTRAR, sdk.NewCoin(app.SeatDenom, math.ZeroInt()))
		},
	}
	officeFlags(cmd, "human")
	return cmd
}

func officeFlags(cmd *cobra.Command, kind string) {
	cmd.Flags().String(flagCoins, "", "money for its fees, 1000000uagi for example")
	cmd.Flags().String(flagKind, kind, "human or organisation")
	cmd.Flags().String(flagOrganisation, "", "id of an organisation of the genesis file")
	cmd.Flags().String(flags.FlagHome, app.DefaultNodeHome, "folder of the node")
}

// addOffice gives an address an account and a role. Who is a participant already gets the role besides what it has.
func addOffice(cmd *cobra.Command, address string, role identitytypes.Role, seats sdk.Coin) error {
	addr, err := sdk.AccAddressFromBech32(address)
	if err != nil {
		return fmt.Errorf("%q is no address of this chain: %w", address, err)
	}
	kind, err := enumFlag(cmd, flagKind, "PARTICIPANT_KIND_", identitytypes.ParticipantKind_value)
	if err != nil {
		return err
	}
	organisation, err := cmd.Flags().GetString(flagOrganisation)
	if err != nil {
		return err
	}
	return editFile(cmd, func(f *genesisFile) error {
		coins, err := coinsFlag(cmd, f)
		if err != nil {
			return err
		}
		if err := f.fund(grant{addr, coins.Add(seats)}); err != nil {
			return err
		}
		return editPart(f, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) error {
			for i, p := range gs.Participants {
				if p.Address != address {
					continue
				}
				if p.Has(role) {
					return fmt.Errorf("%s has the role already", address)
				}
				if cmd.Flags().Changed(flagKind) || organisation != "" {
					return fmt.Errorf("%s is a participant already; leave --%s and --%s out", address, flagKind, flagOrganisation)
				}
				gs.Participants[i].Roles = sortedRoles(append(p.Roles, role))
				return nil
			}
			gs.Participants = append(gs.Participants, admittedAt(identitytypes.Participant{
				Address: address, Kind: identitytypes.ParticipantKind(kind), OrganisationId: organisation, Roles: []identitytypes.Role{role},
			}, f.start))
			return nil
		})
	})
}

// coinsFlag reads --coins, which is empty for an account without money.
func coinsFlag(cmd *cobra.Command, f *genesisFile) (sdk.Coins, error) {
	text, err := cmd.Flags().GetString(flagCoins)
	if err != nil {
		return nil, err
	}
	coins, err := f.money(text)
	if err != nil {
		return nil, fmt.Errorf("--%s: %w", flagCoins, err)
	}
	return coins, nil
}
