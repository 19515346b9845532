package audit

// Result is what a check came to.
type Result string

// Results, from best to worst.
const (
	// Verified: computed again, and equal.
	Verified Result = "verified"
	// NotContradicted: something that the node has kept no trace of may have changed it within the block; nothing that it has
	// kept speaks against it.
	NotContradicted Result = "not contradicted"
	// NotCheckable: the node lacks what the check needs.
	NotCheckable Result = "not checkable"
	// Refuted: computed again, and different.
	Refuted Result = "refuted"
)

var badness = map[Result]int{Verified: 0, NotContradicted: 1, NotCheckable: 2, Refuted: 3}

// worse returns the worse of two results.
func worse(a, b Result) Result {
	if badness[b] > badness[a] {
		return b
	}
	return a
}

// Holds tells whether nothing was refuted and nothing left out.
func (r Result) Holds() bool { return r == Verified || r == NotContradicted }

// Report is the audit of all draws of a job, or of one rung's.
type Report struct {
	ChainID string `json:"chain_id"`
	JobID   uint64 `json:"job_id,string"`
	Result  Result `json:"result"`
	// Found tells how the draws were found and whether any is missing.
	Found Check  `json:"found"`
	Draws []Draw `json:"draws"`
}

// Draw is the audit of one draw.
type Draw struct {
	Rung    uint32 `json:"rung"`
	Attempt uint32 `json:"attempt"`
	Height  int64  `json:"height,string"`
	// HeaderHash of the block, hex: what to compare with another node.
	HeaderHash  string   `json:"header_hash"`
	Pool        string   `json:"pool"`
	Seed        string   `json:"seed"`
	TotalWeight uint64   `json:"total_weight,string"`
	Members     int      `json:"members"`
	Wanted      uint32   `json:"wanted"`
	Seats       []string `json:"seats"`
	Result      Result   `json:"result"`
	Checks      []Check  `json:"checks"`
	Looks       []Look   `json:"looks"`
}

// Check is one thing that was computed again.
type Check struct {
	What   string `json:"what"`
	Result Result `json:"result"`
	// How says what was compared, or what is wrong.
	How string `json:"how"`
}

// Look is one leaf that the draw met.
type Look struct {
	// Pass is 1, or 2 without the condition of one seat per person and organisation; 0 if the draw never met the leaf.
	Pass int `json:"pass"`
	// Point of the tree, as drawn again.
	Point     uint64 `json:"point,string"`
	Leaf      uint64 `json:"leaf,string"`
	Weight    uint64 `json:"weight,string"`
	Validator string `json:"validator"`
	Outcome   string `json:"outcome"`
	Result    Result `json:"result"`
	How       string `json:"how"`
}

// add puts a check into the report.
func (d *Draw) add(c Check) {
	d.Checks = append(d.Checks, c)
	d.Result = worse(d.Result, c.Result)
}
