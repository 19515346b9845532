package app_test

import (
	"crypto/sha256"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/crypto/keys/mldsa65"
	kmultisig "github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	"github.com/cosmos/cosmos-sdk/crypto/types/multisig"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	"github.com/cosmos/cosmos-sdk/x/feegrant"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// keyed is a key, or a key of keys of which the first few sign.
type keyed struct {
	key   cryptotypes.PrivKey
	inner []keyed
	// signs is how many sign; said is how many the joint signature says it has.
	signs, said int
}

func oneKey(name string) keyed { return keyed{key: secp256k1.GenPrivKeyFromSecret([]byte(name))} }

func jointly(signs, said int, inner ...keyed) keyed {
	return keyed{inner: inner, signs: signs, said: said}
}

func postKey(t *testing.T, name string) keyed {
	t.Helper()
	seed := sha256.Sum256([]byte(name))
	key, err := mldsa65.GenPrivKeyFromSeed(seed[:])
	require.NoError(t, err)
	return keyed{key: &key}
}

func (k keyed) public() cryptotypes.PubKey {
	if k.key != nil {
		return k.key.PubKey()
	}
	var keys []cryptotypes.PubKey
	for _, inner := range k.inner {
		keys = append(keys, inner.public())
	}
	return kmultisig.NewLegacyAminoPubKey(k.said, keys)
}

func (k keyed) actor() testapp.Actor {
	return testapp.Actor{Name: k.public().Address().String(), Addr: sdk.AccAddress(k.public().Address())}
}

func (k keyed) sign(t *testing.T, bytes []byte) signing.SignatureData {
	t.Helper()
	if k.key != nil {
		sig, err := k.key.Sign(bytes)
		require.NoError(t, err)
		return &signing.SingleSignatureData{SignMode: byLedger, Signature: sig}
	}
	data := multisig.NewMultisig(len(k.inner))
	for i := range k.signs {
		multisig.AddSignature(data, k.inner[i].sign(t, bytes), i)
	}
	for i := k.said; i < k.signs; i++ {
		data.BitArray.SetIndex(i, false)
	}
	return data
}

// way is a way to send a transaction.
type way struct {
	name    string
	signers []keyed
	// hide the keys, which the chain knows; from the first transaction on, where it has seen them before.
	hide, known bool

	granter sdk.AccAddress
	memo    string
	wrapped bool
}

func ways(t *testing.T) []way {
	t.Helper()
	a, b, c := oneKey("a"), oneKey("b"), oneKey("c")
	seven := jointly(7, 7, a, b, c, oneKey("d"), oneKey("e"), oneKey("f"), oneKey("g"))
	nested := jointly(2, 2, jointly(1, 1, a, b), jointly(2, 2, postKey(t, "p"), c), oneKey("h"))
	return []way{
		{name: "one key", signers: []keyed{a}},
		{name: "one key, not shown", signers: []keyed{a}, hide: true},
		{name: "with a memo", signers: []keyed{a}, memo: string(make([]byte, 256))},
		{name: "wrapped", signers: []keyed{a}, wrapped: true},
		{name: "somebody else pays", signers: []keyed{a}, granter: b.actor().Addr},
		{name: "ML-DSA-65", signers: []keyed{postKey(t, "q")}},
		{name: "ML-DSA-65, not shown", signers: []keyed{postKey(t, "q")}, hide: true},
		{name: "seven keys, not shown", signers: []keyed{seven}, hide: true},
		{name: "keys within keys", signers: []keyed{nested}},
		{name: "three signatures where one is said", signers: []keyed{jointly(3, 1, a, b, c)}},
		{name: "three signers", signers: []keyed{a, c, postKey(t, "q")}},
		{name: "eight signatures, not shown", signers: []keyed{seven, b}, hide: true, known: true},
	}
}

// nation is a chain with everybody who is in the ways.
func nation(t *testing.T, change func(*authtypes.Params)) *testapp.Mempool {
	t.Helper()
	b := oneKey("b")
	c := testapp.New(t, testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		seen := map[string]bool{}
		for _, w := range append(ways(t), way{signers: []keyed{b}}) {
			for _, k := range w.signers {
				if a := k.actor(); !seen[a.String()] {
					seen[a.String()] = true
					c.Admit(state, a, testapp.AGI(1_000), identitytypes.Participant{Roles: []identitytypes.Role{identitytypes.ROLE_EMPLOYER}})
				}
			}
		}
		require.NoError(t, app.EditGenesis(state, c.App.Codec(), authtypes.ModuleName, func(gs *authtypes.GenesisState) { change(&gs.Params) }))
	}})
	grant, err := feegrant.NewMsgGrantAllowance(&feegrant.BasicAllowance{}, b.actor().Addr, oneKey("a").actor().Addr)
	require.NoError(t, err)
	c.Must(testapp.Actor{Name: "b", Key: b.key, Addr: b.actor().Addr}, grant)
	return &testapp.Mempool{Chain: c}
}

