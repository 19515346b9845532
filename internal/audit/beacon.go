package audit

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"

	"github.com/agijobs/agijobs/pkg/client"
	"github.com/agijobs/agijobs/x/validation/types"
)

// seed computes the beacons and the seed of a draw again. It returns the seed that follows from the state's beacons, whatever the
// event says.
func (a *auditor) seed(ctx context.Context, r record, header Header) ([32]byte, []Check) {
	var seed [32]byte
	copy(seed[:], r.event.Seed)
	kept, err := types.NewQueryClient(a.source).Beacon(client.AtHeight(ctx, r.height), &types.QueryBeaconRequest{})
	if err != nil {
		err = stored(fmt.Sprintf("beacons after block %d", r.height), err)
		return seed, []Check{{What: "beacon", Result: NotCheckable, How: err.Error()}}
	}
	check := a.beacons(ctx, r.height, kept.Beacons)
	last := kept.Beacons[max(len(kept.Beacons)-2, 0):]
	if len(last) < 2 || last[1].Height != r.height || last[0].Height != r.height-1 {
		return seed, []Check{check, {What: "seed", Result: Refuted, How: fmt.Sprintf("the state has no beacons of blocks %d and %d", r.height-1, r.height)}}
	}
	e := r.event
	seed = types.DrawSeed(header.ChainID, e.JobId, e.Rung, e.Attempt, last[0].Value, last[1].Value)
	of := Check{What: "seed", Result: Verified, How: hex.EncodeToString(seed[:])}
	if !bytes.Equal(seed[:], e.Seed) {
		of.Result = Refuted
		of.How = fmt.Sprintf("computed %x; the event says %x", seed, e.Seed)
	}
	return seed, []Check{check, of}
}

// beacons computes the beacons that the state keeps again, each from the one before and the hash of its block's header. The oldest
// is taken from the state, unless it is the chain's first.
func (a *auditor) beacons(ctx context.Context, height int64, kept []types.Beacon) Check {
	c := Check{What: "beacon", Result: Refuted}
	if len(kept) == 0 {
		c.How = "the state has none"
		return c
	}
	anchor := fmt.Sprintf("that of block %d is taken from the state", kept[0].Height)
	previous := []byte(nil)
	start := 0
	if kept[0].Height == 1 {
		anchor = "block 1 is the chain's first"
	} else {
		previous, start = kept[0].Value, 1
	}
	for i := start; i < len(kept); i++ {
		b := kept[i]
		if i > 0 && b.Height != kept[i-1].Height+1 {
			c.How = fmt.Sprintf("the state has none of block %d", kept[i-1].Height+1)
			return c
		}
		h, err := a.source.Header(ctx, b.Height)
		if err != nil {
			c.Result, c.How = NotCheckable, err.Error()
			return c
		}
		want := types.NextBeacon(previous, h.Hash)
		if !bytes.Equal(want, b.Value) {
			c.How = fmt.Sprintf("of block %d: computed from its header %x, the state has %x", b.Height, want, b.Value)
			return c
		}
		previous = b.Value
	}
	c.Result = Verified
	c.How = fmt.Sprintf("%d from the headers of blocks %d to %d; %s", len(kept)-start, kept[start%len(kept)].Height, height, anchor)
	if start == len(kept) {
		c.Result, c.How = NotCheckable, "the state has one only, and nothing to compute it from"
	}
	return c
}
