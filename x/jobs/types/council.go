package types

import (
	"fmt"
	"slices"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// CouncilBar says why the council may not judge a job, or nothing where it may. interested are the job's employer, agent
// and contributors and who answers for each of them; members are the council's and who answers for each of them. Nobody
// judges a job of its own: the council's purse is the treasury, and what is good for a member's organisation is good for
// the member.
func CouncilBar(interested, members []identitytypes.Participant, treasury string) string {
	if len(members) == 0 {
		return "there is no council"
	}
	for _, party := range interested {
		if party.Address == treasury {
			return "the treasury is a party"
		}
		for _, member := range members {
			if party.Address == member.Address {
				return fmt.Sprintf("%s is a party and of the council", party.Address)
			}
			if party.OrganisationId != "" && party.OrganisationId == member.OrganisationId {
				return fmt.Sprintf("%s and %s of the council are of organisation %s", party.Address, member.Address, party.OrganisationId)
			}
		}
	}
	return ""
}

// AppendParticipant adds a participant that is not in the list yet.
func AppendParticipant(list []identitytypes.Participant, p identitytypes.Participant) []identitytypes.Participant {
	there := func(q identitytypes.Participant) bool { return q.Address == p.Address }
	if slices.ContainsFunc(list, there) {
		return list
	}
	return append(list, p)
}
