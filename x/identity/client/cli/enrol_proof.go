package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/tx"

	"github.com/agijobs/agijobs/x/identity/client/allowlist"
	"github.com/agijobs/agijobs/x/identity/types"
)

func enrolProofCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "proof [proof.json]",
		Short: "Enrol an applicant who is on an allow list; you pay",
		Long: `Enrol an applicant by the proof that "identity allowlist proof" has printed ("-": standard input). You are any active participant and pay the
fee; the applicant needs no account yet. The proof is checked against the list in force before anything is signed. With --offline it must name
the version of the list ("identity allowlist proof --list-version").`,
		Example: `agijobsd identity enrol proof proof.json --from desk --wait
agijobsd identity allowlist proof $(agijobsd keys show agent -a) --list list/agent | agijobsd identity enrol proof - --from desk --yes -o json`,
		Args: cobra.ExactArgs(1),
		RunE: runEnrolProof,
	}
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

func runEnrolProof(cmd *cobra.Command, args []string) error {
	clientCtx, err := client.GetClientTxContext(cmd)
	if err != nil {
		return err
	}
	if clientCtx.GetFromAddress().Empty() {
		return errors.New("nobody pays: give --from")
	}
	proof, err := readProof(cmd.InOrStdin(), args[0])
	if err != nil {
		return err
	}
	if clientCtx.Offline {
		proof, err = offlineProof(proof, clientCtx.ChainID)
	} else {
		proof, err = checkedProof(cmd.Context(), types.NewQueryClient(clientCtx), proof, clientCtx.ChainID)
	}
	if err != nil {
		return err
	}
	if err := estimateGas(cmd, clientCtx); err != nil {
		return err
	}
	msg, err := proof.Message(clientCtx.GetFromAddress())
	if err != nil {
		return err
	}
	return tx.GenerateOrBroadcastTxCLI(clientCtx, cmd.Flags(), msg)
}

// rootReader is what a proof is checked against.
type rootReader interface {
	AllowlistRoot(ctx context.Context, in *types.QueryAllowlistRootRequest, opts ...grpc.CallOption) (*types.QueryAllowlistRootResponse, error)
}

// checkedProof returns the proof with the version that is in force, or why the chain would refuse it: nobody pays for that.
func checkedProof(ctx context.Context, chain rootReader, proof allowlist.Proof, chainID string) (allowlist.Proof, error) {
	role, err := allowlist.ParseRole(proof.Role)
	if err != nil {
		return proof, err
	}
	answer, err := chain.AllowlistRoot(ctx, &types.QueryAllowlistRootRequest{Role: role})
	if err != nil {
		return proof, fmt.Errorf("ask for the allow list of %s: %w", role, err)
	}
	return proof.For(answer.Root, chainID)
}

// offlineProof checks what can be checked without a node. An unsigned transaction has no chain.
func offlineProof(proof allowlist.Proof, chainID string) (allowlist.Proof, error) {
	if proof.Version == 0 {
		return proof, fmt.Errorf("the proof names no version of the list and --%s asks no node: print it with `identity allowlist proof --%s`",
			flags.FlagOffline, flagListVersion)
	}
	if chainID != "" && chainID != proof.ChainID {
		return proof, fmt.Errorf("the proof is for chain %q, this is %q", proof.ChainID, chainID)
	}
	return proof, nil
}

// estimateGas estimates the gas unless the user has set it: an enrolment writes more than the default limit allows for.
func estimateGas(cmd *cobra.Command, clientCtx client.Context) error {
	if clientCtx.Offline || clientCtx.GenerateOnly || cmd.Flags().Changed(flags.FlagGas) {
		return nil
	}
	return cmd.Flags().Set(flags.FlagGas, flags.GasFlagAuto)
}
