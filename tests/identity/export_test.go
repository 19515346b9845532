package identity

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// A chain that starts from an export has the same wiring, refuses the same token again and goes on as the exported one would have.
func TestExportOfTheWiring(t *testing.T) {
	m := testapp.StartMarket(t, pathsOptions(t))
	claims := pathsClaims(m.Time, identitytypes.ROLE_AGENT)
	claims.Credentials = []identitytypes.TokenCredential{{Type: "citizen"}}
	token := pathsToken(t, pathsEd, claims)
	robot := pathsAttest("name:desk.gov", identitytypes.PARTICIPANT_KIND_AI_AGENT, identitytypes.ROLE_AGENT)
	agent := testapp.NewActor("drone")
	robot.Address = agent.String()
	effective := m.Time.AddDate(0, 1, 0)
	m.Must(pathsDesk, token, pathsProof(), robot)
	m.Govern(
		&identitytypes.MsgSetTerms{Authority: app.Authority(), Uri: "https://example.org/terms", Sha256: testapp.Hash("terms"), EffectiveAt: &effective},
		&identitytypes.MsgLockAdmission{Authority: app.Authority()},
	)
	m.Must(pathsDesk, &identitytypes.MsgAcknowledgeTerms{Sender: pathsDesk.String(), Version: 1})

	_, bz := m.Export()
	twin := testapp.New(t, testapp.Options{State: bz, InitialHeight: m.Height + 1, StartTime: m.Time})
	m.Block()

	same := func() {
		t.Helper()
		want, _ := m.Export()
		got, _ := twin.Export()
		require.Len(t, got, len(want))
		for name := range want {
			require.JSONEq(t, string(want[name]), string(got[name]), name)
		}
	}
	same()
	space, code := keysCode(identitytypes.ErrTokenUsed)
	for _, c := range []*testapp.Chain{m.Chain, twin} {
		res := c.Deliver(pathsDesk, token)
		require.Equal(t, []any{space, code}, []any{res.Codespace, res.Code}, res.Log)
		c.Must(pathsDesk, &identitytypes.MsgRevokeAttestation{Sender: pathsDesk.String(), Source: "name:desk.gov", Address: agent.String()})
	}
	for range 20 {
		m.Block()
		twin.Block()
	}
	want, _ := m.Export()
	got, _ := twin.Export()
	require.JSONEq(t, string(want[identitytypes.ModuleName]), string(got[identitytypes.ModuleName]))
}
