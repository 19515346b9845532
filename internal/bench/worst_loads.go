package bench

import (
	"fmt"
	"slices"
	"strings"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/agijobs/agijobs/app"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

const (
	// groupKeys is the most keys that one account may sign with (tx_sig_limit of x/auth).
	groupKeys = 7
	// boards sign together with the first group: 49 signatures, more than the keys that a transaction may show, so that these sign without.
	boards = 6
	// aminoSigners show their keys, as many as one transaction may; aminoOutputs is a list for which, signed by all of them, a block's gas is just enough.
	aminoSigners, aminoOutputs = 7, 22_000
	// sendOutputs is how many people one MsgMultiSend pays; x/bank itself has no bound, the gas of a block is the bound.
	sendOutputs = 500
	// worstAgents are enough for the most contributors, who are of few organisations.
	worstAgents = 80
	// The bounds of x/jobs on texts and lists. A message above them is refused, so these cannot be too large unnoticed.
	titleBound, tagBound, tagsBound, uriBound, rightsBound, invitedBound, checksBound, slugBound = 140, 32, 8, 512, 256, 16, 4, 32
	noteBound, modelBound, sourcesBound, licenceBound                                            = 1_024, 128, 16, 64
)

// load is a kind of transaction that a block is filled with.
type load struct {
	name string
	// msgs are those of the n-th transaction; its signer is the actor.
	msgs func(n int) (*actor, []sdk.Msg)
	// least are those of a transaction of the kind that is as small as it can be; nil: there is none to compare with.
	least func(n int) (*actor, []sdk.Msg)
	// with are further signers; hide: none shows a key; amino: they sign as a hardware wallet does.
	with        []*actor
	hide, amino bool
	// cheap asks for one unit of gas. No validator takes such a block.
	cheap bool
	// most is how many transactions there are; 0: as many as a block holds.
	most int
	// spoil says how the transactions fail; empty: they succeed.
	spoil spoil
	// next is the number of the next transaction; gas is what it asks for: a given number, or what stage.need finds out.
	next int
	gas  uint64
}

// spoil is a way to fail.
type spoil string

const (
	// spoilGas lacks the gas for the last write, spoilMsg has a last message that fails: all before it is undone.
	spoilGas spoil = "gas"
	spoilMsg spoil = "message"
	// spoilSignature has a last signature that is wrong, spoilAnte a message that is refused as it stands; it asks for no more gas than a
	// validator wants to see.
	spoilSignature spoil = "signature"
	spoilAnte      spoil = "ante"
)

// padded is a text of so many bytes that differs by its number.
func padded(prefix string, n, bytes int) string {
	text := fmt.Sprintf("%s%d-", prefix, n)
	return text + strings.Repeat("x", bytes-len(text))
}

func numbered(prefix string, n, bytes int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = padded(prefix, 10+i, bytes)
	}
	return list
}

func (c *chain) largestDocument(what string, n int) jobstypes.Document {
	return jobstypes.Document{Uri: padded("https://data.example.gov/", n, uriBound), Sha256: c.hash(what, n)}
}

// largestPost has every text and list at its bound. It invites organisations, so that all agents here may claim it.
func (c *chain) largestPost(from *actor, n int) *jobstypes.MsgPostJob {
	msg := c.postMsg(from, n)
	msg.Title, msg.Tags, msg.Rights = padded("Statistics ", n, titleBound), numbered("tag", tagsBound, tagBound), padded("Licence ", n, rightsBound)
	msg.Spec, msg.ExtraChecks = c.largestDocument("spec", n), numbered("check", checksBound, slugBound)
	for i := range invitedBound {
		msg.Invited = append(msg.Invited, fmt.Sprintf("%slab-%d", jobstypes.InvitedOrganisation, i))
	}
	return msg
}

func (c *chain) largestSubmission(n int) jobstypes.Submission {
	s := jobstypes.Submission{
		Result: c.largestDocument("result", n), Note: padded("note", n, noteBound), ModelId: padded("registry/", n, modelBound), ModelHash: c.hash("model", n),
	}
	for i := range sourcesBound {
		s.DataSources = append(s.DataSources, jobstypes.DataSource{Document: c.largestDocument("source", n*sourcesBound+i), Licence: padded("licence", i, licenceBound)})
	}
	return s
}

