package app_test

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	signingv1beta1 "cosmossdk.io/api/cosmos/tx/signing/v1beta1"
	"cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	"github.com/cosmos/cosmos-sdk/x/authz"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	txsigning "github.com/cosmos/cosmos-sdk/x/tx/signing"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
)

// A hardware wallet shows and signs amino JSON made by rules that are older than protobuf. The node makes it anew from the
// protobuf message. If one of our messages came out differently, no hardware wallet could send it.
func TestHardwareWalletsSignEveryMessage(t *testing.T) {
	c := testapp.New(t, testapp.Options{})
	own := 0
	for _, url := range c.App.InterfaceRegistry().ListImplementations(sdk.MsgInterfaceProtoName) {
		if !strings.HasPrefix(url, "/agijobs.") {
			continue
		}
		own++
		t.Run(strings.TrimPrefix(url, "/agijobs."), func(t *testing.T) {
			for name, fill := range map[string]filler{
				"every field":          {lists: 2, values: true},
				"lists of empty items": {lists: 1},
				"nothing":              {},
			} {
				msg, err := c.App.InterfaceRegistry().Resolve(url)
				require.NoError(t, err)
				fill.message(t, msg)
				if fill.values {
					requireNoZero(t, reflect.ValueOf(msg), url)
				}
				signedByWallet(t, c.App, name, msg)
				// As an official sends it, and as somebody does by authz.
				proposal, err := govv1.NewMsgSubmitProposal([]sdk.Msg{msg}, sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1)),
					testapp.NewActor("wallet").String(), "", "A decision", "Why", false)
				require.NoError(t, err)
				signedByWallet(t, c.App, name+", proposed", proposal)
				exec := authz.NewMsgExec(testapp.NewActor("wallet").Addr, []sdk.Msg{msg})
				signedByWallet(t, c.App, name+", by authz", &exec)
			}
		})
	}
	require.Greater(t, own, 40, "the chain's own messages")
}

// signedByWallet signs a transaction as a wallet does that knows amino only, and has the node verify it.
func signedByWallet(t *testing.T, a *app.App, name string, msg sdk.Msg) {
	t.Helper()
	wallet := testapp.NewActor("wallet")
	b := a.TxConfig().NewTxBuilder()
	require.NoError(t, b.SetMsgs(msg), name)
	b.SetGasLimit(200_000)
	b.SetFeeAmount(sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 5_000)))
	b.SetMemo("a memo")
	data := txsigning.SignerData{ChainID: testapp.ChainID, AccountNumber: 7, Sequence: 3, Address: wallet.String()}

	adaptable, ok := b.GetTx().(authsigning.V2AdaptableTx)
	require.True(t, ok)
	node, err := a.TxConfig().SignModeHandler().GetSignBytes(
		context.Background(), signingv1beta1.SignMode_SIGN_MODE_LEGACY_AMINO_JSON, data, adaptable.GetSigningTxData(),
	)
	require.NoError(t, err, name)
	wallets := walletBytes(t, a, msg)
	if strings.HasPrefix(name, "nothing") {
		node, wallets = withoutNulls(t, node), withoutNulls(t, wallets)
	}
	require.Equal(t, string(wallets), string(node), name)
}

// walletBytes is the sign document by amino's own rules, sorted.
func walletBytes(t *testing.T, a *app.App, msg sdk.Msg) []byte {
	t.Helper()
	bz, err := a.LegacyAmino().MarshalJSON(msg)
	require.NoError(t, err)
	var shown any
	require.NoError(t, json.Unmarshal(bz, &shown))
	doc, err := json.Marshal(map[string]any{
		"account_number": "7", "chain_id": testapp.ChainID, "memo": "a memo", "msgs": []any{shown}, "sequence": "3",
		"fee": map[string]any{
			"amount": []any{map[string]any{"amount": "5000", "denom": testapp.Denom}}, "gas": "200000",
		},
	})
	require.NoError(t, err)
	return doc
}

