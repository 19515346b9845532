package keeper_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/agijobs/agijobs/x/identity/client/tokens"
	"github.com/agijobs/agijobs/x/identity/types"
)

const (
	eid     = "https://eid.example.gov"
	chainID = "agi-1"
	term    = 1000 * time.Hour
)

var applicant = addr("applicant")

// desk is a chain that trusts one key, with what signs for it.
type desk struct {
	*fixture
	private jose.JSONWebKey
	key     types.IssuerKey
	issued  int
}

func trusting(t *testing.T) *desk {
	t.Helper()
	gs := genesis()
	gs.CredentialTypes = []types.CredentialType{{Id: "citizen", Active: true}, {Id: "tier/gold", Active: true}}
	d := &desk{fixture: bare(t)}
	d.ctx = d.ctx.WithChainID(chainID)
	private, err := tokens.NewKey(types.AlgEdDSA)
	require.NoError(t, err)
	private.KeyID = "eid-1"
	d.private, d.key = private, d.keyFor(t, private)
	gs.IssuerKeys = []types.IssuerKey{d.key}
	require.NoError(t, d.k.InitGenesis(d.ctx, gs))
	return d
}

func (d *desk) keyFor(t *testing.T, private jose.JSONWebKey) types.IssuerKey {
	t.Helper()
	public, err := tokens.PublicJWK(private)
	require.NoError(t, err)
	key, err := types.IssuerKey{
		Kid: private.KeyID, Issuer: eid, Jwk: public, Roles: []types.Role{types.ROLE_EMPLOYER, types.ROLE_AGENT},
		Kinds: []types.ParticipantKind{types.PARTICIPANT_KIND_HUMAN}, CredentialTypes: []string{"citizen"}, Term: term, DailyAdmissions: 3, Active: true,
	}.Canonical()
	require.NoError(t, err)
	return key
}

// token issues one for the applicant; each has a number of its own.
func (d *desk) token(t *testing.T, change func(*types.Claims)) string {
	t.Helper()
	d.issued++
	c := types.Claims{
		Issuer: eid, Subject: applicant.String(), Roles: []types.Role{types.ROLE_AGENT}, Kind: types.PARTICIPANT_KIND_HUMAN,
		IssuedAt: d.ctx.BlockTime().Unix(), Expires: d.ctx.BlockTime().Add(time.Hour).Unix(), ID: fmt.Sprintf("t-%d", d.issued), Audience: chainID,
	}
	if change != nil {
		change(&c)
	}
	text, err := tokens.Issue(d.private, c)
	require.NoError(t, err)
	return text
}

func (d *desk) enrol(text string) func(sdk.Context) error { return d.enrolFor(applicant, text) }

func (d *desk) enrolFor(a sdk.AccAddress, text string) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := d.srv.EnrolWithToken(ctx, &types.MsgEnrolWithToken{Sender: human.String(), Applicant: a.String(), Token: text})
		return err
	}
}

func (d *desk) set(key types.IssuerKey) func(sdk.Context) error {
	return func(ctx sdk.Context) error {
		_, err := d.srv.SetIssuerKey(ctx, &types.MsgSetIssuerKey{Authority: authority, Key: key})
		return err
	}
}

func (d *desk) params(t *testing.T, change func(*types.Params)) {
	t.Helper()
	p := types.DefaultParams()
	change(&p)
	require.NoError(t, d.k.SetParams(d.ctx, p))
}

func evidence(t *testing.T, text string) []byte {
	t.Helper()
	token, err := types.ParseToken(text)
	require.NoError(t, err)
	return token.Evidence()
}

func (d *desk) used(t *testing.T, jti string) bool {
	t.Helper()
	res, err := d.query.TokenUsed(d.ctx, &types.QueryTokenUsedRequest{Issuer: eid, Jti: jti})
	require.NoError(t, err)
	return res.Used
}