func (w way) tx(t *testing.T, c *testapp.Chain, gas uint64, hide bool) []byte {
	t.Helper()
	s := signers{Chain: c, people: make([]testapp.Actor, 12)}
	s.people[11] = oneKey("a").actor()
	config := c.App.TxConfig()
	b := config.NewTxBuilder()
	var msgs []sdk.Msg
	for _, k := range w.signers {
		msg := s.send(k.actor())
		if w.wrapped {
			exec := authz.NewMsgExec(k.actor().Addr, []sdk.Msg{msg})
			msg = &exec
		}
		msgs = append(msgs, msg)
	}
	require.NoError(t, b.SetMsgs(msgs...))
	b.SetGasLimit(gas)
	b.SetFeeAmount(sdk.NewCoins(sdk.NewCoin(testapp.Denom, testapp.Fee)))
	b.SetFeeGranter(w.granter)
	b.SetMemo(w.memo)
	var list []signing.SignatureV2
	for _, k := range w.signers {
		acc := c.App.Account.GetAccount(c.Ctx(), k.actor().Addr)
		data := authsigning.SignerData{
			ChainID: testapp.ChainID, AccountNumber: acc.GetAccountNumber(), Sequence: acc.GetSequence(), Address: k.actor().String(), PubKey: k.public(),
		}
		bytes, err := authsigning.GetSignBytesAdapter(t.Context(), config.SignModeHandler(), byLedger, data, b.GetTx())
		require.NoError(t, err)
		sig := signing.SignatureV2{PubKey: k.public(), Data: k.sign(t, bytes), Sequence: data.Sequence}
		if hide {
			sig.PubKey = nil
		}
		list = append(list, sig)
	}
	require.NoError(t, b.SetSignatures(list...))
	raw, err := config.TxEncoder()(b.GetTx())
	require.NoError(t, err)
	return raw
}

// What a node takes into its pool it may propose, and every other node accepts that: nobody's floor is above what the ante handler asks for. For each
// way to send a transaction the least gas is sought with which it is taken.
func TestWhatIsTakenIsAboveTheFloor(t *testing.T) {
	for name, change := range map[string]func(*authtypes.Params){
		"default":       func(*authtypes.Params) {},
		"cheap bytes":   func(p *authtypes.Params) { p.TxSizeCostPerByte, p.SigVerifyCostMlDsa65 = 1, 30_000 },
		"one kind dear": func(p *authtypes.Params) { p.SigVerifyCostED25519, p.SigVerifyCostMlDsa65 = 50_000, 50_000 },
		"all dear": func(p *authtypes.Params) {
			p.TxSizeCostPerByte, p.SigVerifyCostED25519, p.SigVerifyCostSecp256k1, p.SigVerifyCostMlDsa65 = 40, 90_000, 90_000, 90_000
		},
	} {
		t.Run(name, func(t *testing.T) {
			// ARRANGE
			pool := nation(t, change)
			for _, w := range ways(t) {
				res := pool.Check(w.tx(t, pool.Chain, testapp.Gas, w.known))
				require.True(t, res.IsOK(), "%s: %s", w.name, res.Log)
				pool.Next() // and the chain knows the keys
				refused, taken := uint64(1), uint64(testapp.Gas)
				for taken-refused > taken/64 {
					// ACT
					gas := (refused + taken) / 2
					tx := w.tx(t, pool.Chain, gas, w.hide)
					if res := pool.Check(tx); !res.IsOK() {
						require.Equal(t, sdkerrors.ErrOutOfGas.ABCICode(), res.Code, "%s: %s", w.name, res.Log)
						refused = gas
						continue
					}
					taken = gas
					// ASSERT
					require.True(t, pool.Accepts(tx), "%s with %d gas", w.name, gas)
					txs, _ := pool.Next()
					require.Equal(t, [][]byte{tx}, txs, "%s with %d gas", w.name, gas)
				}
				require.False(t, pool.Accepts(w.tx(t, pool.Chain, 500, w.hide)), "%s: less than its bytes take", w.name)
			}
		})
	}
}

// Each signer of a transaction pays for its bytes.
func TestSignedBytesOfFurtherSigners(t *testing.T) {
	pool := nation(t, func(p *authtypes.Params) { p.TxSizeCostPerByte = 100 })
	used := func(w way) (int64, int) {
		tx := w.tx(t, pool.Chain, testapp.Gas, false)
		results := pool.Decided(tx)
		require.Zero(t, results[0].Code, results[0].Log)
		return results[0].GasUsed, len(tx)
	}
	a, c, q := oneKey("a"), oneKey("c"), postKey(t, "q")
	used(way{signers: []keyed{a, c, q}}) // shows the keys
	two, twoBytes := used(way{signers: []keyed{a, c}})
	three, bytes := used(way{signers: []keyed{a, c, q}})
	require.Greater(t, three-two, int64(100*(3*bytes-2*twoBytes)))
}

// A joint signature without bits, or with ones that make no sense, is no reason to panic: the block is refused, or the transaction is.
func TestJointSignaturesWithoutBits(t *testing.T) {
	pool := nation(t, func(*authtypes.Params) {})
	raw := ways(t)[7].tx(t, pool.Chain, testapp.Gas, false)
	for _, bits := range []*cryptotypes.CompactBitArray{nil, {}, {ExtraBitsStored: 7}, {ExtraBitsStored: 9, Elems: []byte{0xff}}, {Elems: make([]byte, 64)}} {
		var whole txtypes.TxRaw
		require.NoError(t, whole.Unmarshal(raw))
		var auth txtypes.AuthInfo
		require.NoError(t, auth.Unmarshal(whole.AuthInfoBytes))
		auth.SignerInfos[0].ModeInfo.GetMulti().Bitarray = bits
		var err error
		whole.AuthInfoBytes, err = auth.Marshal()
		require.NoError(t, err)
		tx, err := whole.Marshal()
		require.NoError(t, err)
		res, err := pool.App.CheckTx(&abci.RequestCheckTx{Tx: tx, Type: abci.CheckTxType_New})
		require.NoError(t, err)
		require.False(t, res.IsOK())
		accepted := pool.Accepts(tx)
		t.Logf("%v: accepted: %t, %s", bits, accepted, res.Log)
		require.NotZero(t, pool.Decided(tx)[0].Code)
	}
}
