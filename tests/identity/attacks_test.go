package identity

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/app/testapp"
	"github.com/agijobs/agijobs/x/identity/client/tokens"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// attack is a message that must fail as said.
type attack struct {
	name   string
	from   testapp.Actor
	err    error
	detail string
	// door: refused before the fee.
	door bool
	opts testapp.TxOptions
	msg  sdk.Msg
}

const attacksHandler = "failed to execute message; message index: 0: "

func attacksRun(t *testing.T, tw *testapp.Twin, list ...attack) {
	t.Helper()
	for _, a := range list {
		t.Run(a.name, func(t *testing.T) {
			tw.Use(t)
			log := a.err.Error()
			if a.detail != "" {
				log = a.detail + ": " + log
			}
			if !a.door {
				log = attacksHandler + log
			}
			tw.Refused(testapp.Refusal{Err: a.err, Log: log, Free: a.door}, a.from, a.opts, a.msg)
		})
	}
	tw.Use(t)
}

func attacksTwin(t *testing.T) *testapp.Twin {
	o := pathsOptions(t)
	wire := o.Genesis
	o.Genesis = func(state app.GenesisState, c *testapp.Chain) {
		wire(state, c)
		past := testapp.GenesisTime.Add(-time.Hour)
		c.Admit(state, testapp.NewActor("expired"), testapp.AGI(9), identitytypes.Participant{ExpiresAt: &past})
		c.Admit(state, testapp.NewActor("suspended"), testapp.AGI(9), identitytypes.Participant{
			Status: identitytypes.PARTICIPANT_STATUS_SUSPENDED, StatusReason: "audit", StatusBy: testapp.NewActor("registrar").String(),
		})
		c.SetCouncil(state, 1, testapp.Seat(c.Operator(), 1), testapp.Seat(testapp.NewActor("agent2"), 1))
	}
	return testapp.NewTwin(t, o)
}

