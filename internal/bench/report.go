package bench

import (
	"runtime"
	"time"
)

// Report is everything that one run measured.
type Report struct {
	Machine Machine  `json:"machine"`
	Options Options  `json:"options"`
	Seconds float64  `json:"seconds"`
	Ratios  []Ratio  `json:"ratios"`
	Rates   []Rate   `json:"rates"`
	Flat    []Flat   `json:"flat"`
	Drain   []Drain  `json:"drain"`
	State   *State   `json:"state"`
	Budget  []Budget `json:"budget"`
	Replay  *Replay  `json:"replay"`
	Worst   []*Worst `json:"worst"`
}

// Machine is what the run ran on.
type Machine struct {
	OS       string `json:"os"`
	Arch     string `json:"arch"`
	CPUs     int    `json:"cpus"`
	MaxProcs int    `json:"gomaxprocs"`
	Go       string `json:"go"`
	// VerifyMicros is what the program's check of one secp256k1 signature takes on one core.
	VerifyMicros Spread `json:"verify_us"`
}

func machine() Machine {
	return Machine{
		OS: runtime.GOOS, Arch: runtime.GOARCH, CPUs: runtime.NumCPU(), MaxProcs: runtime.GOMAXPROCS(0), Go: runtime.Version(),
		VerifyMicros: verifyMicros(),
	}
}

// verifyMicros measures the signature check alone, so that a reader can tell what it was.
func verifyMicros() Spread {
	const checks, repeat = 100, 5
	a := newActor("signer", 0)
	message := make([]byte, 280) // a send's sign bytes
	signature, err := a.key.Sign(message)
	if err != nil {
		return Spread{}
	}
	key := a.key.PubKey()
	var each []float64
	for range repeat {
		started := time.Now()
		for range checks {
			if !key.VerifySignature(message, signature) {
				return Spread{}
			}
		}
		each = append(each, float64(time.Since(started).Microseconds())/checks)
	}
	return spreadOf(each)
}

// Kinds of a Rate.
const (
	KindSends     = "sends"
	KindLifecycle = "lifecycle"
)

// Rate is how fast one case ran.
type Rate struct {
	Section  string `json:"section"`
	Kind     string `json:"kind"`
	PerTx    int    `json:"per_tx"`
	Executor string `json:"executor"`
	DB       string `json:"db"`
	// Checked: every transaction had been through CheckTx before its block.
	Checked bool `json:"checked"`
	// Messages, transactions and blocks of one batch; full is the mean number of messages in a transaction.
	Messages int     `json:"messages"`
	Txs      int     `json:"txs"`
	Blocks   int     `json:"blocks"`
	Full     float64 `json:"messages_per_tx"`

	MessagesPerSecond Spread `json:"messages_per_second"`
	JobsPerSecond     Spread `json:"jobs_per_second"`
	ChecksPerSecond   Spread `json:"checks_per_second"`
	// CPUMicros is what a message used of all cores, microseconds; other programs on the machine do not change it.
	CPUMicros Spread `json:"cpu_us_per_message"`
	// PhaseMicros is what a phase took for each job of the batch, microseconds.
	PhaseMicros map[string]Spread `json:"phase_us_per_job"`
}

// Ratio compares two cases of the run. A target of 0 is none.
type Ratio struct {
	Name   string  `json:"name"`
	Value  Spread  `json:"value"`
	Target float64 `json:"target"`
	// AtMost: the target is an upper bound.
	AtMost bool `json:"at_most"`
}

// Met tells whether the median meets the target.
func (r Ratio) Met() bool {
	switch {
	case r.Target == 0:
		return true
	case r.AtMost:
		return r.Value.Median <= r.Target
	default:
		return r.Value.Median >= r.Target
	}
}

// Flat is a batch beside so many open jobs and validators in the pool.
type Flat struct {
	OpenJobs   int `json:"open_jobs"`
	Validators int `json:"validators"`
	// Millis is what the batch took; Ratio is to the same batch of the same repetition on the smallest chain.
	Millis Spread `json:"ms"`
	Ratio  Spread `json:"ratio"`
}

// Drain is how jobs that are due at once are worked off.
type Drain struct {
	Name string `json:"name"`
	Due  int    `json:"due"`
	Cap  int    `json:"cap"`
	// Blocks that it took, each within millis.
	Blocks int    `json:"blocks"`
	Millis Spread `json:"ms_per_block"`
	// InOrder: no job that was due later ended in an earlier block.
	InOrder bool `json:"in_order"`
}

// State is what a finished job leaves behind, round data pruned.
type State struct {
	Jobs        int     `json:"jobs"`
	BytesPerJob float64 `json:"bytes_per_job"`
	KeysPerJob  float64 `json:"keys_per_job"`
	// TargetBytes is the bound of the design.
	TargetBytes float64   `json:"target_bytes"`
	Stores      []KeySize `json:"stores"`
}

// KeySize is a part of a store by the first byte of its keys, for each finished job.
type KeySize struct {
	Store  string  `json:"store"`
	Prefix int     `json:"prefix"`
	Keys   float64 `json:"keys"`
	Bytes  float64 `json:"bytes"`
}