func (c *chain) largestVote(n int) validationtypes.Vote {
	vote := validationtypes.Vote{
		Verdict: validationtypes.VOTE_VERDICT_APPROVE, Score: 90,
		ReportUri: padded("https://data.example.gov/", n, validationtypes.MaxReportURILen), ReportHash: c.hash("report", n),
	}
	for _, check := range numbered("check", checksBound, slugBound) {
		vote.Checks = append(vote.Checks, validationtypes.CheckAnswer{Check: check, Pass: true})
	}
	return vote
}

func (c *chain) sendMsg(from, to *actor, amount int64) *banktypes.MsgSend {
	return &banktypes.MsgSend{FromAddress: from.text, ToAddress: to.text, Amount: sdk.Coins{{Denom: denom, Amount: math.NewInt(amount)}}}
}

// multiSend pays so many people at once.
func (c *chain) multiSend(n, outputs int) (*actor, []sdk.Msg) {
	from := c.employer(n)
	msg := &banktypes.MsgMultiSend{Inputs: []banktypes.Input{{Address: from.text, Coins: sdk.NewCoins(sdk.NewInt64Coin(denom, int64(outputs)))}}}
	for i := range outputs {
		to := c.people.agents[i%len(c.people.agents)]
		msg.Outputs = append(msg.Outputs, banktypes.Output{Address: to.text, Coins: sdk.NewCoins(sdk.NewInt64Coin(denom, 1))})
	}
	return from, []sdk.Msg{msg}
}

// admission admits so many strangers, with all that may be written of them.
func (c *chain) admission(n, people int) (*actor, []sdk.Msg) {
	msg := &identitytypes.MsgAdmit{Sender: c.people.registrar.text}
	for i := range people {
		a := identitytypes.Admission{
			Address: sdk.AccAddress(c.hash("stranger", n*identitytypes.MaxBatch+i)[:20]).String(), Kind: identitytypes.PARTICIPANT_KIND_ORGANISATION,
			OrganisationId: "ministry-0", Roles: []identitytypes.Role{identitytypes.ROLE_EMPLOYER},
		}
		if people > 1 {
			a.MetadataUri, a.MetadataHash = padded("https://data.example.gov/", i, identitytypes.MaxURI), c.hash("metadata", i)
		}
		msg.Participants = append(msg.Participants, a)
	}
	return c.people.registrar, []sdk.Msg{msg}
}

func (c *chain) employer(n int) *actor { return c.people.employers[n%len(c.people.employers)] }

// nameContributors names so many agents who share in a job. Theirs are as many organisations as a job may have.
func (c *chain) nameContributors(agent *actor, job uint64, people int) (*actor, []sdk.Msg) {
	msg := &jobstypes.MsgNameContributors{Agent: agent.text, JobId: job}
	for i, other := range c.people.agents {
		if i%organisations < jobstypes.MaxContributorOrganisations && other != agent && len(msg.Contributors) < people {
			msg.Contributors = append(msg.Contributors, jobstypes.Contributor{Address: other.text, ShareBps: 500})
		}
	}
	return agent, []sdk.Msg{msg}
}

// stage is a chain on which jobs wait for work and for judgement.
type stage struct {
	*chain
	// claimed are jobs with an agent each; reveals are the largest votes of committees that have committed.
	claimed []uint64
	reveals []outgoing
}

// agent is who has claimed the n-th job.
func (s *stage) agent(n int) *actor { return turn(s.people.agents, n%len(s.claimed), 1) }

// showKeys has every group's key in its account.
func (c *chain) showKeys() error {
	var txs [][]byte
	for _, a := range append([]*actor{c.people.group}, c.people.boards...) {
		tx, err := c.sign(a, c.sendMsg(a, c.employer(0), 1))
		if err != nil {
			return err
		}
		txs = append(txs, tx)
	}
	_, err := c.block(txs)
	return err
}

// prepare takes jobs to where the largest submission and the largest vote of each can follow.
func (c *chain) prepare(jobs int) (*stage, error) {
	s := &stage{chain: c}
	if err := c.showKeys(); err != nil {
		return nil, err
	}
	judged, err := c.claimLargest(jobs)
	if err != nil {
		return nil, err
	}
	if s.reveals, err = c.sealLargest(judged); err != nil {
		return nil, err
	}
	s.claimed, err = c.claimLargest(jobs)
	return s, err
}