// TestForgedTokens: what is wrong with a token by itself, through the ante handler and FinalizeBlock.
func TestForgedTokens(t *testing.T) {
	tw := attacksTwin(t)
	now := tw.A.Time
	agent := identitytypes.ROLE_AGENT
	token := func(key jose.JSONWebKey, edit func(*identitytypes.Claims)) *identitytypes.MsgEnrolWithToken {
		c := pathsClaims(now, agent)
		edit(&c)
		return pathsToken(t, key, c)
	}
	same := func(*identitytypes.Claims) {}
	good := token(pathsEd, same)
	parts := strings.Split(good.Token, ".")
	header := func(text string) sdk.Msg {
		return &identitytypes.MsgEnrolWithToken{
			Sender: pathsDesk.String(), Applicant: pathsNew.String(), Token: base64.RawURLEncoding.EncodeToString([]byte(text)) + "." + parts[1] + "." + parts[2],
		}
	}
	public, err := tokens.PublicJWK(pathsEd)
	require.NoError(t, err)
	hmac := jose.JSONWebKey{Key: []byte(public), KeyID: "ed", Algorithm: "HS256"}
	confused, forged := pathsES, pathsKey(identitytypes.AlgEdDSA, "ed")
	confused.KeyID = "ed"
	other := token(pathsEd, same)
	other.Applicant = pathsDesk.String()
	stamp := func(at time.Time) string { return at.UTC().Format(time.RFC3339) }
	attacksRun(t, tw,
		attack{"alg none", pathsDesk, identitytypes.ErrTokenAlgorithm, `alg is "none"`, true, testapp.TxOptions{}, header(`{"alg":"none","kid":"ed"}`)},
		attack{"HMAC with the public key", pathsDesk, identitytypes.ErrTokenAlgorithm, `alg is "HS256"`, true, testapp.TxOptions{}, token(hmac, same)},
		attack{"key confusion", pathsDesk, identitytypes.ErrTokenAlgorithm, "alg is ES256, the key verifies EdDSA", false, testapp.TxOptions{}, token(confused, same)},
		attack{"another key", pathsDesk, identitytypes.ErrTokenSignature, "go-jose/go-jose: error in cryptographic primitive", false, testapp.TxOptions{}, token(forged, same)},
		attack{
			"for another chain", pathsDesk, identitytypes.ErrTokenAudience, `aud is "agi-2", this is "agijobs-test"`, false,
			testapp.TxOptions{},
			token(pathsEd, func(c *identitytypes.Claims) { c.Audience = "agi-2" }),
		},
		attack{
			"expired", pathsDesk, identitytypes.ErrTokenExpired, "it ended at " + stamp(now) + ", block time is " + stamp(now), false,
			testapp.TxOptions{},
			token(pathsEd, func(c *identitytypes.Claims) { c.IssuedAt, c.Expires = now.Unix()-60, now.Unix() }),
		},
		attack{
			"not yet valid", pathsDesk, identitytypes.ErrTokenNotYet, "it begins at " + stamp(now.Add(2*time.Minute)) + ", block time is " + stamp(now), false,
			testapp.TxOptions{},
			token(pathsEd, func(c *identitytypes.Claims) { c.NotBefore = now.Unix() + 120 }),
		},
		attack{
			"for another address", pathsDesk, identitytypes.ErrTokenSubject, "sub is " + pathsNew.String() + ", applicant is " + pathsDesk.String(), true,
			testapp.TxOptions{},
			other,
		},
		attack{
			"a role beyond the key's", pathsDesk, identitytypes.ErrSourceRights, "key ed, ROLE_VALIDATOR", false,
			testapp.TxOptions{},
			token(pathsEd, func(c *identitytypes.Claims) { c.Roles = []identitytypes.Role{identitytypes.ROLE_VALIDATOR} }),
		},
		attack{"an expired sender", testapp.NewActor("expired"), identitytypes.ErrExpired, testapp.NewActor("expired").String() + ", on " +
			stamp(testapp.GenesisTime.Add(-time.Hour)), true, testapp.TxOptions{}, &identitytypes.MsgEnrolWithToken{
			Sender: testapp.NewActor("expired").String(), Applicant: good.Applicant, Token: good.Token,
		}},
		attack{
			"a suspended fee granter", pathsDesk, identitytypes.ErrSuspended, testapp.NewActor("suspended").String() + ": audit", true,
			testapp.TxOptions{Granter: testapp.NewActor("suspended").Addr},
			good,
		},
	)

	// Replayed: in a later block, and by somebody else's hand.
	tw.Accepted(pathsDesk, testapp.TxOptions{}, good)
	used := `jti "t-1" of "` + pathsIssuer + `"`
	attacksRun(t, tw, attack{"replayed", pathsDesk, identitytypes.ErrTokenUsed, used, false, testapp.TxOptions{}, good})
	grant, err := authz.NewMsgGrant(pathsDesk.Addr, tw.A.Employer.Addr, authz.NewGenericAuthorization(sdk.MsgTypeURL(good)), nil)
	require.NoError(t, err)
	tw.Accepted(pathsDesk, testapp.TxOptions{}, grant)
	exec := authz.NewMsgExec(tw.A.Employer.Addr, []sdk.Msg{good})
	attacksRun(t, tw, attack{
		"replayed by authz", tw.A.Employer, identitytypes.ErrTokenUsed,
		"failed to execute message; message " + good.String() + ": " + used, false,
		testapp.TxOptions{},
		&exec,
	})
}

// TestTokenTwiceInABlock: the second of two equal tokens in one block fails, under each executor.
func TestTokenTwiceInABlock(t *testing.T) {
	m := testapp.StartMarket(t, pathsOptions(t))
	good := pathsToken(t, pathsEd, pathsClaims(m.Time, identitytypes.ROLE_AGENT))
	again := &identitytypes.MsgEnrolWithToken{Sender: m.Employer.String(), Applicant: good.Applicant, Token: good.Token}
	res := m.Block(m.Sign(pathsDesk, good), m.Sign(m.Employer, again))
	require.Zero(t, res[0].Code, res[0].Log)
	space, code := keysCode(identitytypes.ErrTokenUsed)
	require.Equal(t, []any{space, code}, []any{res[1].Codespace, res[1].Code}, res[1].Log)
	testapp.Replay(t, testapp.Options{Executor: "block-stm"}, m.Chain)
}

