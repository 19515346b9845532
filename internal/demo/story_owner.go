package demo

import (
	"fmt"
	"strings"

	gogoproto "github.com/cosmos/gogoproto/proto"

	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// owner tells what the council decides and what the guardians hold.
func (t teller) owner(event gogoproto.Message) (line, bool) {
	switch e := event.(type) {
	case *sovereigntypes.EventProposalDecided:
		verdict := "rejects"
		if e.Passed {
			verdict = "passes"
		}
		return line{who: "the council", what: fmt.Sprintf("%s proposal %d: %d of %d needed, yes by %s", verdict, e.ProposalId,
			e.YesWeight, e.Threshold, t.all(e.Voters))}, true
	case *sovereigntypes.EventParameterChanged:
		c := e.Change
		return line{who: theChain, what: fmt.Sprintf("changes %s %s from %s to %s", c.Module, c.Field, c.OldValue, c.NewValue)}, true
	case *sovereigntypes.EventPaused:
		return line{who: theChain, what: fmt.Sprintf("is paused (%s): %s", scopeName(e.Pause.Scope), e.Pause.Reason)}, true
	case *sovereigntypes.EventResumed:
		return line{who: theChain, what: fmt.Sprintf("is released (%s): %s", scopeName(e.Scope), e.Reason)}, true
	case *jobstypes.EventJobRerouted:
		return line{who: "the council", what: fmt.Sprintf("takes the job from %s: %s", t.name(e.Agent), e.Reason)}, true
	}
	return line{}, false
}

func scopeName(s sovereigntypes.PauseScope) string {
	return strings.ToLower(without(s.String(), "PAUSE_SCOPE_"))
}
