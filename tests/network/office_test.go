//go:build network

package network

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/internal/localnode"
	"github.com/agijobs/agijobs/internal/money"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// office is the chain of docs/owner.md: one node, and people with keys on machines of their own.
type office struct {
	*chain
	// desk has a node to speak to and the keys of officials, a guardian, an employer and a judge.
	desk *machine
	// clerks hold a key of the cabinet each, vault that of a single member: machines that have never seen a network. Of each other's keys they
	// know the public part.
	clerks []*machine
	vault  *machine
	// cabinet is the 2-of-3 account of the clerks.
	cabinet, member string
	employer, judge string
}

func startOffice(t *testing.T) *office {
	c := newChain(t, "agijobs-office-1", 1)
	o := &office{chain: c, desk: c.machine("desk", "tcp://"+c.nodes[0].RPC), vault: c.machine("vault", nowhere)}
	found := func(address, coins string) string {
		c.genesis("add-genesis-account", address, coins)
		return address
	}
	o.member = found(o.vault.key("member"), "1000000uagi")
	for i, address := range []string{
		found(o.desk.key("official1"), "1000000uagi"), found(o.desk.key("official2"), "1000000uagi"), o.member,
	} {
		c.genesis("add-council-member", address, "--title", fmt.Sprintf("Official %d", i+1), "--threshold", fmt.Sprint(min(i+1, 2)))
	}
	c.genesis("add-guardian", found(o.desk.key("guardian1"), "1000000uagi"), "--title", "Market supervision")
	o.employer = found(o.desk.key("employer"), "100000000uagi")
	c.genesis("add-participant", o.employer, "--roles", "employer")
	o.judge = found(o.desk.key("judge"), "1000000000uagi")
	c.genesis("add-participant", o.judge, "--roles", "validator")
	c.genesis("add-genesis-account", money.TreasuryAddress().String(), "7000000uagi", "--module-name", money.Treasury)

	var names, keys []string
	for i := range 3 {
		name := fmt.Sprintf("clerk%d", i+1)
		clerk := c.machine(name, nowhere)
		clerk.key(name)
		o.clerks, names, keys = append(o.clerks, clerk), append(names, name), append(keys, clerk.run("keys", "show", name, "--pubkey"))
	}
	for i, m := range append([]*machine{o.desk}, o.clerks...) {
		for j, name := range names {
			if i != j+1 {
				m.run("keys", "add", name, "--pubkey", keys[j])
			}
		}
		m.run("keys", "add", "cabinet", "--multisig", strings.Join(names, ","), "--multisig-threshold", "2")
	}
	o.cabinet = o.desk.run("keys", "show", "cabinet", "--address")
	c.start()
	return o
}

// decide casts the vote that decides, and requires that the proposal has passed with it.
func (o *office) decide(id, by string) {
	o.t.Helper()
	require.Equal(o.t, "VOTING_PERIOD", o.status(id))
	o.desk.approve(by, id)
	require.Equal(o.t, "PASSED", o.status(id))
}

var fixedGas = regexp.MustCompile(`this transaction needs --gas (\d+) from one`)

// generate prints the unsigned transaction of a command for a key that is elsewhere, and returns it with the fixed gas that the command
// named, if it did.
func (o *office) generate(from string, args ...string) (unsigned, gas string) {
	o.t.Helper()
	a := o.desk.try(slices.Concat(args, []string{"--from", from, "--generate-only", "--gas-prices", gasPrice})...)
	require.Zero(o.t, a.code, a.err)
	if found := fixedGas.FindStringSubmatch(a.err); found != nil {
		gas = found[1]
	}
	return o.desk.file("unsigned.json", a.out), gas
}

