package thermosim

import (
	"fmt"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	"github.com/agijobs/agijobs/x/thermostat/types"
)

// scanned are the loops whose gains were chosen, each in the scenario that it is for.
var scanned = []struct{ loop, scenario string }{
	{"reward", "demand-shock"},
	{"validation-fee", "validator-strike"},
	{"seat-lock", "validator-strike"},
	{"protocol-fee", "treasury-drought"},
	{"emission", "treasury-drought"},
}

// TestScan prints what a grid of gains costs, from which those of the default loops were chosen (docs/adr/0010-default-loops.md). It takes
// minutes, so it waits to be asked: THERMOSIM_SCAN=1 go test ./internal/thermosim -run TestScan/reward -v
func TestScan(t *testing.T) {
	if os.Getenv("THERMOSIM_SCAN") == "" {
		t.Skip("set THERMOSIM_SCAN=1 to scan")
	}
	for _, s := range scanned {
		t.Run(s.loop, func(t *testing.T) { scan(t, s.loop, s.scenario) })
	}
}

func scan(t *testing.T, loop, in string) {
	t.Helper()
	fmt.Printf("%s in %s: error-epochs + 4 · travel, mean of 3 seeds\n", loop, in)
	for _, kp := range []string{"0.1", "0.2", "0.4", "0.8", "1.6", "3.2"} {
		for _, ki := range []string{"0", "0.001", "0.0025", "0.005", "0.01", "0.02", "0.04"} {
			loops := types.DefaultLoops()
			for i := range loops {
				if loops[i].Id == loop {
					loops[i].Kp, loops[i].Ki = math.LegacyMustNewDecFromStr(kp), math.LegacyMustNewDecFromStr(ki)
				}
			}
			sum, travel, settled := 0.0, 0.0, ""
			for seed := range uint64(3) {
				at := scenario(t, in)
				at.Seed = seed + 1
				run, err := Play(at, loops)
				require.NoError(t, err)
				for _, r := range run.Assess() {
					if r.Loop == loop {
						sum, travel = sum+r.Sum/3, travel+r.Travel/3
						settled += fmt.Sprintf(" %d/%d/%.0f", r.Settled, r.Recovered, r.Output)
					}
				}
			}
			fmt.Printf("  kp %-4s ki %-6s cost %6.1f errors %6.1f travel %5.2f settled/recovered/output%s\n", kp, ki, sum+4*travel, sum, travel, settled)
		}
	}
}
