// Package interop_test compares what the chain verifies and issues with other implementations.
package interop_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/x/identity/client/tokens"
	"github.com/agijobs/agijobs/x/identity/types"
)

// requireNode makes the comparison with a fresh run of jose a must; `make test-interop` sets it.
const requireNode = "AGIJOBS_INTEROP"

const (
	joseDir  = "jose"
	joseFile = "jose/testdata/vectors.json" // node vectors.mjs make <address> 1798859045
	at       = 1798859045
)

func TestMain(m *testing.M) {
	sdk.GetConfig().SetBech32PrefixForAccount("agi", "agipub")
	os.Exit(m.Run())
}

func subject() string {
	return sdk.AccAddress(append([]byte("applicant"), make([]byte, 11)...)).String()
}

// vectors are what vectors.mjs prints.
type vectors struct {
	At      int64    `json:"at"`
	Subject string   `json:"subject"`
	Issuers []issuer `json:"issuers"`
}

type issuer struct {
	Alg        string            `json:"alg"`
	JWK        json.RawMessage   `json:"jwk"`
	Thumbprint string            `json:"thumbprint"`
	Accepted   map[string]string `json:"accepted"`
	Refused    map[string]string `json:"refused"`
}

func TestTokensOfNodeJose(t *testing.T) {
	raw, err := os.ReadFile(joseFile)
	require.NoError(t, err)
	check(t, raw)
}

func TestFreshTokensOfNodeJose(t *testing.T) {
	check(t, node(t, nil, "make", subject(), strconv.Itoa(at)))
}

// check holds every token of jose against the rules of the chain.
func check(t *testing.T, raw []byte) {
	t.Helper()
	var v vectors
	require.NoError(t, json.Unmarshal(raw, &v))
	require.Equal(t, int64(at), v.At)
	require.Equal(t, subject(), v.Subject)
	require.Len(t, v.Issuers, 2)
	for _, i := range v.Issuers {
		t.Run(i.Alg, func(t *testing.T) { i.check(t) })
	}
}

func (i issuer) check(t *testing.T) {
	public, err := types.ParseJWK(string(i.JWK))
	require.NoError(t, err)
	require.Equal(t, i.Alg, public.Algorithm)
	require.Equal(t, i.Thumbprint, public.Thumbprint())
	key, err := types.IssuerKey{
		Kid: i.Thumbprint, Issuer: "https://eid.example.gov", Jwk: string(i.JWK), Roles: []types.Role{types.ROLE_AGENT},
		Kinds: []types.ParticipantKind{types.PARTICIPANT_KIND_HUMAN}, CredentialTypes: []string{"citizen", "skill/translation"},
		DailyAdmissions: 1, Active: true,
	}.Canonical()
	require.NoError(t, err)
	moment := types.Moment{Now: time.Unix(at, 0).UTC(), ChainID: "agi-1", MaxLifetime: types.DefaultTokenLifetime}

	require.Len(t, i.Accepted, 4)
	for name, text := range i.Accepted {
		token, err := types.ParseToken(text)
		require.NoError(t, err, name)
		require.NoError(t, token.Check(key, moment), name)
		require.Equal(t, subject(), token.Claims.Subject)
	}
	token, err := types.ParseToken(i.Accepted["credentials"])
	require.NoError(t, err)
	require.Equal(t, []types.TokenCredential{
		{Type: "citizen", ValueHash: bytes.Repeat([]byte{0x0a}, 32), Expires: at + 86_400}, {Type: "skill/translation"},
	}, token.Claims.Credentials)

	want := map[string]error{
		"given_name": types.ErrTokenUnknownClaim, "other_chain": types.ErrTokenAudience, "two_chains": types.ErrTokenClaims, "expired": types.ErrTokenExpired,
		"not_yet": types.ErrTokenNotYet, "other_issuer": types.ErrTokenIssuer, "registrar": types.ErrRoleNotGrantable,
		"embedded_key": types.ErrTokenHeader, "content_type": types.ErrTokenHeader,
	}
	require.Len(t, i.Refused, len(want))
	for name, text := range i.Refused {
		require.NoError(t, public.Verify(text), "%s: the signature is good", name)
		token, err := types.ParseToken(text)
		if err == nil {
			err = token.Check(key, moment)
		}
		require.ErrorIs(t, err, want[name], name)
	}
}

func TestNodeJoseVerifiesOurTokens(t *testing.T) {
	for _, alg := range []string{types.AlgEdDSA, types.AlgES256} {
		key, err := tokens.NewKey(alg)
		require.NoError(t, err)
		public, err := tokens.PublicJWK(key)
		require.NoError(t, err)
		text, err := tokens.Issue(key, types.Claims{
			Issuer: "https://eid.example.gov", Subject: subject(), Roles: []types.Role{types.ROLE_AGENT}, Kind: types.PARTICIPANT_KIND_HUMAN,
			Credentials: []types.TokenCredential{{Type: "citizen"}}, IssuedAt: at, Expires: at + 3600, ID: "t-1", Audience: "agi-1",
		})
		require.NoError(t, err)
		input, err := json.Marshal(map[string]any{"jwk": json.RawMessage(public), "token": text, "audience": "agi-1", "at": at})
		require.NoError(t, err)

		var out struct {
			Header map[string]string `json:"header"`
			Claims struct {
				Sub   string   `json:"sub"`
				Roles []string `json:"roles"`
			} `json:"claims"`
		}
		require.NoError(t, json.Unmarshal(node(t, input, "verify"), &out))
		require.Equal(t, map[string]string{"alg": alg, "kid": key.KeyID, "typ": "JWT"}, out.Header)
		require.Equal(t, subject(), out.Claims.Sub)
		require.Equal(t, []string{"agent"}, out.Claims.Roles)
	}
}

// node runs vectors.mjs. Where Node or the package is missing the test is left out.
func node(t *testing.T, input []byte, args ...string) []byte {
	t.Helper()
	path, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat(filepath.Join(joseDir, "node_modules", "jose"))
	}
	if err != nil {
		if os.Getenv(requireNode) != "" {
			t.Fatal(err)
		}
		t.Skipf("needs Node and `npm ci` in tests/interop/jose: %s", err)
	}
	cmd := exec.Command(path, append([]string{"vectors.mjs"}, args...)...)
	cmd.Dir, cmd.Stdin, cmd.Stderr = joseDir, bytes.NewReader(input), os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err)
	return out
}