func TestEnrolWithToken(t *testing.T) {
	d := trusting(t)
	require.False(t, d.acc.HasAccount(d.ctx, applicant))
	text := d.token(t, func(c *types.Claims) {
		c.Credentials = []types.TokenCredential{{Type: "citizen", ValueHash: make([]byte, 32)}}
	})

	events := d.events(t, func(ctx sdk.Context) error {
		res, err := d.srv.EnrolWithToken(ctx, &types.MsgEnrolWithToken{Sender: human.String(), Applicant: applicant.String(), Token: text})
		require.Equal(t, &types.MsgEnrolWithTokenResponse{Admitted: true}, res)
		return err
	})

	roles, end := []types.Role{types.ROLE_AGENT}, genesisTime.Add(term)
	require.Equal(t, typed(t,
		&types.EventParticipantAdmitted{
			Address: applicant.String(), AdmittedBy: human.String(), Path: types.ADMISSION_PATH_TOKEN, Kind: types.PARTICIPANT_KIND_HUMAN,
			Roles: roles, Source: "key:eid-1",
		},
		&types.EventEnrolled{
			Address: applicant.String(), Path: types.ADMISSION_PATH_TOKEN, Source: "key:eid-1", Roles: roles, ExpiresAt: &end,
			SentBy: human.String(), Evidence: evidence(t, text),
		},
		&types.EventCredentialIssued{Credential: types.Credential{
			Subject: applicant.String(), Type: "citizen", Issuer: "key:eid-1", ValueHash: make([]byte, 32), IssuedAt: genesisTime,
		}},
	), events)
	require.True(t, d.acc.HasAccount(d.ctx, applicant), "the enrolment creates the account")
	require.NoError(t, d.k.Authorize(d.ctx, applicant, types.ROLE_AGENT))
	require.True(t, d.used(t, "t-1"))
	d.sound(t)

	d.later(term)
	require.ErrorIs(t, d.k.Authorize(d.ctx, applicant, types.ROLE_AGENT), types.ErrExpired, "the term of the key")
}

func TestTokenEndsWithUntil(t *testing.T) {
	d := trusting(t)
	require.NoError(t, d.enrol(d.token(t, func(c *types.Claims) { c.Until = genesisTime.Add(2 * time.Hour).Unix() }))(d.ctx))
	d.later(2*time.Hour - time.Nanosecond)
	require.NoError(t, d.k.Authorize(d.ctx, applicant, types.ROLE_AGENT))
	d.later(time.Nanosecond)
	require.ErrorIs(t, d.k.Authorize(d.ctx, applicant, types.ROLE_AGENT), types.ErrExpired)
}

func TestTokenForAnAgentWithAModel(t *testing.T) {
	d := trusting(t)
	key := d.key
	key.Kinds = append(key.Kinds, types.PARTICIPANT_KIND_AI_AGENT)
	require.NoError(t, d.set(key)(d.ctx))
	bot := func(responsible string) string {
		return d.token(t, func(c *types.Claims) {
			c.Kind, c.Responsible, c.ModelID, c.ModelHash = types.PARTICIPANT_KIND_AI_AGENT, responsible, "lab/model-1", make([]byte, 32)
		})
	}
	d.refused(t, types.ErrResponsible, d.enrol(bot(stranger.String())))
	require.NoError(t, d.enrol(bot(human.String()))(d.ctx))
	require.Equal(t, human.String(), d.get(t, applicant).Responsible)
	require.Equal(t, "lab/model-1", d.get(t, applicant).ModelId)
	d.sound(t)
}

