//go:build network

package network

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/internal/money"
)

// What docs/owner.md says, typed as it stands there: two of three, a new member, a key that never touches a network, a
// member that is itself 2-of-3, and the brake.
func TestOfficialsAtTheCommandLine(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	o.seatTheCabinet()
	o.cabinetDecides()
	o.airGapped()
	o.guardian()
	o.generated()
}

// seatTheCabinet offers the 2-of-3 account a seat, which its clerks take by signing offline. One of them is not enough.
func (o *office) seatTheCabinet() {
	o.t.Helper()
	o.desk.send("employer", "tx", "bank", "send", o.employer, o.cabinet, "10000000uagi")
	policy := o.desk.run("policy", "export")
	require.Equal(o.t, 1, strings.Count(policy, "  threshold: 2\n"))
	at := strings.Index(policy, "  # votes; 1 to the accepted weight")
	require.Positive(o.t, at)
	file := o.desk.file("policy.yaml", policy[:at]+"    - address: "+o.cabinet+"\n      weight: 1\n      title: Cabinet\n"+policy[at:])
	require.Equal(o.t, 2, o.desk.try("policy", "plan", file).code)
	o.decide(o.desk.propose("official1", "policy", "propose", file), "official2")

	unsigned, _ := o.generate(o.cabinet, "tx", "sovereign", "accept-seat", "--gas", "400000")
	alone := o.desk.try("tx", "broadcast", o.join(unsigned, o.cabinet, 0), "--wait", "-o", "json")
	require.Equal(o.t, 1, alone.code)
	require.Contains(o.t, alone.err, "sdk code 4")
	o.broadcast(o.join(unsigned, o.cabinet, 0, 2))
	var council struct {
		Accepted string `json:"accepted_weight"`
	}
	o.desk.query(&council, "sovereign", "council")
	require.Equal(o.t, "4", council.Accepted)
}

// cabinetDecides: the cabinet proposes, an official approves, and the cabinet's own approval decides, with the gas that the commands name.
func (o *office) cabinetDecides() {
	o.t.Helper()
	file := o.desk.file("two.yaml", "params:\n  jobs: {max_active_jobs: 25}\n  validation: {max_active_seats: 12}\n")
	unsigned, gas := o.generate("cabinet", "policy", "propose", file)
	require.Contains(o.t, o.read(unsigned), `"gas_limit":"`+gas+`"`)
	id := proposalOf(o.t, o.broadcast(o.join(unsigned, o.cabinet, 0, 1)))
	o.desk.approve("official1", id)

	// With the bare address nobody can know that it is a multisig key: the number is printed, and set by hand.
	_, gas = o.generate(o.cabinet, "policy", "approve", id)
	unsigned, _ = o.generate(o.cabinet, "policy", "approve", id, "--gas", gas)
	require.Equal(o.t, "VOTING_PERIOD", o.status(id))
	o.broadcast(o.join(unsigned, o.cabinet, 1, 2))
	require.Equal(o.t, "PASSED", o.status(id))
	require.Zero(o.t, o.desk.try("policy", "plan", file).code)
	var decided struct{ Decision struct{ Voters []string } }
	o.desk.query(&decided, "sovereign", "decision", id)
	require.Contains(o.t, decided.Decision.Voters, o.cabinet)

	// A command that would have to sign says how it is done.
	refused := o.desk.try("policy", "approve", id, "--from", "cabinet", "--gas-prices", gasPrice, "--yes")
	require.Equal(o.t, 1, refused.code)
	require.Contains(o.t, refused.err, "is a multisig key: repeat with --generate-only")
}

// airGapped: a member whose key never touches a network proposes, approves, rejects, brakes and releases.
func (o *office) airGapped() {
	o.t.Helper()
	file := o.desk.file("one.yaml", "params:\n  jobs: {max_active_jobs: 31}\n")
	id := proposalOf(o.t, o.fromVault("policy", "propose", file))
	o.fromVault("policy", "reject", id)
	require.Equal(o.t, govv1.OptionNo, o.votes(id)[o.member])
	o.fromVault("policy", "approve", id)
	o.decide(id, "official2")

	post := "/agijobs.jobs.v1.MsgPostJob"
	id = proposalOf(o.t, o.fromVault("pause", "--council", "--types", post, "--reason", "new law from Monday"))
	o.desk.approve("official1", id)
	o.decide(id, "official2")
	require.Equal(o.t, []string{post}, o.brake())
	id = proposalOf(o.t, o.fromVault("resume", "--types", post, "--reason", "the law is in force"))
	o.desk.approve("official1", id)
	o.decide(id, "official2")
	require.Empty(o.t, o.brake())
}

// guardian: one guardian stops transfers at once, and the council releases them.
func (o *office) guardian() {
	o.t.Helper()
	o.desk.send("guardian1", "pause", "--scope", "transfers", "--reason", "attack on wallets")
	require.Equal(o.t, []string{"PAUSE_SCOPE_TRANSFERS"}, o.brake())
	transfer := []string{"tx", "bank", "send", o.employer, o.judge, "5uagi"}
	refused := o.desk.try(slices.Concat(transfer, online("employer"))...)
	require.Equal(o.t, 1, refused.code)
	require.Contains(o.t, refused.err, "(attack on wallets)")
	o.decide(o.desk.propose("official1", "resume", "--scope", "transfers", "--reason", "wallets fixed"), "official2")
	require.Empty(o.t, o.brake())
	o.desk.send("employer", transfer...)
}

// generated: decisions whose commands are generated from the messages. They do not vote by themselves.
func (o *office) generated() {
	o.t.Helper()
	o.desk.send("judge", "tx", "validation", "bond", "500000000")
	before, treasury := o.balance(o.employer), o.balance(money.TreasuryAddress().String())
	for _, args := range [][]string{
		{"tx", "sovereign", "spend-treasury", o.employer, "5000000", "flood relief, act 12/7"},
		{"tx", "operators", "grant-seats", o.operators[0], "10000000"},
		{"tx", "validation", "slash", o.judge, "500", "sold its votes, file 7/31"},
	} {
		id := o.desk.propose("official1", slices.Concat(args, why(args[2]))...)
		require.Empty(o.t, o.votes(id))
		o.desk.approve("official1", id)
		o.decide(id, "official2")
	}
	require.Equal(o.t, before+5_000_000, o.balance(o.employer))
	require.Equal(o.t, treasury-5_000_000, o.balance(money.TreasuryAddress().String()))
	var operators struct {
		Operators []struct {
			Free string `json:"free_seats"`
		}
	}
	o.desk.query(&operators, "operators", "list")
	require.Len(o.t, operators.Operators, 1)
	require.Equal(o.t, "10000000", operators.Operators[0].Free)
	var stake struct{ Free string }
	o.desk.query(&stake, "validation", "validator", o.judge)
	require.Equal(o.t, "475000000", stake.Free)
}
