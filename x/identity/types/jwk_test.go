package types_test

import (
	"bytes"
	"crypto"
	_ "crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"github.com/agijobs/agijobs/x/identity/client/tokens"
	"github.com/agijobs/agijobs/x/identity/types"
)

// Vectors of the standards.
const (
	// RFC 7515 A.3: a P-256 key and what it signed; A.1 and A.2: the same payload with HS256 and RS256.
	rfc7515Key     = `{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}`
	rfc7515Secret  = `"d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"`
	rfc7515Payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
	rfc7515ES256   = "eyJhbGciOiJFUzI1NiJ9." + rfc7515Payload + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
	rfc7515HS256   = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + rfc7515Payload + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	rfc7515RS256   = "eyJhbGciOiJSUzI1NiJ9." + rfc7515Payload + ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7" +
		"AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K" +
		"0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB" +
		"p0igcN_IoypGlUPQGe77Rw"
	// RFC 7519 6.1: no signature.
	rfc7519None = "eyJhbGciOiJub25lIn0." + rfc7515Payload + "."
	// RFC 8037 A.2 to A.4: an Ed25519 key, its thumbprint and what it signed.
	rfc8037Key        = `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	rfc8037Thumbprint = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
	rfc8037EdDSA      = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc." +
		"hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
	// RFC 7520 3.1: P-521; 4.3: what it signed, with a kid.
	rfc7520Key = `{"kty":"EC","kid":"bilbo.baggins@hobbiton.example","use":"sig","crv":"P-521",` +
		`"x":"AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt",` +
		`"y":"AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1"}`
	rfc7520Secret = `"d":"AAhRON2r9cqXX1hg-RoI6R1tX5p2rUAYdmpHZoC1XNM56KtscrX6zbKipQrCW9CGZH3T4ubpnoTKLDYJ_fF3_rJt"`
	rfc7520ES512  = "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9." +
		"SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBk" +
		"b24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4." +
		"AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0lw-kv" +
		"AD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2"
	// RFC 7638 3.1.
	rfc7638Key = `{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknj` +
		`hMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbO` +
		`pbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",` +
		`"e":"AQAB","alg":"RS256","kid":"2011-04-29"}`
	rfc7638Thumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
)

func TestVectorsOfTheStandardsVerify(t *testing.T) {
	ec, err := types.ParseJWK(rfc7515Key)
	require.NoError(t, err)
	require.Equal(t, types.AlgES256, ec.Algorithm)
	require.NoError(t, ec.Verify(rfc7515ES256))

	ed, err := types.ParseJWK(rfc8037Key)
	require.NoError(t, err)
	require.Equal(t, types.AlgEdDSA, ed.Algorithm)
	require.Equal(t, `{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`, ed.Canonical)
	require.Equal(t, rfc8037Thumbprint, ed.Thumbprint())
	require.NoError(t, ed.Verify(rfc8037EdDSA))

	for name, token := range map[string]string{
		"HS256": rfc7515HS256, "RS256": rfc7515RS256, "none": rfc7519None, "ES512": rfc7520ES512, "other key": rfc8037EdDSA,
		"cut": rfc7515ES256[:len(rfc7515ES256)-4], "another payload": strings.Replace(rfc7515ES256, rfc7515Payload, "e30", 1),
	} {
		require.ErrorIs(t, ec.Verify(token), types.ErrTokenSignature, name)
	}
	require.ErrorIs(t, ed.Verify(rfc7515ES256), types.ErrTokenSignature)
}

func TestThumbprintIsThatOfTheLibrary(t *testing.T) {
	var rsa jose.JSONWebKey
	require.NoError(t, rsa.UnmarshalJSON([]byte(rfc7638Key)))
	sum, err := rsa.Thumbprint(crypto.SHA256)
	require.NoError(t, err)
	require.Equal(t, rfc7638Thumbprint, base64.RawURLEncoding.EncodeToString(sum))

	for _, alg := range []string{types.AlgEdDSA, types.AlgES256} {
		key, err := tokens.NewKey(alg)
		require.NoError(t, err)
		public, err := tokens.PublicJWK(key)
		require.NoError(t, err)
		parsed, err := types.ParseJWK(public)
		require.NoError(t, err)
		require.Equal(t, key.KeyID, parsed.Thumbprint(), "by the library")
		require.Equal(t, key.KeyID, parsed.KeyID)
		again, err := types.ParseJWK(parsed.Canonical)
		require.NoError(t, err)
		require.Equal(t, parsed.Canonical, again.Canonical)
	}
}

func TestParseJWKRefuses(t *testing.T) {
	with := func(key, member string) string { return strings.TrimSuffix(key, "}") + "," + member + "}" }
	ed := func(raw []byte) string {
		return fmt.Sprintf(`{"kty":"OKP","crv":"Ed25519","x":"%s"}`, base64.RawURLEncoding.EncodeToString(raw))
	}
	unhex := func(s string) []byte {
		raw, err := hex.DecodeString(s)
		require.NoError(t, err)
		return raw
	}
	identity := append([]byte{1}, make([]byte, 31)...)
	for name, tc := range map[string]struct {
		jwk  string
		err  error
		text string
	}{
		"private P-256":          {with(rfc7515Key, rfc7515Secret), types.ErrPrivateKey, "must never leave its owner"},
		"private Ed25519":        {with(rfc8037Key, `"d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"`), types.ErrPrivateKey, "member d"},
		"private P-521":          {with(rfc7520Key, rfc7520Secret), types.ErrPrivateKey, ""},
		"private, empty":         {with(rfc8037Key, `"d":null`), types.ErrPrivateKey, ""},
		"private, escaped":       {with(rfc8037Key, `"\u0064":"x"`), types.ErrPrivateKey, ""},
		"private RSA":            {`{"kty":"RSA","dq":"AQAB"}`, types.ErrPrivateKey, ""},
		"symmetric":              {`{"kty":"oct","k":"hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"}`, types.ErrInvalidIssuerKey, "whoever can verify"},
		"symmetric in disguise":  {with(rfc8037Key, `"k":"AQAB"`), types.ErrInvalidIssuerKey, "whoever can verify"},
		"RSA":                    {rfc7638Key, types.ErrInvalidIssuerKey, ""},
		"P-521":                  {rfc7520Key, types.ErrInvalidIssuerKey, "use OKP with Ed25519 or EC with P-256"},
		"secp256k1":              {strings.Replace(rfc7515Key, "P-256", "secp256k1", 1), types.ErrInvalidIssuerKey, "secp256k1"},
		"X25519":                 {strings.Replace(rfc8037Key, "Ed25519", "X25519", 1), types.ErrInvalidIssuerKey, "X25519"},
		"off the curve":          {strings.Replace(rfc7515Key, "x_FE", "x_FF", 1), types.ErrInvalidIssuerKey, "not on declared curve"},
		"the point 0":            {`{"kty":"EC","crv":"P-256","x":"` + strings.Repeat("A", 43) + `","y":"` + strings.Repeat("A", 43) + `"}`, types.ErrInvalidIssuerKey, "curve"},
		"no y":                   {`{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}`, types.ErrInvalidIssuerKey, "y is missing"},
		"short x":                {ed(make([]byte, 31)), types.ErrInvalidIssuerKey, "31 bytes"},
		"long x":                 {ed(make([]byte, 33)), types.ErrInvalidIssuerKey, "33 bytes"},
		"y of an Ed25519 key":    {with(rfc8037Key, `"y":"AQAB"`), types.ErrInvalidIssuerKey, `member "y"`},
		"Ed25519 zero":           {ed(make([]byte, 32)), types.ErrInvalidIssuerKey, "small order"},
		"Ed25519 identity":       {ed(identity), types.ErrInvalidIssuerKey, "small order"},
		"Ed25519 order 8":        {ed(unhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")), types.ErrInvalidIssuerKey, "small order"},
		"Ed25519 not on curve":   {ed(unhex("0200000000000000000000000000000000000000000000000000000000000000")), types.ErrInvalidIssuerKey, "no point"},
		"Ed25519 not canonical":  {ed(unhex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")), types.ErrInvalidIssuerKey, "no point"},
		"padding":                {strings.Replace(rfc8037Key, "HURo", "HURo=", 1), types.ErrInvalidIssuerKey, "base64url"},
		"trailing bits":          {strings.Replace(rfc8037Key, "HURo", "HURp", 1), types.ErrInvalidIssuerKey, "canonical"},
		"line end":               {strings.Replace(rfc8037Key, "HURo", `HU\nRo`, 1), types.ErrInvalidIssuerKey, "x has 44"},
		"standard base64":        {strings.Replace(rfc8037Key, "_", "/", 1), types.ErrInvalidIssuerKey, "base64url"},
		"another algorithm":      {with(rfc8037Key, `"alg":"ES256"`), types.ErrInvalidIssuerKey, "it verifies EdDSA"},
		"for encryption":         {with(rfc8037Key, `"use":"enc"`), types.ErrInvalidIssuerKey, "sig"},
		"certificate":            {with(rfc7515Key, `"x5c":["MII"]`), types.ErrInvalidIssuerKey, `member "x5c"`},
		"member twice":           {with(rfc8037Key, `"crv":"Ed25519"`), types.ErrInvalidIssuerKey, "duplicate"},
		"member twice, escaped":  {with(rfc8037Key, `"\u0063rv":"Ed25519"`), types.ErrInvalidIssuerKey, "duplicate"},
		"other case":             {strings.Replace(rfc8037Key, `"x"`, `"X"`, 1), types.ErrInvalidIssuerKey, "x is missing"},
		"number":                 {strings.Replace(rfc8037Key, `"OKP"`, `7`, 1), types.ErrInvalidIssuerKey, "kty is no string"},
		"two keys":               {rfc8037Key + rfc8037Key, types.ErrInvalidIssuerKey, ""},
		"list":                   {"[" + rfc8037Key + "]", types.ErrInvalidIssuerKey, ""},
		"null":                   {"null", types.ErrInvalidIssuerKey, "no JSON object"},
		"empty":                  {"", types.ErrInvalidIssuerKey, ""},
		"not ASCII":              {with(rfc8037Key, `"kid":"é"`), types.ErrInvalidIssuerKey, "ASCII"},
		"513 bytes":              {strings.Replace(rfc8037Key, "{", "{"+strings.Repeat(" ", types.MaxJWK+1-len(rfc8037Key)), 1), types.ErrInvalidIssuerKey, "513 bytes"},
		"RFC 8037 A.6, a secret": {`{"kty":"OKP","crv":"X25519","d":"x"}`, types.ErrPrivateKey, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := types.ParseJWK(tc.jwk)
			require.ErrorIs(t, err, tc.err)
			require.ErrorContains(t, err, tc.text)
		})
	}
	_, err := types.ParseJWK(strings.Replace(rfc8037Key, "{", "{"+strings.Repeat(" ", types.MaxJWK-len(rfc8037Key)), 1))
	require.NoError(t, err, "512 bytes")
}

func FuzzParseJWK(f *testing.F) {
	for _, key := range []string{rfc7515Key, rfc8037Key, rfc7520Key, rfc7638Key, "{}", `{"kty":"oct"}`} {
		f.Add([]byte(key))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		key, err := types.ParseJWK(string(raw))
		if err != nil {
			return
		}
		again, err := types.ParseJWK(key.Canonical)
		require.NoError(t, err)
		require.Equal(t, key.Canonical, again.Canonical)
		require.False(t, bytes.Contains(raw, []byte(`"d":`)))
	})
}
