package cliutil

import (
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

func TestNumbersArePlainDecimals(t *testing.T) {
	for _, tc := range []struct {
		arg string
		ok  bool
	}{
		{"500", true},
		{"0", true},
		{"0500", false},
		{"00", false},
		{"0x1F4", false},
		{"0b1", false},
		{"0_500", false},
		{"agi1qqqq", true},
		{"0.5uagi", true}, // the coin parser's own business
	} {
		err := checkNumbers(&cobra.Command{}, []string{tc.arg})
		require.Equal(t, tc.ok, err == nil, "%s: %v", tc.arg, err)
	}
	cmd := &cobra.Command{}
	cmd.Flags().String("expected-total", "", "")
	require.NoError(t, cmd.Flags().Set("expected-total", "0500"))
	require.ErrorContains(t, checkNumbers(cmd, nil), `--expected-total "0500"`)
}
