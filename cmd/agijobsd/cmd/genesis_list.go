package cmd

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client/flags"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

var (
	participantColumns = []string{"address", "roles", "kind", "organisation", "responsible", "coins"}
	councilColumns     = []string{"address", "title", "weight", "coins"}
)

func addParticipantsCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "add-participants [file]",
		Short: "Admit the participants of a CSV file in the genesis file",
		Long: `Admit the participants of a CSV file in the genesis file; - is standard input. The first line names the columns, in any order:

  address       the only one that must be there, besides roles
  roles         employer, agent, validator, moderator, auditor, registrar, issuer, node_operator; several with a blank between
  kind          human (default), organisation or ai_agent
  organisation  id of an organisation of the genesis file (genesis add-organisation)
  responsible   address that answers for an AI agent: of the file itself or of the genesis file
  coins         money to begin with, 1000000uagi for example; empty: no account yet

All lines are taken, or none: what is wrong is told by line.`,
		Example: `  agijobsd genesis add-participants participants.csv
  printf 'address,roles,coins\nagi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc,employer agent,1000000uagi\n' | agijobsd genesis add-participants -`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return editFile(cmd, func(f *genesisFile) error {
				list := newParticipantList(f)
				return withInput(cmd, args[0], func(in io.Reader) error {
					rows, err := readRows(in, participantColumns, list.add)
					if err != nil {
						return err
					}
					if err := list.write(); err != nil {
						return err
					}
					_, err = fmt.Fprintf(cmd.ErrOrStderr(), "%d participants\n", rows)
					return err
				})
			})
		},
	}
	cmd.Flags().String(flags.FlagHome, app.DefaultNodeHome, "folder of the node")
	return cmd
}

// participantList gathers the rows of a file.
type participantList struct {
	f      *genesisFile
	lines  map[string]int
	people []identitytypes.Participant
	grants []grant
}

func newParticipantList(f *genesisFile) *participantList {
	return &participantList{f: f, lines: map[string]int{}}
}

// add takes a row, once everything that can be seen by itself is right.
func (l *participantList) add(r row) error {
	p := identitytypes.Participant{
		Address: r.get("address"), OrganisationId: r.get("organisation"), Responsible: r.get("responsible"),
	}
	addr, err := sdk.AccAddressFromBech32(p.Address)
	if err != nil {
		return fmt.Errorf("%q is no address of this chain: %w", p.Address, err)
	}
	if before, twice := l.lines[p.Address]; twice {
		return fmt.Errorf("%s is in line %d already", p.Address, before)
	}
	l.lines[p.Address] = r.line
	kind := r.get("kind")
	if kind == "" {
		kind = "human"
	}
	k, err := enumValue("kind", kind, "PARTICIPANT_KIND_", identitytypes.ParticipantKind_value)
	if err != nil {
		return columnError("kind", kind)
	}
	p.Kind = identitytypes.ParticipantKind(k)
	names := strings.Fields(r.get("roles"))
	if p.Roles, err = roles(names); err != nil {
		return columnError("roles", r.get("roles"))
	}
	p = admittedAt(p, l.f.start)
	if err := p.Validate(); err != nil {
		return err
	}
	if text := r.get("coins"); text != "" {
		coins, err := l.f.money(text)
		if err != nil {
			return err
		}
		l.grants = append(l.grants, grant{addr, coins})
	}
	l.people = append(l.people, p)
	return nil
}

func columnError(column, value string) error {
	return fmt.Errorf("column %s: unknown value %q; see --help", column, value)
}

// write puts everybody into the file, once all that they refer to is there.
func (l *participantList) write() error {
	if err := l.f.fund(l.grants...); err != nil {
		return err
	}
	return editPart(l.f, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) error {
		if err := l.refer(gs); err != nil {
			return err
		}
		gs.Participants = append(gs.Participants, l.people...)
		return nil
	})
}

