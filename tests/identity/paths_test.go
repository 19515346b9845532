package identity

import (
	"strings"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/crypto/merkle"
	gogoproto "github.com/cosmos/gogoproto/proto"
	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/x/identity/client/tokens"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

const (
	pathsIssuer = "https://eid.example.org"
	pathsHuman  = identitytypes.PARTICIPANT_KIND_HUMAN
)

var (
	// pathsDesk is an ordinary participant: it pays, owns desk.gov and represents the organisation bank.
	pathsDesk = testapp.NewActor("employer2")
	// pathsNew was never on the chain; the list names it, and desk.gov stands for it.
	pathsNew = testapp.NewActor("new")
	pathsEd  = pathsKey(identitytypes.AlgEdDSA, "ed")
	pathsES  = pathsKey(identitytypes.AlgES256, "es")
	pathsEnd = testapp.GenesisTime.AddDate(1, 0, 0)
)

func pathsKey(alg, kid string) jose.JSONWebKey {
	key, err := tokens.NewKey(alg)
	if err != nil {
		panic(err)
	}
	key.KeyID = kid
	return key
}

// pathsProofs are the proofs for the list of employers: the newcomer and one more.
func pathsProofs() (root []byte, proofs []*merkle.Proof) {
	return merkle.ProofsFromByteSlices([][]byte{
		identitytypes.AllowlistLeaf(testapp.ChainID, identitytypes.ROLE_EMPLOYER, pathsNew.Addr),
		identitytypes.AllowlistLeaf(testapp.ChainID, identitytypes.ROLE_EMPLOYER, testapp.NewActor("listed").Addr),
	})
}

// pathsWire puts one source of every kind into a genesis.
func pathsWire(t testing.TB, gs *identitytypes.GenesisState, controller string) {
	t.Helper()
	root, _ := pathsProofs()
	gs.AllowlistRoots = []identitytypes.AllowlistRoot{{
		Role: identitytypes.ROLE_EMPLOYER, Version: 1, Root: root, Uri: "https://example.org/list", Kind: pathsHuman, DailyAdmissions: 1, Active: true,
	}}
	gs.CredentialTypes = []identitytypes.CredentialType{{Id: "citizen", Active: true}}
	for _, key := range []jose.JSONWebKey{pathsEd, pathsES} {
		role := identitytypes.ROLE_AGENT
		if key.KeyID == pathsES.KeyID {
			role = identitytypes.ROLE_VALIDATOR
		}
		public, err := tokens.PublicJWK(key)
		require.NoError(t, err)
		canonical, err := identitytypes.IssuerKey{
			Kid: key.KeyID, Issuer: pathsIssuer, Jwk: public, Roles: []identitytypes.Role{role}, Kinds: []identitytypes.ParticipantKind{pathsHuman},
			CredentialTypes: []string{"citizen"}, DailyAdmissions: 2, Active: true,
		}.Canonical()
		require.NoError(t, err)
		gs.IssuerKeys = append(gs.IssuerKeys, canonical)
	}
	operator := testapp.NewActor("operator").String()
	gs.Names = []identitytypes.Name{
		{Name: "desk.gov", Owner: pathsDesk.String(), Controller: controller, ExpiresAt: &pathsEnd, RegisteredAt: testapp.GenesisTime, Generation: 1},
		{Name: "gov", Owner: operator, Controller: operator, RegisteredAt: testapp.GenesisTime, Generation: 1},
	}
	gs.RoleRoots = []identitytypes.RoleRoot{{
		Name: "gov", Roles: []identitytypes.Role{identitytypes.ROLE_AGENT}, Kind: pathsHuman, DailyAdmissions: 9, Active: true,
	}}
	for i := range gs.Organisations {
		if o := &gs.Organisations[i]; o.Id == "bank" {
			o.Representatives, o.AttestRoles, o.DailyAttestations = []string{pathsDesk.String()}, []identitytypes.Role{identitytypes.ROLE_EMPLOYER}, 9
		}
	}
}

func pathsOptions(t testing.TB) testapp.MarketOptions {
	return testapp.MarketOptions{Validators: 5, Options: testapp.Options{Genesis: func(state app.GenesisState, c *testapp.Chain) {
		testapp.Edit(c, state, identitytypes.ModuleName, func(gs *identitytypes.GenesisState) { pathsWire(t, gs, pathsNew.String()) })
	}}}
}

// pathsClaims is a good token's content for the newcomer.
func pathsClaims(now time.Time, role identitytypes.Role) identitytypes.Claims {
	return identitytypes.Claims{
		Issuer: pathsIssuer, Subject: pathsNew.String(), Roles: []identitytypes.Role{role}, Kind: pathsHuman,
		IssuedAt: now.Unix(), Expires: now.Add(time.Hour).Unix(), ID: "t-1", Audience: testapp.ChainID,
	}
}

func pathsToken(t testing.TB, key jose.JSONWebKey, c identitytypes.Claims) *identitytypes.MsgEnrolWithToken {
	t.Helper()
	text, err := tokens.Issue(key, c)
	require.NoError(t, err)
	return &identitytypes.MsgEnrolWithToken{Sender: pathsDesk.String(), Applicant: c.Subject, Token: text}
}

func pathsProof() *identitytypes.MsgEnrolWithProof {
	_, proofs := pathsProofs()
	return &identitytypes.MsgEnrolWithProof{
		Sender: pathsDesk.String(), Applicant: pathsNew.String(), Role: identitytypes.ROLE_EMPLOYER, Version: 1, Total: 2, Index: 0, Aunts: proofs[0].Aunts,
	}
}

func pathsAttest(source string, kind identitytypes.ParticipantKind, role identitytypes.Role) *identitytypes.MsgAttest {
	msg := &identitytypes.MsgAttest{
		Sender: pathsDesk.String(), Source: source, Address: pathsNew.String(), Roles: []identitytypes.Role{role}, Kind: kind, ExpiresAt: &pathsEnd,
	}
	if kind == identitytypes.PARTICIPANT_KIND_AI_AGENT {
		msg.ModelId = "vendor/model"
	}
	return msg
}

// pathsCase is one way in, with what an auditor reads about it.
type pathsCase struct {
	from     testapp.Actor
	msg      sdk.Msg
	admitted identitytypes.EventParticipantAdmitted
	// enrolled is empty for a registrar.
	enrolled *identitytypes.EventEnrolled
}

func pathsCases(t testing.TB, m *testapp.Market) map[string]pathsCase {
	t.Helper()
	newcomer := pathsNew.String()
	enrolled := func(msg sdk.Msg, path identitytypes.AdmissionPath, source, org string, kind identitytypes.ParticipantKind, end *time.Time,
		evidence []byte, version uint64, role identitytypes.Role,
	) pathsCase {
		roles := []identitytypes.Role{role}
		return pathsCase{
			from: pathsDesk, msg: msg,
			admitted: identitytypes.EventParticipantAdmitted{
				Address: newcomer, AdmittedBy: pathsDesk.String(), Path: path, Kind: kind, OrganisationId: org, Roles: roles, Source: source,
			},
			enrolled: &identitytypes.EventEnrolled{
				Address: newcomer, Path: path, Source: source, Roles: roles, ExpiresAt: end, SentBy: pathsDesk.String(), Evidence: evidence, Version: version,
			},
		}
	}
	ed, es := pathsToken(t, pathsEd, pathsClaims(m.Time, identitytypes.ROLE_AGENT)), pathsToken(t, pathsES, pathsClaims(m.Time, identitytypes.ROLE_VALIDATOR))
	listRoot, _ := pathsProofs()
	robot := identitytypes.PARTICIPANT_KIND_AI_AGENT
	return map[string]pathsCase{
		"registrar": {
			from: m.Registrar, msg: &identitytypes.MsgAdmit{Sender: m.Registrar.String(), Participants: []identitytypes.Admission{{
				Address: newcomer, Kind: pathsHuman, Roles: []identitytypes.Role{identitytypes.ROLE_AGENT},
			}}},
			admitted: identitytypes.EventParticipantAdmitted{
				Address: newcomer, AdmittedBy: m.Registrar.String(), Path: identitytypes.ADMISSION_PATH_REGISTRAR, Kind: pathsHuman,
				Roles: []identitytypes.Role{identitytypes.ROLE_AGENT},
			},
		},
		"proof": enrolled(pathsProof(), identitytypes.ADMISSION_PATH_PROOF, identitytypes.AllowlistSource(identitytypes.ROLE_EMPLOYER), "", pathsHuman, nil,
			listRoot, 1, identitytypes.ROLE_EMPLOYER),
		"token by EdDSA": enrolled(ed, identitytypes.ADMISSION_PATH_TOKEN, "key:ed", "", pathsHuman, nil,
			testapp.Hash(ed.Token), 0, identitytypes.ROLE_AGENT),
		"token by ES256": enrolled(es, identitytypes.ADMISSION_PATH_TOKEN, "key:es", "", pathsHuman, nil,
			testapp.Hash(es.Token), 0, identitytypes.ROLE_VALIDATOR),
		"name": enrolled(&identitytypes.MsgEnrolWithName{Sender: pathsDesk.String(), Applicant: newcomer, Name: "desk.gov"},
			identitytypes.ADMISSION_PATH_NAME, "name:desk.gov", "", pathsHuman, &pathsEnd, nil, 1, identitytypes.ROLE_AGENT),
		"attestation of a name": enrolled(pathsAttest("name:desk.gov", robot, identitytypes.ROLE_AGENT),
			identitytypes.ADMISSION_PATH_ATTESTATION, "name:desk.gov", "", robot, &pathsEnd, nil, 1, identitytypes.ROLE_AGENT),
		"attestation of an organisation": enrolled(pathsAttest("organisation:bank", pathsHuman, identitytypes.ROLE_EMPLOYER),
			identitytypes.ADMISSION_PATH_ATTESTATION, "organisation:bank", "bank", pathsHuman, &pathsEnd, nil, 0, identitytypes.ROLE_EMPLOYER),
	}
}

// pathsEvents returns the module's events of a transaction of one kind.
func pathsEvents[T gogoproto.Message](t testing.TB, res *abci.ExecTxResult) (list []T) {
	t.Helper()
	for _, e := range res.Events {
		if !strings.HasPrefix(e.Type, "agijobs.identity.v1.") {
			continue
		}
		parsed, err := sdk.ParseTypedEvent(e)
		require.NoError(t, err)
		if event, ok := parsed.(T); ok {
			list = append(list, event)
		}
	}
	return list
}

// TestEveryPath: whoever comes in by any path, for an address that was never on the chain, acts at once, with a fee grant and no money, or with money.
func TestEveryPath(t *testing.T) {
	for name := range pathsCases(t, testapp.StartMarket(t, pathsOptions(t))) {
		t.Run(name, func(t *testing.T) {
			m := testapp.StartMarket(t, pathsOptions(t))
			tc := pathsCases(t, m)[name]
			require.Nil(t, m.App.Account.GetAccount(m.Ctx(), pathsNew.Addr), "never on the chain")
			grant, err := feegrant.NewMsgGrantAllowance(&feegrant.BasicAllowance{}, tc.from.Addr, pathsNew.Addr)
			require.NoError(t, err)

			// ACT: enrolment and fee grant in one transaction
			res := m.Must(tc.from, tc.msg, grant)

			// ASSERT
			admitted := tc.admitted
			require.Equal(t, []*identitytypes.EventParticipantAdmitted{&admitted}, pathsEvents[*identitytypes.EventParticipantAdmitted](t, res))
			if tc.enrolled == nil {
				require.Empty(t, pathsEvents[*identitytypes.EventEnrolled](t, res))
			} else {
				require.Equal(t, []*identitytypes.EventEnrolled{tc.enrolled}, pathsEvents[*identitytypes.EventEnrolled](t, res))
			}
			metadata := &identitytypes.MsgUpdateMetadata{Sender: pathsNew.String(), MetadataUri: "did:web:example.org"}
			paid := m.Block(m.SignAs(pathsNew, testapp.TxOptions{Granter: tc.from.Addr}, metadata))[0]
			m.ForgetSequences()
			require.Zero(t, paid.Code, paid.Log)
			require.True(t, m.Balance(pathsNew.Addr).IsZero(), "the newcomer has no money and needed none")

			// ACT, ASSERT: with money it works
			m.Must(tc.from, banktypes.NewMsgSend(tc.from.Addr, pathsNew.Addr, sdk.NewCoins(sdk.NewCoin(testapp.Denom, testapp.AGI(2_000)))))
			switch tc.admitted.Roles[0] {
			case identitytypes.ROLE_AGENT:
				pathsAgentWorks(t, m)
			case identitytypes.ROLE_EMPLOYER:
				pathsEmployerPosts(t, m)
			default:
				pathsJudgeWaits(t, m)
			}
		})
	}
}

func pathsAgentWorks(t *testing.T, m *testapp.Market) {
	t.Helper()
	job := m.Post(m.Employer)
	m.Claim(pathsNew, job)
	m.Must(pathsNew, keysSubmit(m, pathsNew, job))
	m.Judge(job, testapp.Approve)
	had := m.Balance(pathsNew.Addr)
	m.Must(m.Employer, &jobstypes.MsgAcceptVerdict{Sender: m.Employer.String(), JobId: job})
	require.Equal(t, jobstypes.JOB_STATUS_COMPLETED, m.Job(job).Status)
	require.True(t, m.Balance(pathsNew.Addr).GT(had), "it is paid")
}

func pathsEmployerPosts(t *testing.T, m *testapp.Market) {
	t.Helper()
	job := m.Post(pathsNew)
	m.Claim(m.Agent, job)
	require.Equal(t, pathsNew.String(), m.Job(job).Employer)
	require.Equal(t, jobstypes.JOB_STATUS_ASSIGNED, m.Job(job).Status)
}

// pathsJudgeWaits: all seats of a committee go to others though they are as many as the others.
func pathsJudgeWaits(t *testing.T, m *testapp.Market) {
	t.Helper()
	m.Must(pathsNew, &validationtypes.MsgBond{Validator: pathsNew.String(), Amount: testapp.AGI(1_000)},
		&validationtypes.MsgJoinPool{Validator: pathsNew.String(), Pool: testapp.Pool})
	m.Blocks(4)
	for range 3 {
		job := m.Post(m.Employer, func(msg *jobstypes.MsgPostJob) { msg.Seats = 5 })
		m.Claim(m.Agent, job)
		m.Submit(m.Agent, job)
		seats := m.Judge(job, testapp.Approve)
		require.Len(t, seats, 5)
		require.NotContains(t, seats, pathsNew)
	}
}