// Every attack on tokens, each as a message; the state stays as it was.
func TestTokensAreRefused(t *testing.T) {
	d := trusting(t)
	used := d.token(t, nil)
	require.NoError(t, d.enrol(used)(d.ctx))
	other := *d
	stolen, err := tokens.NewKey(types.AlgES256)
	require.NoError(t, err)
	stolen.KeyID = "eid-1"
	other.private, other.issued = stolen, 100
	unknown := *d
	unknown.private.KeyID, unknown.issued = "eid-9", 200
	parts := strings.Split(d.token(t, nil), ".")

	for name, tc := range map[string]struct {
		text string
		err  error
	}{
		"replayed":           {used, types.ErrTokenUsed},
		"replayed number":    {d.token(t, func(c *types.Claims) { c.ID = "t-1" }), types.ErrTokenUsed},
		"alg none":           {"eyJhbGciOiJub25lIiwia2lkIjoiZWlkLTEifQ." + parts[1] + ".", types.ErrTokenAlgorithm},
		"another key":        {other.token(t, nil), types.ErrTokenAlgorithm},
		"unknown kid":        {unknown.token(t, nil), types.ErrUnknownKey},
		"no signature":       {parts[0] + "." + parts[1] + ".", types.ErrTokenSignature},
		"another chain":      {d.token(t, func(c *types.Claims) { c.Audience = "agi-2" }), types.ErrTokenAudience},
		"another issuer":     {d.token(t, func(c *types.Claims) { c.Issuer = "https://other.example" }), types.ErrTokenIssuer},
		"another address":    {d.token(t, func(c *types.Claims) { c.Subject = stranger.String() }), types.ErrTokenSubject},
		"expired":            {d.token(t, func(c *types.Claims) { c.IssuedAt -= 3600; c.Expires -= 3600 }), types.ErrTokenExpired},
		"not yet":            {d.token(t, func(c *types.Claims) { c.NotBefore = c.IssuedAt + 61 }), types.ErrTokenNotYet},
		"long life":          {d.token(t, func(c *types.Claims) { c.Expires += 24 * 3600 }), types.ErrTokenLifetime},
		"validator":          {d.token(t, func(c *types.Claims) { c.Roles = []types.Role{types.ROLE_VALIDATOR} }), types.ErrSourceRights},
		"registrar":          {d.token(t, func(c *types.Claims) { c.Roles = []types.Role{types.ROLE_REGISTRAR} }), types.ErrRoleNotGrantable},
		"organisation":       {d.token(t, func(c *types.Claims) { c.Organisation = "acme" }), types.ErrSourceRights},
		"another kind":       {d.token(t, func(c *types.Claims) { c.Kind = types.PARTICIPANT_KIND_ORGANISATION }), types.ErrSourceRights},
		"another credential": {d.token(t, func(c *types.Claims) { c.Credentials = []types.TokenCredential{{Type: "tier/gold"}} }), types.ErrSourceRights},
		"longer":             {d.token(t, func(c *types.Claims) { c.Until = genesisTime.Add(term).Unix() + 1 }), types.ErrTokenUntil},
		"nothing new":        {d.token(t, nil), types.ErrNothingNew},
		"no token":           {"", types.ErrTokenFormat},
	} {
		t.Run(name, func(t *testing.T) { d.refused(t, tc.err, d.enrol(tc.text)) })
	}
	named, err := tokens.Sign(d.private, []byte(`{"given_name":"Ada"}`))
	require.NoError(t, err)
	msg := &types.MsgEnrolWithToken{Sender: human.String(), Applicant: applicant.String(), Token: named}
	require.ErrorIs(t, msg.ValidateBasic(), types.ErrTokenUnknownClaim, "before it gets into a block")
	d.refused(t, types.ErrTokenUnknownClaim, d.enrol(named))
}

func TestWhoMaySendAToken(t *testing.T) {
	d := trusting(t)
	send := func(sender, applicant string) func(sdk.Context) error {
		return func(ctx sdk.Context) error {
			_, err := d.srv.EnrolWithToken(ctx, &types.MsgEnrolWithToken{Sender: sender, Applicant: applicant, Token: d.token(t, nil)})
			return err
		}
	}
	d.refused(t, types.ErrUnknownParticipant, send(stranger.String(), applicant.String()))
	d.refused(t, types.ErrUnknownParticipant, send(applicant.String(), applicant.String()))
	d.refused(t, types.ErrInvalidAddress, send("", applicant.String()))
	d.refused(t, types.ErrInvalidAddress, send(human.String(), ""))
	d.refused(t, types.ErrTokenSubject, send(human.String(), human.String()))
	require.NoError(t, d.suspend(registrar.String(), human, "check")(d.ctx))
	d.refused(t, types.ErrSuspended, send(human.String(), applicant.String()))
	require.NoError(t, send(registrar.String(), applicant.String())(d.ctx))
	require.NoError(t, d.suspend(registrar.String(), applicant, "check")(d.ctx))
	d.refused(t, types.ErrSuspended, send(registrar.String(), applicant.String()))
	require.NoError(t, d.revoke(registrar.String(), applicant, "fraud")(d.ctx))
	d.refused(t, types.ErrRevoked, send(registrar.String(), applicant.String()))
	// A module account is no applicant.
	module := moduleAddress("jobs")
	d.refused(t, types.ErrBuiltIn, func(ctx sdk.Context) error {
		text := d.token(t, func(c *types.Claims) { c.Subject = module.String() })
		_, err := d.srv.EnrolWithToken(ctx, &types.MsgEnrolWithToken{Sender: registrar.String(), Applicant: module.String(), Token: text})
		return err
	})
}

