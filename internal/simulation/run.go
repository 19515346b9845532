package simulation

import (
	"time"

	abci "github.com/cometbft/cometbft/abci/types"

	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

const (
	// maxStep is how far a block moves market time at most.
	maxStep = 30 * time.Second
	// tries is how often a block asks a factory for a message; many have nothing to do.
	tries = 120
)

// sending is one transaction of the block that is being made.
type sending struct {
	msg sdk.Msg
	tx  []byte
}

// Run adds blocks of random messages. Every block is checked against all invariants.
func (n *Nation) Run(blocks int) {
	n.T.Helper()
	for range blocks {
		n.begin()
		for range n.between(tries/4, tries) {
			n.try()
		}
		n.finish(n.step())
	}
}

// step is a random block time: mostly seconds, sometimes minutes, and now and then a day, of which market time takes maxStep.
func (n *Nation) step() time.Duration {
	switch p := n.r.Intn(100); {
	case p < 70:
		return time.Duration(n.between(1, 30)) * time.Second
	case p < 90:
		return time.Duration(n.between(1, 90)) * time.Minute
	default:
		return time.Duration(n.between(6, 30)) * time.Hour
	}
}

// begin looks at the state and starts a block.
func (n *Nation) begin() {
	n.T.Helper()
	n.view = view{ctx: n.Ctx(), now: n.Now()}
	n.taken = map[string]bool{}
	n.batch = nil
	n.reporter = simsx.NewBasicSimulationReporter()
	n.data = simsx.NewChainDataSource(n.view.ctx, n.r, n.App.Account, n.App.Bank, n.App.Account.AddressCodec(), n.accounts...)
}

// try asks a random factory for a message.
func (n *Nation) try() {
	n.T.Helper()
	at := uint32(n.r.Int63n(int64(n.weight)))
	for _, f := range n.factories {
		if at >= f.Weight {
			at -= f.Weight
			continue
		}
		reporter := n.reporter.WithScope(f.Factory.MsgType())
		signers, msg := f.Factory.Create()(n.view.ctx, n.data, reporter)
		switch {
		case reporter.IsSkipped():
			n.Stats.skipped(f.Factory.MsgType())
		case len(signers) == 0:
			n.ask(msg)
		default:
			n.sign(signers, msg)
		}
		return
	}
}

// send adds a transaction of one signer.
func (n *Nation) send(from string, msg sdk.Msg) {
	n.T.Helper()
	n.taken["sender "+from] = true
	n.batch = append(n.batch, sending{msg: msg, tx: n.Sign(n.actor(from), msg)})
}

func (n *Nation) sign(signers []simsx.SimAccount, msg sdk.Msg) {
	n.T.Helper()
	if len(signers) == 1 {
		n.send(signers[0].AddressBech32, msg)
		return
	}
	var all []testapp.Actor
	for _, s := range signers {
		if !n.idle(s.AddressBech32) {
			n.Stats.skipped(msg)
			return
		}
		all = append(all, n.actor(s.AddressBech32))
	}
	for _, a := range all {
		n.taken["sender "+a.String()] = true
	}
	n.batch = append(n.batch, sending{msg: msg, tx: n.SignJointly(all, msg)})
}

// finish executes the block and notes what became of its messages.
func (n *Nation) finish(step time.Duration) {
	n.T.Helper()
	var txs [][]byte
	for _, s := range n.batch {
		txs = append(txs, s.tx)
	}
	results := n.BlockAfter(step, txs...)
	n.ForgetSequences()
	for i, res := range results {
		n.note(n.batch[i].msg, res)
	}
	n.count()
	n.proposed = map[string]cryptotypes.PrivKey{}
}

// note counts a result and learns from it.
func (n *Nation) note(msg sdk.Msg, res *abci.ExecTxResult) {
	n.T.Helper()
	if !res.IsOK() {
		n.Stats.failed(msg, res.Log)
		return
	}
	n.Stats.succeeded(msg)
	switch m := msg.(type) {
	case *identitytypes.MsgRotateControllerKey:
		n.rotated[m.Address] = n.proposed[m.Address]
	default:
		n.submitted(msg, res)
	}
}
