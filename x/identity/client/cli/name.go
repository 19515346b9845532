package cli

import "github.com/spf13/cobra"

func enrolNameCmd() *cobra.Command { return &cobra.Command{Use: "name"} }

func enrolAttestCmd() *cobra.Command { return &cobra.Command{Use: "attest"} }
