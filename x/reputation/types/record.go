package types

import (
	"strings"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// maxCategory bounds the slug of a category, in bytes, as x/jobs does.
const maxCategory = 32

// NewRecord returns the record of somebody who has done nothing yet.
func NewRecord(addr sdk.AccAddress, role identitytypes.Role) Record {
	return Record{Address: addr.String(), Role: role, Slashed: math.ZeroInt(), Turnover: math.ZeroInt()}
}

// EndedJobs counts the jobs that have ended with what somebody did, or did not do.
func (r Record) EndedJobs() uint64 {
	return r.Completed + r.Rejected + r.Expired + r.Surrendered + r.Split
}

// Slash adds what was slashed.
func (r *Record) Slash(amount math.Int) { r.Slashed = plus(r.Slashed, amount) }

// End counts a settled job by its end, for its agent or its employer. An agent's EXPIRED and SURRENDERED are counted when
// the assignment ends: a job may have several.
func (r *Record) End(job jobstypes.Job) {
	switch job.Ruling.Outcome {
	case jobstypes.OUTCOME_COMPLETED:
		r.Completed++
		r.Turnover = plus(r.Turnover, job.Escrow.Payout)
		if approval := job.Approval(); approval != nil && r.Role == identitytypes.ROLE_AGENT {
			r.Judged++
			r.Quality += uint64(min(approval.Quality, 100))
		}
	case jobstypes.OUTCOME_FAILED:
		r.Rejected++
	case jobstypes.OUTCOME_SPLIT:
		r.Split++
		r.Turnover = plus(r.Turnover, share(job.Escrow.Payout, job.Ruling.SplitBps))
	case jobstypes.OUTCOME_EXPIRED:
		if r.Role == identitytypes.ROLE_EMPLOYER {
			r.EndAssignment(job.Ruling.Basis)
		}
	case jobstypes.OUTCOME_CANCELLED:
		if r.Role == identitytypes.ROLE_EMPLOYER {
			r.Cancelled++
		}
	}
}

// EndAssignment counts an assignment that ended without a submission by somebody's fault.
func (r *Record) EndAssignment(basis jobstypes.RulingBasis) {
	switch basis {
	case jobstypes.RULING_BASIS_DEADLINE:
		r.Expired++
	case jobstypes.RULING_BASIS_SURRENDER:
		r.Surrendered++
	}
}

// Submit counts work that was handed in.
func (r *Record) Submit(job jobstypes.Job) {
	used := max(job.SubmittedMs-job.AssignedMs, 0)
	r.Submitted++
	r.UsedMs = plusMs(r.UsedMs, used)
	if used < job.WorkDuration.Milliseconds() {
		r.OnTime++
	}
}

// Award counts an employer's job that found an agent.
func (r *Record) Award(job jobstypes.Job) {
	offered := job.OfferedMs
	if offered == 0 {
		offered = job.PostedMs
	}
	r.Awarded++
	r.AwardMs = plusMs(r.AwardMs, max(job.AssignedMs-offered, 0))
}

// Validate checks one stored record.
func (r Record) Validate() error {
	if err := checkStored(r.Address, r.Role, ""); err != nil {
		return err
	}
	for _, amount := range []math.Int{r.Slashed, r.Turnover} {
		if amount.IsNil() || amount.IsNegative() {
			return ErrInvalidGenesis.Wrapf("an amount is %s", amount)
		}
	}
	if r.UsedMs < 0 || r.AwardMs < 0 || r.OnTime > r.Submitted || r.Quality > 100*r.Judged {
		return ErrInvalidGenesis.Wrapf("used_ms %d, award_ms %d, on_time %d of %d, quality %d of %d",
			r.UsedMs, r.AwardMs, r.OnTime, r.Submitted, r.Quality, r.Judged)
	}
	return nil
}

// checkStored checks the key of what is kept of a participant.
func checkStored(address string, role identitytypes.Role, category string) error {
	addr, err := sdk.AccAddressFromBech32(address)
	if err != nil {
		return ErrInvalidAddress.Wrapf("address %q: %s", address, err)
	}
	// Upper case is the same address and would hide a duplicate.
	if addr.String() != address {
		return ErrInvalidAddress.Wrapf("address: write %s as %s", address, addr)
	}
	if !HasScore(role) {
		return ErrInvalidRole.Wrap(role.String())
	}
	return CheckCategory(role, category)
}

// CheckCategory refuses a category that no score can have: only agents have scores by category. Whether x/jobs knows it is
// not asked: a score outlives its category.
func CheckCategory(role identitytypes.Role, category string) error {
	if category == "" {
		return nil
	}
	if role != identitytypes.ROLE_AGENT {
		return ErrInvalidCategory.Wrapf("%q of %s; only agents have scores by category", category, role)
	}
	slug := func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' }
	if len(category) > maxCategory || strings.ContainsFunc(category, slug) {
		return ErrInvalidCategory.Wrapf("%q; use at most %d of a-z, 0-9 and '-'", category, maxCategory)
	}
	return nil
}

// maxTotal bounds a sum: it stays there, and no settlement fails for it.
var maxTotal = maxPayout

func plus(sum, amount math.Int) math.Int {
	if amount.IsNil() || !amount.IsPositive() {
		return sum
	}
	return math.MinInt(sum.Add(math.MinInt(amount, maxTotal)), maxTotal)
}

// plusMs adds two times that are not negative; the sum stays at the largest number.
func plusMs(sum, ms int64) int64 {
	if total := sum + ms; total >= sum {
		return total
	}
	return 1<<63 - 1
}

// share returns bps of an amount, rounded down.
func share(amount math.Int, bps uint32) math.Int {
	if amount.IsNil() || !amount.IsPositive() {
		return math.ZeroInt()
	}
	return math.MinInt(amount, maxTotal).MulRaw(int64(bps)).QuoRaw(MaxBps)
}
