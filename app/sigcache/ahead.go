package sigcache

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"google.golang.org/protobuf/types/known/anypb"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	txsigning "github.com/cosmos/cosmos-sdk/x/tx/signing"
)

// Limits of the work that is done ahead for one block. Whatever is beyond them is verified when it is executed, as without this package. What a
// transaction's gas does not pay for is left out, since it will not be asked about: a block's gas bounds the time.
const (
	// maxSignatures bounds the memory for a block, wrong signatures included: more than its gas pays for with the cost that genesis sets.
	maxSignatures = 32_768
	// maxSigned bytes: what is signed is written and hashed for each signer, in amino's JSON at 90 ns a byte, and again when it is executed.
	maxSigned = 8 << 20
	// maxOfTx signatures, in keys within keys: seven signers of seven keys are 49.
	maxOfTx = 64
)

// Account is what a signature is verified with: the account as it is before the block.
type Account struct {
	// Key is nil where the chain has seen none.
	Key              cryptotypes.PubKey
	Number, Sequence uint64
}

// Accounts looks an account up. It is called by one goroutine.
type Accounts func(sdk.AccAddress) (Account, bool)

// Checker verifies the signatures of a block before it is executed, and does nothing but fill the cache: neither what it finds wrong nor
// what it cannot read changes anything.
type Checker struct {
	Cache   *Cache
	ChainID string
	Handler *txsigning.HandlerMap
	Decode  sdk.TxDecoder
	// Accounts opens the committed state, once for each goroutine.
	Accounts func() Accounts
	// Gas is what the signature of a key is charged, false for one that is refused for its form. PerByte is charged for each signer.
	Gas     func(key cryptotypes.PubKey, sig signing.SignatureV2) (uint64, bool)
	PerByte uint64
}

// Check verifies what a block brings that is not known already, on all processors, and returns when all is done.
func (c Checker) Check(block [][]byte, known func(raw []byte) bool) {
	if c.Cache == nil {
		return
	}
	c.Cache.forgetWrong()
	fresh := make([]bool, len(block))
	count := 0
	for i, raw := range block {
		if fresh[i] = !known(raw); fresh[i] {
			count++
		}
	}
	if count == 0 {
		return
	}
	txs := make([]*decoded, len(block))
	each(len(block), func() func(int) {
		return func(i int) { txs[i] = c.decode(block[i]) }
	})
	work := plan(txs, fresh)
	each(len(work), func() func(int) {
		accounts := c.Accounts()
		return func(i int) { c.verify(work[i], accounts) }
	})
}

// each calls work for 0 to n-1, on all processors. What panics is left out: it would panic again where it matters.
func each(n int, worker func() func(int)) {
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) { // state-ok: how many verify at once; what they find is a pure function
		// They read the committed state, write to the cache, and have ended before the block begins.
		all.Go(func() { // state-ok: they have ended before the block begins
			var work func(int)
			if !survives(func() { work = worker() }) {
				return
			}
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				survives(func() { work(int(i)) })
			}
		})
	}
	all.Wait()
}

func survives(f func()) (ok bool) {
	defer func() { ok = recover() == nil }()
	f()
	return
}

// decoded is a transaction with what its signatures need.
type decoded struct {
	tx         authsigning.V2AdaptableTx
	size       int
	gas        uint64
	signers    [][]byte
	signatures []signing.SignatureV2
	// paid is whether its gas is enough for its bytes and signatures, as the first of its signers finds out.
	once sync.Once
	paid bool
}

// decode returns nil for what cannot be executed either.
func (c Checker) decode(raw []byte) *decoded {
	tx, err := c.Decode(raw)
	if err != nil {
		return nil
	}
	adaptable, ok := tx.(authsigning.V2AdaptableTx)
	signed, isSigned := tx.(authsigning.Tx)
	if !ok || !isSigned {
		return nil
	}
	d := &decoded{tx: adaptable, size: len(raw), gas: signed.GetGas()}
	if d.signers, err = signed.GetSigners(); err != nil {
		return nil
	}
	if d.signatures, err = signed.GetSignaturesV2(); err != nil || len(d.signatures) != len(d.signers) {
		return nil
	}
	return d
}

