package simulation

import (
	"fmt"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// canaryFactories are those of the audit office.
func canaryFactories(reg *registry) {
	add(reg, 25, registerCanaries)
	add(reg, 15, openCanary)
	add(reg, 3, discloseCanaries)
	add(reg, 10, contradictCanary)
	add(reg, 6, liftCanaryBar)
}

func dayKey(office string, day uint64) string { return fmt.Sprintf("%s %d", office, day) }

func (n *Nation) barred(office string) bool {
	for _, o := range n.validation().CanaryOffices {
		if o.Office == office {
			return true
		}
	}
	return false
}

// auditor is one of the office who may act.
func (n *Nation) auditor() (string, bool) {
	return n.who(identitytypes.ROLE_AUDITOR, func(p identitytypes.Participant) bool { return p.OrganisationId == office })
}

// registerCanaries seals the day's tests: results that will be handed in, as the office knows. Now and then it seals the
// opposite of what it has sealed before.
func registerCanaries(n *Nation) *validationtypes.MsgRegisterCanaries {
	today := validationtypes.CanaryDay(n.Time)
	for _, r := range n.validation().CanaryRoots {
		if r.Office == office && r.Day == today {
			return nil
		}
	}
	auditor, ok := n.auditor()
	if !ok || n.barred(office) || !n.take(dayKey(office, today)) {
		return nil
	}
	var leaves []validationtypes.CanaryLeaf
	for range n.between(1, 4) {
		leaves = append(leaves, n.leaf(len(leaves), today))
	}
	root, err := validationtypes.CanaryTreeRoot(testapp.ChainID, leaves)
	require.NoError(n.T, err)
	n.sealed = append(n.sealed, sealedDay{root: root, leaves: leaves})
	return &validationtypes.MsgRegisterCanaries{Auditor: auditor, Root: root}
}

func (n *Nation) leaf(index int, day uint64) validationtypes.CanaryLeaf {
	salt := hash("canary %d %d %d %d", n.seed, day, index, n.Height)
	early := func(j jobstypes.Job) bool {
		return j.Submission == nil && (j.Status == jobstypes.JOB_STATUS_OPEN || j.Status == jobstypes.JOB_STATUS_ASSIGNED)
	}
	j, ok := n.job(early)
	if !ok {
		return validationtypes.CanaryLeaf{Salt: salt} // fills the day up
	}
	verdict := oneOf(n, validationtypes.VOTE_VERDICT_APPROVE, validationtypes.VOTE_VERDICT_REJECT, validationtypes.VOTE_VERDICT_UNJUDGEABLE_SPEC)
	return validationtypes.CanaryLeaf{
		Employer: j.Employer, SpecSha256: j.Spec.Sha256, ResultSha256: resultOf(j.Id).Sha256, Verdict: verdict, Salt: salt,
	}
}

// sealedDay is what an office has registered.
type sealedDay struct {
	root   []byte
	leaves []validationtypes.CanaryLeaf
}

// leavesOf returns the leaves of a root, which only its office knows.
func (n *Nation) leavesOf(root validationtypes.CanaryRoot) []validationtypes.CanaryLeaf {
	for _, s := range n.sealed {
		if string(s.root) == string(root.Root) {
			return s.leaves
		}
	}
	return nil
}

// test is a leaf of a root.
type test struct {
	root   validationtypes.CanaryRoot
	leaves []validationtypes.CanaryLeaf
	index  int
}

func (t test) leaf() validationtypes.CanaryLeaf { return t.leaves[t.index] }

func (n *Nation) proof(t test) validationtypes.CanaryProof {
	n.T.Helper()
	proof, err := validationtypes.ProveCanary(testapp.ChainID, t.leaves, t.index)
	require.NoError(n.T, err)
	return proof
}

// tests lists what the office has sealed and says something of work.
func (n *Nation) tests() (list []test) {
	for _, root := range n.validation().CanaryRoots {
		leaves := n.leavesOf(root)
		for i, l := range leaves {
			if !l.Filler() {
				list = append(list, test{root: root, leaves: leaves, index: i})
			}
		}
	}
	return list
}

func openCanary(n *Nation) *jobstypes.MsgOpenCanary {
	if n.barred(office) {
		return nil
	}
	for _, t := range n.tests() {
		if t.root.Opens(n.Height+1, n.Time.AddDate(0, 0, 2)) != nil {
			continue
		}
		j, ok := n.job(func(j jobstypes.Job) bool {
			return j.Status.Challengeable() && n.inTime(j) && n.idle(j.Employer) && n.idle(j.Agent) && t.root.RegisteredHeight < j.SubmittedHeight &&
				j.CanaryLeaf(t.leaf().Verdict, nil).SameWork(t.leaf()) && !n.opened(t.leaf())
		})
		if !ok {
			continue
		}
		auditor, ok := n.auditor()
		if !ok || !n.take(jobKey(j.Id)) {
			return nil
		}
		return &jobstypes.MsgOpenCanary{
			Auditor: auditor, Employer: j.Employer, Agent: j.Agent, JobId: j.Id, Day: t.root.Day,
			Verdict: t.leaf().Verdict, Salt: t.leaf().Salt, Proof: n.proof(t),
		}
	}
	return nil
}

// opened tells whether the work of a leaf was opened before.
func (n *Nation) opened(leaf validationtypes.CanaryLeaf) bool {
	for _, o := range n.validation().OpenedCanaries {
		if o.Leaf.SameWork(leaf) {
			return true
		}
	}
	return false
}

func discloseCanaries(n *Nation) *validationtypes.MsgDiscloseCanaries {
	// Every fifth day is forgotten, which bars the office.
	root, ok := pick(n, n.validation().CanaryRoots, func(r validationtypes.CanaryRoot) bool {
		return !r.Disclosed && !r.Overdue && r.DiscloseBy.After(n.Time.AddDate(0, 0, 2)) && r.Day%5 != 0 && n.leavesOf(r) != nil
	})
	if !ok {
		return nil
	}
	auditor, ok := n.auditor()
	if !ok || !n.take(dayKey(root.Office, root.Day)) {
		return nil
	}
	return &validationtypes.MsgDiscloseCanaries{Auditor: auditor, Day: root.Day, Leaves: n.leavesOf(root)}
}

func contradictCanary(n *Nation) *validationtypes.MsgContradictCanary {
	for _, opened := range n.validation().OpenedCanaries {
		if !opened.Held(n.Time.AddDate(0, 0, 2)) {
			continue
		}
		other, ok := pick(n, n.tests(), func(t test) bool { return opened.Contradicts(t.root, t.leaf()) == nil })
		if !ok {
			continue
		}
		p, ok := pick(n, n.identity().Participants, func(p identitytypes.Participant) bool { return n.idle(p.Address) && n.standing(p.Address) })
		if !ok || !n.take(jobKey(opened.JobId)) {
			return nil
		}
		return &validationtypes.MsgContradictCanary{
			Sender: p.Address, JobId: opened.JobId, Office: other.root.Office, Day: other.root.Day, Leaf: other.leaf(), Proof: n.proof(other),
		}
	}
	return nil
}

func liftCanaryBar(n *Nation) *validationtypes.MsgLiftCanaryBar {
	lifting := asking(n, func(*validationtypes.MsgLiftCanaryBar) bool { return true })
	if !n.barred(office) || lifting || !n.take("lift "+office) {
		return nil
	}
	return &validationtypes.MsgLiftCanaryBar{Authority: n.authority.String(), Office: office}
}