func (c *chain) claimLargest(jobs int) ([]uint64, error) {
	c.round++
	m, list := newMeasured(), make([]outgoing, jobs)
	for i := range list {
		list[i] = outgoing{c.employer(i), c.largestPost(c.employer(i), i)}
	}
	responses, err := c.send(m, batch{perTx: 1}, phasePost, list)
	if err != nil {
		return nil, err
	}
	ids := make([]uint64, jobs)
	for i, bz := range responses {
		var res jobstypes.MsgPostJobResponse
		if err := res.Unmarshal(bz); err != nil {
			return nil, err
		}
		agent := turn(c.people.agents, i, 1)
		ids[i], list[i] = res.JobId, outgoing{agent, &jobstypes.MsgClaimJob{Agent: agent.text, JobId: res.JobId}}
	}
	_, err = c.send(m, batch{perTx: 1}, phaseClaim, list)
	return ids, err
}

// sealLargest has results handed in, committees drawn and their largest votes committed.
func (c *chain) sealLargest(jobs []uint64) (reveals []outgoing, err error) {
	m := newMeasured()
	m.jobs = jobs
	var list []outgoing
	for i, id := range jobs {
		agent := turn(c.people.agents, i, 1)
		list = append(list, outgoing{agent, &jobstypes.MsgSubmitWork{Agent: agent.text, JobId: id, Submission: jobstypes.Submission{Result: c.largestDocument("result", i)}}})
	}
	if _, err := c.send(m, batch{perTx: 1}, phaseSubmit, list); err != nil {
		return nil, err
	}
	committees, err := c.draw(m)
	if err != nil {
		return nil, err
	}
	var commits []outgoing
	for i, id := range jobs {
		for _, v := range committees[id] {
			vote, salt := c.largestVote(i), c.hash(v.text, i)
			sealed, err := validationtypes.Commitment(chainID, id, 0, v.addr, vote, salt)
			if err != nil {
				return nil, err
			}
			commits = append(commits, outgoing{v, &validationtypes.MsgCommitVote{Validator: v.text, JobId: id, Commitment: sealed}})
			reveals = append(reveals, outgoing{v, &validationtypes.MsgRevealVote{Validator: v.text, JobId: id, Vote: vote, Salt: salt}})
		}
	}
	_, err = c.send(m, batch{perTx: 1}, phaseCommit, commits)
	return reveals, err
}

// valid are the loads that succeed.
func (s *stage) valid() []*load {
	return []*load{
		{name: KindSends, msgs: func(n int) (*actor, []sdk.Msg) {
			from := s.employer(n % len(s.claimed)) // who has posted, so that the chain knows the key
			return from, []sdk.Msg{s.sendMsg(from, s.people.group, 1)}
		}},
		{name: "submit", most: len(s.claimed) - 2, msgs: func(n int) (*actor, []sdk.Msg) {
			return s.submit(n+2, s.largestSubmission(n))
		}, least: func(n int) (*actor, []sdk.Msg) {
			// The first claimed job is left for it, the second for contributors.
			return s.submit(n, jobstypes.Submission{Result: jobstypes.Document{Uri: "ipfs://a", Sha256: s.hash("result", n)}})
		}},
		{name: "reveal", most: len(s.reveals), msgs: func(n int) (*actor, []sdk.Msg) {
			return s.reveals[n].from, []sdk.Msg{s.reveals[n].msg}
		}},
		{name: "contributors", msgs: func(n int) (*actor, []sdk.Msg) {
			return s.nameContributors(s.agent(1), s.claimed[1], jobstypes.MaxContributors)
		}, least: func(n int) (*actor, []sdk.Msg) { return s.nameContributors(s.agent(1), s.claimed[1], 1) }},
		{name: phasePost, msgs: func(n int) (*actor, []sdk.Msg) {
			return s.employer(n), []sdk.Msg{s.largestPost(s.employer(n), n)}
		}, least: func(n int) (*actor, []sdk.Msg) {
			msg := s.postMsg(s.employer(n), n)
			msg.Title, msg.Tags, msg.Spec.Uri = "a", nil, "ipfs://a"
			return s.employer(n), []sdk.Msg{msg}
		}},
		{
			name: "multisend", msgs: func(n int) (*actor, []sdk.Msg) { return s.multiSend(n, sendOutputs) },
			least: func(n int) (*actor, []sdk.Msg) { return s.multiSend(n, 1) },
		},
		{
			name: "admit", msgs: func(n int) (*actor, []sdk.Msg) { return s.admission(n, identitytypes.MaxBatch) },
			least: func(n int) (*actor, []sdk.Msg) { return s.admission(1<<20+n, 1) },
		},
		{name: "keys of seven groups", with: s.people.boards, hide: true, msgs: func(n int) (*actor, []sdk.Msg) { return s.people.group, s.groupSends(n) }},
		{
			name: "keys", hide: true, msgs: func(n int) (*actor, []sdk.Msg) {
				return s.people.group, []sdk.Msg{s.sendMsg(s.people.group, s.employer(n), 1)}
			},
			least: func(n int) (*actor, []sdk.Msg) {
				return s.employer(n), []sdk.Msg{s.sendMsg(s.employer(n), s.people.group, 1)}
			},
		},
	}
}

