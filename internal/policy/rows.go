package policy

// row says what a number means and how far it may go. The chain enforces the bounds; this is what people read.
type row struct{ unit, bounds, reason string }

func (r row) comment() string {
	text := r.unit
	if r.bounds != "" {
		text += "; " + r.bounds
	}
	if r.reason != "" {
		text += ". " + r.reason
	}
	return text
}

// rowOf finds the row of a field by its path without names and indexes, for instance jobs.ladder.pool.
func rowOf(path string) (row, bool) {
	for _, table := range []map[string]row{ownRows, sdkRows} {
		if r, ok := table[path]; ok {
			return r, true
		}
	}
	return row{}, false
}

const (
	bps       = "basis points (1/100 %)"
	base      = "base units of the money"
	market    = "market time"
	blockTime = "block time"
	perBlock  = "items per block"
	yesNo     = "true or false"
	share     = "share"
)

// ownRows describe what the chain's own modules let the council set. The bounds are those of each module's Validate.
var ownRows = map[string]row{
	"council.members":                     {"list", "1 to 64 members, no address twice", "A new member counts after MsgAcceptSeat"},
	"council.members.address":             {"address", "may be a k-of-n multisig account", ""},
	"council.members.weight":              {"votes", "1 to 1000", "m-of-n: everybody 1"},
	"council.members.title":               {"text", "at most 64 bytes", "The office that the member holds"},
	"council.threshold":                   {"votes", "1 to the accepted weight", "A proposal passes as soon as the YES weight of accepted members reaches it"},
	"guardians.address":                   {"address", "", ""},
	"guardians.title":                     {"text", "at most 64 bytes", ""},
	"pools.title":                         {"text", "1 to 140 bytes", ""},
	"pools.role":                          {"role", "ROLE_VALIDATOR or ROLE_MODERATOR", "What members need to join"},
	"pools.min_stake":                     {base, "0 or more", "Bonded stake below which a member is not drawn"},
	"pools.open":                          {yesNo, "", "New members are taken"},
	"pools.required_credentials":          {"sorted list of credential types", "at most 8", "Held when joining and at each draw"},
	"categories.title":                    {"text", "1 to 140 bytes", ""},
	"categories.open":                     {yesNo, "", "New jobs are taken"},
	"categories.max_payout":               {base, "1 to 10^30", "The most that one job may pay"},
	"categories.pool":                     {"id of a pool", "must exist", "Who judges this category"},
	"categories.seats":                    {"list of steps", "1 to 11, first from 0, rising", "Committee size by payout"},
	"categories.agent_kinds":              {"list of PARTICIPANT_KIND_…", "empty: all", "Who may work"},
	"categories.max_open_for":             {market, "1s to 8760h", "The longest that a job waits for an agent"},
	"categories.seats.seats":              {"seats", "odd, 1 to 21, never fewer than the step before", "An even committee can tie"},
	"categories.seats.min_payout":         {base, "0, then rising", "From this payout upwards"},
	"categories.min_work_duration":        {market, "1s to max_work_duration", ""},
	"categories.max_work_duration":        {market, "min_work_duration to 8760h", "The bond grows towards it"},
	"categories.allowed_uri_prefixes":     {"list of prefixes", "1 to 16, each at most 128 bytes, ending in /", "Where specs and results may lie"},
	"categories.required_checks":          {"list, sorted by name", "at most 8", "Every judge answers each; a vote that fails one rejects"},
	"categories.required_checks.name":     {"text", "2 to 32 of a-z, 0-9 and -", ""},
	"categories.required_checks.question": {"text", "1 to 256 bytes", ""},
	"categories.required_checks.uri":      {"URI", "may be empty", "The rule behind the question"},
	"categories.agent_credentials":        {"sorted list of credential types", "at most 8", "What an agent must hold to take a job"},
	"categories.bonus_bps":                {bps + " of the payout", "0 to 10000", "The reward multiplier less 1, out of the incentives pool"},
	"categories.boosts":                   {"list, sorted by credential", "at most 8", "The best of an agent's counts"},
	"categories.boosts.credential":        {"id of a credential type", "", ""},
	"categories.boosts.bps":               {bps + " of the payout", "1 to 5000", "Out of the incentives pool"},
	"categories.bound_certificates":       {yesNo, "", "Certificates that cannot be transferred or sold"},
	"categories.organisation_kinds":       {"list of ORGANISATION_KIND_…", "empty: all but foreign", "Which organisations may take part"},
	"categories.same_organisation":        {yesNo, "", "An agent of the employer's own organisation may take a job"},

	"sovereign.max_step":           {market + " per block", "100ms to 1m", "What one late block may take from a window"},
	"sovereign.guardian_threshold": {"guardians", "1 to 32", "So many different guardians trip a pause; all of them where there are fewer"},
	"sovereign.guardian_window":    {blockTime, "1m to 168h", "Within which their calls must meet"},
	"sovereign.guardian_pause_max": {blockTime, "1m to 168h", "The guardians' shared budget within any guardian_cooldown"},
	"sovereign.guardian_cooldown":  {blockTime, "8 × guardian_pause_max to 8760h", "They can hold the market an eighth of the time at most"},

	"identity.registrar_daily_admissions":  {"participants per registrar and UTC day", "0 to 1000000", "What a stolen registrar key can do in a day"},
	"identity.registrar_daily_suspensions": {"participants per registrar and UTC day", "0 to 1000000", "Stops a fraud ring, not a market"},
	"identity.seasoning":                   {blockTime, "0s to 2160h", "New judges are not drawn before: sybils of today judge nothing this week"},
	"identity.transfer_policy":             {"TRANSFER_POLICY_…", "OPEN or PARTICIPANTS_ONLY", "Between whom money moves freely; module accounts are never asked"},
	"identity.token_max_lifetime":          {blockTime, "1m to 720h", "So long a used token is remembered"},
	"identity.name_grace":                  {blockTime, "0s to 8760h", "An expired name can be renewed and goes to nobody else"},
	"identity.prunes_per_block":            {perBlock, "1 to 10000", "Used tokens that are forgotten"},

	"jobs.validation_fee_bps":           {bps + " of the payout", "0 to 5000", "Shared by the seats of the first committee"},
	"jobs.min_seat_fee":                 {base, "1 to 10^30", "A seat without pay is judged without care"},
	"jobs.protocol_fee_bps":             {bps + " of the payout", "0 to 2000", "A tax above a fifth drives work off the chain"},
	"jobs.burn_bps":                     {bps, "0 to 10000", "Burnt of protocol fees and of what the employer does not get of a slash"},
	"jobs.bond_bps":                     {bps + " of the payout", "0 to 10000", "The agent's bond for the shortest work"},
	"jobs.bond_min":                     {base, "0 to bond_cap", "Small jobs are not taken for fun"},
	"jobs.bond_cap":                     {base, "1 to 10^30", "Without a bond an agent risks nothing"},
	"jobs.reject_slash_bps":             {bps + " of the bond", "0 to 10000", "Bad work"},
	"jobs.expiry_slash_bps":             {bps + " of the bond", "0 to reject_slash_bps", "No work in time"},
	"jobs.surrender_slash_bps":          {bps + " of the bond", "0 to expiry_slash_bps", "An honest return costs at most as much as silence"},
	"jobs.slash_to_employer_bps":        {bps + " of the slash", "0 to 10000", "Compensates lost time"},
	"jobs.unjudgeable_compensation_bps": {bps + " of the payout", "0 to 5000", "To the agent for a spec that nobody can judge; never a business"},
	"jobs.reroute_compensation_bps":     {bps + " of the payout", "0 to 2000", "From the treasury to an agent whose job is rerouted"},
	"jobs.shortfall_cap":                {base, "0 or more", "The most that the treasury adds to the seats' purse of one job"},
	"jobs.challenge_window":             {market, "1s to 720h", "How long a verdict may be challenged"},
	"jobs.ladder":                       {"list of rungs", "1 to 6; the first is a committee, the council only the last", "Who judges a job, and who after a dispute"},
	"jobs.ladder.kind":                  {"RUNG_KIND_…", "COMMITTEE, PANEL or COUNCIL", "Only panels and the council may divide a payout"},
	"jobs.ladder.pool":                  {"id of a pool", "empty: the category's own; a panel names one, the council none", ""},
	"jobs.ladder.seats":                 {"seats", "odd, 1 to 21; 0 for the first committee and for the council", "The first committee has the job's own seats; 0 in a later one: 2k + 1 after one of k"},
	"jobs.dispute_bond_bps":             {bps + " of the payout", "0 to 5000", "Above half of the payout only the rich could afford to be right"},
	"jobs.dispute_bond_min":             {base, "1 to dispute_bond_max", "The council has no seats to be paid: without a bond who has lost would always ask it"},
	"jobs.dispute_bond_max":             {base, "dispute_bond_min to 10^30", "The fees of the seats that a dispute calls are always paid in full, beyond it too"},
	"jobs.council_window":               {market, "1s to 720h", "Until the default ruling takes the place of the council's"},
	"jobs.employer_window":              {market, "1s to 720h", "An employer's silence accepts the work"},
	"jobs.contributor_exclusion_bps":    {bps + " of the pool's weight", "0 to 5000", "What contributors and theirs may keep from judging; beyond half they would choose their judges"},
	"jobs.max_active_jobs":              {"jobs per agent", "1 to 100", "One revocation ends all assignments of an agent in one block"},
	"jobs.tiers":                        {"list by rising score", "1 to 8, the first from 0", "Better reputation opens larger and more jobs"},
	"jobs.tiers.min_score":              {"score as an agent", "0, then rising", ""},
	"jobs.tiers.max_payout":             {base, "1 to 10^30, never falling", ""},
	"jobs.tiers.max_active_jobs":        {"jobs at once", "1 to 100, never falling", "max_active_jobs bounds it too"},
	"jobs.dispatch_per_block":           {perBlock, "1 to 10000", "Jobs that the chain tries to assign"},
	"jobs.dispatch_retry":               {market, "1s to 1h", "First repeat for a job that found nobody; doubles up to 32 times"},
	"jobs.decline_window":               {market, "0s to 24h", "So long a dispatched job can be declined without a slash"},
	"jobs.decline_standing_bps":         {bps + " of the standing in the rosters", "0 to miss_standing_bps", "What declining costs; a submission brings back so much of what is missing"},
	"jobs.miss_standing_bps":            {bps + " of the standing in the rosters", "0 to 5000", "What missing or surrendering a dispatched job costs"},
	"jobs.incentive_epoch":              {market, "1m to 2160h", "The span of the caps on bonuses beyond the fee"},
	"jobs.incentive_epoch_cap":          {base + " per epoch", "0 or more", "The most that is reserved beyond protocol fees"},
	"jobs.incentive_organisation_bps":   {bps + " of the pool per epoch", "0 to 2000", "The most of that for the agents of one organisation"},
	"jobs.settlements_per_block":        {perBlock, "1 to 10000", "What is left over is due in the next block"},
	"jobs.retry_backoff":                {market, "1s to 168h", "First repeat of a failed settlement; doubles"},
	"jobs.max_retry_backoff":            {market, "retry_backoff to 168h", ""},

	"validation.commit_window":            {market, "2s to 720h, whole milliseconds", "To recompute and seal"},
	"validation.reveal_window":            {market, "2s to 720h, whole milliseconds", "To open the sealed vote"},
	"validation.quorum":                   {"fraction of the seats", "0 to 1, denominator at most 1000", "So many must reveal for a verdict"},
	"validation.quorum.num":               {"numerator", "1 to den", ""},
	"validation.quorum.den":               {"denominator", "1 to 1000", ""},
	"validation.majority":                 {"fraction of the revealed votes", "above 1/2, denominator at most 1000", "At half or less both sides could have it"},
	"validation.majority.num":             {"numerator", "1 to den", ""},
	"validation.majority.den":             {"denominator", "1 to 1000", ""},
	"validation.min_committee":            {"seats", "odd, 1 to 99", "The smallest committee when the pool is thin"},
	"validation.seat_lock_bps":            {bps + " of the payout, shared by the seats", "0 to 10000", "What a seat locks of the validator's stake"},
	"validation.min_seat_lock":            {base, "1 or more", ""},
	"validation.wrong_vote_slash_bps":     {bps + " of the lock", "0 to max_wrong_vote_slash_bps", "An honest error is survivable"},
	"validation.max_wrong_vote_slash_bps": {bps + " of the lock", "wrong_vote_slash_bps to below withheld_slash_bps", "Doubled up to this by each repeat; erring costs less than hiding"},
	"validation.wrong_vote_window":        {market, "1m to 8760h, whole milliseconds", "How long after a wrong vote the next one costs double"},
	"validation.canary_slash_bps":         {bps + " of the lock", "wrong_vote_slash_bps to 10000", "A wrong or hidden vote on a canary; held until it is final, but what hiding costs in any job"},
	"validation.canary_cap_bps":           {bps + " of the stake", "1 to 10000", "All canary slashes of one validator within 30 days stay within it"},
	"validation.canary_disclose_within":   {blockTime, "1h to 8760h, whole milliseconds", "How long a day's canaries may stay sealed"},
	"validation.canary_hold":              {blockTime, "canary_disclose_within to 17520h, whole milliseconds", "A slash is not final before what could void it is known"},
	"validation.canaries_per_block":       {perBlock, "1 to 10000", "Held slashes and overdue roots"},
	"validation.withheld_slash_bps":       {bps + " of the lock", "above max_wrong_vote_slash_bps, at most 10000", "A sealed vote that is never opened"},
	"validation.absent_slash_bps":         {bps + " of the lock", "0 to withheld_slash_bps", "No vote at all"},
	"validation.burn_bps":                 {bps + " of the slash", "0 to 10000", "The rest goes to the treasury"},
	"validation.max_active_seats":         {"seats per validator", "1 to 1000", ""},
	"validation.jail_after":               {"absences in a row", "1 to 100", ""},
	"validation.jail_duration":            {market, "1m to 8760h", ""},
	"validation.unbonding_period":         {blockTime, "1m to 8760h", "Stake stays slashable while it unbonds"},
	"validation.weight_unit":              {base + " for one unit of draw weight", "1 or more", ""},
	"validation.max_weight_units":         {"units per validator", "1 to 1000000", "Caps the chance of the rich"},
	"validation.draws_per_block":          {perBlock, "1 to 10000", "What is left over is due in the next block"},
	"validation.closes_per_block":         {perBlock, "1 to 10000", ""},
	"validation.unbondings_per_block":     {perBlock, "1 to 10000", ""},
	"validation.weights_per_block":        {perBlock, "1 to 10000", ""},

	"reputation.cap":               {"score", "1000 to 10^12, at least 10 × unit_points", "The highest score"},
	"reputation.unit":              {base + " of payout", "1 to 10^24", "Where base points reach 1"},
	"reputation.unit_points":       {"points", "1 to 1000000", "Scales points to score"},
	"reputation.speed_bps":         {bps + " of the base points", "0 to 10000", "The most that speed adds"},
	"reputation.validator_bps":     {bps + " of the agent's points", "0 to 10000", "What a seat gains from a job"},
	"reputation.employer_bps":      {bps + " of the agent's points", "0 to 10000", "What an employer gains from a job"},
	"reputation.losses":            {"list", "one row for each reason, in this order", "What failures cost"},
	"reputation.losses.reason":     {"LOSS_REASON_…", "", ""},
	"reputation.losses.weight_bps": {bps + " of the base points", "0 to 100000; honesty never costs more than silence", ""},

	"reputation.half_life":           {market, "0s (off), or 24h to 87600h", "A score that nothing is added to falls to a half"},
	"reputation.pair_window":         {market, "1h to 87600h", "Each earlier gain of the same pair of organisations halves the next"},
	"reputation.probation_threshold": {"score", "0 to cap", "An agent below it may take jobs of the lowest tier only; 0: off"},
	"reputation.probation_jobs":      {"jobs", "1 to 1000", "After so many jobs at least"},
	"reputation.history_length":      {"changes per participant", "1 to 1000", "What explain and history can show; events hold the rest"},
	"reputation.reranks_per_block":   {perBlock, "1 to 10000", "Places of the ranking that move after a change of the half-life"},

	"thermostat.epoch":                  {market, "1s to 720h, whole milliseconds", "The span between two steps; below a second there were more epochs than blocks"},
	"thermostat.organisation_bps":       {bps + " of a sensor", "157 to 10000", "The most that one organisation weighs; 64 shares of 157 are the whole; above 2500 a few can steer prices"},
	"thermostat.smoothing_bps":          {bps + " of the newest epoch", "100 to 10000", "The rest is the mean so far; 10000: no smoothing"},
	"thermostat.folds_per_block":        {perBlock, "1 to 100", "Categories that are measured; the rest follows in the next block"},
	"thermostat.max_emission_per_epoch": {base + " per epoch", "0 to max_supply", "The most that is minted for the incentives pool; 0: nothing"},
	"thermostat.max_supply":             {base, "0 to 10^30", "Nothing is minted beyond this much money; 0: nothing ever"},
	"thermostat.sla_target_bps":         {bps + " of the submissions", "1 to 10000", "So many should be in time"},
	"thermostat.sla_scale_bps":          {bps + " of the submissions", "1 to sla_target_bps", "So many less is the highest temperature of employers"},
	"thermostat.monitor_bps":            {bps + " of the newest epoch", "1 to 10000", "In the means of the Hamiltonian and of what the treasury loses"},
	"thermostat.hamiltonian_high_bps":   {bps + " of dissipated and delivered value together", "-10000 to 10000", "An alarm when dissipated less delivered is above; 0: more is lost than delivered"},
	"thermostat.temperature_low_bps":    {bps + " of a temperature of 1", "0 to 10000", "An alarm below; 0: never, since a market better than its targets is no reason for one"},
	"thermostat.temperature_high_bps":   {bps + " of a temperature of 1", "10000 to 20000", "An alarm above"},

	"loops.actuator":        {"ACTUATOR_…", "REWARD, VALIDATION_FEE, PROTOCOL_FEE, SEAT_LOCK or EMISSION; never changes", "What the loop turns"},
	"loops.category":        {"slug", "of a REWARD loop only; never changes", "Empty: every category that has no loop of its own"},
	"loops.inputs":          {"list", "1 to 8, each sensor of a category once", "Mixed by their weights into one error"},
	"loops.inputs.sensor":   {"SENSOR_KIND_…", "", "What is measured"},
	"loops.inputs.category": {"slug", "of a category's sensor; empty in a REWARD loop: the steered one", ""},
	"loops.inputs.weight":   {"number", "-1 to 1, not 0", "Negative where more of the measured calls for less"},
	"loops.inputs.target":   {"seconds, jobs, base units, epochs, agents or a share", "0 to 10^30; shares 0 to 1", "Where the error is 0"},
	"loops.inputs.scale":    {"doublings, or a share", "2 to 64; shares 0.5 to 1", "The deviation that is an error of 1; with less, one organisation alone could make one"},
	"loops.kp":              {"spans per error", "0 to 10; kp or ki above 0", "How strongly it answers; a span is out_max - out_min"},
	"loops.ki":              {"spans per error and epoch", "0 to 10", "How fast a lasting error adds up"},
	"loops.kd":              {"spans per change of the error in an epoch", "0 to 10", "How strongly it answers a change"},
	"loops.derivative_bps":  {bps + " of the newest change", "1 to 10000", "The rest is the mean of those before"},
	"loops.integral_min":    {"spans", "-2 to 0", ""},
	"loops.integral_max":    {"spans", "0 to 2", "More would not come back in time"},
	"loops.neutral":         {bps, "out_min to out_max", "The output without error"},
	"loops.out_min":         {bps, "below out_max; at least 5000 of the validation fee, 10000 of the seat lock", "REWARD adds to bonus_bps; fees and lock are multiplied, 10000 is once; EMISSION is a part of max_emission_per_epoch"},
	"loops.out_max":         {bps, "at most 10000 of rewards and emission, 40000 of fees, 50000 of the seat lock", ""},
	"loops.slew":            {bps + " per epoch", "1 to out_max - out_min", "The most that one step moves"},
	"loops.deadband":        {"error", "0 to below 1", "Errors up to it count as none: what one organisation can make should lie within it"},
	"loops.enabled":         {yesNo, "", "A loop that is not holds its last output"},

	"operators.min_operators":   {"operators with power", "1 to 100", "No removal or undelegation may leave fewer; a nation sets 4"},
	"operators.burns_per_block": {perBlock, "1 to 1000", "Removals that end in one block"},
}
