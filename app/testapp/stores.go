package testapp

import "bytes"

// Unequal are the keys of one store under which two chains do not hold the same.
type Unequal struct {
	Store string
	Keys  [][]byte
}

// Unequal compares what two chains have committed, store by store.
func (c *Chain) Unequal(other *Chain) (list []Unequal) {
	c.T.Helper()
	a, b := stores(c), stores(other)
	for i, store := range a {
		if bytes.Equal(store.hash, b[i].hash) {
			continue
		}
		// The same pairs can lie in trees of different shape: only keys count.
		if keys := differing(store.data, b[i].data); len(keys) > 0 {
			list = append(list, Unequal{Store: store.name, Keys: keys})
		}
	}
	return list
}
