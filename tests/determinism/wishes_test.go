package determinism

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	certificatestypes "github.com/agijobs/agijobs/x/certificates/types"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	reputationtypes "github.com/agijobs/agijobs/x/reputation/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationkeeper "github.com/agijobs/agijobs/x/validation/keeper"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

func sendMsg(from, to testapp.Actor, amount math.Int) sdk.Msg {
	return banktypes.NewMsgSend(from.Addr, to.Addr, sdk.NewCoins(sdk.NewCoin(testapp.Denom, amount)))
}

// wishes is what people want to do in the next block.
func (p *player) wishes() (acts []act) {
	var left []uint64
	for _, id := range p.jobs {
		job := p.Job(id)
		if job.Status.Terminal() {
			p.seen.ends[job.Status]++
			if job.Status == jobstypes.JOB_STATUS_COMPLETED {
				acts = append(acts, p.sale(id)...)
			}
			continue
		}
		left = append(left, id)
		if p.chance(60) {
			acts = append(acts, p.next(job)...)
		}
	}
	p.jobs = left
	if len(p.jobs) < 14 {
		for range 1 + p.random.IntN(3) {
			acts = append(acts, p.posting())
		}
	}
	for range p.random.IntN(3) {
		from := pick(p, p.everybody()...)
		acts = append(acts, act{from, []sdk.Msg{p.transfer(from, math.NewInt(int64(1+p.random.IntN(5_000_000))))}})
	}
	acts = append(acts, p.agentsAndJudges()...)
	acts = append(acts, p.registry()...)
	return append(acts, p.council()...)
}

func (p *player) posting() act {
	employer := pick(p, p.Employer, p.Employer2, p.Employer, p.Employer2, p.Agent)
	msg := p.PostMsg(employer)
	msg.Payout = testapp.AGI(int64(50 + p.random.IntN(200)))
	msg.WorkDuration, msg.OpenFor = time.Duration(20+p.random.IntN(60))*time.Second, time.Duration(20+p.random.IntN(60))*time.Second
	msg.Relists, msg.Seats = uint32(p.random.IntN(3)), pick[uint32](p, 0, 0, 3, 5)
	msg.RoyaltyBps = uint32(p.random.IntN(5_200)) // sometimes above the bound
	msg.Tags = pick(p, nil, []string{"census"}, []string{"census", "urgent"})
	if p.chance(30) {
		msg.Review = jobstypes.REVIEW_MODE_EMPLOYER
	}
	switch p.random.IntN(5) {
	case 0:
		msg.Assignment, msg.AwardRule = jobstypes.ASSIGNMENT_MODE_SELECTION, pick(p, jobstypes.AWARD_RULE_EMPLOYER, jobstypes.AWARD_RULE_LOWEST_PRICE)
	case 1:
		msg.Assignment = jobstypes.ASSIGNMENT_MODE_DISPATCH
	}
	return act{employer, []sdk.Msg{msg}}
}

// next is what somebody may do about a job.
func (p *player) next(job jobstypes.Job) []act {
	switch {
	case job.Status == jobstypes.JOB_STATUS_OPEN:
		return p.offered(job)
	case job.Status == jobstypes.JOB_STATUS_ASSIGNED:
		return p.assigned(job)
	case job.Status == jobstypes.JOB_STATUS_EMPLOYER_REVIEW:
		if p.chance(50) {
			return p.as(job.Employer, &jobstypes.MsgAcceptWork{Employer: job.Employer, JobId: job.Id})
		}
		return p.as(job.Employer, &jobstypes.MsgContest{Employer: job.Employer, JobId: job.Id, Reason: jobstypes.DISPUTE_REASON_OTHER, Evidence: evidence()})
	case job.Status == jobstypes.JOB_STATUS_IN_REVIEW:
		return p.judge(job)
	case job.Status == jobstypes.JOB_STATUS_COUNCIL:
		rule := &jobstypes.MsgRule{Authority: app.Authority(), JobId: job.Id, Outcome: jobstypes.OUTCOME_COMPLETED, Reason: "seen"}
		if p.chance(60) {
			rule.Outcome = jobstypes.OUTCOME_FAILED
		} else if p.chance(50) {
			rule.Outcome, rule.SplitBps = jobstypes.OUTCOME_SPLIT, 4_000
		}
		return p.propose(rule)
	case job.Status.Challengeable():
		against := job.WentAgainst()
		side := pick(p, append(against, job.Employer, job.Agent)...)
		if p.chance(40) {
			return p.as(side, &jobstypes.MsgDispute{
				Sender: side, JobId: job.Id, Reason: jobstypes.DISPUTE_REASON_FAILS_SPEC, Evidence: evidence(), ExpectedBond: testapp.AGI(1_000),
			})
		}
		return p.as(side, &jobstypes.MsgAcceptVerdict{Sender: side, JobId: job.Id})
	}
	return nil
}

