package types

import "slices"

// MaxLineage bounds how many certificates one query of a lineage reads.
const MaxLineage = 500

// Trace returns what a certificate builds on, directly or not, itself first: by distance, then by id. sourcesOf is asked once
// for each; it tells whether there is such a certificate. truncated: there are more than limit. A certificate that is reached
// in several ways stands once, at its shortest distance.
func Trace(jobID uint64, limit int, sourcesOf func(jobID uint64) ([]uint64, bool, error)) (ids []uint64, distance []uint32, truncated bool, err error) {
	seen := map[uint64]bool{jobID: true}
	level := []uint64{jobID}
	for depth := uint32(0); len(level) > 0; depth++ {
		var next []uint64
		for _, id := range level {
			if len(ids) == limit {
				return ids, distance, true, nil
			}
			sources, found, err := sourcesOf(id)
			if err != nil {
				return nil, nil, false, err
			}
			if !found {
				continue
			}
			ids, distance = append(ids, id), append(distance, depth)
			for _, source := range sources {
				if !seen[source] {
					seen[source] = true
					next = append(next, source)
				}
			}
		}
		slices.Sort(next)
		level = next
	}
	return ids, distance, false, nil
}

// CheckLineage returns an error unless every source is a certificate and none builds on itself, directly or not. sources
// holds every certificate; ids lists them in a fixed order, so that the same fault gives the same error.
func CheckLineage(ids []uint64, sources map[uint64][]uint64) error {
	waits := make(map[uint64]int, len(ids))
	citedBy := make(map[uint64][]uint64, len(ids))
	for _, id := range ids {
		for _, source := range sources[id] {
			if _, ok := sources[source]; !ok {
				return ErrSource.Wrapf("job %d builds on %d, which has none", id, source)
			}
			citedBy[source] = append(citedBy[source], id)
		}
		waits[id] = len(sources[id])
	}
	var ready []uint64
	for _, id := range ids {
		if waits[id] == 0 {
			ready = append(ready, id)
		}
	}
	for n := 0; n < len(ready); n++ {
		for _, id := range citedBy[ready[n]] {
			if waits[id]--; waits[id] == 0 {
				ready = append(ready, id)
			}
		}
	}
	if len(ready) == len(ids) {
		return nil
	}
	for _, id := range ids {
		if waits[id] > 0 {
			return ErrSource.Wrapf("job %d builds on itself", id)
		}
	}
	return ErrSource.Wrapf("%d certificates are listed, %d exist", len(ids), len(ready))
}
