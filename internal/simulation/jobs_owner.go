package simulation

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// jobOwnerFactories are the authority's in x/jobs, but for its ruling.
func jobOwnerFactories(reg *registry) {
	add(reg, 1, delistJob)
	add(reg, 2, rerouteJob)
	add(reg, 2, setCategory)
	add(reg, 1, updateJobParams)
}

func (n *Nation) jobParams() (uint64, jobstypes.Params) {
	n.T.Helper()
	version, params, err := n.App.Jobs.ParamsInForce(n.view.ctx)
	require.NoError(n.T, err)
	return version, params
}

func delistJob(n *Nation) *jobstypes.MsgDelistJob {
	j, ok := n.job(func(j jobstypes.Job) bool {
		return j.Status == jobstypes.JOB_STATUS_OPEN && j.DeadlineMs > n.view.now+10*maxStep.Milliseconds()
	})
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	return &jobstypes.MsgDelistJob{Authority: n.authority.String(), JobId: j.Id, Reason: "unlawful"}
}

func rerouteJob(n *Nation) *jobstypes.MsgRerouteJob {
	j, ok := n.job(func(j jobstypes.Job) bool {
		return j.Status == jobstypes.JOB_STATUS_ASSIGNED && j.DeadlineMs > n.view.now+10*maxStep.Milliseconds()
	})
	if !ok || !n.take(jobKey(j.Id)) {
		return nil
	}
	return &jobstypes.MsgRerouteJob{Authority: n.authority.String(), JobId: j.Id, Reason: "an emergency"}
}

func setCategory(n *Nation) *jobstypes.MsgSetCategory {
	c, err := n.App.Jobs.CategoryInForce(n.view.ctx, secondary)
	require.NoError(n.T, err)
	c.Title, c.Revision = fmt.Sprintf("Maps %d", n.r.Intn(1_000)), 0
	switch n.r.Intn(4) {
	case 0:
		c.SameOrganisation = !c.SameOrganisation
	case 1:
		c.BonusBps = uint32(n.between(0, 2_000))
	case 2:
		c.BoundCertificates = !c.BoundCertificates
	default:
		c.Boosts = []jobstypes.Boost{{Credential: licensed, Bps: uint32(n.between(1, 1_000))}}
	}
	return &jobstypes.MsgSetCategory{Authority: n.authority.String(), Category: c}
}

func updateJobParams(n *Nation) *jobstypes.MsgUpdateParams {
	_, p := n.jobParams()
	p.ValidationFeeBps, p.ProtocolFeeBps = uint32(n.between(400, 1_200)), uint32(n.between(0, 400))
	p.SettlementsPerBlock, p.DispatchPerBlock = uint32(n.between(2, 100)), uint32(n.between(1, 50))
	p.ChallengeWindow = time.Duration(n.between(3, 7)) * maxStep
	return &jobstypes.MsgUpdateParams{Authority: n.authority.String(), Params: p}
}
