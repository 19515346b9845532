package cmd

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/cosmos/gogoproto/proto"
	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client/flags"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

const (
	flagRoles        = "roles"
	flagKind         = "kind"
	flagOrganisation = "organisation"
	flagResponsible  = "responsible"
	flagName         = "name"
)

// addOrganisationCmd and addParticipantCmd prepare who may act when the chain starts: without a participant nobody can
// send the first transaction.
func addOrganisationCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "add-organisation [id]",
		Short: "Add an organisation to the genesis file",
		Example: `  agijobsd genesis add-organisation ministry --kind government --name "Ministry of Labour"
  agijobsd genesis add-organisation uni-1 --kind university`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			kind, err := enumFlag(cmd, flagKind, "ORGANISATION_KIND_", identitytypes.OrganisationKind_value)
			if err != nil {
				return err
			}
			name, err := cmd.Flags().GetString(flagName)
			if err != nil {
				return err
			}
			if name == "" {
				name = args[0]
			}
			return editGenesis(cmd, identitytypes.ModuleName, func(gs *identitytypes.GenesisState, _ time.Time) {
				gs.Organisations = append(gs.Organisations, identitytypes.Organisation{
					Id: args[0], Name: name, Kind: identitytypes.OrganisationKind(kind), Active: true,
				})
			})
		},
	}
	cmd.Flags().String(flagKind, "government", "government, enterprise, university or lab")
	cmd.Flags().String(flagName, "", "name that people read (default: the id)")
	cmd.Flags().String(flags.FlagHome, app.DefaultNodeHome, "folder of the node")
	return cmd
}

func addParticipantCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "add-participant [address]",
		Short: "Admit a participant in the genesis file",
		Long: `Admit a participant in the genesis file. The address needs an account as well: genesis add-genesis-account.

Judges (validator, moderator) are drawable once they are seasoned: x/identity's parameter seasoning counts from the genesis time.`,
		Example: `  agijobsd genesis add-participant agi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc --roles employer --organisation ministry
  agijobsd genesis add-participant agi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc --roles node_operator,registrar --kind organisation`,
		Args: cobra.ExactArgs(1),
		RunE: runAddParticipant,
	}
	cmd.Flags().StringSlice(flagRoles, nil, "employer, agent, validator, moderator, auditor, node_operator, registrar, issuer (comma separated)")
	cmd.Flags().String(flagKind, "human", "human, organisation or ai_agent")
	cmd.Flags().String(flagOrganisation, "", "id of an organisation of the genesis file")
	cmd.Flags().String(flagResponsible, "", "address that answers for an AI agent")
	cmd.Flags().String(flags.FlagHome, app.DefaultNodeHome, "folder of the node")
	return cmd
}

func runAddParticipant(cmd *cobra.Command, args []string) error {
	p := identitytypes.Participant{Address: args[0]}
	if _, err := sdk.AccAddressFromBech32(p.Address); err != nil {
		return fmt.Errorf("%q is no address of this chain: %w", p.Address, err)
	}
	kind, err := enumFlag(cmd, flagKind, "PARTICIPANT_KIND_", identitytypes.ParticipantKind_value)
	if err != nil {
		return err
	}
	p.Kind = identitytypes.ParticipantKind(kind)
	if p.OrganisationId, err = cmd.Flags().GetString(flagOrganisation); err != nil {
		return err
	}
	if p.Responsible, err = cmd.Flags().GetString(flagResponsible); err != nil {
		return err
	}
	names, err := cmd.Flags().GetStringSlice(flagRoles)
	if err != nil {
		return err
	}
	if p.Roles, err = roles(names); err != nil {
		return err
	}
	return editGenesis(cmd, identitytypes.ModuleName, func(gs *identitytypes.GenesisState, start time.Time) {
		gs.Participants = append(gs.Participants, admittedAt(p, start))
	})
}

// admittedAt is a participant as of the chain's start.
func admittedAt(p identitytypes.Participant, start time.Time) identitytypes.Participant {
	p.Status, p.AdmissionPath, p.AdmittedAt = identitytypes.PARTICIPANT_STATUS_ACTIVE, identitytypes.ADMISSION_PATH_GENESIS, start
	for _, r := range p.Roles {
		if r == identitytypes.ROLE_VALIDATOR || r == identitytypes.ROLE_MODERATOR {
			p.JudgeSince = &start
		}
	}
	return p
}

// roles reads role names into the sorted list that the chain keeps.
func roles(names []string) ([]identitytypes.Role, error) {
	if len(names) == 0 {
		return nil, fmt.Errorf("name at least one role with --%s", flagRoles)
	}
	var list []identitytypes.Role
	for _, name := range names {
		r, err := enumValue(flagRoles, name, "ROLE_", identitytypes.Role_value)
		if err != nil {
			return nil, err
		}
		list = append(list, identitytypes.Role(r))
	}
	return sortedRoles(list), nil
}

// sortedRoles is the order that the chain keeps.
func sortedRoles(list []identitytypes.Role) []identitytypes.Role {
	sort.Slice(list, func(i, j int) bool { return list[i] < list[j] })
	return list
}

func enumFlag(cmd *cobra.Command, flag, prefix string, values map[string]int32) (int32, error) {
	text, err := cmd.Flags().GetString(flag)
	if err != nil {
		return 0, err
	}
	return enumValue(flag, text, prefix, values)
}

func enumValue(flag, text, prefix string, values map[string]int32) (int32, error) {
	v, ok := values[prefix+strings.ToUpper(strings.ReplaceAll(text, "-", "_"))]
	if !ok || v == 0 {
		return 0, fmt.Errorf("--%s: unknown value %q; see --help", flag, text)
	}
	return v, nil
}

// checked is a module's genesis that can say whether it is valid.
type checked[T any] interface {
	*T
	proto.Message
	Validate() error
}

// editGenesis changes one module's part of the genesis file and checks it before it writes.
func editGenesis[T any, P checked[T]](cmd *cobra.Command, module string, change func(gs P, start time.Time)) error {
	return editFile(cmd, func(f *genesisFile) error {
		return editPart(f, module, func(gs P) error {
			change(gs, f.start)
			return nil
		})
	})
}
