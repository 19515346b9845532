package determinism

import (
	"fmt"
	"runtime"
	"testing"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/server"

	"github.com/agijobs/agijobs/app/testapp"
)

// variant is a way to run blocks that must not matter.
type variant struct {
	executor, db string
	// procs is GOMAXPROCS; 0: as it is.
	procs int
	// cache is the size of the memory of signatures; nil: the default.
	cache any
	// proposed: the node is asked to accept each block before, which verifies its signatures.
	proposed bool
	// restart: after so many blocks each the node and its database are closed and opened anew; 0: never.
	restart int
}

func (v variant) String() string {
	text := v.executor + " on " + v.db
	if v.procs > 0 {
		text += fmt.Sprintf(", GOMAXPROCS %d", v.procs)
	}
	if v.cache != nil {
		text += fmt.Sprintf(", cache of %v", v.cache)
	}
	if v.proposed {
		text += ", proposed"
	}
	if v.restart > 0 {
		text += fmt.Sprintf(", restarted every %d blocks", v.restart)
	}
	return text
}

// replay runs a story's blocks and returns the first difference.
func replay(t *testing.T, s story, v variant) string {
	t.Helper()
	if v.procs > 0 {
		before := runtime.GOMAXPROCS(v.procs)
		defer runtime.GOMAXPROCS(before)
	}
	dir := t.TempDir()
	open := func() dbm.DB {
		db, err := dbm.NewDB("application", dbm.BackendType(v.db), dir)
		require.NoError(t, err)
		return db
	}
	o := testapp.Options{State: s.Genesis, Executor: v.executor, DB: open(), Unchecked: true, Node: map[string]any{}}
	if v.cache != nil {
		o.Node["signatures.cache-size"] = v.cache
	}
	if v.procs > 0 {
		o.Node[server.FlagBlockSTMWorkers] = v.procs
	}
	c := testapp.New(t, o)
	defer func() { require.NoError(t, c.App.Close()) }()
	for i, b := range s.Blocks {
		if i > 0 { // New has run the first
			if v.proposed {
				pool := testapp.Mempool{Chain: c}
				pool.Accepts(b.Txs...) // what cannot be decoded no node accepts; it is executed here all the same
			}
			c.BlockAfter(b.Time.Sub(c.Time), b.Txs...)
		}
		if text := difference(i+1, b, seen(t, c)); text != "" {
			return text
		}
		if v.restart > 0 && i%v.restart == 0 {
			require.NoError(t, c.App.Close())
			c.DB = open()
			c.Restart()
		}
	}
	return ""
}
