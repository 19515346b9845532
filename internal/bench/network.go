package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// drainFor is how long the chain may work off what was offered before the load ended.
const drainFor = 20 * time.Second

// MeasureNetwork starts real nodes on this machine, offers them load, and ends them.
func MeasureNetwork(ctx context.Context, o NetworkOptions) (report *NetworkReport, err error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	begun := time.Now()
	say := func(format string, args ...any) {
		if o.Progress != nil {
			_, _ = fmt.Fprintf(o.Progress, "%6.1fs  %s\n", time.Since(begun).Seconds(), fmt.Sprintf(format, args...))
		}
	}
	n, err := startNetwork(ctx, o, say)
	if err != nil {
		return nil, err
	}
	defer func() {
		say("ending the nodes")
		err = errors.Join(err, n.close())
	}()
	return n.measure(ctx, o, say)
}

// measure offers the load and counts what became of it.
func (n *network) measure(ctx context.Context, o NetworkOptions, say func(string, ...any)) (*NetworkReport, error) {
	status, err := n.rpcs[0].Status(ctx)
	if err != nil {
		return nil, err
	}
	f := newFeed(n)
	l := newLoad(f, o)
	watching, stop := context.WithCancel(ctx)
	var watcher, group sync.WaitGroup
	watcher.Go(func() { f.watch(watching, status.SyncInfo.LatestBlockHeight) })
	defer func() { stop(); watcher.Wait() }()

	say("load: %d sends/s of %d senders, %d jobs at a time, for %d s", o.Rate, o.Senders, o.Lives, o.Seconds)
	start := time.Now()
	offering, done := context.WithTimeout(ctx, time.Duration(o.Seconds)*time.Second)
	defer done()
	end, cancel := context.WithTimeout(ctx, time.Duration(o.Seconds)*time.Second+drainFor)
	defer cancel()
	l.sends(offering, &group)
	l.live(offering, end, &group)
	for offering.Err() == nil {
		select {
		case <-offering.Done():
		case <-time.After(5 * time.Second):
			say("%s", f.progress())
		}
	}
	offeredFor := time.Since(start)
	say("load ended; waiting until the chain has worked it off")
	group.Wait()
	for !f.workedOff(l.lives.judged) && end.Err() == nil {
		time.Sleep(lookEach)
	}
	if err := ctx.Err(); err != nil { // an interrupt from a terminal ends the nodes too
		return nil, err
	}
	for i, node := range n.nodes {
		if !node.Running() {
			return nil, fmt.Errorf("node %d has ended by itself: %w; last lines of its log:\n%s", i, node.Err(), node.Tail(failureLines))
		}
	}
	stop()
	watcher.Wait()
	say("%s", f.progress())
	return l.report(start, offeredFor, time.Since(start)), nil
}
