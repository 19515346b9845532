package audit

import (
	"fmt"
	"slices"

	"github.com/agijobs/agijobs/internal/sortition"
	"github.com/agijobs/agijobs/x/validation/types"
)

// memory is a store of a tree.
type memory map[string][]byte

func (m memory) Get(key []byte) ([]byte, error) { return m[string(key)], nil }
func (m memory) Set(key, value []byte) error    { m[string(key)] = slices.Clone(value); return nil }
func (m memory) Delete(key []byte) error        { delete(m, string(key)); return nil }

// met is a look of the event that the draw met again.
type met struct {
	types.DrawLook
	pass  int
	point uint64
}

// mismatch ends a replay that differs from the event.
type mismatch struct{ how string }

func (m mismatch) Error() string { return m.how }

// replay draws again from the leaves and the seed. Who is seated it takes from the event's looks, everything else it computes: the
// leaves that the draw meets must be exactly those of the looks, in order. It returns the looks as far as it met them.
func replay(members []types.Leaf, seed [32]byte, e types.EventCommitteeDrawn) ([]met, Check) {
	c := Check{What: "draw", Result: Refuted}
	tree, store, limit := sortition.New(nil), memory{}, uint64(0)
	holder := map[uint64]string{}
	for _, l := range members {
		if err := tree.Set(store, l.Index, l.Weight); err != nil {
			c.How = err.Error()
			return nil, c
		}
		holder[l.Index], limit = l.Validator, max(limit, l.Index+1)
	}
	var list []met
	var seats []uint64
	stream, passedOver := sortition.NewStream(seed), false
	for pass := 1; pass <= 2; pass++ {
		want := e.Wanted - uint32(len(seats)) // #nosec G115 -- at most MaxSeats
		if want == 0 || (pass == 2 && !passedOver) {
			break
		}
		drawn, err := sortition.Draw(tree, store, stream, want, limit, func(l sortition.Look) (bool, error) {
			if len(list) == len(e.Looks) {
				return false, mismatch{fmt.Sprintf("the draw meets leaf %d (%s) next; the event lists %d looks only", l.Index, holder[l.Index], len(list))}
			}
			look := e.Looks[len(list)]
			if look.Index != l.Index || look.Weight != l.Weight || look.Validator != holder[l.Index] {
				return false, mismatch{fmt.Sprintf("look %d: the draw meets leaf %d of weight %d (%s); the event says leaf %d of weight %d (%s)",
					len(list)+1, l.Index, l.Weight, holder[l.Index], look.Index, look.Weight, look.Validator)}
			}
			list = append(list, met{DrawLook: look, pass: pass, point: l.Point})
			passedOver = passedOver || look.Outcome == types.LookSpread
			return look.Outcome == types.LookSeated, nil
		}, seats...)
		if err != nil {
			c.How = err.Error()
			if e.LooksCut && len(list) == types.MaxLooks {
				c.Result, c.How = NotCheckable, fmt.Sprintf("equal as far as the event lists the looks, and it lists the first %d only", types.MaxLooks)
			}
			return list, c
		}
		seats = append(seats, drawn...)
	}
	if len(list) < len(e.Looks) || e.LooksCut {
		c.How = fmt.Sprintf("the draw ends after %d looks; the event lists %d", len(list), len(e.Looks))
		if e.LooksCut {
			c.How += ", and says that there were more"
		}
		return list, c
	}
	c.Result, c.How = Verified, fmt.Sprintf("drawn again from seed and leaves: the same %d looks in the same order, %d found", len(list), len(seats))
	return list, c
}
