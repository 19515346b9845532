package cli

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/tx"

	"github.com/agijobs/agijobs/x/identity/types"
)

func enrolTokenCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "token [token]",
		Short: "Enrol the address that a token was issued for",
		Long: `Sends a token ("-": standard input). The applicant is whom the token names; nobody else can be enrolled with it. You pay the fee and need to be an
active participant, with any role or none. Without --gas the gas is estimated.

A token that carries claims which the chain does not use, somebody's name for instance, is refused before anything is sent.`,
		Example: `agijobsd identity enrol token - --from desk --wait < token.txt
agijobsd identity enrol token eyJhbGci… --from desk --yes -o json`,
		Args:         cobra.ExactArgs(1),
		SilenceUsage: true,
		RunE:         runEnrolToken,
	}
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

func runEnrolToken(cmd *cobra.Command, args []string) error {
	clientCtx, err := client.GetClientTxContext(cmd)
	if err != nil {
		return err
	}
	if clientCtx.GetFromAddress().Empty() {
		return errors.New("no sender is set: give --from")
	}
	text, err := readToken(cmd, args[0])
	if err != nil {
		return err
	}
	token, err := types.ParseToken(text)
	if err != nil {
		return err
	}
	msg := &types.MsgEnrolWithToken{Sender: clientCtx.GetFromAddress().String(), Applicant: token.Claims.Subject, Token: text}
	if err := msg.ValidateBasic(); err != nil {
		return err
	}
	// The default limit fits one small message.
	if !clientCtx.Offline && !cmd.Flags().Changed(flags.FlagGas) {
		if err := cmd.Flags().Set(flags.FlagGas, flags.GasFlagAuto); err != nil {
			return err
		}
	}
	return tx.GenerateOrBroadcastTxCLI(clientCtx, cmd.Flags(), msg)
}
