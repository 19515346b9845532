package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/internal/localnode"
	"github.com/agijobs/agijobs/pkg/client"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// edits are the values that the council changes, in three modules, where two demos of one chain may change them again.
var edits = []struct{ module, field, old, now string }{
	{"identity", "registrar_daily_admissions", "1000", "2000"},
	{"jobs", "max_active_jobs", "20", "25"},
	{"validation", "max_active_seats", "16", "12"},
}

// council: two of three officials change three modules by one file.
func council(ctx context.Context, r *run) error {
	file := filepath.Join(r.home, "policy.yaml")
	exported, err := r.must(ctx, "", "policy", "export")
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, []byte(exported.out), 0o600); err != nil {
		return err
	}
	same, err := r.cli(ctx, "", "policy", "plan", file)
	if err != nil {
		return err
	}
	r.step(official1, same.code == 0, "exports the policy and plans it unchanged", "no changes, exit code 0", fmt.Sprintf("%s, exit code %d", same.last(), same.code))

	text := exported.out
	for _, e := range edits {
		if strings.Count(text, e.field+": "+e.old+"\n") != 1 {
			return fmt.Errorf("policy.yaml has no single %s: %s", e.field, e.old)
		}
		text = strings.Replace(text, e.field+": "+e.old+"\n", e.field+": "+e.now+"\n", 1)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return err
	}
	plan, err := r.cli(ctx, "", "policy", "plan", file)
	if err != nil {
		return err
	}
	r.step(official1, plan.code == 2 && strings.Count(plan.out, "params.") == len(edits), "changes three values of three modules in the file and plans it",
		"three fields, exit code 2", fmt.Sprintf("%d fields, exit code %d", strings.Count(plan.out, "params."), plan.code))
	for _, try := range []func(context.Context, *run, string) error{outsider, threeModules, allOrNothing} {
		if err := try(ctx, r, file); err != nil {
			return err
		}
	}
	return nil
}

func outsider(ctx context.Context, r *run, file string) error {
	return r.refusal(ctx, agent2, "proposes the file without being a member of the council", "council", "policy", "propose", file)
}

// threeModules shows that the change comes in the block of the second YES, and what the log says about it.
func threeModules(ctx context.Context, r *run, file string) error {
	proposed, err := r.must(ctx, official1, "policy", "propose", file)
	if err != nil {
		return err
	}
	id, _, err := localnode.Proposal(proposed.out)
	if err != nil {
		return err
	}
	before, err := r.policyAt(ctx, r.height())
	if err != nil {
		return err
	}
	r.step(official1, before == "1000 20 16", "proposes the file and approves its own proposal "+id, "nothing changes by one of two: 1000 20 16", before)
	height, err := r.approve(ctx, official2, id)
	if err != nil {
		return err
	}
	if before, err = r.policyAt(ctx, height-1); err != nil {
		return err
	}
	after, err := r.policyAt(ctx, height)
	if err != nil {
		return err
	}
	r.step(official2, before == "1000 20 16" && after == "2000 25 12", "approves proposal "+id,
		"all three modules change in the block of this vote: 1000 20 16, then 2000 25 12", fmt.Sprintf("block %d: %s, block %d: %s", height-1, before, height, after))
	return r.changeLog(ctx, id, height)
}

// policyAt reads the three values after a block.
func (r *run) policyAt(ctx context.Context, height int64) (string, error) {
	ctx = client.AtHeight(ctx, height)
	i, err := r.client.Identity().Params(ctx, &identitytypes.QueryParamsRequest{})
	if err != nil {
		return "", err
	}
	j, err := r.client.Jobs().Params(ctx, &jobstypes.QueryParamsRequest{})
	if err != nil {
		return "", err
	}
	v, err := r.client.Validation().Params(ctx, &validationtypes.QueryParamsRequest{})
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d %d %d", i.Params.RegistrarDailyAdmissions, j.Params.MaxActiveJobs, v.Params.MaxActiveSeats), nil
}

func (r *run) changeLog(ctx context.Context, id string, height int64) error {
	log, err := r.client.Sovereign().Changes(ctx, &sovereigntypes.QueryChangesRequest{})
	if err != nil {
		return err
	}
	var rows []string
	right := 0
	for _, c := range log.Changes {
		if strconv.FormatUint(c.ProposalId, 10) != id {
			continue
		}
		rows = append(rows, fmt.Sprintf("%s %s: %s to %s, by %s", c.Module, c.Field, c.OldValue, c.NewValue, r.print.teller.all(c.Voters)))
		for _, e := range edits {
			unquoted := strings.NewReplacer(`"`, "")
			if c.Module == e.module && strings.HasSuffix(c.Field, e.field) && unquoted.Replace(c.OldValue) == e.old &&
				unquoted.Replace(c.NewValue) == e.now && c.Height == height && len(c.Voters) == 2 {
				right++
			}
		}
	}
	r.step("anybody", right == len(edits) && len(rows) == right, "reads the change log of proposal "+id,
		"three rows with old and new value, the block, and both voters", strings.Join(rows, "; "))
	return nil
}

// allOrNothing proposes two changes of which the chain refuses one.
func allOrNothing(ctx context.Context, r *run, _ string) error {
	bad := filepath.Join(r.home, "bad.yaml")
	text := "params:\n  jobs: {max_active_jobs: 99}\n  consensus: {block: {max_gas: 1000000}}\n"
	if err := os.WriteFile(bad, []byte(text), 0o600); err != nil {
		return err
	}
	id, height, err := r.decide(ctx, "policy", "propose", bad, "--title", "A batch with a mistake")
	if err != nil {
		return err
	}
	number, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return err
	}
	after, err := r.policyAt(ctx, height)
	if err != nil {
		return err
	}
	proposal, err := govv1.NewQueryClient(r.client.Conn()).Proposal(ctx, &govv1.QueryProposalRequest{ProposalId: number})
	if err != nil {
		return err
	}
	r.step(official2, after == "2000 25 12" && proposal.Proposal.Status == govv1.StatusFailed,
		"approves a batch whose second message the chain refuses (blocks too small for the council's own proposals)",
		"the proposal fails, and its first message changes nothing: 2000 25 12", fmt.Sprintf("%s, %s: %s", proposal.Proposal.Status, after, proposal.Proposal.FailedReason))
	return nil
}
