package testapp

import (
	"github.com/stretchr/testify/require"

	clienttx "github.com/cosmos/cosmos-sdk/client/tx"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
)

// SignJointly makes a transaction that several people sign, by amino JSON as machines do that pass it on; the first pays the
// fee. Whoever is missing among them is not asked.
func (c *Chain) SignJointly(signers []Actor, msgs ...sdk.Msg) []byte {
	c.T.Helper()
	txConfig := c.App.TxConfig()
	b := txConfig.NewTxBuilder()
	require.NoError(c.T, b.SetMsgs(msgs...))
	b.SetGasLimit(Gas)
	b.SetFeeAmount(sdk.NewCoins(sdk.NewCoin(Denom, Fee)))

	var sigs []signing.SignatureV2
	for _, s := range signers {
		number, sequence := c.account(s)
		mode := signing.SignMode_SIGN_MODE_LEGACY_AMINO_JSON
		data := authsigning.SignerData{
			ChainID: ChainID, AccountNumber: number, Sequence: sequence, Address: s.String(), PubKey: s.Key.PubKey(),
		}
		sig, err := clienttx.SignWithPrivKey(c.Ctx(), mode, data, b, s.Key, txConfig, sequence)
		require.NoError(c.T, err)
		sigs = append(sigs, sig)
	}
	require.NoError(c.T, b.SetSignatures(sigs...))
	bz, err := txConfig.TxEncoder()(b.GetTx())
	require.NoError(c.T, err)
	return bz
}
