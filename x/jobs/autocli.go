package jobs

import (
	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/agijobs/agijobs/x/jobs/types"
)

// AutoCLIOptions describes the commands of the module.
func (AppModule) AutoCLIOptions() *autocliv1.ModuleOptions {
	return &autocliv1.ModuleOptions{
		Query: &autocliv1.ServiceCommandDescriptor{
			Service:           types.Query_serviceDesc.ServiceName,
			RpcCommandOptions: queries(),
		},
		Tx: &autocliv1.ServiceCommandDescriptor{
			Service:              types.Msg_serviceDesc.ServiceName,
			RpcCommandOptions:    append(partyMessages(), authorityMessages()...),
			EnhanceCustomCommand: true,
		},
	}
}

// args lists positional arguments by their proto fields.
func args(fields ...string) []*autocliv1.PositionalArgDescriptor {
	list := make([]*autocliv1.PositionalArgDescriptor, len(fields))
	for i, field := range fields {
		list[i] = &autocliv1.PositionalArgDescriptor{ProtoField: field}
	}
	return list
}

func queries() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "Params", Use: "params",
			Short:   "Show the parameters in force, or an older version",
			Example: "agijobsd query jobs params --params-version 1",
			FlagOptions: map[string]*autocliv1.FlagOptions{
				// --version is the command line's own flag.
				"version": {Name: "params-version", Usage: "version of the parameters; 0: the one in force"},
			},
		},
		{
			RpcMethod: "Category", Use: "category [slug]",
			Short:          "Show a category's revision in force, or an older one",
			Example:        "agijobsd query jobs category general --revision 1",
			PositionalArgs: args("slug"),
		},
		{
			RpcMethod: "Categories", Use: "categories",
			Short:   "List the categories in force",
			Example: "agijobsd query jobs categories",
		},
		{
			RpcMethod: "Job", Use: "job [job-id]",
			Short:          "Show a job",
			Example:        "agijobsd query jobs job 18420003000",
			PositionalArgs: args("job_id"),
		},
		{
			RpcMethod: "Jobs", Use: "jobs",
			Short: "List jobs: all, or by one of employer, agent, status, category and program",
			Example: `agijobsd query jobs jobs --status open --page-limit 20
agijobsd query jobs jobs --program 18420001000`,
		},
		{
			RpcMethod: "OpenJobs", Use: "open-jobs [agent]",
			Short:          "List the open jobs that an agent may take",
			Example:        "agijobsd query jobs open-jobs $(agijobsd keys show agent -a)",
			PositionalArgs: args("agent"),
		},
		{
			RpcMethod: "Eligibility", Use: "eligibility [job-id] [agent]",
			Short:          "Say whether an agent may take a job, and if not, why",
			Example:        "agijobsd query jobs eligibility 18420003000 $(agijobsd keys show agent -a)",
			PositionalArgs: args("job_id", "agent"),
		},
		{
			RpcMethod: "Applications", Use: "applications",
			Short:   "List the applications that stand: all, or by one of job and agent",
			Example: "agijobsd query jobs applications --job-id 18420003000\nagijobsd query jobs applications --agent $(agijobsd keys show agent -a)",
		},
		{
			RpcMethod: "Quote", Use: "quote [category] [payout]",
			Short:          "Say what posting a job would cost now (payout in base units)",
			Example:        "agijobsd query jobs quote general 250000000 --work-duration 48h",
			PositionalArgs: args("category", "payout"),
		},
		{
			RpcMethod: "NextDeadline", Use: "next-deadline [job-id]",
			Short:          "Say when the chain acts on a job next, and what it does then",
			Example:        "agijobsd query jobs next-deadline 18420003000",
			PositionalArgs: args("job_id"),
		},
		{
			RpcMethod: "DisputeQuote", Use: "dispute-quote [job-id]",
			Short:          "Say what disputing a job's verdict would cost now, and who would judge it next",
			Example:        "agijobsd query jobs dispute-quote 18420003000",
			PositionalArgs: args("job_id"),
		},
		{
			RpcMethod: "Owed", Use: "owed [address]",
			Short:          "Say what the module holds for an address: stake, escrow and bonds of disputes",
			Example:        "agijobsd query jobs owed $(agijobsd keys show agent -a)",
			PositionalArgs: args("address"),
		},
		{
			RpcMethod: "Availability", Use: "availability [agent]",
			Short:          "Show an agent's entry in the rosters, its standing, weight and free capacity",
			Example:        "agijobsd query jobs availability $(agijobsd keys show agent -a)",
			PositionalArgs: args("agent"),
		},
		{
			RpcMethod: "Roster", Use: "roster [category]",
			Short:          "List the agents who stand in a category's roster, with their weights",
			Example:        "agijobsd query jobs roster general --page-limit 20",
			PositionalArgs: args("category"),
		},
		{
			RpcMethod: "DispatchQueue", Use: "dispatch-queue",
			Short:   "List the jobs that the chain is to assign, in the order in which it tries them",
			Example: "agijobsd query jobs dispatch-queue --page-limit 20",
		},
		{
			RpcMethod: "Stuck", Use: "stuck",
			Short:   "List jobs whose settlement has failed and is put off",
			Example: "agijobsd query jobs stuck",
		},
		{
			RpcMethod: "Escrow", Use: "escrow",
			Short:   "Compare what the module holds with what it owes",
			Example: "agijobsd query jobs escrow",
		},
		{
			RpcMethod: "IncentivePool", Use: "incentive-pool",
			Short:   "Show the pool of bonuses, what jobs hold of it, and what the caps of the epoch leave",
			Example: "agijobsd query jobs incentive-pool --output json",
		},
		{
			RpcMethod: "Program", Use: "program [program-id]",
			Short:          "Show a program",
			Example:        "agijobsd query jobs program 18420001000",
			PositionalArgs: args("program_id"),
		},
		{
			RpcMethod: "Programs", Use: "programs",
			Short:   "List programs, all or those of one sponsor",
			Example: "agijobsd query jobs programs --sponsor $(agijobsd keys show employer -a)",
		},
		{
			RpcMethod: "Allotments", Use: "allotments [program-id]",
			Short:          "List what each delegate of a program may still spend",
			Example:        "agijobsd query jobs allotments 18420001000",
			PositionalArgs: args("program_id"),
		},
		// By hand: drawn for people.
		{RpcMethod: "ProgramStatus", Skip: true},
	}
}

