package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	gogoproto "github.com/cosmos/gogoproto/proto"

	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/localnode"
	"github.com/agijobs/agijobs/pkg/client"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// chainIDPrefix and a number make the chain's id: two demos on one machine are two chains.
const chainIDPrefix = "agijobs-demo-"

const (
	// blockPause is what the node waits after a block: fast enough to watch, slow enough for two cores.
	blockPause = 250 * time.Millisecond
	// tick is how often the director looks at the chain.
	tick = 100 * time.Millisecond
	// silence is after how long without news the director says what it waits for.
	silence = 2 * time.Second
	// standstill is after how long without a block the demo gives up.
	standstill = 30 * time.Second
)

var errStandstill = fmt.Errorf("no block for %s", standstill)

// director runs node and participants and reads the chain. It is one goroutine.
type director struct {
	// report is where scenario shock draws its curves; empty: nowhere.
	report string

	home       string
	addresses  map[string]string
	node       *localnode.Node
	crew       *crew
	client     *client.Client
	follower   *follower
	accountant *accountant
	print      *printer

	// judging are the names of the judges at work.
	judging map[string]bool

	blocks  []*block
	current *run
	news    time.Time
	// lastBlock is when a block was read last.
	lastBlock time.Time
	// tried and refused: what became of the last attempt.
	tried   bool
	refused string
}

// setup makes keys, genesis and documents in an empty home, and starts nothing.
func setup(ctx context.Context, binary, home string, nodeLog io.Writer, people *printer, challenge time.Duration) (*director, error) {
	n, err := localnode.New(binary, home, fmt.Sprintf("%s%d", chainIDPrefix, os.Getpid()))
	if err != nil {
		return nil, err
	}
	n.Mirror = nodeLog
	if err := n.Init(ctx, "demo", blockPause); err != nil {
		return nil, err
	}
	d := &director{
		home: home, addresses: map[string]string{}, node: n, print: people, crew: newCrew(binary, home, n.GRPC), judging: map[string]bool{},
	}
	keys := map[string]sdk.AccAddress{}
	for _, m := range cast() {
		if keys[m.name], err = makeKey(home, m.name); err != nil {
			return nil, fmt.Errorf("key of %s: %w", m.name, err)
		}
		d.addresses[m.name] = keys[m.name].String()
	}
	for _, name := range newcomers() {
		address, err := makeKey(home, name)
		if err != nil {
			return nil, fmt.Errorf("key of %s: %w", name, err)
		}
		d.addresses[name] = address.String()
	}
	if err := writeGenesis(home, keys, challenge); err != nil {
		return nil, err
	}
	return d, libraryOf(home).fill()
}

// makeKey makes a participant's key in a folder of its own.
func makeKey(home, name string) (sdk.AccAddress, error) {
	if err := os.MkdirAll(keyFolder(home, name), 0o700); err != nil {
		return nil, err
	}
	ring, err := openKeyring(home, name)
	if err != nil {
		return nil, err
	}
	record, _, err := ring.NewMnemonic(name, keyring.English, client.DerivationPath, "", hd.Secp256k1)
	if err != nil {
		return nil, err
	}
	return record.GetAddress()
}

// open starts node and validators and waits until committees can be drawn.
func (d *director) open(ctx context.Context) error {
	currency := sovereigntypes.DefaultCurrency()
	d.print.heading("A chain of one node is made in %s", d.home)
	if err := d.node.Start(); err != nil {
		return err
	}
	d.lastBlock = time.Now()
	c, err := client.Dial(d.node.GRPC, client.Options{})
	if err != nil {
		return err
	}
	d.client = c
	d.follower = &follower{client: c, denom: currency.Base, next: 1}
	d.print.teller = teller{names: d.names(), unit: currency.Display, exponent: currency.Exponent, labels: map[uint64]string{}}
	if err := d.until(ctx, "the first block", func() bool { return len(d.blocks) > 0 }); err != nil {
		return err
	}
	d.print.line(d.height(), line{who: "(demo)", what: fmt.Sprintf("node %s of chain %s is up", d.node.GRPC, d.node.ChainID)})
	if err := d.seat(ctx, validationtypes.GeneralPool, judges(cast())[:openingJudges]); err != nil {
		return err
	}
	d.accountant, err = newAccountant(ctx, d.client, currency.Base, d.addresses, d.judging)
	return err
}

