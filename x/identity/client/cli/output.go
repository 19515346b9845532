package cli

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client/flags"
)

func addOutputFlag(cmd *cobra.Command) {
	cmd.Flags().StringP(flags.FlagOutput, "o", flags.OutputFormatText, "output format, text or json")
}

func wantsJSON(cmd *cobra.Command) (bool, error) {
	format, err := cmd.Flags().GetString(flags.FlagOutput)
	if err != nil {
		return false, err
	}
	if format != flags.OutputFormatText && format != flags.OutputFormatJSON {
		return false, fmt.Errorf("--%s %q: write text or json", flags.FlagOutput, format)
	}
	return format == flags.OutputFormatJSON, nil
}

func writeJSON(out io.Writer, value any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}
