package cli

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/tx"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authclient "github.com/cosmos/cosmos-sdk/x/auth/client"

	"github.com/agijobs/agijobs/x/identity/types"
)

const flagBroadcast = "broadcast"

// signAsCmd signs for an AI agent whose key was rotated: its address no longer comes from the key.
func signAsCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sign-as [address|-] [file|-]",
		Short: "Sign a transaction of an AI agent with the key that was rotated in",
		Long: `Signs an unsigned transaction (--generate-only --from <the agent's address>) with the key named by --from and prints it, or sends it
with --broadcast. Account number and sequence are the agent's. The address - stands for the transaction's own signer, the file - for
what comes in on the standard input.

The agent keeps its address when who answers for it rotates its key; keyrings do not know that, so "tx sign" refuses the new key.`,
		Example: `agijobsd tx jobs claim-job 18420003000 --from agi1agent --generate-only --gas 400000 > claim.json
agijobsd identity sign-as agi1agent claim.json --from newkey --broadcast
agijobsd tx jobs claim-job 18420003000 --from agi1agent --generate-only --gas 400000 | agijobsd identity sign-as - - --from newkey`,
		Args:         cobra.ExactArgs(2),
		SilenceUsage: true,
		RunE:         runSignAs,
	}
	flags.AddTxFlagsToCmd(cmd)
	cmd.Flags().Bool(flagBroadcast, false, "send the transaction instead of printing it")
	return cmd
}

func runSignAs(cmd *cobra.Command, args []string) error {
	clientCtx, err := client.GetClientTxContext(cmd)
	if err != nil {
		return err
	}
	if clientCtx.FromName == "" {
		return errors.New("name the key with --from; it has to lie in the keyring")
	}
	unsigned, err := authclient.ReadTxFromFile(clientCtx, args[1])
	if err != nil {
		return fmt.Errorf("transaction: %w", err)
	}
	builder, err := clientCtx.TxConfig.WrapTxBuilder(unsigned)
	if err != nil {
		return err
	}
	signer, err := soleSigner(builder, args[0])
	if err != nil {
		return err
	}
	factory, err := factoryFor(cmd, clientCtx, signer)
	if err != nil {
		return err
	}
	if err := tx.Sign(cmd.Context(), factory, clientCtx.FromName, builder, true); err != nil {
		return err
	}
	return output(cmd, clientCtx, builder)
}

// soleSigner returns the one signer of a transaction, who must be the address that was named.
func soleSigner(builder client.TxBuilder, named string) (sdk.AccAddress, error) {
	signers, err := builder.GetTx().GetSigners()
	if err != nil {
		return nil, err
	}
	if len(signers) != 1 {
		return nil, fmt.Errorf("the transaction has %d signers; this command signs for one", len(signers))
	}
	signer := sdk.AccAddress(signers[0])
	if named == "-" {
		return signer, nil
	}
	addr, err := types.ParseAddress("address", named)
	if err != nil {
		return nil, err
	}
	if !addr.Equals(signer) {
		return nil, fmt.Errorf("the transaction is %s's, not %s's: make it with --generate-only --from %s", signer, addr, addr)
	}
	return signer, nil
}

// factoryFor returns a factory with the account number and sequence of the signer. It asks the chain whether the key is the one that
// signs for it, so that nobody has to puzzle over a refused signature.
func factoryFor(cmd *cobra.Command, clientCtx client.Context, signer sdk.AccAddress) (tx.Factory, error) {
	factory, err := tx.NewFactoryCLI(clientCtx, cmd.Flags())
	if err != nil || clientCtx.Offline {
		return factory, err
	}
	record, err := clientCtx.Keyring.Key(clientCtx.FromName)
	if err != nil {
		return factory, err
	}
	key, err := record.GetPubKey()
	if err != nil {
		return factory, err
	}
	if !bytes.Equal(key.Address(), signer) {
		answer, err := types.NewQueryClient(clientCtx).ControllerKey(cmd.Context(), &types.QueryControllerKeyRequest{Address: signer.String()})
		if err != nil {
			return factory, err
		}
		if err := checkKey(answer, key, clientCtx.FromName); err != nil {
			return factory, err
		}
	}
	number, sequence, err := clientCtx.AccountRetriever.GetAccountNumberSequence(clientCtx, signer)
	if err != nil {
		return factory, err
	}
	return factory.WithAccountNumber(number).WithSequence(sequence), nil
}

func checkKey(answer *types.QueryControllerKeyResponse, key cryptotypes.PubKey, name string) error {
	if answer.Key == nil {
		return types.ErrNoControllerKey
	}
	expected, err := answer.Key.Key()
	if err != nil {
		return err
	}
	if !expected.Equals(key) {
		return fmt.Errorf("another key signs for %s, not %s: see \"agijobsd query identity controller-key %s\"",
			answer.Key.Address, name, answer.Key.Address)
	}
	return nil
}

func output(cmd *cobra.Command, clientCtx client.Context, builder client.TxBuilder) error {
	send, err := cmd.Flags().GetBool(flagBroadcast)
	if err != nil {
		return err
	}
	if !send {
		signed, err := clientCtx.TxConfig.TxJSONEncoder()(builder.GetTx())
		if err != nil {
			return err
		}
		return clientCtx.PrintRaw(signed)
	}
	raw, err := clientCtx.TxConfig.TxEncoder()(builder.GetTx())
	if err != nil {
		return err
	}
	res, err := clientCtx.BroadcastTx(raw)
	if err != nil {
		return err
	}
	return clientCtx.PrintProto(res)
}