// names of addresses for the timeline; words of the events that stand for an address are their own names.
func (d *director) names() map[string]string {
	out := map[string]string{"": "nobody"}
	for _, m := range cast() {
		out[d.addresses[m.name]] = m.name
	}
	for _, name := range newcomers() {
		out[d.addresses[name]] = name
	}
	return out
}

// height of the last block that was read.
func (d *director) height() int64 { return d.follower.next - 1 }

// until goes on until done; what says what it waits for.
func (d *director) until(ctx context.Context, what string, done func() bool) error {
	limit := time.Now().Add(patience)
	d.news = time.Now()
	for !done() {
		if err := d.step(ctx); err != nil {
			return err
		}
		if time.Now().After(limit) {
			return fmt.Errorf("waited %s for %s in vain", patience, what)
		}
		if time.Since(d.news) > silence {
			d.print.waiting(d.waitingFor(ctx, what))
			d.news = time.Now()
		}
	}
	return nil
}

// step takes one piece of news: a note, a failure, a block, or none.
func (d *director) step(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case n := <-d.crew.notes:
		d.hear(n)
		return nil
	case err := <-d.crew.failed:
		return err
	case <-d.node.Died():
		return errors.Join(errors.New("the node ended by itself; its log says why"), d.node.Err())
	case <-time.After(tick):
	}
	b, err := d.follower.read(ctx)
	if err != nil || b == nil {
		// The node may be starting, or has not finished the block.
		if time.Since(d.lastBlock) > standstill {
			return fmt.Errorf("the chain stands still after block %d: %w", d.height(), errors.Join(err, errStandstill))
		}
		return nil
	}
	d.blocks, d.lastBlock = append(d.blocks, b), time.Now()
	for _, s := range b.events {
		if l, ok := d.tell(s.event); ok {
			d.print.line(s.height, l)
			d.news = time.Now()
		}
	}
	if d.current != nil {
		return d.current.maybeKill()
	}
	return nil
}

// tell puts an event into words, if it belongs into the timeline of the scenario.
func (d *director) tell(event gogoproto.Message) (line, bool) {
	switch {
	case d.current == nil:
		return line{}, false
	case d.current.scenario.crowded:
		return d.print.teller.brief(event)
	}
	return d.print.teller.tell(event)
}

func (d *director) hear(n note) {
	if n.Tried {
		d.tried, d.refused = true, n.Refused
	}
	if n.JobID != 0 && d.current != nil {
		d.current.job = n.JobID
	}
	if n.Text != "" && !d.drowned(n) {
		d.print.line(d.height(), line{who: n.From, what: n.Text})
		d.news = time.Now()
	}
}

// drowned: where many jobs run at once, nobody wants to read what each participant says of each.
func (d *director) drowned(n note) bool {
	return d.current != nil && d.current.scenario.crowded && !strings.Contains(n.Text, "flips") && !strings.Contains(n.Text, "declines")
}

// waitingFor says what the chain does next.
func (d *director) waitingFor(ctx context.Context, what string) string {
	if d.current == nil || d.current.job == 0 {
		return what
	}
	r, err := d.client.Jobs().NextDeadline(ctx, &jobstypes.QueryNextDeadlineRequest{JobId: d.current.job})
	if err != nil || r.DeadlineMs == 0 {
		return what
	}
	left := time.Duration(max(r.DeadlineMs-r.NowMs, 0)) * time.Millisecond
	return fmt.Sprintf("%s; the job is %s, in %s of market time: %s", what, statusName(r.Status), left.Round(100*time.Millisecond), r.Action)
}

// close ends the participants, and the node unless it is to be kept.
func (d *director) close(keepNode bool) error {
	err := d.crew.end()
	if d.client != nil {
		err = errors.Join(err, d.client.Close())
	}
	if !keepNode {
		err = errors.Join(err, d.node.Stop())
	}
	return err
}

// newHome makes or checks the home folder.
func newHome(home string) (string, error) {
	if home == "" {
		return os.MkdirTemp("", "agijobs-demo-")
	}
	home, err := filepath.Abs(home)
	if err != nil {
		return "", err
	}
	entries, err := os.ReadDir(home)
	if err == nil && len(entries) > 0 {
		return "", fmt.Errorf("%s is not empty: name a new folder with --home, or leave it out", home)
	}
	return home, os.MkdirAll(home, 0o700)
}
