package keeper_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/internal/invariant"
	"github.com/agijobs/agijobs/x/identity/types"
)

// Whatever people, owners and the authority do with names in whatever order and time: every record keeps the rules, no name changes hands but by
// its owner or after it was free, and roles from names end with them. The invariants, run after each step, say that nobody holds a role from a
// name he does not control, and that no name outlasts its parent.
func TestNamesInAnyOrder(t *testing.T) {
	base := registered(t)
	base.admit(t, registrar.String(), person(machine1), person(clerk))
	rapid.Check(t, func(rt *rapid.T) {
		f := *base
		f.ctx, _ = base.ctx.CacheContext()
		for range rapid.IntRange(5, 30).Draw(rt, "steps") {
			f.later(rapid.SampledFrom([]time.Duration{time.Second, time.Second, time.Hour, 24 * time.Hour, 20 * 24 * time.Hour}).Draw(rt, "pass"))
			before := f.nameRecords(rt)
			do := drawNameMsg(rt, &f)
			branch, write := f.ctx.CacheContext()
			if do.run(branch) == nil {
				write()
			}
			f.checkNames(rt, before, do)
		}
	})
}

// nameMsg is a message of the property test.
type nameMsg struct {
	run                func(ctx sdk.Context) error
	kind, sender, name string
}

func drawNameMsg(t *rapid.T, f *fixture) nameMsg {
	people := []sdk.AccAddress{ministry, acme, buyer, machine1, clerk}
	person := func(label string) string { return rapid.SampledFrom(people).Draw(t, label).String() }
	m := nameMsg{
		kind: rapid.SampledFrom([]string{
			"register", "register", "renew", "controller", "transfer", "revoke", "enrol", "enrol", "enrol", "attest", "attest", "unattest",
		}).Draw(t, "kind"),
		sender: person("sender"),
		name:   rapid.SampledFrom([]string{"agent.gov", "acme.agent.gov", "acme.agent.gov", "b.agent.gov", "c.agent.gov", "x.acme.agent.gov", "gov"}).Draw(t, "name"),
	}
	to := person("to")
	// Mostly the message is one that its sender may send, or little would happen.
	if rapid.IntRange(0, 3).Draw(t, "odd") > 0 {
		m.sender, to = f.rightful(m, to)
	}
	var end *time.Time
	if days := rapid.SampledFrom([]int{0, 1, 20, 60, 400}).Draw(t, "days"); days > 0 {
		end = f.in(time.Duration(days) * 24 * time.Hour)
	}
	m.run = func(ctx sdk.Context) (err error) {
		switch m.kind {
		case "register":
			_, err = f.srv.RegisterName(ctx, &types.MsgRegisterName{Sender: m.sender, Name: m.name, Owner: to, ExpiresAt: end})
		case "renew":
			_, err = f.srv.RenewName(ctx, &types.MsgRenewName{Sender: m.sender, Name: m.name, ExpiresAt: end})
		case "controller":
			_, err = f.srv.SetNameController(ctx, &types.MsgSetNameController{Sender: m.sender, Name: m.name, Controller: to})
		case "transfer":
			_, err = f.srv.TransferName(ctx, &types.MsgTransferName{Sender: m.sender, Name: m.name, NewOwner: to})
		case "revoke":
			_, err = f.srv.RevokeName(ctx, &types.MsgRevokeName{Authority: m.sender, Name: m.name, Reason: "test"})
		case "enrol":
			_, err = f.srv.EnrolWithName(ctx, &types.MsgEnrolWithName{Sender: registrar.String(), Applicant: to, Name: m.name})
		case "attest":
			_, err = f.srv.Attest(ctx, &types.MsgAttest{
				Sender: m.sender, Source: types.NameSource(m.name), Address: to, Kind: types.PARTICIPANT_KIND_AI_AGENT,
				Roles: []types.Role{types.ROLE_AGENT}, ExpiresAt: end,
			})
		case "unattest":
			_, err = f.srv.RevokeAttestation(ctx, &types.MsgRevokeAttestation{Sender: m.sender, Source: types.NameSource(m.name), Address: to})
		}
		return err
	}
	return m
}

// rightful returns who may send a message, and for an enrolment whom the name stands for.
func (f *fixture) rightful(m nameMsg, to string) (sender, target string) {
	of := m.name
	switch m.kind {
	case "revoke":
		if strings.Count(m.name, ".") < 2 {
			return m.sender, to // or nothing would be left soon
		}
		return authority, to
	case "register", "renew":
		if of = types.ParentName(m.name); of == "" {
			return authority, to
		}
	}
	n, err := f.query.Name(f.ctx, &types.QueryNameRequest{Name: of})
	if err != nil {
		return m.sender, to
	}
	if m.kind == "enrol" {
		to = n.Name.Controller
	}
	return n.Name.Owner, to
}

func (f *fixture) nameRecords(t *rapid.T) map[string]types.Name {
	gs, err := f.k.ExportGenesis(f.ctx)
	if err != nil {
		t.Fatal(err)
	}
	records := make(map[string]types.Name, len(gs.Names))
	for _, n := range gs.Names {
		records[n.Name] = n
	}
	return records
}

func (f *fixture) checkNames(t *rapid.T, before map[string]types.Name, did nameMsg) {
	if broken := invariant.Check(f.ctx, f.k.Invariants()); len(broken) > 0 {
		t.Fatalf("after %s of %s: %v", did.kind, did.name, broken)
	}
	for name, now := range f.nameRecords(t) {
		checkHandover(t, f.ctx.BlockTime(), before, name, now, did)
	}
	for _, who := range []sdk.AccAddress{ministry, acme, buyer, machine1, clerk} {
		p, err := f.k.Participant(f.ctx, who)
		if err != nil {
			t.Fatal(err)
		}
		for _, term := range p.RoleTerms {
			f.checkTerm(t, p, term)
		}
	}
}

// checkHandover: a name has a new owner only by its owner's transfer, or by a registration when it was free.
func checkHandover(t *rapid.T, at time.Time, before map[string]types.Name, name string, now types.Name, did nameMsg) {
	old, was := before[name]
	switch {
	case !was:
		if did.kind != "register" || did.name != name || now.Generation != 1 {
			t.Fatalf("%s of %s made %s of generation %d", did.kind, did.name, name, now.Generation)
		}
	case now.Generation > old.Generation:
		parent, ok := before[types.ParentName(name)]
		if old.Free(at, types.DefaultNameGrace) != nil && (!ok || !old.Orphaned(parent)) {
			t.Fatalf("%s was registered anew while it was %s's until %v", name, old.Owner, old.ExpiresAt)
		}
	case now.Owner != old.Owner:
		if did.kind != "transfer" || did.name != name || did.sender != old.Owner || old.Standing(at) != nil {
			t.Fatalf("%s went from %s to %s by %s of %s", name, old.Owner, now.Owner, did.kind, did.sender)
		}
	}
}

// checkTerm: a role from a name does not outlast the name.
func (f *fixture) checkTerm(t *rapid.T, p types.Participant, term types.RoleTerm) {
	name, ok := strings.CutPrefix(term.Source, types.NamePrefix)
	if !ok || p.Authorize(term.Role, f.ctx.BlockTime()) != nil {
		return
	}
	n, err := f.query.Name(f.ctx, &types.QueryNameRequest{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Name.Standing(f.ctx.BlockTime()); err != nil {
		t.Fatalf("%s holds %s by %s: %v", p.Address, term.Role, name, err)
	}
}
