// Package explore plays one job in every way that its actors can play it, on the real modules, and asks of each end what must
// be true of all.
package explore

import (
	"fmt"
	"maps"
	"slices"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/store/v2/rootmulti"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// behaviour is all that a seat can do.
type behaviour byte

const (
	approves behaviour = iota
	rejects
	unjudges // says that the spec cannot be judged
	divides  // panels only
	withholds
	stays // away: never commits
)

// split is what a vote that divides gives the agent, in bps.
const split = 4_000

func (b behaviour) vote() validationtypes.Vote {
	switch b {
	case rejects:
		return testapp.Reject
	case unjudges:
		return testapp.Vote(validationtypes.VOTE_VERDICT_UNJUDGEABLE_SPEC, 0)
	case divides:
		return validationtypes.Vote{Verdict: validationtypes.VOTE_VERDICT_SPLIT, Score: 50, SplitBps: split}
	default:
		return testapp.Approve
	}
}

type seatID struct {
	rung uint32
	addr string
}

// node is a state of the chain with what led there. A node is changed only until it is branched off.
type node struct {
	ctx  sdk.Context
	path []string

	seats    map[seatID]behaviour
	disputes []bool // by the employer, by rung
	ruled    jobstypes.Outcome
	canary   bool

	// What the chain said.
	verdicts []jobstypes.Verdict
	slashes  []validationtypes.EventSeatSlashed
	settled  []jobstypes.EventJobSettled
	minted   int
	gaveUp   int // assignments that ended without a submission
}

// branch is the same state, to go on from in another way.
func (n *node) branch(step string) *node {
	child := *n
	child.ctx = n.ctx.WithMultiStore(n.ctx.MultiStore().CacheMultiStore())
	child.path = append(slices.Clip(n.path), step)
	child.seats = maps.Clone(n.seats)
	child.disputes = slices.Clip(n.disputes)
	child.verdicts = slices.Clip(n.verdicts)
	child.slashes = slices.Clip(n.slashes)
	child.settled = slices.Clip(n.settled)
	return &child
}

// block runs one block, d after the last one: the market's clock, the messages, each as a transaction of its own, then
// what the modules do at a block's end, in the app's order. council runs among the latter, as a proposal that has passed.
func (w *world) block(n *node, d time.Duration, council sdk.Msg, msgs ...sdk.Msg) {
	n.ctx = n.ctx.WithBlockHeight(n.ctx.BlockHeight() + 1).WithBlockTime(n.ctx.BlockTime().Add(d)).
		WithHeaderHash(testapp.HeaderHash(n.ctx.BlockHeight() + 1)).WithEventManager(sdk.NewEventManager())
	w.no(n, w.app.Sovereign.BeginBlocker(n.ctx))
	for i, msg := range msgs {
		_, err := w.run(n.ctx.WithTxIndex(i), msg)
		w.no(n, err)
	}
	w.no(n, w.app.Bank.CreditVirtualAccounts(n.ctx))
	if council != nil {
		_, err := w.run(n.ctx, council)
		w.no(n, err)
	}
	w.no(n, w.app.Validation.EndBlocker(n.ctx))
	w.no(n, w.app.Jobs.EndBlocker(n.ctx))
	w.blocks++
	w.read(n)
	w.forget(n)
}

// forget empties the stores that a commit empties.
func (w *world) forget(n *node) {
	for _, key := range w.transient {
		if _, object := key.(*storetypes.ObjectStoreKey); object {
			clearStore(n.ctx.MultiStore().GetObjKVStore(key))
		} else {
			clearStore(n.ctx.MultiStore().GetKVStore(key))
		}
	}
}

func clearStore[V any](store storetypes.GKVStore[V]) {
	var keys [][]byte
	it := store.Iterator(nil, nil)
	for ; it.Valid(); it.Next() {
		keys = append(keys, it.Key())
	}
	if err := it.Close(); err != nil {
		panic(err)
	}
	for _, key := range keys {
		store.Delete(key)
	}
}

// transientStores lists the chain's stores that a commit empties.
func transientStores(a *app.App) (keys []storetypes.StoreKey) {
	stores := a.CommitMultiStore().(*rootmulti.Store).StoreKeysByName()
	for _, name := range slices.Sorted(maps.Keys(stores)) {
		switch key := stores[name].(type) {
		case *storetypes.TransientStoreKey, *storetypes.ObjectStoreKey:
			keys = append(keys, key)
		}
	}
	return keys
}

func (w *world) run(ctx sdk.Context, msg sdk.Msg) (*sdk.Result, error) {
	return w.app.MsgServiceRouter().Handler(msg)(ctx, msg)
}

// refused: a message that must fail now. What it did is lost, as with any transaction that fails.
func (w *world) refused(n *node, msg sdk.Msg, want error) {
	branch, _ := n.ctx.CacheContext()
	_, err := w.run(branch.WithTxIndex(0), msg)
	require.ErrorIs(w.t, err, want, "%s %v", sdk.MsgTypeURL(msg), n.path)
}

func (w *world) no(n *node, err error) {
	if err != nil {
		require.NoError(w.t, err, "%v", n.path)
	}
}

// read notes what a block said. No item of a block's end may fail on any path.
func (w *world) read(n *node) {
	for _, event := range n.ctx.EventManager().ABCIEvents() {
		switch event.Type {
		case "agijobs.jobs.v1.EventJobSettled":
			n.settled = append(n.settled, *parsed[*jobstypes.EventJobSettled](w, event))
		case "agijobs.jobs.v1.EventVerdictRecorded":
			n.verdicts = append(n.verdicts, parsed[*jobstypes.EventVerdictRecorded](w, event).Verdict)
		case "agijobs.jobs.v1.EventAssignmentEnded":
			n.gaveUp++
		case "agijobs.validation.v1.EventSeatSlashed":
			n.slashes = append(n.slashes, *parsed[*validationtypes.EventSeatSlashed](w, event))
		case proto.MessageName(&certificatestypes.EventCertificateMinted{}):
			n.minted++
		case "agijobs.jobs.v1.EventSettlementFailed", "agijobs.jobs.v1.EventHookFailed", "agijobs.validation.v1.EventItemFailed":
			require.Fail(w.t, "something failed in a block's end", "%v\n%v", event, n.path)
		}
	}
}

func parsed[T proto.Message](w *world, event abci.Event) T {
	msg, err := sdk.ParseTypedEvent(event)
	require.NoError(w.t, err)
	return msg.(T)
}

func (w *world) job(n *node) jobstypes.Job {
	job, err := w.app.Jobs.Job(n.ctx, w.id)
	w.no(n, err)
	return job
}

func (w *world) now(n *node) int64 {
	now, err := w.app.Sovereign.Now(n.ctx)
	w.no(n, err)
	return now
}

// due is how long it takes until the chain acts on the job by itself. A draw takes blocks, not time.
func (w *world) due(n *node) time.Duration {
	job := w.job(n)
	at := job.DeadlineMs
	if job.Status == jobstypes.JOB_STATUS_IN_REVIEW {
		var err error
		at, _, err = w.app.Validation.RoundDeadline(n.ctx, job.Id, job.Rung)
		w.no(n, err)
	}
	return time.Duration(max(at-w.now(n), 1)) * time.Millisecond
}

// pass lets time pass until the chain acts.
func (w *world) pass(n *node) { w.block(n, w.due(n), nil) }

// silence: nobody ever does anything again. The job ends all the same, by deadlines alone.
func (w *world) silence(n *node) {
	n = n.branch("silence")
	for range 8 * (len(w.ladder) + 2) {
		if w.job(n).Status.Terminal() {
			w.checkEnd(n)
			return
		}
		w.absent(n)
		w.pass(n)
	}
	require.Fail(w.t, "the job does not end by itself", "%s %v", w.job(n).Status, n.path)
}

// absent notes what becomes of those who have a seat while everybody is silent: who has committed withholds.
func (w *world) absent(n *node) {
	for _, seat := range w.seats(n, w.job(n)) {
		id := seatID{seat.Rung, seat.Validator}
		switch seat.Status {
		case validationtypes.SEAT_STATUS_DRAWN:
			n.seats[id] = stays
		case validationtypes.SEAT_STATUS_COMMITTED:
			n.seats[id] = withholds
		}
	}
}

// seats returns the seats of the round that a job is in, in order of the draw.
func (w *world) seats(n *node, job jobstypes.Job) []validationtypes.Seat {
	if job.Status != jobstypes.JOB_STATUS_IN_REVIEW {
		return nil
	}
	res, err := w.queries.Round(n.ctx, &validationtypes.QueryRoundRequest{JobId: job.Id, Rung: job.Rung})
	w.no(n, err)
	return res.Seats
}

func (w *world) round(n *node, rung uint32) validationtypes.RoundStatus {
	_, status, err := w.app.Validation.RoundDeadline(n.ctx, w.id, rung)
	w.no(n, err)
	return status
}

// drawn returns who has a seat on a rung and has not committed.
func (w *world) drawn(n *node, job jobstypes.Job) (list []testapp.Actor) {
	for _, seat := range w.seats(n, job) {
		if seat.Status == validationtypes.SEAT_STATUS_DRAWN {
			list = append(list, w.people[seat.Validator])
		}
	}
	return list
}

func (w *world) describe(rung uint32, a0, a1 int, plan []behaviour) string {
	return fmt.Sprintf("rung %d: %d absent, %d of the redrawn, votes %v", rung, a0, a1, plan)
}
