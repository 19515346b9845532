package cliutil

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// padded is a number with a leading zero. The chain's integers are parsed with Go's prefixes, by which 0500 is octal for
// 320: nobody who types an amount means that.
var padded = regexp.MustCompile(`^0[0-9_]+$|^0[xXbBoO]`)

// checkNumbers refuses arguments and string flags that would be read as another number than the one that was typed.
func checkNumbers(cmd *cobra.Command, args []string) error {
	for _, arg := range args {
		if err := checkNumber("argument", arg); err != nil {
			return err
		}
	}
	var first error
	cmd.Flags().Visit(func(f *pflag.Flag) {
		// Amounts are string flags; those of the SDK (a chain id, a key's name) may begin with a zero.
		if first == nil && strings.HasPrefix(f.Name, "expected-") {
			first = checkNumber("--"+f.Name, f.Value.String())
		}
	})
	return first
}

func checkNumber(what, text string) error {
	if padded.MatchString(text) {
		return fmt.Errorf("%s %q: write numbers in plain decimals, without leading zeros", what, text)
	}
	return nil
}
