package cmd

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

const (
	flagCategory = "category"
	// overridePage is how many categories of a loop are looked through for an override; in a larger market the chain alone says it.
	overridePage = 200
)

// thermostatOwnerCmds are the council's instruments that must be quick: each is one proposal with the proposer's YES. What is
// changed for good, a loop or the parameters, goes by 'policy propose'.
func thermostatOwnerCmds() []*cobra.Command {
	return []*cobra.Command{
		holdCmd(hold{
			use: "freeze", frozen: true, short: "Propose to hold all loops and emission where they are",
			what: "freeze: every loop holds its output, nothing is minted; sensors go on measuring, overrides hold",
		}),
		holdCmd(hold{
			use: "thaw", short: "Propose to let the loops and emission go on",
			what: "thaw: the loops go on from where they stand",
		}),
		overrideCmd(), endOverrideCmd(), removeLoopCmd(),
	}
}

// quick is what all of them say of themselves.
const quick = `

It hands a proposal in and casts the proposer's own YES, as 'policy propose' does; the others approve it by 'policy approve'. It
takes effect in the block of the deciding vote: at once if the proposer's vote alone reaches the council's threshold.`

type hold struct {
	use, short, what string
	frozen           bool
}

func holdCmd(h hold) *cobra.Command {
	cmd := &cobra.Command{
		Use: h.use, Short: h.short, Long: h.short + "." + quick,
		Example: fmt.Sprintf(`  agijobsd thermostat %[1]s --reason "prices are under review" --from official1 --gas auto --gas-prices 0.001uagi --wait
  agijobsd thermostat %[1]s --reason "prices are under review" --from agi1yfzpj46gj72egqm8l0020kcujrw4lhevsrz3kc --generate-only > unsigned.json`, h.use),
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			clientCtx, err := client.GetClientTxContext(cmd)
			if err != nil {
				return err
			}
			reason, err := cmd.Flags().GetString(flagReason)
			if err != nil {
				return err
			}
			msg := &types.MsgFreeze{Authority: app.Authority(), Frozen: h.frozen, Reason: reason}
			return instruct(cmd, clientCtx, instruction{
				msg: msg, what: h.what, title: "Thermostat: " + h.use, summary: reason,
				check: func(ctx context.Context, q types.QueryClient) error { return holdable(ctx, q, h.frozen) },
			})
		},
	}
	cmd.Flags().String(flagReason, "", "why, at most 256 bytes; everybody reads it")
	if err := cmd.MarkFlagRequired(flagReason); err != nil {
		panic(err)
	}
	return proposalFlags(cmd)
}

// holdable refuses what is so already: such a proposal would fail when it has passed.
func holdable(ctx context.Context, q types.QueryClient, frozen bool) error {
	now, err := q.Loops(ctx, &types.QueryLoopsRequest{})
	if err != nil {
		return err
	}
	if now.Frozen == frozen {
		return types.ErrFrozen.Wrapf("frozen is %t", frozen)
	}
	return nil
}

func overrideCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "override [loop-id] [value-bps] [duration]",
		Short: "Propose to set an output by hand, for a time",
		Long: `Propose to set a loop's output by hand, in basis points within its bounds, for a time of the market's clock. Jobs posted from then on carry
it, and the loop goes on from it when the time has passed. An override holds while the loops are frozen, too.` + quick,
		Example: `  agijobsd thermostat override reward 1500 24h --category data --from official1 --gas auto --gas-prices 0.001uagi --wait
  agijobsd thermostat override seat-lock 20000 2h30m --summary "validators are short" --from official1`,
		Args: cobra.ExactArgs(3),
		RunE: func(cmd *cobra.Command, args []string) error {
			value, err := strconv.ParseUint(args[1], 10, 32)
			if err != nil {
				return fmt.Errorf("%q is no value: write basis points, for instance 1500 for 15 %%", args[1])
			}
			duration, err := time.ParseDuration(args[2])
			if err != nil {
				return fmt.Errorf("%q is no duration: write for instance 90m or 24h", args[2])
			}
			if duration == 0 {
				return fmt.Errorf("a duration of 0 sets nothing; use agijobsd thermostat end-override %s", args[0])
			}
			return turn(cmd, &types.MsgOverride{LoopId: args[0], Value: uint32(value), Duration: duration},
				fmt.Sprintf("set by hand: %s to %d bps for %s", args[0], value, duration))
		},
	}
	return turnFlags(cmd)
}

func endOverrideCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "end-override [loop-id]",
		Short: "Propose to end an override now; the loop goes on from the value that is",
		Long:  "Propose to end an override before its time. The output stays as it is, and the loop goes on from it." + quick,
		Example: `  agijobsd thermostat end-override reward --category data --from official1 --gas auto --gas-prices 0.001uagi --wait
  agijobsd thermostat end-override seat-lock --from official1`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return turn(cmd, &types.MsgOverride{LoopId: args[0]}, "end the override of "+args[0])
		},
	}
	return turnFlags(cmd)
}

func removeLoopCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "remove-loop [loop-id]",
		Short: "Propose to take a loop out; what it turned is the owner's parameter again",
		Long: `Propose to take a loop out with its overrides. Jobs posted from then on carry the owner's parameter, or what the general loop makes of it where
a category's own loop is taken out. To add a loop or change one: agijobsd policy export, plan and propose.` + quick,
		Example: `  agijobsd thermostat remove-loop seat-lock --from official1 --gas auto --gas-prices 0.001uagi --wait
  agijobsd thermostat remove-loop reward --summary "one reward for all" --from official1`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			clientCtx, err := client.GetClientTxContext(cmd)
			if err != nil {
				return err
			}
			what := "take out loop " + args[0]
			title, summary, err := words(cmd, "Thermostat: remove loop "+args[0], what)
			if err != nil {
				return err
			}
			return instruct(cmd, clientCtx, instruction{
				msg: &types.MsgRemoveLoop{Authority: app.Authority(), LoopId: args[0]}, what: what, title: title, summary: summary,
				check: func(ctx context.Context, q types.QueryClient) error {
					_, err := q.Loop(ctx, &types.QueryLoopRequest{LoopId: args[0]})
					return err
				},
			})
		},
	}
	return wordFlags(cmd)
}

func turnFlags(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().String(flagCategory, "", "category of a loop that steers several; empty otherwise")
	return wordFlags(cmd)
}

func wordFlags(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().String(flagTitle, "", "title of the proposal (default: what it does)")
	cmd.Flags().String(flagSummary, "", "what the proposal is for (default: what it does)")
	return proposalFlags(cmd)
}

// turn proposes an override or its end.
func turn(cmd *cobra.Command, msg *types.MsgOverride, what string) error {
	clientCtx, err := client.GetClientTxContext(cmd)
	if err != nil {
		return err
	}
	msg.Authority = app.Authority()
	if msg.Category, err = cmd.Flags().GetString(flagCategory); err != nil {
		return err
	}
	if msg.Category != "" {
		what += " in " + msg.Category
	}
	title, summary, err := words(cmd, "Thermostat: override "+msg.LoopId, what)
	if err != nil {
		return err
	}
	return instruct(cmd, clientCtx, instruction{
		msg: msg, what: what, title: title, summary: summary,
		check: func(ctx context.Context, q types.QueryClient) error {
			now, err := q.Loop(ctx, &types.QueryLoopRequest{LoopId: msg.LoopId, Pagination: &query.PageRequest{Limit: overridePage}})
			if err != nil {
				return err
			}
			return turnable(now, msg)
		},
	})
}

// turnable finds a value, a category or an end that the loop refuses before the council votes on it.
func turnable(now *types.QueryLoopResponse, msg *types.MsgOverride) error {
	category, err := now.Loop.Steered(msg.Category)
	if err != nil {
		return err
	}
	if msg.Duration == 0 {
		set := slices.ContainsFunc(now.States, func(s types.LoopState) bool { return s.Category == category && s.Override != nil })
		if all := now.Pagination == nil || len(now.Pagination.NextKey) == 0; all && !set {
			return types.ErrNotOverridden.Wrapf("loop %s, category %q", msg.LoopId, category)
		}
		return nil
	}
	if msg.Value < now.Loop.OutMin || msg.Value > now.Loop.OutMax {
		return types.ErrInvalidOverride.Wrapf("value is %d basis points; loop %s takes %d to %d", msg.Value, msg.LoopId, now.Loop.OutMin, now.Loop.OutMax)
	}
	return nil
}

// instruction is one of the council's messages, what it would do, and what must hold now for it to succeed.
type instruction struct {
	msg interface {
		sdk.Msg
		sdk.HasValidateBasic
	}
	what, title, summary string
	check                func(context.Context, types.QueryClient) error
}

// instruct finds mistakes first, says what the proposal would do, and proposes it.
func instruct(cmd *cobra.Command, clientCtx client.Context, i instruction) error {
	if err := i.msg.ValidateBasic(); err != nil {
		return err
	}
	if !clientCtx.Offline {
		if err := i.check(cmd.Context(), types.NewQueryClient(clientCtx)); err != nil {
			return err
		}
	}
	if err := say(cmd, "would "+i.what); err != nil {
		return err
	}
	return propose(cmd, clientCtx, []sdk.Msg{i.msg}, i.title, i.summary)
}