func (s *stage) submit(n int, what jobstypes.Submission) (*actor, []sdk.Msg) {
	return s.agent(n), []sdk.Msg{&jobstypes.MsgSubmitWork{Agent: s.agent(n).text, JobId: s.claimed[n], Submission: what}}
}

// groupSends are one message of each group.
func (s *stage) groupSends(n int) (msgs []sdk.Msg) {
	for _, a := range append([]*actor{s.people.group}, s.people.boards...) {
		msgs = append(msgs, s.sendMsg(a, s.employer(n), 1))
	}
	return msgs
}

// aminoSends are a long list of payments, and a message of each further signer.
func (s *stage) aminoSends(n int) (*actor, []sdk.Msg) {
	from, msgs := s.multiSend(0, aminoOutputs)
	for i := 1; i < aminoSigners; i++ {
		msgs = append(msgs, s.sendMsg(s.employer(i), s.people.group, int64(1+n)))
	}
	return from, msgs
}

// invalid are the loads that fail.
func (s *stage) invalid() []*load {
	var list []*load
	for _, l := range s.spoilt() {
		list = append(list, l)
		if l.spoil == spoilAnte {
			cheap := *l
			cheap.name, cheap.cheap = cheap.name+", for one unit of gas", true
			list = append(list, &cheap)
		}
	}
	return list
}

func (s *stage) spoilt() []*load {
	post := func(n int) (*actor, []sdk.Msg) { return s.employer(n), []sdk.Msg{s.largestPost(s.employer(n), n)} }
	return []*load{
		{name: "gas for all but the last write", spoil: spoilGas, msgs: post},
		{name: "last message of ten fails", spoil: spoilMsg, msgs: func(n int) (*actor, []sdk.Msg) {
			from := s.employer(n)
			var msgs []sdk.Msg
			for i := range 9 {
				msgs = append(msgs, s.largestPost(from, n*10+i))
			}
			return from, append(msgs, s.sendMsg(from, s.people.group, wealth.Int64()))
		}},
		{name: "wrong signature", spoil: spoilSignature, msgs: func(n int) (*actor, []sdk.Msg) {
			return s.employer(0), []sdk.Msg{s.sendMsg(s.employer(0), s.people.group, int64(1+n))}
		}},
		{name: "last of seven signatures wrong", spoil: spoilSignature, hide: true, msgs: func(n int) (*actor, []sdk.Msg) {
			return s.people.group, []sdk.Msg{s.sendMsg(s.people.group, s.employer(0), int64(1+n))}
		}},
		{name: "last of 49 signatures wrong", spoil: spoilSignature, with: s.people.boards, hide: true, msgs: func(n int) (*actor, []sdk.Msg) {
			return s.people.group, s.groupSends(n)
		}},
		{name: "last of seven signers' of much JSON wrong", spoil: spoilSignature, with: s.people.employers[1:aminoSigners], amino: true, most: 1, gas: app.MaxBlockGas, msgs: s.aminoSends},
		{name: "refused before the fee", spoil: spoilAnte, msgs: func(n int) (*actor, []sdk.Msg) {
			return s.employer(0), []sdk.Msg{s.sendMsg(s.employer(0), s.people.group, int64(-1-n))}
		}},
		{name: "one message of a whole block", spoil: spoilAnte, most: 1, msgs: func(int) (*actor, []sdk.Msg) {
			msg := s.postMsg(s.employer(0), 0)
			msg.Title = strings.Repeat("x", app.MaxBlockBytes-1_024)
			return s.employer(0), []sdk.Msg{msg}
		}},
		{name: "one transaction of the most messages", spoil: spoilAnte, most: 1, msgs: func(int) (*actor, []sdk.Msg) {
			msg := &jobstypes.MsgSurrenderJob{Agent: s.employer(0).text, JobId: 1}
			// The type URL, the message and two headers of at most four bytes.
			size := msg.Size() + len(sdk.MsgTypeURL(msg)) + 8
			return s.employer(0), slices.Repeat([]sdk.Msg{msg}, (app.MaxBlockBytes-1_024)/size)
		}},
	}
}
