package app_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	evidencetypes "github.com/cosmos/cosmos-sdk/x/evidence/types"

	"github.com/agijobs/agijobs/app/testapp"
)

// Evidence comes with the blocks. A participant who sends some is told so, and no node panics over it.
func TestEvidenceByMessageIsRefused(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	fault := &evidencetypes.Equivocation{
		Height: 1, Time: testapp.GenesisTime, Power: 1, ConsensusAddress: sdk.ConsAddress(c.Operator().Addr).String(),
	}
	msg, err := evidencetypes.NewMsgSubmitEvidence(c.Operator().Addr, fault)
	require.NoError(t, err)
	res := c.Deliver(c.Operator(), msg)
	require.Equal(t, evidencetypes.ErrNoEvidenceHandlerExists.ABCICode(), res.Code, res.Log)
	require.Equal(t, evidencetypes.ModuleName, res.Codespace)
}