func partyMessages() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "PostJob", Use: "post-job [title] [category] [payout]",
			Short: "Lock the escrow and offer a job; from a file it is easier: tx jobs post",
			Example: `agijobsd tx jobs post-job "Census tables" general 250000000 \
  --spec '{"uri":"https://data.example/spec.md","sha256":"<base64 of 32 bytes>"}' \
  --work-duration 48h --open-for 24h --requirements '{"min_score":"0"}' --expected-total 280000000 --from employer`,
			PositionalArgs: args("title", "category", "payout"),
		},
		{
			RpcMethod: "RaisePayout", Use: "raise-payout [job-id] [payout] [expected-extra]",
			Short:          "Raise the payout of an open job (base units; expected-extra is the most you agree to add)",
			Example:        "agijobsd tx jobs raise-payout 18420003000 300000000 60000000 --from employer",
			PositionalArgs: args("job_id", "payout", "expected_extra"),
		},
		{
			RpcMethod: "CancelJob", Use: "cancel-job [job-id]",
			Short:          "End an open job with a full refund",
			Example:        "agijobsd tx jobs cancel-job 18420003000 --from employer",
			PositionalArgs: args("job_id"),
		},
		{
			RpcMethod: "ClaimJob", Use: "claim-job [job-id]",
			Short:          "Take an open job and lock the bond",
			Example:        "agijobsd tx jobs claim-job 18420003000 --from agent",
			PositionalArgs: args("job_id"),
		},
		{
			RpcMethod: "Apply", Use: "apply [job-id] [price] [max-bond]",
			Short: "Offer to do a job of SELECTION for a price (base units; max-bond is the most you agree to lock)",
			Long: `Offer to do a job of SELECTION for a price, at most its payout. The bond is that of a job with such a payout. It is
locked until the job is awarded to somebody else, the offer ends or you take the application back.`,
			Example:        "agijobsd tx jobs apply 18420003000 240000000 13000000 --from agent",
			PositionalArgs: args("job_id", "price", "max_bond"),
		},
		{
			RpcMethod: "WithdrawApplication", Use: "withdraw-application [job-id]",
			Short:          "Take your application for a job back; its bond is free stake again",
			Example:        "agijobsd tx jobs withdraw-application 18420003000 --from agent",
			PositionalArgs: args("job_id"),
		},
		{
			RpcMethod: "Award", Use: "award [job-id] [agent] [price]",
			Short:          "Give a job of SELECTION to an applicant, at the price (base units) that you have seen",
			Example:        "agijobsd tx jobs award 18420003000 $(agijobsd keys show agent -a) 240000000 --from employer",
			PositionalArgs: args("job_id", "agent", "price"),
		},
		{
			RpcMethod: "SubmitWork", Use: "submit-work [job-id] [submission]",
			Short: "Hand in the result (submission as JSON or as a path to a JSON file)",
			Example: `agijobsd tx jobs submit-work 18420003000 \
  '{"result":{"uri":"https://data.example/result.csv","sha256":"<base64 of 32 bytes>"}}' --from agent`,
			PositionalArgs: args("job_id", "submission"),
		},
		{
			RpcMethod: "SurrenderJob", Use: "surrender-job [job-id]",
			Short:          "Give an assigned job back for the reduced slash",
			Example:        "agijobsd tx jobs surrender-job 18420003000 --from agent",
			PositionalArgs: args("job_id"),
		},
		{
			RpcMethod: "ExtendJob", Use: "extend-job [job-id] [extra]",
			Short:          "Give the agent more time",
			Example:        "agijobsd tx jobs extend-job 18420003000 24h --from employer",
			PositionalArgs: args("job_id", "extra"),
		},
		{
			RpcMethod: "AcceptVerdict", Use: "accept-verdict [job-id]",
			Short:          "Accept a verdict that went against you and settle now",
			Example:        "agijobsd tx jobs accept-verdict 18420003000 --from employer",
			PositionalArgs: args("job_id"),
		},
		{
			RpcMethod: "AcceptWork", Use: "accept-work [job-id]",
			Short:          "Accept a result that you review yourself, and settle now",
			Example:        "agijobsd tx jobs accept-work 18420003000 --from employer",
			PositionalArgs: args("job_id"),
		},
		{
			RpcMethod: "Contest", Use: "contest [job-id] [reason] [evidence]",
			Short: "Have a committee judge a result that you review yourself (evidence as JSON or as a path to a JSON file)",
			Long: `Reasons: fails-spec, unjudgeable or other. The validation fee that is in escrow already
pays the committee; what is not used returns.`,
			Example: `agijobsd tx jobs contest 18420003000 fails-spec \
  '{"uri":"https://data.example/why.md","sha256":"<base64 of 32 bytes>"}' --from employer`,
			PositionalArgs: args("job_id", "reason", "evidence"),
		},
		// By hand: one argument a contributor, by key or name of the chain.
		{RpcMethod: "NameContributors", Skip: true},
		{
			RpcMethod: "AcceptContribution", Use: "accept-contribution [job-id] [share-bps]",
			Short:          "Agree to your share in an agent's pay (basis points of what it is paid)",
			Example:        "agijobsd tx jobs accept-contribution 18420003000 2500 --from agent2",
			PositionalArgs: args("job_id", "share_bps"),
		},
		{
			RpcMethod: "Dispute", Use: "dispute [job-id] [reason] [evidence] [expected-bond]",
			Short: "Take a verdict that went against you to the next rung, for a bond (expected-bond is the most you agree to lock)",
			Long: `Take a verdict that went against you to the next rung of the job's ladder. The bond is lost if the final outcome
contradicts you. Ask what it is, and who would judge, with: agijobsd query jobs dispute-quote

Reasons: meets-spec, fails-spec, judgeable, unjudgeable, conflict, other. Evidence is a document as JSON, or a
path to a JSON file, under one of the category's prefixes.`,
			Example: `agijobsd tx jobs dispute 18420003000 fails-spec \
  '{"uri":"https://data.example/why.md","sha256":"<base64 of 32 bytes>"}' 56000000 --from employer`,
			PositionalArgs: args("job_id", "reason", "evidence", "expected_bond"),
		},
		{
			// Three sign it, and a generated command signs for one: `tx validation canary open` makes it.
			RpcMethod: "OpenCanary", Skip: true,
		},
		{
			RpcMethod: "DeclareAvailability", Use: "declare-availability [capacity] [min-payout]",
			Short: "Take jobs that the chain assigns: enter the rosters of categories, or change your entry (min-payout in base units)",
			Long: `Take jobs that the chain assigns in up to eight categories, sorted. Capacity is how many jobs you hold at once,
however you got them. The bond of a job comes out of your free stake alone: add to it with deposit-stake. Your entry
counts from the next block on. A job that does not suit you can be declined at once, see decline-job.`,
			Example:        "agijobsd tx jobs declare-availability 5 1000000 --categories general --from agent",
			PositionalArgs: args("capacity", "min_payout"),
		},
		{
			RpcMethod: "EndAvailability", Use: "end-availability",
			Short:   "Leave the rosters; your standing in them stays",
			Example: "agijobsd tx jobs end-availability --from agent",
		},
		{
			RpcMethod: "DeclineJob", Use: "decline-job [job-id]",
			Short:          "Give back a job that the chain has just assigned to you, without a slash (costs standing in the rosters)",
			Example:        "agijobsd tx jobs decline-job 18420003000 --from agent",
			PositionalArgs: args("job_id"),
		},
		{
			RpcMethod: "DepositStake", Use: "deposit-stake [amount]",
			Short:          "Add to your standing stake as an agent (base units)",
			Example:        "agijobsd tx jobs deposit-stake 50000000 --from agent",
			PositionalArgs: args("amount"),
		},
		{
			RpcMethod: "WithdrawStake", Use: "withdraw-stake [amount]",
			Short:          "Pay free stake out at the end of the block (base units)",
			Example:        "agijobsd tx jobs withdraw-stake 50000000 --from agent",
			PositionalArgs: args("amount"),
		},
		// By hand: from a file.
		{RpcMethod: "CreateProgram", Skip: true},
		{
			RpcMethod: "FundProgram", Use: "fund-program [program-id] [amount]",
			Short:          "Add to your program's budget (base units); your own allotment grows",
			Example:        "agijobsd tx jobs fund-program 18420001000 500000000 --from employer",
			PositionalArgs: args("program_id", "amount"),
		},
		{
			RpcMethod: "SetAllotment", Use: "set-allotment [program-id] [delegate] [left]",
			Short:          "Say what a delegate of your program may spend from now on (base units); 0 ends the delegation",
			Example:        "agijobsd tx jobs set-allotment 18420001000 $(agijobsd keys show employer2 -a) 200000000 --from employer",
			PositionalArgs: args("program_id", "delegate", "left"),
		},
		{
			RpcMethod: "PauseProgram", Use: "pause-program [program-id]",
			Short:          "Stop new jobs of your program; those that it has go on",
			Example:        "agijobsd tx jobs pause-program 18420001000 --from employer",
			PositionalArgs: args("program_id"),
		},
		{
			RpcMethod: "ResumeProgram", Use: "resume-program [program-id]",
			Short:          "Let new jobs into your program again",
			Example:        "agijobsd tx jobs resume-program 18420001000 --from employer",
			PositionalArgs: args("program_id"),
		},
		{
			RpcMethod: "CloseProgram", Use: "close-program [program-id]",
			Short:          "End your program: no more jobs, and the rest of the budget returns when the last one has ended",
			Example:        "agijobsd tx jobs close-program 18420001000 --from employer",
			PositionalArgs: args("program_id"),
		},
	}
}

