package thermosim

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/examples"
	"github.com/agijobs/agijobs/x/thermostat/types"
)

func scenario(t *testing.T, name string) Scenario {
	folder, err := examples.Thermostat()
	require.NoError(t, err)
	f, err := folder.Open(name + ".yaml")
	require.NoError(t, err)
	s, err := ReadScenario(f)
	require.NoError(t, err)
	return s
}

func TestTmp(t *testing.T) {
	for _, n := range []string{"demand-shock", "validator-strike", "treasury-drought"} {
		for _, loops := range [][]types.Loop{nil, types.DefaultLoops()} {
			r, err := Play(scenario(t, n), loops)
			require.NoError(t, err)
			fmt.Println(n, len(loops))
			for _, a := range r.Assess() {
				fmt.Printf("  %+v\n", a)
			}
			fmt.Printf("  %+v\n", r.Outcome())
			if testing.Verbose() {
				for i, e := range r.Epochs {
					if i%24 == 0 && len(loops) > 0 && i < 500 {
						fmt.Printf("   %4d tta %5.2f age %5.2f open %4d agents %4.0f busy %3.0f lag %5.2f abs %.3f ovt %.3f val %3.0f away %.2f T %6.0f P %6.0f run %7.0f b %.3f v %.2f p %.2f l %.2f em %.0f\n", i, e.TimeToAssignment, e.BacklogAge, e.Open, e.Agents, e.Busy, e.ValidationLag, e.Absence, e.Overturn, e.Validators, e.Away, e.Treasury, e.Pool, e.Runway, e.Prices.Bonus, e.Prices.ValidationFee, e.Prices.ProtocolFee, e.Prices.SeatLock, e.Prices.Emission)
					}
				}
			}
		}
	}
}
