package sortition

import "maps"

// memStore is a store in memory that counts its reads.
type memStore struct {
	values map[string][]byte
	reads  int
	writes int
}

func newMemStore() *memStore { return &memStore{values: map[string][]byte{}} }

func (m *memStore) Get(key []byte) ([]byte, error) {
	m.reads++
	return m.values[string(key)], nil
}

func (m *memStore) Set(key, value []byte) error {
	m.writes++
	m.values[string(key)] = append([]byte(nil), value...)
	return nil
}

func (m *memStore) Delete(key []byte) error {
	m.writes++
	delete(m.values, string(key))
	return nil
}

func (m *memStore) clone() *memStore { return &memStore{values: maps.Clone(m.values)} }
