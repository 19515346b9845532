package cmd

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/agijobs/agijobs/internal/cliutil"
	"github.com/agijobs/agijobs/x/certificates/proof"
)

const (
	flagOut            = "out"
	flagTrust          = "trust"
	flagTrustingPeriod = "trusting-period"
	flagNow            = "now"
)

// certificateCmd carries certificates off the chain.
func certificateCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "certificate",
		Short: "Prove a certificate to somebody without a node, and verify such a proof",
		Long: `Prove a certificate to somebody who has no node and no network, and verify such a proof. docs/certificates.md says what a proof shows
and what it does not.`,
		SuggestionsMinimumDistance: 2,
		RunE:                       client.ValidateCmd,
	}
	cmd.AddCommand(certificateProveCmd(), certificateVerifyCmd(), certificateTrustCmd())
	return cmd
}

func certificateProveCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "prove [job-id]",
		Short: "Write the proof of a certificate into a file",
		Long: `Write one file that shows a certificate, its owner, and whether it is revoked, as of one height: the records with their proofs, the
header that has the root of the state, its signatures and its validator set. What the node serves is checked before it is written.

Without --height it is the last state that all operators have had the time to sign: a certificate can be proved two blocks after it was
made. The file changes nothing and is no secret: all of it is on the chain.`,
		Example: `  agijobsd certificate prove 18420003000 --out proof.json
  agijobsd certificate prove 18420003000 --height 5000 --node tcp://archive.example.gov:26657 > proof.json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			job, err := strconv.ParseUint(args[0], 10, 64)
			if err != nil || job == 0 {
				return fmt.Errorf("%q is no job id: list certificates with agijobsd query certificates certificates", args[0])
			}
			node, height, err := certificateNode(cmd)
			if err != nil {
				return err
			}
			made, err := proof.Make(cmd.Context(), node, job, height)
			if err != nil {
				return err
			}
			text, err := made.Encode()
			if err != nil {
				return err
			}
			return writeOut(cmd, text, fmt.Sprintf("certificate %d of %s as of height %d", job, made.Header.ChainID, made.StateHeight()))
		},
	}
	return withNode(cmd)
}

func certificateTrustCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "trust",
		Short: "Write the validator set of a node that you trust into a file",
		Long: `Write what "certificate verify" believes without proof: chain id, height, header, its hash, and the whole validator set.

Whoever uses the file trusts the node that it is from. Use your own, or compare the hash, which is printed, with what several operators
publish by other ways: everything else in the file follows from it.`,
		Example: `  agijobsd certificate trust --out trust.json
  agijobsd certificate trust --height 5000 --node tcp://my-own-node.example.gov:26657 > trust.json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			node, height, err := certificateNode(cmd)
			if err != nil {
				return err
			}
			made, err := proof.MakeTrust(cmd.Context(), node, height)
			if err != nil {
				return err
			}
			text, err := made.Encode()
			if err != nil {
				return err
			}
			return writeOut(cmd, text, fmt.Sprintf("header %s of %s, height %d, %d operators", made.HeaderHash, made.Header.ChainID,
				made.Header.Height, len(made.Validators)))
		},
	}
	return withNode(cmd)
}

// withNode gives a command the flags of one that asks a node and writes a file.
func withNode(cmd *cobra.Command) *cobra.Command {
	flags.AddQueryFlagsToCmd(cmd)
	cmd.Flags().String(flagOut, "", "write into this file instead of standard output")
	// The file has one form only, and the proofs come by the RPC port.
	for _, unused := range []string{flags.FlagOutput, flags.FlagGRPC, flags.FlagGRPCInsecure} {
		if err := cmd.Flags().MarkHidden(unused); err != nil {
			panic(err)
		}
	}
	return cmd
}

// writeOut writes a file, and says on standard error what is in it.
func writeOut(cmd *cobra.Command, text []byte, what string) error {
	name, err := cmd.Flags().GetString(flagOut)
	if err != nil {
		return err
	}
	if name == "" {
		_, err = cmd.OutOrStdout().Write(text)
	} else {
		err = os.WriteFile(name, text, 0o600)
	}
	if err == nil {
		cmd.PrintErrln(what)
	}
	return err
}

func certificateVerifyCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify [proof.json]",
		Short: "Verify the proof of a certificate without a node",
		Long: `Verify the proof of a certificate with nothing but two files: the proof, and the validator set that you trust ("certificate trust").
No network, no home folder, nothing is written.

The proof's validator set must be the trusted one, or follow from it by the rules of CometBFT's light client: more than a third of the trusted
power and more than two thirds of the proof's own have signed. A trust file older than --trusting-period is refused.

Exit code 0: the certificate stands, in one line on standard output; 3: the proof is refused, or it shows that the certificate is revoked:
the reason is one line on standard error; 1: a file cannot be read. -o json prints the outcome with a code for each reason.`,
		Example: `  agijobsd certificate verify proof.json --trust trust.json
  agijobsd certificate verify proof.json --trust trust.json -o json
  agijobsd certificate verify proof.json --trust trust.json --now 2030-01-02T15:04:05Z`,
		Args: cobra.ExactArgs(1),
		// Nothing of the home is read: it must work where there is none.
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil },
		RunE: func(cmd *cobra.Command, args []string) error {
			options, err := verifyOptions(cmd)
			if err != nil {
				return err
			}
			trustFile, err := cmd.Flags().GetString(flagTrust)
			if err != nil {
				return err
			}
			statement, err := verifyFiles(args[0], trustFile, options)
			if err != nil && proof.Code(err) == "" {
				return err
			}
			return printVerified(cmd, statement, err)
		},
	}
	cmd.Flags().String(flagTrust, "", "file with the trusted validator set")
	cmd.Flags().Duration(flagTrustingPeriod, proof.DefaultTrustingPeriod, "how old the trust file may be; 336h are 14 days")
	cmd.Flags().String(flagNow, "", "time to compare with instead of this machine's clock, as 2030-01-02T15:04:05Z")
	cmd.Flags().StringP(flags.FlagOutput, "o", flags.OutputFormatText, "output format (text|json)")
	if err := cmd.MarkFlagRequired(flagTrust); err != nil {
		panic(err)
	}
	return cmd
}

func verifyOptions(cmd *cobra.Command) (proof.Options, error) {
	options := proof.Options{Now: time.Now()}
	now, err := cmd.Flags().GetString(flagNow)
	if err != nil {
		return options, err
	}
	if now != "" {
		if options.Now, err = time.Parse(time.RFC3339, now); err != nil {
			return options, fmt.Errorf("--%s %q is no time as 2030-01-02T15:04:05Z", flagNow, now)
		}
	}
	options.TrustingPeriod, err = cmd.Flags().GetDuration(flagTrustingPeriod)
	if err == nil && options.TrustingPeriod <= 0 {
		err = fmt.Errorf("--%s must be more than nothing", flagTrustingPeriod)
	}
	return options, err
}

// verifyFiles verifies one file by the other.
func verifyFiles(proofFile, trustFile string, options proof.Options) (*proof.Statement, error) {
	trustText, err := readBounded(trustFile)
	if err != nil {
		return nil, err
	}
	trust, err := proof.DecodeTrust(trustText)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", trustFile, err)
	}
	proofText, err := readBounded(proofFile)
	if err != nil {
		return nil, err
	}
	shown, err := proof.Decode(proofText)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", proofFile, err)
	}
	statement, err := proof.Verify(shown, trust, options)
	if err != nil {
		err = fmt.Errorf("%s: %w", proofFile, err)
	}
	return statement, err
}

func readBounded(name string) (text []byte, err error) {
	file, err := os.Open(name) // #nosec G304 -- the file that the user names
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if text, err = proof.Read(file); err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return text, err
}

func printVerified(cmd *cobra.Command, statement *proof.Statement, refused error) error {
	asJSON, err := wantsJSON(cmd)
	if err != nil {
		return err
	}
	if asJSON {
		report, err := proof.NewReport(statement, refused)
		if err != nil {
			return err
		}
		if err := writeJSON(cmd.OutOrStdout(), report); err != nil {
			return err
		}
	} else if refused == nil {
		if _, err := io.WriteString(cmd.OutOrStdout(), statement.Line()+"\n"); err != nil {
			return err
		}
	}
	if refused == nil {
		return nil
	}
	return cliutil.WithExitCode(fmt.Errorf("REFUSED: %s", proof.OneLine(refused)), cliutil.ExitRefused)
}
