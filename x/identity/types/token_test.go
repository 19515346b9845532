package types_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/agijobs/agijobs/x/identity/client/tokens"
	"github.com/agijobs/agijobs/x/identity/types"
)

const issuer = "https://eid.example.gov"

// moment is where and when the tokens of these tests are used.
var moment = types.Moment{Now: now, ChainID: "agi-1", MaxLifetime: 24 * time.Hour}

func newKey(t require.TestingT, alg string) (jose.JSONWebKey, types.IssuerKey) {
	private, err := tokens.NewKey(alg)
	require.NoError(t, err)
	private.KeyID = "eid-1"
	public, err := tokens.PublicJWK(private)
	require.NoError(t, err)
	key, err := types.IssuerKey{
		Kid: "eid-1", Issuer: issuer, Jwk: public, Roles: []types.Role{types.ROLE_AGENT, types.ROLE_EMPLOYER},
		Kinds: []types.ParticipantKind{types.PARTICIPANT_KIND_HUMAN}, CredentialTypes: []string{"citizen", "skill/translation"},
		Term: 1000 * time.Hour, DailyAdmissions: 10, Active: true,
	}.Canonical()
	require.NoError(t, err)
	return private, key
}

func claims() types.Claims {
	return types.Claims{
		Issuer: issuer, Subject: address("applicant"), Roles: []types.Role{types.ROLE_AGENT}, Kind: types.PARTICIPANT_KIND_HUMAN,
		IssuedAt: now.Unix(), Expires: now.Add(time.Hour).Unix(), ID: "t-1", Audience: "agi-1",
	}
}

// payload is that of claims() with one claim replaced, added, or left out when the text is empty.
func payload(t *testing.T, claim, text string) string {
	t.Helper()
	raw, err := tokens.Payload(claims())
	require.NoError(t, err)
	list := strings.Split(strings.Trim(string(raw), "{}"), ",")
	out := make([]string, 0, len(list)+1)
	for _, member := range list {
		if !strings.HasPrefix(member, `"`+claim+`":`) {
			out = append(out, member)
		}
	}
	if text != "" {
		out = append(out, `"`+claim+`":`+text)
	}
	return "{" + strings.Join(out, ",") + "}"
}

