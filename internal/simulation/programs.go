package simulation

import (
	"fmt"

	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// programFactories are those of programs.
func programFactories(reg *registry) {
	add(reg, 6, createProgram)
	add(reg, 6, fundProgram)
	add(reg, 6, setAllotment)
	add(reg, 2, pauseProgram)
	add(reg, 6, resumeProgram)
	add(reg, 1, closeProgram)
	add(reg, 2, approveProgram)
}

func programKey(id uint64) string { return fmt.Sprintf("program %d", id) }

// program returns one for which ok holds and that no other message of the block is about.
func (n *Nation) program(ok func(jobstypes.Program) bool) (jobstypes.Program, bool) {
	return pick(n, n.jobs().Programs, func(p jobstypes.Program) bool { return !n.taken[programKey(p.Id)] && ok(p) })
}

// sponsored returns a program in a status whose sponsor is idle and in good standing.
func (n *Nation) sponsored(status jobstypes.ProgramStatus) (jobstypes.Program, bool) {
	return n.program(func(p jobstypes.Program) bool {
		return p.Status == status && n.idle(p.Sponsor) && n.may(p.Sponsor, identitytypes.ROLE_EMPLOYER)
	})
}

// inProgram has a posting paid by a program that names its employer, under a label, and perhaps after other work.
func (n *Nation) inProgram(msg *jobstypes.MsgPostJob) {
	allotted := map[uint64]bool{}
	for _, a := range n.jobs().Allotments {
		if a.Delegate == msg.Employer && a.Left.GT(msg.Payout.MulRaw(2)) {
			allotted[a.ProgramId] = true
		}
	}
	p, ok := n.program(func(p jobstypes.Program) bool {
		return allotted[p.Id] && p.Payable(msg.Category, msg.Payout, jobstypes.PRIORITY_NORMAL) == nil && n.may(p.Sponsor, identitytypes.ROLE_EMPLOYER)
	})
	if !ok || !n.take(programKey(p.Id)) {
		return
	}
	msg.Program, msg.Label, msg.Priority = p.Id, fmt.Sprintf("work-%d", n.r.Intn(1_000_000)), p.Priority
	other, ok := pick(n, n.jobs().Jobs, func(j jobstypes.Job) bool { return j.Program == p.Id && j.Label != "" && !j.Status.FreesLabel() })
	if ok && n.chance(50) {
		wait := 40 * maxStep
		msg.DependsOn, msg.BlockedFor = []string{other.Label}, &wait
	}
}

func createProgram(n *Nation) *jobstypes.MsgCreateProgram {
	sponsor, ok := n.who(identitytypes.ROLE_EMPLOYER, anybody)
	if !ok || len(n.jobs().Programs) > 12 {
		return nil
	}
	msg := &jobstypes.MsgCreateProgram{
		Sponsor: sponsor, Title: "Relief", Document: document("program"), Budget: testapp.AGI(int64(n.between(5_000, 20_000))), MaxPayout: testapp.AGI(1_000),
	}
	if delegate, ok := n.delegate(sponsor); ok {
		msg.Delegates = []jobstypes.Allotment{{Delegate: delegate, Left: testapp.AGI(2_000)}}
	}
	return msg
}

// delegate is another employer.
func (n *Nation) delegate(sponsor string) (string, bool) {
	return n.who(identitytypes.ROLE_EMPLOYER, func(p identitytypes.Participant) bool { return p.Address != sponsor })
}

func fundProgram(n *Nation) *jobstypes.MsgFundProgram {
	p, ok := n.sponsored(jobstypes.PROGRAM_STATUS_ACTIVE)
	if !ok || !n.take(programKey(p.Id)) {
		return nil
	}
	return &jobstypes.MsgFundProgram{Sponsor: p.Sponsor, ProgramId: p.Id, Amount: testapp.AGI(int64(n.between(1, 1_000)))}
}

func setAllotment(n *Nation) *jobstypes.MsgSetAllotment {
	p, ok := n.sponsored(jobstypes.PROGRAM_STATUS_ACTIVE)
	if !ok {
		return nil
	}
	delegate, ok := n.delegate(p.Sponsor)
	if !ok || !n.take(programKey(p.Id)) {
		return nil
	}
	return &jobstypes.MsgSetAllotment{Sponsor: p.Sponsor, ProgramId: p.Id, Delegate: delegate, Left: testapp.AGI(int64(n.between(0, 1_500)))}
}

func pauseProgram(n *Nation) *jobstypes.MsgPauseProgram {
	p, ok := n.sponsored(jobstypes.PROGRAM_STATUS_ACTIVE)
	if !ok || !n.take(programKey(p.Id)) {
		return nil
	}
	return &jobstypes.MsgPauseProgram{Sender: p.Sponsor, ProgramId: p.Id}
}

func resumeProgram(n *Nation) *jobstypes.MsgResumeProgram {
	p, ok := n.sponsored(jobstypes.PROGRAM_STATUS_PAUSED)
	if !ok || p.Held || !n.take(programKey(p.Id)) {
		return nil
	}
	return &jobstypes.MsgResumeProgram{Sender: p.Sponsor, ProgramId: p.Id}
}

func closeProgram(n *Nation) *jobstypes.MsgCloseProgram {
	p, ok := n.program(func(p jobstypes.Program) bool {
		return p.Status != jobstypes.PROGRAM_STATUS_CLOSED && n.idle(p.Sponsor)
	})
	if !ok || !n.take(programKey(p.Id)) {
		return nil
	}
	return &jobstypes.MsgCloseProgram{Sponsor: p.Sponsor, ProgramId: p.Id}
}

func approveProgram(n *Nation) *jobstypes.MsgApproveProgram {
	p, ok := n.program(func(p jobstypes.Program) bool { return p.Status == jobstypes.PROGRAM_STATUS_ACTIVE })
	if !ok {
		return nil
	}
	return &jobstypes.MsgApproveProgram{
		Authority: n.authority.String(), ProgramId: p.Id, Incentives: n.chance(50),
		Priority: oneOf(n, jobstypes.PRIORITY_NORMAL, jobstypes.PRIORITY_URGENT, jobstypes.PRIORITY_CRITICAL),
	}
}
