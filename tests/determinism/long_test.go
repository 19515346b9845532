//go:build long

package determinism

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// long: 500 blocks in every variant.
const long = true

// The random chain that another build of the program has played leads this one to the same state: make test-determinism runs it with the other
// check of signatures. Without such a chain it fails.
func TestTheRandomChainOfAnotherBuild(t *testing.T) {
	s := stored(t, randomChain)
	require.Len(t, s.Blocks, 500)
	for _, v := range few {
		t.Run(v.String(), func(t *testing.T) { require.Empty(t, replay(t, s, v)) })
	}
}