func b64(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// forged is a token with a header and a payload of one's own and a signature of nobody.
func forged(header, payload string) string { return b64(header) + "." + b64(payload) + "." + b64("s") }

func TestTokenIsAccepted(t *testing.T) {
	for _, alg := range []string{types.AlgEdDSA, types.AlgES256} {
		private, key := newKey(t, alg)
		text, err := tokens.Issue(private, claims())
		require.NoError(t, err)
		token, err := types.ParseToken(text)
		require.NoError(t, err)
		require.Equal(t, claims(), token.Claims)
		require.Equal(t, alg, token.Algorithm)
		require.Equal(t, "eid-1", token.Kid)
		require.NoError(t, token.Check(key, moment))
		sum := sha256.Sum256([]byte(text))
		require.Equal(t, sum[:], token.Evidence())
		for _, check := range token.Checks(key, moment) {
			require.NoError(t, check.Err, check.Name)
		}
	}
}

func TestClaimsInEverySpelling(t *testing.T) {
	for claim, text := range map[string]string{
		"roles": `["ROLE_AGENT"]`, "kind": `"PARTICIPANT_KIND_HUMAN"`, "aud": `["agi-1"]`, "jti": `"\u0074-1"`, "sub": ` "` + address("applicant") + `"`,
		"iat": fmt.Sprintf("%d ", now.Unix()),
	} {
		token, err := types.ParseToken(forged(`{"alg":"EdDSA","kid":"eid-1"}`, payload(t, claim, text)))
		require.NoError(t, err, claim)
		require.Equal(t, claims(), token.Claims, claim)
	}
	full := `{"iss":"i","sub":"` + address("bot") + `","roles":["agent","validator"],"credentials":[{"type":"citizen"},{"type":"skill/translation","value_hash":"` +
		strings.Repeat("0a", 32) + `","exp":200}],"org":"acme","kind":"ai_agent","iat":100,"nbf":110,"exp":160,"until":1000,"jti":"j","aud":"agi-1","responsible":"` +
		address("owner") + `","model_id":"lab/model-1","model_hash":"` + strings.Repeat("0b", 32) + `"}`
	token, err := types.ParseToken(forged(`{"typ":"JWT","alg":"ES256","kid":"k"}`, full))
	require.NoError(t, err)
	require.Equal(t, types.Claims{
		Issuer: "i", Subject: address("bot"), Roles: []types.Role{types.ROLE_AGENT, types.ROLE_VALIDATOR},
		Credentials: []types.TokenCredential{
			{Type: "citizen"}, {Type: "skill/translation", ValueHash: []byte(strings.Repeat("\x0a", 32)), Expires: 200},
		},
		Organisation: "acme", Kind: types.PARTICIPANT_KIND_AI_AGENT, IssuedAt: 100, NotBefore: 110, Expires: 160, Until: 1000, ID: "j", Audience: "agi-1",
		Responsible: address("owner"), ModelID: "lab/model-1", ModelHash: []byte(strings.Repeat("\x0b", 32)),
	}, token.Claims)
}

// Headers that would have the verifier do what the sender wants.
func TestHeadersAreRefused(t *testing.T) {
	good := payload(t, "", "")
	for name, tc := range map[string]struct {
		header string
		err    error
	}{
		"alg none":         {`{"alg":"none","kid":"eid-1"}`, types.ErrTokenAlgorithm},
		"alg None":         {`{"alg":"None","kid":"eid-1"}`, types.ErrTokenAlgorithm},
		"HS256":            {`{"alg":"HS256","kid":"eid-1"}`, types.ErrTokenAlgorithm},
		"RS256":            {`{"alg":"RS256","kid":"eid-1"}`, types.ErrTokenAlgorithm},
		"ES384":            {`{"alg":"ES384","kid":"eid-1"}`, types.ErrTokenAlgorithm},
		"eddsa":            {`{"alg":"eddsa","kid":"eid-1"}`, types.ErrTokenAlgorithm},
		"no alg":           {`{"kid":"eid-1"}`, types.ErrTokenHeader},
		"null alg":         {`{"alg":null,"kid":"eid-1"}`, types.ErrTokenHeader},
		"list alg":         {`{"alg":["EdDSA"],"kid":"eid-1"}`, types.ErrTokenHeader},
		"no kid":           {`{"alg":"EdDSA"}`, types.ErrTokenHeader},
		"path as kid":      {`{"alg":"EdDSA","kid":"../../dev/null"}`, types.ErrTokenHeader},
		"long kid":         {`{"alg":"EdDSA","kid":"` + strings.Repeat("k", 65) + `"}`, types.ErrTokenHeader},
		"jwk":              {`{"alg":"EdDSA","kid":"eid-1","jwk":` + rfc8037Key + `}`, types.ErrTokenHeader},
		"jku":              {`{"alg":"EdDSA","kid":"eid-1","jku":"https://evil.example"}`, types.ErrTokenHeader},
		"x5c":              {`{"alg":"EdDSA","kid":"eid-1","x5c":["MII"]}`, types.ErrTokenHeader},
		"x5u":              {`{"alg":"EdDSA","kid":"eid-1","x5u":"https://evil.example"}`, types.ErrTokenHeader},
		"crit":             {`{"alg":"EdDSA","kid":"eid-1","crit":["exp"]}`, types.ErrTokenHeader},
		"b64":              {`{"alg":"EdDSA","kid":"eid-1","b64":false,"crit":["b64"]}`, types.ErrTokenHeader},
		"cty":              {`{"alg":"EdDSA","kid":"eid-1","cty":"JWT"}`, types.ErrTokenHeader},
		"zip":              {`{"alg":"EdDSA","kid":"eid-1","zip":"DEF"}`, types.ErrTokenHeader},
		"ALG beside":       {`{"alg":"EdDSA","ALG":"none","kid":"eid-1"}`, types.ErrTokenHeader},
		"alg twice":        {`{"alg":"EdDSA","alg":"none","kid":"eid-1"}`, types.ErrTokenHeader},
		"alg twice hidden": {`{"alg":"EdDSA","\u0061lg":"none","kid":"eid-1"}`, types.ErrTokenHeader},
		"other typ":        {`{"alg":"EdDSA","kid":"eid-1","typ":"at+jwt"}`, types.ErrTokenHeader},
		"no JSON":          {`EdDSA`, types.ErrTokenHeader},
		"null":             {`null`, types.ErrTokenHeader},
		"two objects":      {`{"alg":"EdDSA","kid":"eid-1"}{}`, types.ErrTokenHeader},
		"empty":            {``, types.ErrTokenHeader},
	} {
		_, err := types.ParseToken(forged(tc.header, good))
		require.ErrorIs(t, err, tc.err, name)
	}
	for _, token := range []string{rfc7515HS256, rfc7515RS256, rfc7520ES512, rfc7519None} {
		_, err := types.ParseToken(token)
		require.ErrorIs(t, err, types.ErrTokenAlgorithm)
	}
	_, err := types.ParseToken(rfc7515ES256)
	require.ErrorIs(t, err, types.ErrTokenHeader, "no kid")
}

func TestFormsAreRefused(t *testing.T) {
	private, _ := newKey(t, types.AlgEdDSA)
	good, err := tokens.Issue(private, claims())
	require.NoError(t, err)
	parts := strings.Split(good, ".")
	for name, text := range map[string]string{
		"empty":             "",
		"one part":          parts[0],
		"two parts":         parts[0] + "." + parts[1],
		"four parts":        good + ".",
		"five parts: a JWE": good + ".a.b",
		"as JSON":           `{"payload":"` + parts[1] + `","protected":"` + parts[0] + `","signature":"` + parts[2] + `"}`,
		"space in front":    " " + good,
		"line end behind":   good + "\n",
		"line end inside":   good[:9] + "\n" + good[9:],
		"padding":           parts[0] + "=." + parts[1] + "." + parts[2],
		"standard base64":   parts[0] + "." + parts[1] + "." + "+/" + parts[2][2:],
		"trailing bits":     parts[0] + "." + parts[1] + "." + strings.TrimRight(parts[2], "AQgw") + "B",
		"2,049 bytes":       good + strings.Repeat("A", types.MaxToken+1-len(good)),
	} {
		_, err := types.ParseToken(text)
		require.ErrorIs(t, err, types.ErrTokenFormat, name)
	}
}

func TestClaimsAreRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		claim, text string
		err         error
		says        string
	}{
		"a name":              {"given_name", `"Ada"`, types.ErrTokenUnknownClaim, `issue it without this claim`},
		"which claim":         {"birthdate", `"1815-12-10"`, types.ErrTokenUnknownClaim, `"birthdate"`},
		"other case":          {"SUB", `"x"`, types.ErrTokenUnknownClaim, `"SUB"`},
		"no iss":              {"iss", ``, types.ErrTokenClaims, "iss is missing"},
		"iss of 129":          {"iss", `"` + strings.Repeat("i", 129) + `"`, types.ErrTokenClaims, "iss has 129"},
		"iss with space":      {"iss", `"a b"`, types.ErrTokenClaims, "without spaces"},
		"no sub":              {"sub", ``, types.ErrTokenClaims, "sub is missing"},
		"sub of another kind": {"sub", `"cosmos1qqqq"`, types.ErrInvalidAddress, ""},
		"sub in capitals":     {"sub", `"` + strings.ToUpper(address("applicant")) + `"`, types.ErrTokenClaims, "sub"},
		"no kind":             {"kind", ``, types.ErrTokenClaims, "kind is missing"},
		"unknown kind":        {"kind", `"robot"`, types.ErrTokenClaims, "ai_agent"},
		"kind 0":              {"kind", `"unspecified"`, types.ErrTokenClaims, "kind is unknown"},
		"kind by number":      {"kind", `1`, types.ErrTokenClaims, "no string"},
		"mixed spelling":      {"roles", `["Agent"]`, types.ErrTokenClaims, "roles has an unknown name"},
		"unknown role":        {"roles", `["king"]`, types.ErrTokenClaims, "employer, agent or validator"},
		"role twice":          {"roles", `["agent","ROLE_AGENT"]`, types.ErrInvalidRoles, "twice"},
		"roles no list":       {"roles", `"agent"`, types.ErrTokenClaims, "roles is no list"},
		"nine roles":          {"roles", `["agent","agent","agent","agent","agent","agent","agent","agent","agent","agent"]`, types.ErrTokenClaims, "at most 9"},
		"registrar":           {"roles", `["registrar"]`, types.ErrRoleNotGrantable, ""},
		"node operator":       {"roles", `["ROLE_NODE_OPERATOR"]`, types.ErrRoleNotGrantable, ""},
		"nothing":             {"roles", ``, types.ErrTokenClaims, "grants nothing"},
		"treasury":            {"org", `"treasury"`, types.ErrReservedOrganisation, ""},
		"empty org":           {"org", `""`, types.ErrTokenClaims, "leave it out"},
		"no iat":              {"iat", ``, types.ErrTokenClaims, "iat is missing"},
		"no exp":              {"exp", ``, types.ErrTokenClaims, "exp is missing"},
		"float":               {"exp", `1893456000.0`, types.ErrTokenClaims, "whole Unix seconds"},
		"exponent":            {"exp", `2e9`, types.ErrTokenClaims, "whole Unix seconds"},
		"negative":            {"iat", `-1`, types.ErrTokenClaims, "whole Unix seconds"},
		"text":                {"iat", `"1893456000"`, types.ErrTokenClaims, "whole Unix seconds"},
		"zero":                {"iat", `0`, types.ErrTokenClaims, "whole Unix seconds"},
		"milliseconds":        {"exp", `1893456000000`, types.ErrTokenClaims, "whole Unix seconds"},
		"year 10000":          {"exp", `253402300800`, types.ErrTokenClaims, "whole Unix seconds"},
		"exp before iat":      {"exp", `1`, types.ErrTokenClaims, "exp must lie after iat"},
		"nbf at exp":          {"nbf", fmt.Sprint(now.Add(time.Hour).Unix()), types.ErrTokenClaims, "exp must lie after iat and nbf"},
		"until at iat":        {"until", fmt.Sprint(now.Unix()), types.ErrTokenClaims, "until"},
		"no jti":              {"jti", ``, types.ErrTokenClaims, "jti is missing"},
		"empty jti":           {"jti", `""`, types.ErrTokenClaims, "jti"},
		"jti of 65":           {"jti", `"` + strings.Repeat("j", 65) + `"`, types.ErrTokenClaims, "jti has 65"},
		"jti not ASCII":       {"jti", `"\u00e9"`, types.ErrTokenClaims, "jti"},
		"no aud":              {"aud", ``, types.ErrTokenClaims, "aud is missing"},
		"two chains":          {"aud", `["agi-1","agi-2"]`, types.ErrTokenClaims, "names 2 chains"},
		"no chain":            {"aud", `[]`, types.ErrTokenClaims, "names 0 chains"},
		"list in a list":      {"aud", `[["agi-1"]]`, types.ErrTokenClaims, "aud is no string"},
		"17 credentials":      {"credentials", "[" + strings.Repeat(`{"type":"a"},`, 16) + `{"type":"a"}]`, types.ErrTokenClaims, "at most 16"},
		"credential twice":    {"credentials", `[{"type":"a"},{"type":"a"}]`, types.ErrTokenClaims, "twice"},
		"credential text":     {"credentials", `["a"]`, types.ErrTokenClaims, ""},
		"credential null":     {"credentials", `[null]`, types.ErrTokenClaims, "no JSON object"},
		"credential value":    {"credentials", `[{"type":"a","value":"secret"}]`, types.ErrTokenClaims, `"value" is unknown`},
		"credential no type":  {"credentials", `[{}]`, types.ErrTokenClaims, "type is missing"},
		"credential member 2": {"credentials", `[{"type":"a","type":"b"}]`, types.ErrTokenClaims, "duplicate"},
		"credential hash":     {"credentials", `[{"type":"a","value_hash":"00"}]`, types.ErrTokenClaims, "64 hexadecimal"},
		"credential HASH":     {"credentials", `[{"type":"a","value_hash":"` + strings.Repeat("AB", 32) + `"}]`, types.ErrTokenClaims, "lower case"},
		"credential exp":      {"credentials", `[{"type":"a","exp":1}]`, types.ErrTokenClaims, "exp must lie after iat"},
		"responsible":         {"responsible", `"` + address("x") + `"`, types.ErrResponsible, ""},
		"AI agent alone":      {"kind", `"ai_agent"`, types.ErrResponsible, ""},
		"model of a human":    {"model_id", `"lab/m"`, types.ErrInvalidModel, ""},
		"model hash":          {"model_hash", `"zz"`, types.ErrTokenClaims, "64 hexadecimal"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := types.ParseToken(forged(`{"alg":"EdDSA","kid":"eid-1"}`, payload(t, tc.claim, tc.text)))
			require.ErrorIs(t, err, tc.err)
			require.ErrorContains(t, err, tc.says)
		})
	}
	for name, raw := range map[string]string{
		"twice": strings.Replace(payload(t, "", ""), "{", `{"jti":"a",`, 1), "list": "[]", "null": "null", "text": `"x"`, "empty": "",
		"more behind": payload(t, "", "") + "1", "not ASCII": payload(t, "jti", `"é"`), "control": payload(t, "jti", "\"a\x00\""),
	} {
		_, err := types.ParseToken(forged(`{"alg":"EdDSA","kid":"eid-1"}`, raw))
		require.ErrorIs(t, err, types.ErrTokenClaims, name)
	}
}