func TestTokenBringsACredentialOnly(t *testing.T) {
	d := trusting(t)
	require.NoError(t, d.enrol(d.token(t, nil))(d.ctx))
	citizen := func(c *types.Claims) { c.Credentials = []types.TokenCredential{{Type: "citizen"}} }
	text := d.token(t, citizen)

	events := d.events(t, d.enrol(text))
	require.Equal(t, typed(t,
		&types.EventEnrolled{
			Address: applicant.String(), Path: types.ADMISSION_PATH_TOKEN, Source: "key:eid-1", SentBy: human.String(), Evidence: evidence(t, text),
		},
		&types.EventCredentialIssued{Credential: types.Credential{Subject: applicant.String(), Type: "citizen", Issuer: "key:eid-1", IssuedAt: genesisTime}},
	), events, "no role was granted")
	usage, err := d.k.SourceUsage(d.ctx, "key:eid-1")
	require.NoError(t, err)
	require.Equal(t, uint32(2), usage.Admissions, "it counts all the same")

	d.refused(t, types.ErrNothingNew, d.enrol(d.token(t, citizen)))
	require.NoError(t, d.enrol(d.token(t, func(c *types.Claims) { // with another value it is new
		c.Roles, c.Credentials = nil, []types.TokenCredential{{Type: "citizen", ValueHash: make([]byte, 32)}}
	}))(d.ctx))
	d.sound(t)
}

func TestTokensOfADay(t *testing.T) {
	d := trusting(t)
	enrol := func(name string) func(sdk.Context) error {
		return d.enrolFor(addr(name), d.token(t, func(c *types.Claims) { c.Subject = addr(name).String() }))
	}
	for _, name := range []string{"a", "b", "c"} {
		require.NoError(t, enrol(name)(d.ctx))
	}
	d.refused(t, types.ErrSourceLimit, enrol("d"))
	res, err := d.query.SourceUsage(d.ctx, &types.QuerySourceUsageRequest{Source: "key:eid-1"})
	require.NoError(t, err)
	require.Equal(t, &types.QuerySourceUsageResponse{
		Usage: types.SourceUsage{Source: "key:eid-1", Day: genesisTime.Unix() / 86_400, Admissions: 3}, Limit: 3,
	}, res)
	d.ctx = d.ctx.WithBlockTime(genesisTime.Truncate(24 * time.Hour).Add(24 * time.Hour))
	require.NoError(t, enrol("d")(d.ctx))
	d.sound(t)
}

func TestTokenPaysForItsSignature(t *testing.T) {
	d := trusting(t)
	text := d.token(t, nil)
	require.PanicsWithValue(t, storetypes.ErrorOutOfGas{Descriptor: "signature of a token"}, func() {
		require.NoError(t, d.enrol(text)(d.ctx.WithGasMeter(storetypes.NewGasMeter(types.TokenGas-1))))
	})
	before := d.ctx.GasMeter().GasConsumed()
	require.Error(t, d.enrol(d.token(t, func(c *types.Claims) { c.Audience = "x" }))(d.ctx))
	require.GreaterOrEqual(t, d.ctx.GasMeter().GasConsumed()-before, uint64(types.TokenGas), "also when it is refused")
}

