package app_test

import (
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

var programTemplates = map[string]template{
	"/agijobs.jobs.v1.MsgCreateProgram": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		msg := w.programMsg()
		msg.Sponsor = from
		return msg
	}},
	"/agijobs.jobs.v1.MsgFundProgram": {msg: func(_ *world, o objects, from string) sdk.Msg {
		return &jobstypes.MsgFundProgram{Sponsor: from, ProgramId: o.program, Amount: math.OneInt()}
	}},
	"/agijobs.jobs.v1.MsgSetAllotment": {msg: func(w *world, o objects, from string) sdk.Msg {
		return &jobstypes.MsgSetAllotment{Sponsor: from, ProgramId: o.program, Delegate: w.citizen.String(), Left: math.OneInt()}
	}},
	"/agijobs.jobs.v1.MsgPauseProgram": {msg: func(_ *world, o objects, from string) sdk.Msg {
		return &jobstypes.MsgPauseProgram{Sender: from, ProgramId: o.program}
	}},
	"/agijobs.jobs.v1.MsgResumeProgram": {before: pausePrograms, msg: func(_ *world, o objects, from string) sdk.Msg {
		return &jobstypes.MsgResumeProgram{Sender: from, ProgramId: o.program}
	}},
	"/agijobs.jobs.v1.MsgCloseProgram": {msg: func(_ *world, o objects, from string) sdk.Msg {
		return &jobstypes.MsgCloseProgram{Sponsor: from, ProgramId: o.program}
	}},
	"/agijobs.jobs.v1.MsgApproveProgram": {own: true, msg: func(w *world, _ objects, from string) sdk.Msg {
		return &jobstypes.MsgApproveProgram{Authority: from, ProgramId: w.mine.program, Priority: jobstypes.PRIORITY_URGENT}
	}},
}

// programMsg is a small program of the employer's.
func (w *world) programMsg() *jobstypes.MsgCreateProgram {
	return &jobstypes.MsgCreateProgram{
		Sponsor: w.Employer.String(), Title: "Relief", Document: w.PostMsg(w.Employer).Spec,
		Budget: testapp.AGI(10), MaxPayout: testapp.AGI(1),
	}
}

// sponsor opens a program of the party and one of the treasury.
func (w *world) sponsor() {
	mine, treasurys := w.programMsg(), w.programMsg()
	mine.Sponsor, treasurys.Sponsor = w.party.String(), app.Authority()
	var res jobstypes.MsgCreateProgramResponse
	w.Response(w.Must(w.party, mine), 0, &res)
	w.mine.program = res.ProgramId
	w.Govern(treasurys)
	id, err := jobstypes.NewJobID(w.Height, 0, 0)
	if err != nil {
		w.T.Fatal(err)
	}
	w.treasurys.program = id
}

// pausePrograms has each sponsor pause its program; the authority is the treasury's.
func pausePrograms(w *world, ctx sdk.Context, _ sdk.AccAddress) {
	mine, err := w.App.Jobs.Program(ctx, w.mine.program)
	if err != nil {
		w.T.Fatal(err)
	}
	w.must(ctx.WithTxIndex(-1), &jobstypes.MsgPauseProgram{Sender: mine.Sponsor, ProgramId: mine.Id})
	w.must(ctx.WithTxIndex(-1), &jobstypes.MsgPauseProgram{Sender: app.Authority(), ProgramId: w.treasurys.program})
}