// Who knows a public key must not be able to make tokens with it.
func TestSignaturesAreRefused(t *testing.T) {
	edPrivate, ed := newKey(t, types.AlgEdDSA)
	ecPrivate, ec := newKey(t, types.AlgES256)
	stranger, _ := newKey(t, types.AlgEdDSA)
	issue := func(key jose.JSONWebKey) types.Token {
		text, err := tokens.Issue(key, claims())
		require.NoError(t, err)
		token, err := types.ParseToken(text)
		require.NoError(t, err)
		return token
	}
	require.ErrorIs(t, issue(stranger).Verify(ed.Jwk), types.ErrTokenSignature, "a key of one's own under the kid of the issuer")
	require.ErrorIs(t, issue(edPrivate).Verify(ec.Jwk), types.ErrTokenAlgorithm, "EdDSA on a P-256 key")
	require.ErrorIs(t, issue(ecPrivate).Verify(ed.Jwk), types.ErrTokenAlgorithm, "ES256 on an Ed25519 key")

	// The header says what the key wants, the signature is an HMAC with what everybody knows.
	for _, key := range []types.IssuerKey{ed, ec} {
		public, err := types.ParseJWK(key.Jwk)
		require.NoError(t, err)
		for _, secret := range []string{key.Jwk, public.Thumbprint()} {
			for _, alg := range []string{"HS256", public.Algorithm} {
				input := b64(`{"alg":"`+alg+`","kid":"eid-1"}`) + "." + b64(payload(t, "", ""))
				mac := hmac.New(sha256.New, []byte(secret))
				mac.Write([]byte(input))
				token, err := types.ParseToken(input + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
				if alg == "HS256" {
					require.ErrorIs(t, err, types.ErrTokenAlgorithm)
					continue
				}
				require.NoError(t, err)
				require.ErrorIs(t, token.Verify(key.Jwk), types.ErrTokenSignature)
			}
		}
		for _, signature := range []string{"", strings.Repeat("A", 86)} { // none, and 64 zeros
			token, err := types.ParseToken(b64(`{"alg":"`+public.Algorithm+`","kid":"eid-1"}`) + "." + b64(payload(t, "", "")) + "." + signature)
			require.NoError(t, err)
			require.ErrorIs(t, token.Verify(key.Jwk), types.ErrTokenSignature)
		}
	}
}

func TestMomentsAndRights(t *testing.T) {
	private, key := newKey(t, types.AlgEdDSA)
	at := func(d time.Duration) types.Moment { m := moment; m.Now = now.Add(d); return m }
	change := func(f func(*types.IssuerKey)) types.IssuerKey { k := key; f(&k); return k }
	for name, tc := range map[string]struct {
		claims func(*types.Claims)
		key    types.IssuerKey
		moment types.Moment
		err    error
	}{
		"fine":                    {nil, key, moment, nil},
		"another chain":           {func(c *types.Claims) { c.Audience = "agi-2" }, key, moment, types.ErrTokenAudience},
		"another issuer":          {func(c *types.Claims) { c.Issuer = "https://other.example" }, key, moment, types.ErrTokenIssuer},
		"the clock is ahead":      {nil, key, at(-60 * time.Second), nil},
		"too far ahead":           {nil, key, at(-60*time.Second - time.Nanosecond), types.ErrTokenNotYet},
		"nbf within the leeway":   {func(c *types.Claims) { c.NotBefore = c.IssuedAt + 60 }, key, moment, nil},
		"nbf later":               {func(c *types.Claims) { c.NotBefore = c.IssuedAt + 61 }, key, moment, types.ErrTokenNotYet},
		"last moment":             {nil, key, at(time.Hour - time.Nanosecond), nil},
		"expired":                 {nil, key, at(time.Hour), types.ErrTokenExpired},
		"longest life":            {func(c *types.Claims) { c.Expires = c.IssuedAt + 86_400 }, key, moment, nil},
		"too long":                {func(c *types.Claims) { c.Expires = c.IssuedAt + 86_401 }, key, moment, types.ErrTokenLifetime},
		"old and long":            {func(c *types.Claims) { c.IssuedAt -= 90_000 }, key, moment, types.ErrTokenLifetime},
		"deactivated":             {nil, change(func(k *types.IssuerKey) { k.Active = false }), moment, types.ErrSourceInactive},
		"a role too much":         {func(c *types.Claims) { c.Roles = []types.Role{types.ROLE_VALIDATOR} }, key, moment, types.ErrSourceRights},
		"one role too much":       {func(c *types.Claims) { c.Roles = append(c.Roles, types.ROLE_VALIDATOR) }, key, moment, types.ErrSourceRights},
		"another kind":            {func(c *types.Claims) { c.Kind = types.PARTICIPANT_KIND_ORGANISATION }, key, moment, types.ErrSourceRights},
		"an organisation":         {func(c *types.Claims) { c.Organisation = "acme" }, key, moment, types.ErrSourceRights},
		"its organisation":        {func(c *types.Claims) { c.Organisation = "acme" }, change(func(k *types.IssuerKey) { k.OrganisationIds = []string{"acme"} }), moment, nil},
		"out of its organisation": {nil, change(func(k *types.IssuerKey) { k.OrganisationIds = []string{"acme"} }), moment, types.ErrSourceRights},
		"a credential":            {func(c *types.Claims) { c.Credentials = []types.TokenCredential{{Type: "citizen"}} }, key, moment, nil},
		"another credential":      {func(c *types.Claims) { c.Credentials = []types.TokenCredential{{Type: "clearance/secret"}} }, key, moment, types.ErrSourceRights},
		"a credential that ended": {func(c *types.Claims) {
			c.Credentials = []types.TokenCredential{{Type: "citizen", Expires: now.Unix() + 60}}
		}, key, at(time.Minute), types.ErrTokenUntil},
		"the whole term":           {func(c *types.Claims) { c.Until = now.Add(key.Term).Unix() }, key, moment, nil},
		"the term of a fast clock": {func(c *types.Claims) { c.Until = now.Add(key.Term).Unix() }, key, at(-time.Minute), nil},
		"longer than the term":     {func(c *types.Claims) { c.Until = now.Add(key.Term).Unix() + 1 }, key, moment, types.ErrTokenUntil},
		"no term, any end":         {func(c *types.Claims) { c.Until = now.Unix() * 3 }, change(func(k *types.IssuerKey) { k.Term = 0 }), moment, nil},
		"ended already":            {func(c *types.Claims) { c.Until = now.Unix() + 60 }, key, at(time.Minute), types.ErrTokenUntil},
	} {
		t.Run(name, func(t *testing.T) {
			c := claims()
			if tc.claims != nil {
				tc.claims(&c)
			}
			text, err := tokens.Issue(private, c)
			require.NoError(t, err)
			token, err := types.ParseToken(text)
			require.NoError(t, err)
			if tc.err == nil {
				require.NoError(t, token.Check(tc.key, tc.moment))
				return
			}
			require.ErrorIs(t, token.Check(tc.key, tc.moment), tc.err)
		})
	}
}

func TestGrantEnds(t *testing.T) {
	ends := func(until int64, term time.Duration) *time.Time {
		return types.Token{Claims: types.Claims{Until: until}}.GrantEnds(types.IssuerKey{Term: term}, now)
	}
	hour := now.Add(time.Hour)
	require.Nil(t, ends(0, 0))
	require.Equal(t, hour, *ends(0, time.Hour))
	require.Equal(t, hour, *ends(hour.Unix(), 0))
	require.Equal(t, hour, *ends(hour.Unix(), 2*time.Hour))
	require.Equal(t, hour, *ends(hour.Unix()+60, time.Hour), "never later than the key may grant")
}

func TestTokenIDSeparatesIssuerAndNumber(t *testing.T) {
	require.Len(t, types.TokenID("a", "b"), types.HashSize)
	require.NotEqual(t, types.TokenID("ab", "c"), types.TokenID("a", "bc"))
	require.NotEqual(t, types.TokenID("", "x"), types.TokenID("x", ""))
}

func TestIssuedTokensAreRead(t *testing.T) {
	private, key := newKey(t, types.AlgES256)
	rapid.Check(t, func(t *rapid.T) {
		want := claims()
		want.ID = rapid.StringMatching(`[!-~]{1,64}`).Draw(t, "jti")
		want.IssuedAt = now.Unix() - rapid.Int64Range(0, 3000).Draw(t, "age")
		want.Expires = now.Unix() + rapid.Int64Range(1, 3600).Draw(t, "life")
		want.Until = rapid.SampledFrom([]int64{0, want.Expires, want.IssuedAt + 100_000}).Draw(t, "until")
		want.Subject = address(rapid.StringMatching(`[a-z]{1,20}`).Draw(t, "sub"))
		for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(key.CredentialTypes), 0, 2, rapid.ID[string]).Draw(t, "credentials") {
			cred := types.TokenCredential{Type: name, Expires: rapid.SampledFrom([]int64{0, want.Expires}).Draw(t, "end")}
			if rapid.Bool().Draw(t, "hashed") {
				cred.ValueHash = rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "hash")
			}
			want.Credentials = append(want.Credentials, cred)
		}
		text, err := tokens.Issue(private, want)
		require.NoError(t, err)
		token, err := types.ParseToken(text)
		require.NoError(t, err)
		require.Equal(t, want, token.Claims)
		require.NoError(t, token.Check(key, moment))

		// Whatever byte is changed, the token is no longer accepted.
		changed := []byte(text)
		changed[rapid.IntRange(0, len(changed)-1).Draw(t, "where")] ^= byte(rapid.IntRange(1, 255).Draw(t, "how"))
		token, err = types.ParseToken(string(changed))
		if err == nil {
			require.Error(t, token.Check(key, moment))
		}
	})
}

func FuzzParseToken(f *testing.F) {
	private, key := newKey(f, types.AlgEdDSA)
	good, err := tokens.Issue(private, claims())
	require.NoError(f, err)
	for _, text := range []string{good, rfc7515ES256, rfc8037EdDSA, rfc7519None, "..", "e30.e30.e30"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		token, err := types.ParseToken(text)
		if err != nil {
			return
		}
		require.NoError(t, token.Claims.Admission(nil).Validate())
		require.LessOrEqual(t, len(token.Claims.Credentials), types.MaxTokenCredentials)
		if text != good {
			require.Error(t, token.Verify(key.Jwk))
		}
		raw, err := tokens.Payload(token.Claims)
		require.NoError(t, err)
		again, err := types.ParseToken(forged(`{"alg":"EdDSA","kid":"k"}`, string(raw)))
		if len(raw) > 1400 {
			return // written anew it may be longer than a token
		}
		require.NoError(t, err)
		require.Equal(t, token.Claims, again.Claims)
	})
}