func evidence() jobstypes.Document {
	return jobstypes.Document{Uri: "https://example.org/why", Sha256: testapp.Hash("why")}
}

func (p *player) as(addr string, msgs ...sdk.Msg) []act {
	who, known := p.people[addr]
	if !known {
		return nil
	}
	return []act{{who, msgs}}
}

func (p *player) offered(job jobstypes.Job) []act {
	agent := pick(p, p.agents...)
	switch {
	case p.chance(5):
		return p.as(job.Employer, &jobstypes.MsgCancelJob{Employer: job.Employer, JobId: job.Id})
	case p.chance(8):
		return p.as(job.Employer, &jobstypes.MsgRaisePayout{
			Employer: job.Employer, JobId: job.Id, Payout: job.Escrow.Payout.AddRaw(1_000_000), ExpectedExtra: testapp.AGI(20),
		})
	case job.Assignment == jobstypes.ASSIGNMENT_MODE_SELECTION:
		price := job.Escrow.Payout.SubRaw(int64(p.random.IntN(5)) * 1_000_000)
		if job.Applications > 0 && p.chance(40) {
			return p.as(job.Employer, &jobstypes.MsgAward{Employer: job.Employer, JobId: job.Id, Agent: agent.String(), Price: price})
		}
		if p.chance(15) {
			return p.as(agent.String(), &jobstypes.MsgWithdrawApplication{Agent: agent.String(), JobId: job.Id})
		}
		return p.as(agent.String(), &jobstypes.MsgApply{Agent: agent.String(), JobId: job.Id, Price: price, MaxBond: testapp.AGI(100)})
	case job.Assignment == jobstypes.ASSIGNMENT_MODE_DISPATCH && p.chance(80):
		return nil
	}
	acts := p.as(agent.String(), &jobstypes.MsgClaimJob{Agent: agent.String(), JobId: job.Id})
	if p.chance(20) { // two want the same
		second := pick(p, p.agents...)
		acts = append(acts, p.as(second.String(), &jobstypes.MsgClaimJob{Agent: second.String(), JobId: job.Id})...)
	}
	return acts
}

func (p *player) assigned(job jobstypes.Job) []act {
	agent := job.Agent
	switch p.random.IntN(14) {
	case 0:
		return p.as(agent, &jobstypes.MsgSurrenderJob{Agent: agent, JobId: job.Id})
	case 1:
		return p.as(job.Employer, &jobstypes.MsgExtendJob{Employer: job.Employer, JobId: job.Id, Extra: time.Minute})
	case 2:
		return p.as(agent, &jobstypes.MsgDeclineJob{Agent: agent, JobId: job.Id})
	case 3:
		other := pick(p, p.agents...).String()
		return p.as(agent, &jobstypes.MsgNameContributors{Agent: agent, JobId: job.Id, Contributors: []jobstypes.Contributor{{Address: other, ShareBps: 500}}})
	case 4:
		for _, c := range job.Contributors {
			return p.as(c.Address, &jobstypes.MsgAcceptContribution{Contributor: c.Address, JobId: job.Id, ShareBps: c.ShareBps})
		}
		return nil
	case 5, 6:
		return nil // some miss their time
	default:
		who, known := p.people[agent]
		if !known {
			return nil
		}
		return []act{{who, []sdk.Msg{p.SubmitMsg(who, job.Id)}}}
	}
}