// task is one signer of one transaction.
type task struct {
	*decoded
	signer int
	// before is how many transactions of the same signer the block has before this one: each uses up a sequence number, or fails and does not.
	before uint64
}

// plan lists what to verify, within the limits.
func plan(txs []*decoded, fresh []bool) (work []task) {
	before := map[string]uint64{} // read by key only
	signatures, bytes := 0, 0
	for i, d := range txs {
		if d == nil {
			continue
		}
		n := d.count()
		wanted := fresh[i] && n <= maxOfTx && signatures+n <= maxSignatures && bytes+d.size*len(d.signers) <= maxSigned
		if wanted {
			signatures += n
			bytes += d.size * len(d.signers)
		}
		for s, addr := range d.signers {
			if wanted {
				work = append(work, task{decoded: d, signer: s, before: before[string(addr)]})
			}
			before[string(addr)]++
		}
	}
	return work
}

func (d *decoded) count() (n int) {
	for _, s := range d.signatures {
		n += signaturesOf(s.Data, maxDepth)
	}
	return n
}

func signaturesOf(data signing.SignatureData, depth int) (n int) {
	multi, ok := data.(*signing.MultiSignatureData)
	switch {
	case !ok:
		return 1
	case depth == 0:
		return maxOfTx + 1
	}
	for _, inner := range multi.Signatures {
		n += signaturesOf(inner, depth-1)
	}
	return n
}

// keyOf is the key that a signer's signature will be verified with: its first transaction shows it. Nil: there is none.
func (d *decoded) keyOf(signer int, account Account) cryptotypes.PubKey {
	if account.Key != nil {
		return account.Key
	}
	shown := d.signatures[signer].PubKey
	if shown == nil || !sdk.AccAddress(d.signers[signer]).Equals(sdk.AccAddress(shown.Address())) {
		return nil
	}
	return shown
}

// affordable tells whether a transaction can get to its signatures, whose gas is charged before any of them is verified.
func (c Checker) affordable(d *decoded, accounts Accounts) bool {
	d.once.Do(func() {
		left := d.gas
		spend := func(gas uint64) bool {
			enough := gas <= left
			left -= min(gas, left)
			return enough
		}
		for i, addr := range d.signers {
			account, exists := accounts(addr)
			key := d.keyOf(i, account)
			if !exists || key == nil {
				return
			}
			gas, taken := c.Gas(key, d.signatures[i])
			if !taken || !spend(c.PerByte*uint64(d.size)) || !spend(gas) {
				return
			}
		}
		d.paid = true
	})
	return d.paid
}

// verify asks as x/auth's decorator will, if the account is then what is foreseen here. If it is not, the entry is one that nobody asks for.
// What it returns is for tests: the cache has the answer. Whatever fails before uses up no sequence number, so each from the committed one to the foreseen one may be the right one.
func (c Checker) verify(t task, accounts Accounts) (good bool) {
	addr, sig := sdk.AccAddress(t.signers[t.signer]), t.signatures[t.signer]
	account, exists := accounts(addr)
	if !exists || sig.Sequence < account.Sequence || sig.Sequence-account.Sequence > t.before || !c.affordable(t.decoded, accounts) {
		return false
	}
	pk := t.keyOf(t.signer, account)
	packed, err := codectypes.NewAnyWithValue(pk)
	if err != nil {
		return false
	}
	data := txsigning.SignerData{
		Address: addr.String(), ChainID: c.ChainID, AccountNumber: account.Number, Sequence: sig.Sequence,
		PubKey: &anypb.Any{TypeUrl: packed.TypeUrl, Value: packed.Value},
	}
	return authsigning.VerifySignature(context.Background(), c.Cache.wrap(pk, true), data, sig.Data, c.Handler, t.tx.GetSigningTxData()) == nil
}