// withoutNulls leaves out empty lists: amino in Go writes null for each; the node does so where the proto says
// dont_omitempty and else leaves them out, as wallets do whose code is made from the protos.
func withoutNulls(t *testing.T, bz []byte) []byte {
	t.Helper()
	var shown any
	require.NoError(t, json.Unmarshal(bz, &shown))
	omitNulls(shown)
	bz, err := json.Marshal(shown)
	require.NoError(t, err)
	return bz
}

func omitNulls(shown any) {
	switch v := shown.(type) {
	case map[string]any:
		maps.DeleteFunc(v, func(_ string, field any) bool { return field == nil })
		for _, field := range v {
			omitNulls(field)
		}
	case []any:
		for _, item := range v {
			omitNulls(item)
		}
	}
}

// filler fills a message's fields by reflection.
type filler struct {
	// lists is how many items each list gets.
	lists int
	// values: fields get values; otherwise messages are made, but empty.
	values bool
}

var (
	moment = time.Date(2031, 2, 3, 4, 5, 6, 789_000_000, time.UTC)
	// text holds what encoders like to escape.
	text = `a "text" with <brackets>, & and é`
)

func (f filler) message(t *testing.T, msg proto.Message) {
	t.Helper()
	f.fill(t, reflect.ValueOf(msg).Elem())
}

func (f filler) fill(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Interface().(type) {
	case *codectypes.Any: // a public key
		if f.lists > 0 {
			key, err := codectypes.NewAnyWithValue(testapp.NewActor("key").Key.PubKey())
			require.NoError(t, err)
			v.Set(reflect.ValueOf(key))
		}
		return
	case [][]byte: // an empty item is null to amino in Go, and no such item is valid
		if f.lists > 0 {
			v.Set(reflect.ValueOf(slices.Repeat([][]byte{{0, 1, 254, 255}}, f.lists)))
		}
		return
	case math.Int:
		n := math.ZeroInt()
		if f.values {
			n = math.NewInt(12_345)
		}
		v.Set(reflect.ValueOf(n))
		return
	case math.LegacyDec:
		d := math.LegacyZeroDec()
		if f.values {
			d = math.LegacyMustNewDecFromStr("1.25")
		}
		v.Set(reflect.ValueOf(d))
		return
	case time.Time:
		if f.values {
			v.Set(reflect.ValueOf(moment))
		}
		return
	case time.Duration:
		if f.values {
			v.Set(reflect.ValueOf(90*time.Second + time.Millisecond))
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f.fill(t, v.Field(i))
		}
	case reflect.Pointer:
		if f.lists == 0 {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		f.fill(t, v.Elem())
	case reflect.Slice:
		f.fillList(t, v)
	default:
		if f.values {
			setScalar(t, v)
		}
	}
}

func (f filler) fillList(t *testing.T, v reflect.Value) {
	t.Helper()
	if v.Type().Elem().Kind() == reflect.Uint8 {
		if f.values {
			v.SetBytes([]byte{0, 1, 254, 255})
		}
		return
	}
	list := reflect.MakeSlice(v.Type(), f.lists, f.lists)
	for i := range f.lists {
		f.fill(t, list.Index(i))
	}
	if f.lists > 0 {
		v.Set(list)
	}
}

func setScalar(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int32: // an enum, or a number
		v.SetInt(1)
	case reflect.Int64:
		v.SetInt(1 << 60)
	case reflect.Uint32:
		v.SetUint(1 << 31)
	case reflect.Uint64:
		v.SetUint(1 << 63)
	default:
		require.Failf(t, "no value for this field", "%s: teach the test", v.Type())
	}
}

// requireNoZero finds fields that were left out.
func requireNoZero(t *testing.T, v reflect.Value, at string) {
	t.Helper()
	require.False(t, v.IsZero(), "%s is empty", at)
	switch v.Kind() {
	case reflect.Pointer:
		requireNoZero(t, v.Elem(), at)
	case reflect.Struct:
		if strings.HasPrefix(v.Type().PkgPath(), "github.com/agijobs/") {
			for i := range v.NumField() {
				requireNoZero(t, v.Field(i), at+"."+v.Type().Field(i).Name)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if v.Type().Elem().Kind() != reflect.Uint8 {
				requireNoZero(t, v.Index(i), at)
			}
		}
	}
}