// judge has the seats of a job's rung seal and open their votes; some do neither, or open another.
func (p *player) judge(job jobstypes.Job) (acts []act) {
	res, err := validationkeeper.NewQueryServer(p.App.Validation).Round(p.Ctx(), &validationtypes.QueryRoundRequest{JobId: job.Id, Rung: job.Rung})
	require.NoError(p.T, err)
	for _, seat := range res.Seats {
		who := p.people[seat.Validator]
		key := fmt.Sprintf("%d %d %s", job.Id, job.Rung, seat.Validator)
		switch {
		case p.chance(15):
		case seat.Status == validationtypes.SEAT_STATUS_DRAWN:
			vote := pick(p, testapp.Approve, testapp.Approve, testapp.Approve, testapp.Reject, testapp.Reject,
				testapp.Vote(validationtypes.VOTE_VERDICT_UNJUDGEABLE_SPEC, 0))
			sealed, err := validationtypes.Commitment(testapp.ChainID, job.Id, job.Rung, who.Addr, vote, testapp.Salt(who, job.Id))
			require.NoError(p.T, err)
			if _, again := p.votes[key]; !again {
				p.votes[key] = vote
			}
			acts = append(acts, act{who, []sdk.Msg{&validationtypes.MsgCommitVote{
				Validator: seat.Validator, JobId: job.Id, Rung: job.Rung, Commitment: sealed,
			}}})
		case seat.Status == validationtypes.SEAT_STATUS_COMMITTED:
			acts = append(acts, act{who, []sdk.Msg{&validationtypes.MsgRevealVote{
				Validator: seat.Validator, JobId: job.Id, Rung: job.Rung, Vote: p.votes[key], Salt: testapp.Salt(who, job.Id),
			}}})
		}
	}
	return acts
}

func (p *player) sale(id uint64) []act {
	_, owner, err := p.App.Certificates.Certificate(p.Ctx(), id)
	if err != nil || !p.chance(70) {
		return nil
	}
	buyer := pick(p, p.Employer, p.Employer2, p.Registrar)
	acts := p.as(owner.String(), &certificatestypes.MsgList{Owner: owner.String(), JobId: id, Price: testapp.AGI(20)})
	if p.chance(20) {
		acts = p.as(owner.String(), &certificatestypes.MsgTransfer{Owner: owner.String(), JobId: id, Recipient: buyer.String()})
	}
	return append(acts, act{buyer, []sdk.Msg{&certificatestypes.MsgBuy{Buyer: buyer.String(), JobId: id, MaxPrice: testapp.AGI(25)}}})
}

func (p *player) agentsAndJudges() (acts []act) {
	agent, judge := pick(p, p.agents...), pick(p, p.Validators...)
	a, v := agent.String(), judge.String()
	amount := testapp.AGI(int64(1 + p.random.IntN(40)))
	switch p.random.IntN(12) {
	case 0:
		return p.as(a, &jobstypes.MsgDepositStake{Agent: a, Amount: amount})
	case 1:
		return p.as(a, &jobstypes.MsgWithdrawStake{Agent: a, Amount: amount})
	case 2:
		return p.as(a, &jobstypes.MsgDepositStake{Agent: a, Amount: amount}, &jobstypes.MsgDeclareAvailability{
			Agent: a, Categories: []string{testapp.Category}, Capacity: uint32(1 + p.random.IntN(9)), MinPayout: math.ZeroInt(),
		})
	case 3:
		return p.as(a, &jobstypes.MsgEndAvailability{Agent: a})
	case 4:
		return p.as(v, &validationtypes.MsgBond{Validator: v, Amount: amount})
	case 5:
		return p.as(v, &validationtypes.MsgUnbond{Validator: v, Amount: amount})
	case 6:
		return p.as(v, pick[sdk.Msg](p, &validationtypes.MsgLeavePool{Validator: v, Pool: testapp.Pool}, &validationtypes.MsgUnjail{Validator: v}))
	case 7:
		return p.as(v, &validationtypes.MsgJoinPool{Validator: v, Pool: testapp.Pool})
	}
	return nil
}

