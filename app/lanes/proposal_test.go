package lanes

import (
	"context"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
)

type unreadable struct{}

func (unreadable) GetParams(context.Context) authtypes.Params { panic("no parameters") }

// BaseApp would propose CometBFT's pool as it is, which other nodes might refuse.
func TestPrepareProposesAnEmptyBlockRatherThanAnUncheckedOne(t *testing.T) {
	prepare := NewPool(Size{Txs: 1_000, Bytes: 1 << 30}).Prepare(nil, unreadable{})
	ctx := sdk.Context{}.WithContext(t.Context()).WithLogger(log.NewNopLogger())
	res, err := prepare(ctx, &abci.RequestPrepareProposal{Txs: [][]byte{[]byte("unchecked")}, MaxTxBytes: 1_000})
	require.NoError(t, err)
	require.Equal(t, &abci.ResponsePrepareProposal{}, res)
}
