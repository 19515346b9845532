// Package sigcache remembers which signatures this node has verified, so that it verifies each only once: when the transaction comes in, or,
// if a block brings what the node has not seen, on all processors at once before that block is executed.
//
// Everything here is a node's own affair, goroutines and random numbers too: a signature is good or not whatever is remembered, and its gas is
// charged before anybody asks. So no state, no result and no answer to consensus depends on this package. Good ones are kept; wrong ones only those
// of the block in hand, so that nobody can fill the memory with them.
package sigcache

import (
	"crypto/sha256"
	"hash/maphash"
	"sync"
	"sync/atomic"
)

const (
	// DefaultEntries is many times what a full pool and a full block hold, so that hardly anything that waits is pushed out.
	DefaultEntries = 65_536
	// MaxEntries take 129 MiB.
	MaxEntries = 4 << 20

	// ways is how many entries share a place: the ninth pushes out the oldest of them.
	ways = 8
	// stripes is how many locks share the places out.
	stripes = 64
)

// entry stands for a signature by a key under bytes; its fields are in key.go. No entry is all zero: that is an empty place.
type entry = [sha256.Size]byte

type set struct {
	entries [ways]entry
	next    uint8
}

// Cache is a table of fixed size, as a processor's cache is: nothing that is sent to a node makes it grow. It serves many goroutines. The nil
// cache remembers nothing.
type Cache struct {
	// The seed differs from node to node and from start to start. Where an entry lies is therefore nothing that somebody could aim at: to
	// push out one entry takes as many good signatures as to push out most of them, and each of those has cost its sender more than the node.
	seed  maphash.Seed
	sets  []set
	locks [stripes]sync.Mutex

	// wrong are the signatures of the block in hand that were found wrong before it is executed, with what was said of each. Check bounds them.
	wrong     map[entry]error
	wrongLock sync.RWMutex

	hits, misses, evictions, checked atomic.Uint64
}

// New returns a cache of so many entries, rounded up to a multiple of 8; nil for 0.
func New(entries int) *Cache {
	if entries <= 0 {
		return nil
	}
	show()
	return &Cache{wrong: map[entry]error{}, seed: maphash.MakeSeed(), sets: make([]set, (entries+ways-1)/ways)}
}

// Stats counts what has happened since the node's start.
type Stats struct {
	// Hits are signatures that needed no second check, wrong ones too, Misses those that the ante handler had to check, Evictions entries pushed out by
	// others, Checked signatures that were checked before their block was executed.
	Hits, Misses, Evictions, Checked uint64
}

// Stats returns the counts so far.
func (c *Cache) Stats() Stats {
	if c == nil {
		return Stats{}
	}
	return Stats{Hits: c.hits.Load(), Misses: c.misses.Load(), Evictions: c.evictions.Load(), Checked: c.checked.Load()}
}

func (c *Cache) place(e entry) (*set, *sync.Mutex) {
	i := maphash.Bytes(c.seed, e[:]) % uint64(len(c.sets))
	return &c.sets[i], &c.locks[i%stripes]
}

func (c *Cache) has(e entry) bool {
	s, lock := c.place(e)
	lock.Lock()
	defer lock.Unlock()
	return s.has(e)
}

func (s *set) has(e entry) bool {
	for i := range s.entries {
		if s.entries[i] == e {
			return true
		}
	}
	return false
}

func (c *Cache) add(e entry) {
	s, lock := c.place(e)
	lock.Lock()
	defer lock.Unlock()
	if s.has(e) {
		return
	}
	if s.entries[s.next] != (entry{}) {
		c.evictions.Add(1)
		count(evictions)
	}
	s.entries[s.next] = e
	s.next = (s.next + 1) % ways
}

func (c *Cache) wrongly(e entry) error {
	c.wrongLock.RLock()
	defer c.wrongLock.RUnlock()
	return c.wrong[e]
}

func (c *Cache) addWrong(e entry, said error) {
	c.wrongLock.Lock()
	defer c.wrongLock.Unlock()
	c.wrong[e] = said
}

// forgetWrong begins with another block.
func (c *Cache) forgetWrong() {
	c.wrongLock.Lock()
	defer c.wrongLock.Unlock()
	c.wrong = map[entry]error{}
}

// verified says what is wrong with an entry's signature, nil where it is good: from memory, or else by the check, whose success it remembers, and
// its failure too if it comes before a block. Such a check is no hit and no miss.
func (c *Cache) verified(e entry, ahead bool, check func() error) error {
	said := c.wrongly(e)
	known := said != nil || c.has(e)
	switch {
	case ahead && !known:
		c.checked.Add(1)
		count(checked)
	case !ahead && known:
		c.hits.Add(1)
		count(hits)
	case !ahead:
		c.misses.Add(1)
		count(misses)
	}
	if known {
		return said
	}
	said = check()
	switch {
	case said == nil:
		c.add(e)
	case ahead:
		c.addWrong(e, said)
	}
	return said
}