// TestFalseClaims: proofs, names, attestations and desks that reach beyond what they may.
func TestFalseClaims(t *testing.T) {
	tw := attacksTwin(t)
	m := tw.A
	stranger := testapp.NewActor("stranger")
	root, _ := pathsProofs()
	wrong := pathsProof()
	wrong.Applicant = stranger.String()
	whole := pathsProof()
	whole.Total, whole.Aunts = 1, nil
	listed := pathsProof()
	_, proofs := pathsProofs()
	listed.Applicant, listed.Index, listed.Aunts = testapp.NewActor("listed").String(), 1, proofs[1].Aunts
	hexRoot := "root " + hex.EncodeToString(root)
	none := testapp.TxOptions{}
	registrar := m.Registrar
	attacksRun(t, tw,
		attack{"proof for another address", pathsDesk, identitytypes.ErrWrongProof, hexRoot, false, none, wrong},
		attack{"the tree's node as a leaf", pathsDesk, identitytypes.ErrWrongProof, hexRoot, false, none, whole},
		attack{
			"a registrar makes a registrar", registrar, identitytypes.ErrRoleNotGrantable, "participant 0: ROLE_REGISTRAR", false, none,
			&identitytypes.MsgAdmit{Sender: registrar.String(), Participants: []identitytypes.Admission{{
				Address: stranger.String(), Kind: pathsHuman, Roles: []identitytypes.Role{identitytypes.ROLE_REGISTRAR},
			}}},
		},
		attack{"a registrar suspends a council member", registrar, identitytypes.ErrOffice, m.Agent2.String(), false, none, suspend(m, m.Agent2)},
	)
	tw.Accepted(pathsDesk, none, pathsProof())
	attacksRun(t, tw, attack{"one above the list's limit of the day", pathsDesk, identitytypes.ErrSourceLimit, "allowlist:ROLE_EMPLOYER: 1 of 1 used", false, none, listed})

	// A stranger's funded address is named as somebody's AI agent, by an attestation.
	drawn := pathsAttest("name:desk.gov", identitytypes.PARTICIPANT_KIND_AI_AGENT, identitytypes.ROLE_AGENT)
	drawn.Address = m.Outsider.String()
	tw.Accepted(pathsDesk, none, drawn)
	rotate := keysRotation(t, m.Outsider, "thief")
	rotate.Sender = pathsDesk.String()
	attacksRun(t, tw, attack{"taking a stranger's key", pathsDesk, identitytypes.ErrRotationNotAllowed, m.Outsider.String(), false, none, rotate})

	// An old root, then terms that the sender has not acknowledged.
	tw.Both(func(m *testapp.Market) {
		m.Govern(&identitytypes.MsgSetAllowlistRoot{Authority: app.Authority(), Root: identitytypes.AllowlistRoot{
			Role: identitytypes.ROLE_EMPLOYER, Root: testapp.Hash("next"), Uri: "https://example.org/list", Kind: pathsHuman, DailyAdmissions: 1, Active: true,
		}})
	})
	attacksRun(t, tw, attack{
		"an old root", pathsDesk, identitytypes.ErrOldProof,
		"proof is for version 1 of the list, version 2 is in force; get a new proof", false, none, listed,
	})

	// Name takeover: in the grace period nobody gets it; afterwards the old holder has nothing.
	operator := m.Operator()
	tw.Both(func(m *testapp.Market) { m.BlockAfter(pathsEnd.Sub(m.Time)) })
	later := pathsEnd.AddDate(1, 0, 0)
	take := &identitytypes.MsgRegisterName{Sender: operator.String(), Name: "desk.gov", Owner: m.Employer.String(), ExpiresAt: &later}
	attacksRun(t, tw, attack{"takeover in the grace period", operator, identitytypes.ErrNameGrace, "desk.gov, until 2031-01-31T00:00:00Z", false, none, take})
	tw.Both(func(m *testapp.Market) { m.BlockAfter(identitytypes.DefaultNameGrace) })
	tw.Accepted(operator, none, take)
	enrol := &identitytypes.MsgEnrolWithName{Sender: pathsDesk.String(), Applicant: pathsNew.String(), Name: "desk.gov"}
	attacksRun(t, tw, attack{"the old holder enrols", pathsDesk, identitytypes.ErrNotController, "desk.gov stands for " + m.Employer.String(), false, none, enrol})
	old := pathsAttest("name:desk.gov", pathsHuman, identitytypes.ROLE_AGENT)
	old.ExpiresAt = &later
	attacksRun(t, tw, attack{"the old holder attests", pathsDesk, identitytypes.ErrNotNameOwner, "desk.gov is " + m.Employer.String() + "'s", false, none, old})

	enrol.Applicant = m.Employer.String()
	tw.Both(func(m *testapp.Market) {
		m.Govern(&identitytypes.MsgSetTerms{Authority: app.Authority(), Uri: "https://example.org/terms", Sha256: testapp.Hash("terms")})
	})
	attacksRun(t, tw, attack{"terms not acknowledged", pathsDesk, identitytypes.ErrTermsUnknown, pathsDesk.String() + " has acknowledged version 0, version 1 is required, see https://example.org/terms", false, none, enrol})
}