func authorityMessages() []*autocliv1.RpcCommandOptions {
	return []*autocliv1.RpcCommandOptions{
		{
			RpcMethod: "DelistJob", Use: "delist-job [job-id] [reason]",
			Short:          "Propose to end an open job with a full refund",
			Example:        `agijobsd tx jobs delist-job 18420003000 "asks for personal data" --title "Delist" --summary "Why" --deposit 1uagi --from official1`,
			PositionalArgs: args("job_id", "reason"),
			GovProposal:    true,
		},
		{
			RpcMethod: "RerouteJob", Use: "reroute-job [job-id] [reason]",
			Short:          "Propose to take an assigned job from its agent without fault and to offer it again",
			Example:        `agijobsd tx jobs reroute-job 18420003000 "the agent is needed for the flood" --title "Reroute" --summary "Why" --deposit 1uagi --from official1`,
			PositionalArgs: args("job_id", "reason"),
			GovProposal:    true,
		},
		{
			RpcMethod: "Rule", Use: "rule [job-id] [outcome] [reason]",
			Short:          "Propose how a job ends that waits for the council: completed, failed or split",
			Example:        `agijobsd tx jobs rule 18420003000 split "half was done" --split-bps 5000 --title "Rule" --summary "Why" --deposit 1uagi --from official1`,
			PositionalArgs: args("job_id", "outcome", "reason"),
			GovProposal:    true,
		},
		{
			RpcMethod: "ApproveProgram", Use: "approve-program [program-id] [priority]",
			Short:          "Propose the highest priority of a program's jobs, and with --incentives that they may earn beyond the protocol fee",
			Example:        `agijobsd tx jobs approve-program 18420001000 urgent --incentives --title "Relief" --summary "Why" --deposit 1uagi --from official1`,
			PositionalArgs: args("program_id", "priority"),
			GovProposal:    true,
		},
		{
			RpcMethod: "SetCategory", Use: "set-category [category]",
			Short:          "Propose a category or a new revision of one (as JSON or as a path to a JSON file)",
			Example:        `agijobsd tx jobs set-category category.json --title "Category" --summary "Why" --deposit 1uagi --from official1`,
			PositionalArgs: args("category"),
			GovProposal:    true,
		},
		{
			RpcMethod: "UpdateParams", Use: "update-params [params]",
			Short:          "Propose a new version of the parameters (as JSON or as a path to a JSON file)",
			Example:        `agijobsd tx jobs update-params params.json --title "Fees" --summary "Why" --deposit 1uagi --from official1`,
			PositionalArgs: args("params"),
			GovProposal:    true,
		},
	}
}
