package app_test

import (
	"github.com/stretchr/testify/require"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app/testapp"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
)

// dispatchTemplates are those of DISPATCH in x/jobs.
var dispatchTemplates = map[string]template{
	"/agijobs.jobs.v1.MsgDeclareAvailability": {own: true, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return declaration(from)
	}},
	// Who stands in no roster is told so: that is no question of who he is.
	"/agijobs.jobs.v1.MsgEndAvailability": {own: true, past: []error{jobstypes.ErrNoRoster}, msg: func(_ *world, _ objects, from string) sdk.Msg {
		return &jobstypes.MsgEndAvailability{Agent: from}
	}},
	"/agijobs.jobs.v1.MsgDeclineJob": {msg: func(_ *world, o objects, from string) sdk.Msg {
		if o.dispatched == 0 {
			return nil
		}
		return &jobstypes.MsgDeclineJob{Agent: from, JobId: o.dispatched}
	}},
}

func declaration(from string) sdk.Msg {
	return &jobstypes.MsgDeclareAvailability{Agent: from, Categories: []string{testapp.Category}, Capacity: 5, MinPayout: math.ZeroInt()}
}

// dispatch has the chain assign a job to the party, who is the only one in the roster. Its stake is there already.
func (w *world) dispatch() {
	w.Must(w.party, declaration(w.party.String()))
	w.mine.dispatched = w.Post(w.Employer, lasting, func(msg *jobstypes.MsgPostJob) { msg.Assignment = jobstypes.ASSIGNMENT_MODE_DISPATCH })
	w.Block()
	require.Equal(w.T, w.party.String(), w.Job(w.mine.dispatched).Agent)
}
