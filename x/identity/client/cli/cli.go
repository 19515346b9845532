// Package cli holds the commands of the registry desk: they build allow lists, issue tokens and enrol people.
package cli

import (
	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"

	"github.com/agijobs/agijobs/internal/cliutil"
)

// IdentityCmd returns `agijobsd identity`.
func IdentityCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "identity",
		Short: "Tools of the registry desk: allow lists, tokens, enrolment",
		RunE:  client.ValidateCmd,
	}
	cmd.AddCommand(allowlistCmd(), tokenCmd(), enrolCmd())
	return cmd
}

func enrolCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "enrol",
		Short: "Enrol an applicant by a proof, a token, a name or an attestation; you pay",
		RunE:  client.ValidateCmd,
	}
	cmd.AddCommand(enrolProofCmd(), enrolTokenCmd(), enrolNameCmd(), enrolAttestCmd())
	cliutil.WrapTx(cmd)
	return cmd
}