func TestUsedTokensAreForgotten(t *testing.T) {
	d := trusting(t)
	key := d.key
	key.DailyAdmissions = 100
	require.NoError(t, d.set(key)(d.ctx))
	d.params(t, func(p *types.Params) { p.PrunesPerBlock = 2 })
	for i := range 5 {
		name := fmt.Sprintf("p%d", i)
		require.NoError(t, d.enrolFor(addr(name), d.token(t, func(c *types.Claims) {
			c.Subject, c.Expires = addr(name).String(), c.IssuedAt+int64(60*(5-i)) // the last expires first
		}))(d.ctx))
	}
	left := func() string {
		var list []string
		for i := range 5 {
			if jti := fmt.Sprintf("t-%d", i+1); d.used(t, jti) {
				list = append(list, jti)
			}
		}
		return strings.Join(list, " ")
	}
	end := func() { require.NoError(t, d.k.EndBlocker(d.ctx)); d.sound(t) }

	d.later(60*time.Second - time.Nanosecond)
	end()
	require.Equal(t, "t-1 t-2 t-3 t-4 t-5", left(), "remembered until exp")
	d.later(time.Nanosecond)
	end()
	require.Equal(t, "t-1 t-2 t-3 t-4", left())
	d.later(time.Hour)
	end()
	require.Equal(t, "t-1 t-2", left(), "the oldest first, as many as the parameter says")
	end()
	require.Empty(t, left())
	end()
}

func TestAForgottenTokenStaysUseless(t *testing.T) {
	d := trusting(t)
	text := d.token(t, nil)
	require.NoError(t, d.enrol(text)(d.ctx))
	for range 70 {
		d.later(time.Minute)
		require.NoError(t, d.k.EndBlocker(d.ctx))
		require.Error(t, d.enrol(text)(d.ctx), d.ctx.BlockTime())
	}
	require.False(t, d.used(t, "t-1"))
	d.refused(t, types.ErrTokenExpired, d.enrol(text))
}

func TestSetIssuerKey(t *testing.T) {
	d := trusting(t)
	private, err := tokens.NewKey(types.AlgES256)
	require.NoError(t, err)
	key := d.keyFor(t, private)
	key.OrganisationIds = []string{"uni", "acme"}

	events := d.events(t, d.set(key))
	key.OrganisationIds = []string{"acme", "uni"}
	require.Equal(t, typed(t, &types.EventIssuerKeySet{Key: key}), events)
	res, err := d.query.IssuerKey(d.ctx, &types.QueryIssuerKeyRequest{Kid: private.KeyID})
	require.NoError(t, err)
	require.Equal(t, key, res.Key)
	list, err := d.query.IssuerKeys(d.ctx, &types.QueryIssuerKeysRequest{Pagination: &query.PageRequest{Limit: 1}})
	require.NoError(t, err)
	require.Len(t, list.Keys, 1)
	require.NotEmpty(t, list.Pagination.NextKey)

	d.private = private
	d.refused(t, types.ErrSourceRights, d.enrol(d.token(t, nil)))
	require.NoError(t, d.enrol(d.token(t, func(c *types.Claims) { c.Organisation = "acme" }))(d.ctx))
	require.Equal(t, "acme", d.get(t, applicant).OrganisationId)
	key.Active = false
	require.NoError(t, d.set(key)(d.ctx))
	d.refused(t, types.ErrSourceInactive, d.enrolFor(stranger, d.token(t, func(c *types.Claims) { c.Subject, c.Organisation = stranger.String(), "acme" })))
	require.NoError(t, d.k.Authorize(d.ctx, applicant, types.ROLE_AGENT), "who was enrolled stays")
	d.sound(t)
}

