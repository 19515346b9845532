package cli

import "github.com/spf13/cobra"

func tokenCmd() *cobra.Command { return &cobra.Command{Use: "token", Short: "Issue and verify tokens"} }

func enrolTokenCmd() *cobra.Command { return &cobra.Command{Use: "token"} }
