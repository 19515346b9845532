package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/agijobs/agijobs/x/identity/client/allowlist"
	"github.com/agijobs/agijobs/x/identity/types"
)

const (
	flagList = "list"
	// A plain "version" would be set from the node's config.toml, which has a field of that name.
	flagListVersion = "list-version"
	flagListRoot    = "root"
)

func allowlistProofCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "proof [address]",
		Short: "Print the proof that an address is on a list, as JSON for `identity enrol proof`",
		Long: `Print the proof that an address is on a list. The leaves are read once, in constant memory. The proof tells nobody who else is on
the list: hand it to the applicant, or enrol them with it.`,
		Example: `agijobsd identity allowlist proof $(agijobsd keys show agent -a) --list list/agent > proof.json
agijobsd identity allowlist proof $(agijobsd keys show agent -a) --list list/agent | agijobsd identity enrol proof - --from desk --yes`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			address, err := types.ParseAddress("address", args[0])
			if err != nil {
				return err
			}
			path, err := cmd.Flags().GetString(flagList)
			if err != nil {
				return err
			}
			version, err := cmd.Flags().GetUint64(flagListVersion)
			if err != nil {
				return err
			}
			proof, err := allowlist.Prove(path, address, allowlist.NewProgress(cmd.ErrOrStderr()))
			if err != nil {
				return err
			}
			proof.Version = version
			return proof.Write(cmd.OutOrStdout())
		},
	}
	cmd.Flags().String(flagList, "", "the list: path of its files without their end, list/agent")
	cmd.Flags().Uint64(flagListVersion, 0, "version of the list on the chain; 0: `enrol proof` asks the node which has this root")
	if err := cmd.MarkFlagRequired(flagList); err != nil {
		panic(err)
	}
	return cmd
}

func allowlistVerifyCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify [proof.json]",
		Short: "Check a proof against a root, without a node; exit code 1 if it is wrong",
		Long: `Check a proof ("-": standard input) against a root that you trust: what "agijobsd query identity allowlist-root agent" shows, in
hexadecimals.`,
		Example: `agijobsd identity allowlist verify proof.json --root fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125
agijobsd identity allowlist verify proof.json --root $(agijobsd query identity allowlist-root agent -o json | jq -r .root.root | base64 -d | xxd -p -c 32)`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := cmd.Flags().GetString(flagListRoot)
			if err != nil {
				return err
			}
			root, err := allowlist.ParseRoot(text)
			if err != nil {
				return err
			}
			proof, err := readProof(cmd.InOrStdin(), args[0])
			if err != nil {
				return err
			}
			if err := proof.Verify(root); err != nil {
				return err
			}
			return printVerified(cmd, proof)
		},
	}
	cmd.Flags().String(flagListRoot, "", "the root, 32 bytes in hexadecimals")
	if err := cmd.MarkFlagRequired(flagListRoot); err != nil {
		panic(err)
	}
	addOutputFlag(cmd)
	return cmd
}

func printVerified(cmd *cobra.Command, proof allowlist.Proof) error {
	asJSON, err := wantsJSON(cmd)
	if err != nil {
		return err
	}
	if asJSON {
		return writeJSON(cmd.OutOrStdout(), map[string]any{
			"valid": true, "applicant": proof.Applicant, "role": proof.Role, "chain_id": proof.ChainID,
		})
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s is on this list of %s for %s\n", proof.Applicant, proof.Role, proof.ChainID)
	return err
}

// readProof reads a proof from a file or, for "-", from standard input.
func readProof(stdin io.Reader, path string) (proof allowlist.Proof, err error) {
	if path == "-" {
		return allowlist.ReadProof(stdin)
	}
	file, err := os.Open(path)
	if err != nil {
		return proof, err
	}
	proof, err = allowlist.ReadProof(file)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", path, err)
	}
	return proof, err
}
