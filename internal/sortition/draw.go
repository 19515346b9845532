package sortition

import (
	"cmp"
	"fmt"
	"slices"
)

const (
	// MaxTries is how many points may be tried for one seat. Every try meets a leaf that was not met before, so even
	// where three quarters of the weight is not eligible, all tries of a seat miss in about 1 of 100 cases only.
	MaxTries = 16
	// MaxScan is how many leaves are looked at, onward from the last point, when all tries of a seat missed. Together
	// with MaxTries it bounds the work of a seat in a pool where hardly anybody is eligible.
	MaxScan = 256
)

// Look is one leaf that a draw meets, and the point of the tree that led to it.
type Look struct{ Point, Index, Weight uint64 }

// Draw picks up to want distinct leaves, by weight and without replacement: each seat goes to an eligible leaf with the
// probability of its weight among the eligible ones that are left.
//
// Eligible is asked once per leaf at the most, in the order of the draw; a leaf that it accepts is picked, and its error
// ends the draw. A seat takes at most MaxTries points; when all miss it takes the next eligible one of at most MaxScan
// leaves onward from the last point, in the order of the leaves, from the end to the beginning. (That fallback is not by
// weight alone: a leaf behind leaves that are not eligible is likelier.) If that fails too the seat stays empty and the
// draw ends.
//
// Leaves in already are left out. A second draw with other conditions goes on with the same stream and gives what the
// first one picked as already. Limit is the next free leaf; a weight at or above it is ErrCorrupt.
func Draw(
	t Tree, s Store, stream *Stream, want uint32, limit uint64,
	eligible func(Look) (bool, error), already ...uint64,
) ([]uint64, error) {
	d := drawing{tree: t, store: s, limit: limit, eligible: eligible}
	if err := d.start(already); err != nil {
		return nil, err
	}
	var picked []uint64
	for uint32(len(picked)) < want {
		index, ok, err := d.seat(stream)
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		picked = append(picked, index)
	}
	return picked, nil
}

// drawing is a draw under way. A leaf that has been met, eligible or not, is out: the points of the leaves that are left
// count as if those were cut from the tree.
type drawing struct {
	tree     Tree
	store    Store
	limit    uint64
	eligible func(Look) (bool, error)
	total    uint64
	left     uint64 // weight of the leaves that are not out
	out      []span // sorted by start
}

func (d *drawing) start(already []uint64) error {
	total, err := d.tree.Total(d.store)
	if err != nil {
		return err
	}
	d.total, d.left = total, total
	for _, index := range already {
		leaf, err := d.tree.span(d.store, index)
		if err != nil {
			return err
		}
		d.takeOut(leaf)
	}
	return nil
}

// seat draws for one seat; false if nobody was found.
func (d *drawing) seat(stream *Stream) (index uint64, found bool, err error) {
	var point uint64
	for range MaxTries {
		if d.left == 0 {
			return 0, false, nil
		}
		leaf, ok, err := d.meet(d.cut(stream.Below(d.left)))
		if err != nil || ok {
			return leaf.index, ok, err
		}
		point = leaf.end()
	}
	for range MaxScan {
		if d.left == 0 {
			break
		}
		leaf, ok, err := d.meet(d.onward(point))
		if err != nil || ok {
			return leaf.index, ok, err
		}
		point = leaf.end()
	}
	return 0, false, nil
}

// meet asks for the leaf under a point and takes it out.
func (d *drawing) meet(point uint64) (span, bool, error) {
	leaf, err := d.tree.find(d.store, point)
	if err != nil {
		return span{}, false, err
	}
	if leaf.index >= d.limit {
		return span{}, false, fmt.Errorf("%w: leaf %d has a weight, but only leaves below %d are given out",
			ErrCorrupt, leaf.index, d.limit)
	}
	d.takeOut(leaf)
	ok, err := d.eligible(Look{Point: point, Index: leaf.index, Weight: leaf.weight})
	return leaf, ok, err
}

func (d *drawing) takeOut(leaf span) {
	at, found := d.search(leaf.start)
	if found || leaf.weight == 0 {
		return
	}
	d.out = slices.Insert(d.out, at, leaf)
	d.left -= leaf.weight
}

// cut returns the point of the tree that a point below left stands for, once the leaves that are out are cut from it.
func (d *drawing) cut(point uint64) uint64 {
	for _, leaf := range d.out {
		if point < leaf.start {
			break
		}
		point += leaf.weight
	}
	return point
}

// onward returns the first point, from the end of a leaf on, whose leaf is not out. There must be one.
func (d *drawing) onward(point uint64) uint64 {
	for {
		if point == d.total {
			point = 0
		}
		at, found := d.search(point)
		if !found {
			return point
		}
		point = d.out[at].end()
	}
}

// search returns the place of a leaf that begins at start among those that are out.
func (d *drawing) search(start uint64) (int, bool) {
	return slices.BinarySearchFunc(d.out, start, func(leaf span, start uint64) int {
		return cmp.Compare(leaf.start, start)
	})
}
