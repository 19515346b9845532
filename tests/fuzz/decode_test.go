package fuzz

import (
	"slices"
	"strings"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"

	"github.com/agijobs/agijobs/app/testapp"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// FuzzMessage puts any bytes into each own message, into a transaction whose signature is that of another: decoding, checks and the ante handler
// answer with an error, never with a panic, which the application would hide in ErrPanic.
func FuzzMessage(f *testing.F) {
	m := testapp.StartMarket(f, testapp.MarketOptions{})
	var urls []string
	for _, url := range m.App.InterfaceRegistry().ListImplementations(sdk.MsgInterfaceProtoName) {
		if strings.HasPrefix(url, "/agijobs.") {
			urls = append(urls, url)
		}
	}
	slices.Sort(urls)
	require.Greater(f, len(urls), 80)
	var frame txtypes.TxRaw
	require.NoError(f, frame.Unmarshal(m.Sign(m.Employer, m.PostMsg(m.Employer))))
	var body txtypes.TxBody
	require.NoError(f, body.Unmarshal(frame.BodyBytes))
	posting := uint16(slices.Index(urls, sdk.MsgTypeURL(&jobstypes.MsgPostJob{})))
	f.Add(posting, body.Messages[0].Value)
	for i := range urls {
		f.Add(uint16(i), []byte{})
		f.Add(uint16(i), body.Messages[0].Value)
	}
	f.Fuzz(func(t *testing.T, kind uint16, value []byte) {
		filled := txtypes.TxBody{Messages: []*codectypes.Any{{TypeUrl: urls[int(kind)%len(urls)], Value: value}}}
		raw := frame
		var err error
		raw.BodyBytes, err = filled.Marshal()
		require.NoError(t, err)
		bz, err := raw.Marshal()
		require.NoError(t, err)
		res, err := m.App.CheckTx(&abci.RequestCheckTx{Tx: bz, Type: abci.CheckTxType_New})
		require.NoError(t, err)
		require.False(t, res.Code == sdkerrors.ErrPanic.ABCICode(), res.Log)
		tx, err := m.App.TxConfig().TxDecoder()(bz)
		if err != nil {
			return
		}
		for _, msg := range tx.GetMsgs() {
			if checked, ok := msg.(sdk.HasValidateBasic); ok && checked.ValidateBasic() != nil {
				continue
			}
			ctx, _ := m.Ctx().CacheContext()
			// An error is an answer.
			if res, err := m.App.MsgServiceRouter().Handler(msg)(ctx.WithTxIndex(0), msg); err == nil {
				require.NotNil(t, res)
			}
		}
	})
}

// FuzzRecord decodes any bytes as each kind of record of each own module. What can be read can be written.
func FuzzRecord(f *testing.F) {
	a := testapp.New(f, testapp.Options{}).App
	var all []collections.Collection
	for _, schema := range []collections.Schema{
		a.Sovereign.Schema, a.Identity.Schema, a.Operators.Schema, a.Jobs.Schema, a.Validation.Schema, a.Reputation.Schema, a.Certificates.Schema, a.Thermostat.Schema,
	} {
		all = append(all, schema.ListCollections()...)
	}
	require.Greater(f, len(all), 50)
	for i := range all {
		f.Add(uint16(i), []byte{})
		f.Add(uint16(i), []byte{0x0a, 0x01, 'a'})
	}
	f.Fuzz(func(t *testing.T, kind uint16, value []byte) {
		codec := all[int(kind)%len(all)].ValueCodec()
		record, err := codec.Decode(value)
		if err != nil {
			return
		}
		_, err = codec.Encode(record)
		require.NoError(t, err)
	})
}
