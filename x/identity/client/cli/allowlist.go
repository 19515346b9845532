package cli

import "github.com/spf13/cobra"

func allowlistCmd() *cobra.Command {
	return &cobra.Command{Use: "allowlist", Short: "Build allow lists and proofs"}
}

func enrolProofCmd() *cobra.Command { return &cobra.Command{Use: "proof"} }
