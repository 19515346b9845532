package app_test

import (
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// auditOffice is the organisation of those who are auditors in the matrix.
const auditOffice = "bank"

// sealedDay is a day long before the matrix under which the audit office has a root of one leaf.
const sealedDay = 1

// canaryTemplates are those of x/jobs and x/validation. Three sign MsgOpenCanary: the sender is its auditor, and the others
// are in good standing.
var canaryTemplates = map[string]template{
	"/agijobs.validation.v1.MsgRegisterCanaries": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &validationtypes.MsgRegisterCanaries{Auditor: from, Root: testapp.Hash("root")}
	}},
	"/agijobs.validation.v1.MsgDiscloseCanaries": {
		own: true, before: func(w *world, ctx sdk.Context, _ sdk.AccAddress) { seal(w, ctx, rejected(w)) },
		msg: func(w *world, _ objects, from string) sdk.Msg {
			return &validationtypes.MsgDiscloseCanaries{Auditor: from, Day: sealedDay, Leaves: []validationtypes.CanaryLeaf{rejected(w)}}
		},
	},
	"/agijobs.validation.v1.MsgContradictCanary": {
		own: true, before: func(w *world, ctx sdk.Context, _ sdk.AccAddress) {
			seal(w, ctx, rejected(w))
			opened := validationtypes.OpenedCanary{
				JobId: w.mine.approved, Office: auditOffice, Day: sealedDay, Leaf: rejected(w), SubmittedHeight: w.Job(w.mine.approved).SubmittedHeight,
			}
			opened.Leaf.Verdict = validationtypes.VOTE_VERDICT_APPROVE
			require.NoError(w.T, w.App.Validation.Canaries.Opened.Set(ctx, opened.JobId, opened))
		},
		msg: func(w *world, _ objects, from string) sdk.Msg {
			return &validationtypes.MsgContradictCanary{
				Sender: from, JobId: w.mine.approved, Office: auditOffice, Day: sealedDay, Leaf: rejected(w),
				Proof: validationtypes.CanaryProof{Total: 1},
			}
		},
	},
	"/agijobs.validation.v1.MsgLiftCanaryBar": {
		own: true, before: func(w *world, ctx sdk.Context, _ sdk.AccAddress) {
			require.NoError(w.T, w.App.Validation.Canaries.Offices.Set(ctx, auditOffice, validationtypes.CanaryOffice{
				Office: auditOffice, Reason: validationtypes.CanaryOverdue, BarredAt: ctx.BlockTime(),
			}))
		},
		msg: func(_ *world, _ objects, from string) sdk.Msg {
			return &validationtypes.MsgLiftCanaryBar{Authority: from, Office: auditOffice}
		},
	},
	"/agijobs.jobs.v1.MsgOpenCanary": {
		own: true, fresh: true, before: func(w *world, ctx sdk.Context, _ sdk.AccAddress) { seal(w, ctx, rejected(w)) },
		msg: func(w *world, _ objects, from string) sdk.Msg {
			leaf := rejected(w)
			return &jobstypes.MsgOpenCanary{
				Auditor: from, Employer: leaf.Employer, Agent: w.Agent.String(), JobId: w.mine.approved, Day: sealedDay,
				Verdict: leaf.Verdict, Salt: leaf.Salt, Proof: validationtypes.CanaryProof{Total: 1},
			}
		},
	},
}

// rejected is a leaf that says that the work of the party's approved job must be rejected.
func rejected(w *world) validationtypes.CanaryLeaf {
	return w.Job(w.mine.approved).CanaryLeaf(validationtypes.VOTE_VERDICT_REJECT, testapp.Hash("salt"))
}

// seal gives the audit office a root of one leaf, older than all work.
func seal(w *world, ctx sdk.Context, leaf validationtypes.CanaryLeaf) {
	root, err := validationtypes.CanaryTreeRoot(ctx.ChainID(), []validationtypes.CanaryLeaf{leaf})
	require.NoError(w.T, err)
	record := validationtypes.CanaryRoot{
		Office: auditOffice, Day: sealedDay, Auditor: app.Authority(), Root: root, RegisteredHeight: 1,
		DiscloseBy: ctx.BlockTime().Add(24 * time.Hour),
	}
	require.NoError(w.T, w.App.Validation.Canaries.Roots.Set(ctx, collections.Join(auditOffice, uint64(sealedDay)), record))
}