// offline are the flags of a signature on a machine that can ask nobody.
func (o *office) offline(address string) []string {
	o.t.Helper()
	var account struct {
		Info struct {
			Number   string `json:"account_number"`
			Sequence string `json:"sequence"`
		}
	}
	o.desk.query(&account, "auth", "account-info", address)
	require.NotEmpty(o.t, account.Info.Number)
	if account.Info.Sequence == "" {
		account.Info.Sequence = "0"
	}
	return []string{"--offline", "--account-number", account.Info.Number, "--sequence", account.Info.Sequence, "--chain-id", o.id}
}

// join lets clerks sign and puts their signatures together. It returns the file of the signed transaction.
func (o *office) join(unsigned, account string, clerks ...int) string {
	o.t.Helper()
	flags := o.offline(account)
	args := []string{"tx", "multisign", unsigned, "cabinet"}
	for _, i := range clerks {
		name := fmt.Sprintf("clerk%d", i+1)
		carried := o.clerks[i].file("unsigned.json", o.read(unsigned))
		signature := o.clerks[i].run(slices.Concat([]string{"tx", "sign", carried, "--from", name, "--multisig", account}, flags)...)
		args = append(args, o.desk.file(name+".json", signature))
	}
	return o.desk.file("signed.json", o.desk.run(slices.Concat(args, flags)...))
}

// fromVault does the air-gapped round: an unsigned transaction to the vault, its signature back, and out.
func (o *office) fromVault(args ...string) string {
	o.t.Helper()
	unsigned, _ := o.generate(o.member, append(args, "--gas", "400000")...)
	carried := o.vault.file("unsigned.json", o.read(unsigned))
	signed := o.vault.run(slices.Concat([]string{"tx", "sign", carried, "--from", "member"}, o.offline(o.member))...)
	return o.broadcast(o.desk.file("signed.json", signed))
}

// broadcast sends a signed file and returns what was printed: its result in the block.
func (o *office) broadcast(signed string) string {
	o.t.Helper()
	printed := o.desk.run("tx", "broadcast", signed, "--wait", "--wait-timeout", patience.String(), "-o", "json")
	o.last(printed)
	return printed
}

func proposalOf(t *testing.T, printed string) string {
	t.Helper()
	id, _, err := localnode.Proposal(printed)
	require.NoError(t, err)
	return id
}

// status of a proposal, and why it failed.
func (c *chain) status(id string) string {
	c.t.Helper()
	r, err := govv1.NewQueryClient(c.clients[0].Conn()).Proposal(c.ctx, &govv1.QueryProposalRequest{ProposalId: number(c.t, id)})
	require.NoError(c.t, err)
	return strings.TrimSpace(strings.TrimPrefix(r.Proposal.Status.String(), "PROPOSAL_STATUS_") + " " + r.Proposal.FailedReason)
}

// votes on a proposal, by voter.
func (o *office) votes(id string) map[string]govv1.VoteOption {
	o.t.Helper()
	r, err := govv1.NewQueryClient(o.clients[0].Conn()).Votes(o.ctx, &govv1.QueryVotesRequest{ProposalId: number(o.t, id)})
	require.NoError(o.t, err)
	out := map[string]govv1.VoteOption{}
	for _, v := range r.Votes {
		require.Len(o.t, v.Options, 1)
		out[v.Voter] = v.Options[0].Option
	}
	return out
}

// brake lists what is paused: scopes and types of messages.
func (o *office) brake() []string {
	o.t.Helper()
	r, err := o.clients[0].Sovereign().Brake(o.ctx, &sovereigntypes.QueryBrakeRequest{})
	require.NoError(o.t, err)
	var out []string
	for _, p := range r.Pauses {
		out = append(out, p.Scope.String())
	}
	for _, p := range r.PausedTypes {
		out = append(out, p.TypeUrl)
	}
	return out
}

func (o *office) balance(address string) int64 {
	o.t.Helper()
	r, err := o.clients[0].Bank().Balance(o.ctx, &banktypes.QueryBalanceRequest{Address: address, Denom: "uagi"})
	require.NoError(o.t, err)
	return r.Balance.Amount.Int64()
}