// refer checks each line's references, since the module's own check could not name the line.
func (l *participantList) refer(gs *identitytypes.GenesisState) error {
	organisations := map[string]bool{"": true}
	for _, o := range gs.Organisations {
		organisations[o.Id] = true
	}
	kinds := map[string]identitytypes.ParticipantKind{}
	for _, p := range gs.Participants {
		kinds[p.Address] = p.Kind
	}
	var bad []error
	report := func(p identitytypes.Participant, format string, args ...any) {
		bad = append(bad, fmt.Errorf("line %d: "+format, append([]any{l.lines[p.Address]}, args...)...))
	}
	for _, p := range l.people {
		if _, twice := kinds[p.Address]; twice {
			report(p, "%s is a participant of the genesis file already", p.Address)
		}
	}
	for _, p := range l.people {
		kinds[p.Address] = p.Kind
	}
	for _, p := range l.people {
		if !organisations[p.OrganisationId] {
			report(p, "no organisation %q in the genesis file; add it with genesis add-organisation", p.OrganisationId)
		}
		kind, known := kinds[p.Responsible]
		if p.Responsible != "" && (!known || kind == identitytypes.PARTICIPANT_KIND_AI_AGENT) {
			report(p, "responsible %s is no human or organisation of this file or the genesis file", p.Responsible)
		}
	}
	if len(bad) > maxLineErrors {
		bad = append(bad[:maxLineErrors], fmt.Errorf("and %d more", len(bad)-maxLineErrors))
	}
	return errors.Join(bad...)
}

func addCouncilCmd() *cobra.Command {
	var threshold uint64
	cmd := &cobra.Command{
		Use:   "add-council [file]",
		Short: "Seat the owner council of a CSV file in the genesis file",
		Long: `Seat the owner council of a CSV file in the genesis file; - is standard input. The first line names the columns, in any order:
address, title, weight (default 1), coins (an account with money for fees). A decision passes when the YES weight reaches --threshold.
All lines are taken, or none.`,
		Example: `  agijobsd genesis add-council council.csv --threshold 2
  printf 'address,title,coins\nagi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc,Minister,1000000uagi\n' | agijobsd genesis add-council - --threshold 1`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return editFile(cmd, func(f *genesisFile) error {
				return withInput(cmd, args[0], func(in io.Reader) error { return addCouncil(f, in, threshold) })
			})
		},
	}
	cmd.Flags().Uint64Var(&threshold, flagThreshold, 0, "YES weight that passes a decision")
	if err := cmd.MarkFlagRequired(flagThreshold); err != nil {
		panic(err) // the flag is defined above
	}
	cmd.Flags().String(flags.FlagHome, app.DefaultNodeHome, "folder of the node")
	return cmd
}

func addCouncil(f *genesisFile, in io.Reader, threshold uint64) error {
	var members []sovereigntypes.CouncilMember
	var grants []grant
	_, err := readRows(in, councilColumns, func(r row) error {
		m := sovereigntypes.CouncilMember{Address: r.get("address"), Title: r.get("title"), Weight: 1}
		addr, err := sdk.AccAddressFromBech32(m.Address)
		if err != nil {
			return fmt.Errorf("%q is no address of this chain: %w", m.Address, err)
		}
		if text := r.get("weight"); text != "" {
			weight, err := strconv.ParseUint(text, 10, 32)
			if err != nil {
				return fmt.Errorf("weight %q is no number", text)
			}
			m.Weight = uint32(weight)
		}
		if err := m.Validate(); err != nil {
			return err
		}
		coins, err := f.money(r.get("coins"))
		if err != nil {
			return err
		}
		if !coins.Empty() {
			grants = append(grants, grant{addr, coins})
		}
		members = append(members, m)
		return nil
	})
	if err != nil {
		return err
	}
	if err := f.fund(grants...); err != nil {
		return err
	}
	return editPart(f, sovereigntypes.ModuleName, func(gs *sovereigntypes.GenesisState) error {
		seat(gs, threshold, members...)
		return nil
	})
}