// registry: newcomers, suspensions and their end, somebody's own page.
func (p *player) registry() []act {
	r := p.Registrar.String()
	agent := pick(p, p.agents...).String()
	switch p.random.IntN(10) {
	case 0:
		p.newcomers++
		a := testapp.NewActor(fmt.Sprintf("newcomer %d", p.newcomers))
		p.people[a.String()] = a
		return p.as(r, &identitytypes.MsgAdmit{Sender: r, Participants: []identitytypes.Admission{{Address: a.String(), Kind: identitytypes.PARTICIPANT_KIND_HUMAN}}})
	case 1:
		return p.as(r, &identitytypes.MsgSuspend{Sender: r, Address: agent, Reason: "audit"})
	case 2, 3:
		return p.as(r, &identitytypes.MsgReinstate{Sender: r, Address: agent})
	case 4:
		who := pick(p, p.everybody()...).String()
		return p.as(who, &identitytypes.MsgUpdateMetadata{Sender: who, MetadataUri: "https://example.org/me", MetadataHash: testapp.Hash(who)})
	case 5:
		who := pick(p, p.everybody()...).String()
		return p.as(r, &identitytypes.MsgRevoke{Sender: who, Address: agent, Reason: "no right to"})
	}
	return nil
}

func (p *player) propose(msgs ...sdk.Msg) []act {
	operator := p.Operator()
	submit, err := govv1.NewMsgSubmitProposal(msgs, sdk.NewCoins(sdk.NewInt64Coin(testapp.Denom, 1)), operator.String(), "", "A decision", "Of the council", false)
	require.NoError(p.T, err)
	return []act{{operator, []sdk.Msg{submit}}}
}

// council votes on what it has proposed, and thinks of something else now and then.
func (p *player) council() (acts []act) {
	operator := p.Operator()
	for _, id := range p.proposals {
		option := govv1.OptionYes
		if p.chance(10) {
			option = govv1.OptionNo
		}
		acts = append(acts, act{operator, []sdk.Msg{govv1.NewMsgVote(operator.Addr, id, option, "")}})
	}
	p.proposals = nil
	if !p.chance(25) {
		return acts
	}
	authority, someone := app.Authority(), pick(p, p.everybody()...).String()
	claims := []string{"/agijobs.jobs.v1.MsgClaimJob"}
	var msg sdk.Msg
	switch p.random.IntN(9) {
	case 0:
		msg = &sovereigntypes.MsgSpendTreasury{Authority: authority, Recipient: someone, Amount: testapp.AGI(5), Reason: "grant"}
	case 1:
		msg = &sovereigntypes.MsgPause{Sender: authority, TypeUrls: claims, Reason: "attack"}
	case 2, 3:
		msg = &sovereigntypes.MsgResume{Authority: authority, TypeUrls: claims, Reason: "over"}
	case 4:
		msg = &validationtypes.MsgSlash{Authority: authority, Validator: pick(p, p.Validators...).String(), Bps: 10, Reason: "negligence"}
	case 5:
		msg = &reputationtypes.MsgAdjust{Authority: authority, Address: pick(p, p.agents...).String(), Role: identitytypes.ROLE_AGENT, Change: math.NewInt(5), Reason: "service"}
	case 6:
		_, params, err := p.App.Jobs.ParamsInForce(p.Ctx())
		require.NoError(p.T, err)
		params.ChallengeWindow = time.Duration(5+p.random.IntN(10)) * time.Second
		msg = &jobstypes.MsgUpdateParams{Authority: authority, Params: params}
	case 7:
		if len(p.jobs) == 0 {
			return acts
		}
		id := pick(p, p.jobs...)
		msg = pick[sdk.Msg](p, &jobstypes.MsgDelistJob{Authority: authority, JobId: id, Reason: "unlawful"},
			&jobstypes.MsgRerouteJob{Authority: authority, JobId: id, Reason: "unlawful"})
	case 8:
		msg = &sovereigntypes.MsgUpdateGuardians{Authority: authority}
	}
	return append(acts, p.propose(msg)...)
}
