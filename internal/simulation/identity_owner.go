package simulation

import (
	"fmt"
	"time"

	"github.com/agijobs/agijobs/app"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// identityOwnerFactories are the authority's in x/identity that belong to no source of admissions.
func identityOwnerFactories(reg *registry) {
	add(reg, 1, setOrganisation)
	add(reg, 1, updateIdentity)
	add(reg, 1, setTerms)
}

func setOrganisation(n *Nation) *identitytypes.MsgSetOrganisation {
	return &identitytypes.MsgSetOrganisation{Authority: app.Authority(), Organisation: identitytypes.Organisation{
		Id: fmt.Sprintf("new-%d", n.r.Intn(5)), Name: "New", Active: n.chance(70), Kind: identitytypes.ORGANISATION_KIND_LAB,
	}}
}

func updateIdentity(n *Nation) *identitytypes.MsgUpdateParams {
	p := n.identity().Params
	p.RegistrarDailyAdmissions, p.RegistrarDailySuspensions = uint32(n.between(50, 500)), uint32(n.between(10, 50))
	p.Seasoning, p.PrunesPerBlock = time.Duration(n.between(0, 120))*time.Minute, uint32(n.between(1, 50))
	return &identitytypes.MsgUpdateParams{Authority: app.Authority(), Params: p}
}

// setTerms stops whoever has not acknowledged them, so a nation does so seldom.
func setTerms(n *Nation) *identitytypes.MsgSetTerms {
	if !n.chance(40) {
		return nil
	}
	msg := &identitytypes.MsgSetTerms{Authority: app.Authority(), Uri: "https://example.org/terms", Sha256: hash("terms %d", n.r.Intn(1_000))}
	if n.chance(60) {
		msg.EffectiveAt = n.inDays(8, 20)
	}
	return msg
}
