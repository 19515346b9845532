package state

import "sync"

func concurrency(a, b chan int, work func()) {
	go work() // want `a goroutine`
	select {  // want `select takes`
	case <-a:
	case <-b:
	}
	var all sync.WaitGroup
	all.Go(work) // want `runs beside the block`
	all.Wait()
	// state-ok: nothing of it is state
	go work()
	// state-ok: a reason of
	// two lines
	go work()
}
