package cmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/msgs"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

const (
	flagReason  = "reason"
	flagScope   = "scope"
	flagCouncil = "council"
	flagTypes   = "types"
)

// pauseCmd brakes: a guardian at once, the council by a proposal.
func pauseCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "pause",
		Short: "Brake the market or transfers: a guardian at once, the council by a proposal",
		Long: `Brake. No new business starts; duties and exits go on, and the market's clock stands still, so that nobody misses a deadline.

A guardian's pause ends by itself when the guardians' shared budget is used up. The council's has no end, and may hold single
entry messages as well (--types).`,
		Example: `  agijobsd pause --reason "stolen agent keys" --from guardian1 --gas auto --gas-prices 0.001uagi --wait
  agijobsd pause --scope transfers --reason "attack on wallets" --from guardian1
  agijobsd pause --council --types /agijobs.jobs.v1.MsgPostJob --reason "new law from Monday" --from official1`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b, err := brakeFlags(cmd)
			if err != nil {
				return err
			}
			clientCtx, err := client.GetClientTxContext(cmd)
			if err != nil {
				return err
			}
			byCouncil, err := cmd.Flags().GetBool(flagCouncil)
			if err != nil {
				return err
			}
			msg := &sovereigntypes.MsgPause{Sender: clientCtx.GetFromAddress().String(), Scope: b.scope, TypeUrls: b.types, Reason: b.reason}
			if !byCouncil {
				if len(b.types) > 0 {
					return fmt.Errorf("guardians pause a scope; --%s needs --%s", flagTypes, flagCouncil)
				}
				return cautious(cmd, clientCtx, msg, b.what())
			}
			if err := b.pausable(); err != nil {
				return err
			}
			msg.Sender = app.Authority()
			if err := say(cmd, b.what()); err != nil {
				return err
			}
			return propose(cmd, clientCtx, []sdk.Msg{msg}, "Pause "+b.name(), b.reason)
		},
	}
	cmd.Flags().Bool(flagCouncil, false, "propose the pause to the council instead of braking as a guardian")
	return brakeCommand(cmd)
}

// resumeCmd proposes to release the brake.
func resumeCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "resume",
		Short: "Propose to release the brake; only the council can",
		Example: `  agijobsd resume --reason "keys replaced" --from official1 --gas auto --gas-prices 0.001uagi --wait
  agijobsd resume --scope transfers --reason "wallets fixed" --from official1`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			b, err := brakeFlags(cmd)
			if err != nil {
				return err
			}
			clientCtx, err := client.GetClientTxContext(cmd)
			if err != nil {
				return err
			}
			if !clientCtx.Offline {
				held, err := sovereigntypes.NewQueryClient(clientCtx).Brake(cmd.Context(), &sovereigntypes.QueryBrakeRequest{})
				if err != nil {
					return err
				}
				if err := b.heldIn(held); err != nil {
					return err
				}
			}
			msg := &sovereigntypes.MsgResume{Authority: app.Authority(), Scope: b.scope, TypeUrls: b.types, Reason: b.reason}
			if err := say(cmd, "would release: "+b.name()); err != nil {
				return err
			}
			return propose(cmd, clientCtx, []sdk.Msg{msg}, "Resume "+b.name(), b.reason)
		},
	}
	return brakeCommand(cmd)
}

func brakeCommand(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().String(flagReason, "", "why, at most 256 bytes; everybody reads it")
	cmd.Flags().String(flagScope, "market", "market (all entry messages and the clock) or transfers")
	cmd.Flags().StringSlice(flagTypes, nil, "entry messages instead of a scope, for instance /agijobs.jobs.v1.MsgPostJob")
	if err := cmd.MarkFlagRequired(flagReason); err != nil {
		panic(err)
	}
	return proposalFlags(cmd)
}

// brakes is what a command holds or releases.
type brakes struct {
	scope  sovereigntypes.PauseScope
	types  []string
	reason string
}

func (b brakes) name() string {
	if len(b.types) > 0 {
		return strings.Join(b.types, ", ")
	}
	return strings.ToLower(strings.TrimPrefix(b.scope.String(), "PAUSE_SCOPE_"))
}

func (b brakes) what() string {
	return fmt.Sprintf("would pause: %s; duties, exits and the council go on", b.name())
}

// pausable finds a mistaken type before the council votes on it: a proposal with one fails when it has passed.
func (b brakes) pausable() error {
	for _, url := range b.types {
		if !msgs.Rule(url).Pausable {
			return fmt.Errorf("--%s: %s is no entry message, and only those can be paused; x/sovereign's README lists them", flagTypes, url)
		}
	}
	return nil
}

// heldIn refuses to release what is not held now: such a proposal would fail when it has passed.
func (b brakes) heldIn(now *sovereigntypes.QueryBrakeResponse) error {
	missing := b.types
	if len(b.types) == 0 && !slices.ContainsFunc(now.Pauses, func(p sovereigntypes.Pause) bool { return p.Scope == b.scope }) {
		missing = []string{b.name()}
	}
	for _, p := range now.PausedTypes {
		missing = slices.DeleteFunc(slices.Clone(missing), func(url string) bool { return url == p.TypeUrl })
	}
	if len(missing) > 0 {
		return fmt.Errorf("nothing to release: %s is not paused now; see agijobsd query sovereign brake", strings.Join(missing, ", "))
	}
	return nil
}

func brakeFlags(cmd *cobra.Command) (brakes, error) {
	var b brakes
	var err error
	if b.reason, err = cmd.Flags().GetString(flagReason); err != nil {
		return b, err
	}
	if b.types, err = cmd.Flags().GetStringSlice(flagTypes); err != nil {
		return b, err
	}
	if len(b.types) > 0 {
		if cmd.Flags().Changed(flagScope) {
			return b, fmt.Errorf("--%s and --%s exclude each other", flagScope, flagTypes)
		}
		return b, nil
	}
	name, err := cmd.Flags().GetString(flagScope)
	if err != nil {
		return b, err
	}
	value, err := enumValue(flagScope, name, "PAUSE_SCOPE_", sovereigntypes.PauseScope_value)
	b.scope = sovereigntypes.PauseScope(value)
	return b, err
}

func say(cmd *cobra.Command, what string) error {
	_, err := fmt.Fprintln(cmd.ErrOrStderr(), what)
	return err
}

// cautious says what a message would do, then sends it.
func cautious(cmd *cobra.Command, clientCtx client.Context, msg sdk.Msg, what string) error {
	if err := say(cmd, what); err != nil {
		return err
	}
	return send(cmd, clientCtx, msg)
}