func TestSetIssuerKeyRefuses(t *testing.T) {
	d := trusting(t)
	change := func(f func(*types.IssuerKey)) types.IssuerKey { k := d.key; f(&k); return k }
	another, err := tokens.NewKey(types.AlgEdDSA)
	require.NoError(t, err)
	another.KeyID = "eid-1"
	secret, err := d.private.MarshalJSON()
	require.NoError(t, err)

	d.refused(t, types.ErrKeyChange, d.set(d.keyFor(t, another)))
	d.refused(t, types.ErrUnknownOrganisation, d.set(change(func(k *types.IssuerKey) { k.OrganisationIds = []string{"nowhere"} })))
	d.refused(t, types.ErrInvalidIssuerKey, d.set(change(func(k *types.IssuerKey) { k.CredentialTypes = []string{"nothing"} })))
	d.refused(t, types.ErrPrivateKey, d.set(change(func(k *types.IssuerKey) { k.Jwk = string(secret) })))
	for _, sender := range []string{registrar.String(), human.String()} {
		d.refused(t, types.ErrUnauthorized, func(ctx sdk.Context) error {
			_, err := d.srv.SetIssuerKey(ctx, &types.MsgSetIssuerKey{Authority: sender, Key: d.key})
			return err
		})
	}
	d.refused(t, types.ErrInvalidAddress, func(ctx sdk.Context) error {
		_, err := d.srv.SetIssuerKey(ctx, &types.MsgSetIssuerKey{Key: d.key})
		return err
	})
	_, err = d.query.IssuerKey(d.ctx, &types.QueryIssuerKeyRequest{Kid: "eid-9"})
	require.ErrorContains(t, err, "NotFound")
	for _, source := range []string{"", "key:eid-9", "key", "registrar:x"} {
		_, err = d.query.SourceUsage(d.ctx, &types.QuerySourceUsageRequest{Source: source})
		require.ErrorContains(t, err, "NotFound", source)
	}
}

func TestLockedWiringOfKeys(t *testing.T) {
	d := trusting(t)
	gs, err := d.k.ExportGenesis(d.ctx)
	require.NoError(t, err)
	gs.Lock = types.AdmissionLock{Locked: true, LockedAt: &genesisTime}
	d.fixture = bare(t)
	d.ctx = d.ctx.WithChainID(chainID)
	require.NoError(t, d.k.InitGenesis(d.ctx, *gs))
	private, err := tokens.NewKey(types.AlgEdDSA)
	require.NoError(t, err)
	key := d.key

	d.refused(t, types.ErrLocked, d.set(d.keyFor(t, private)))
	key.DailyAdmissions++
	d.refused(t, types.ErrLocked, d.set(key))
	key.DailyAdmissions = 1
	require.NoError(t, d.set(key)(d.ctx), "narrower")
	key.DailyAdmissions = 3
	d.refused(t, types.ErrLocked, d.set(key))
	key.Active = false
	require.NoError(t, d.set(key)(d.ctx), "a stolen key can always be deactivated")
	d.refused(t, types.ErrSourceInactive, d.enrol(d.token(t, nil)))
	key.Active = true
	d.refused(t, types.ErrLocked, d.set(key))
}

func TestGenesisOfTokens(t *testing.T) {
	d := trusting(t)
	require.NoError(t, d.enrol(d.token(t, nil))(d.ctx))
	gs, err := d.k.ExportGenesis(d.ctx)
	require.NoError(t, err)
	require.Equal(t, []types.IssuerKey{d.key}, gs.IssuerKeys)
	require.Equal(t, []types.UsedToken{{Id: types.TokenID(eid, "t-1"), ExpiresAt: genesisTime.Add(time.Hour)}}, gs.UsedTokens)

	g := &desk{fixture: bare(t), private: d.private, key: d.key}
	g.ctx = g.ctx.WithChainID(chainID)
	require.NoError(t, g.k.InitGenesis(g.ctx, *gs))
	again, err := g.k.ExportGenesis(g.ctx)
	require.NoError(t, err)
	require.Equal(t, gs.IssuerKeys, again.IssuerKeys)
	require.Equal(t, gs.UsedTokens, again.UsedTokens)
	require.ErrorIs(t, g.enrol(d.token(t, func(c *types.Claims) { c.ID = "t-1" }))(g.ctx), types.ErrTokenUsed, "the memory goes along")
	g.later(time.Hour)
	require.NoError(t, g.k.EndBlocker(g.ctx))
	require.False(t, g.used(t, "t-1"), "and so does its queue")
	g.sound(t)
}
