package cli

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/spf13/cobra"

	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/agijobs/agijobs/x/identity/client/tokens"
	"github.com/agijobs/agijobs/x/identity/types"
)

const (
	flagAlg         = "alg"
	flagOut         = "out"
	flagKid         = "kid"
	flagKey         = "key"
	flagIss         = "iss"
	flagSub         = "sub"
	flagRole        = "role"
	flagKind        = "kind"
	flagOrg         = "org"
	flagCredential  = "credential"
	flagLifetime    = "lifetime"
	flagUntil       = "until"
	flagJti         = "jti"
	flagResponsible = "responsible"
	flagModelID     = "model-id"
	flagModelHash   = "model-hash"
)

// keyFileMode: a private key is its owner's alone.
const keyFileMode = 0o600

func tokenCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "token",
		Short: "Make keys of issuers, issue and verify tokens",
		RunE:  client.ValidateCmd,
	}
	cmd.AddCommand(tokenKeygenCmd(), tokenIssueCmd(), tokenVerifyCmd())
	return cmd
}

func tokenKeygenCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "keygen",
		Short: "Make a key that signs tokens; prints its public JWK",
		Long: `Makes a key of an issuer. The private JWK goes to a new file that only you can read; the public JWK goes to standard output, for the
council's proposal (agijobsd tx identity set-issuer-key). Its kid is the thumbprint of RFC 7638 unless you name one.

A key on a disk is for tests and small issuers. Keep the key of a national issuer in a hardware module.`,
		Example: `agijobsd identity token keygen --alg EdDSA --out key.json > key.pub.jwk
agijobsd identity token keygen --alg ES256 --kid eid-2027 --out key.json`,
		Args:         cobra.NoArgs,
		SilenceUsage: true,
		RunE:         runKeygen,
	}
	cmd.Flags().String(flagAlg, types.AlgEdDSA, "EdDSA (Ed25519) or ES256 (P-256)")
	cmd.Flags().String(flagOut, "", "file for the private key; it must not exist")
	cmd.Flags().String(flagKid, "", "name of the key: 1 to 64 of A-Z, a-z, 0-9, '.', '_' and '-' (default: its thumbprint)")
	return required(cmd, flagOut)
}

func runKeygen(cmd *cobra.Command, _ []string) error {
	v := newValues(cmd)
	alg, out, kid := v.text(flagAlg), v.text(flagOut), v.text(flagKid)
	if v.err != nil {
		return v.err
	}
	key, err := tokens.NewKey(alg)
	if err != nil {
		return err
	}
	if kid != "" {
		key.KeyID = kid
	}
	public, err := tokens.PublicJWK(key)
	if err != nil {
		return err
	}
	if err := checkPublic(key.KeyID, public); err != nil {
		return err
	}
	if err := writeKey(out, key); err != nil {
		return err
	}
	cmd.PrintErrf("private key saved: %s (keep it secret; the chain takes the public one below)\n", out)
	fmt.Fprintln(cmd.OutOrStdout(), public)
	return nil
}

// checkPublic makes sure that the chain would take the key.
func checkPublic(kid, public string) error {
	_, err := types.IssuerKey{
		Kid: kid, Issuer: "self", Jwk: public, Roles: []types.Role{types.ROLE_AGENT}, Kinds: []types.ParticipantKind{types.PARTICIPANT_KIND_HUMAN},
	}.Canonical()
	return err
}

func writeKey(path string, key jose.JSONWebKey) (err error) {
	raw, err := key.MarshalJSON()
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, keyFileMode)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	_, err = f.Write(append(raw, '\n'))
	return err
}

func tokenIssueCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "issue",
		Short: "Issue a token that enrols an address; prints it",
		Long: `Signs a token (RFC 7515, RFC 7519) for tests and small issuers. It says who may enrol and as what; whoever sends it pays, and it works once.

A token holds no name, no birthday and no number of a person: it becomes public with the transaction. A hash of a credential's value needs a
salt that only the holder knows.`,
		Example: `agijobsd identity token issue --key key.json --iss https://eid.example.gov --sub $(agijobsd keys show agent -a) --role agent --kind human --chain-id agi-1
agijobsd identity token issue --key key.json --iss https://uni.example.edu --sub agi1… --role validator --kind human --org uni --credential skill/translation --lifetime 1h --chain-id agi-1 -o json`,
		Args:         cobra.NoArgs,
		SilenceUsage: true,
		RunE:         runIssue,
	}
	f := cmd.Flags()
	f.String(flagKey, "", "file with the private JWK")
	f.String(flagKid, "", "kid under which the chain knows the key (default: that of the file)")
	f.String(flagIss, "", "issuer, as registered with the key")
	f.String(flagSub, "", "address that may enrol")
	f.StringSlice(flagRole, nil, "role to grant: employer, agent or validator; may be repeated")
	f.String(flagKind, "human", "human, organisation or ai_agent")
	f.String(flagOrg, "", "organisation to admit into")
	f.StringSlice(flagCredential, nil, "credential to issue: type or type=<sha256 in hex>; may be repeated")
	f.Duration(flagLifetime, time.Hour, "how long the token can be used")
	f.Duration(flagUntil, 0, "how long from now the roles last (default: as long as the key may grant)")
	f.String(flagJti, "", "number of the token (default: random)")
	f.String(flagResponsible, "", "who answers for an AI agent")
	f.String(flagModelID, "", "model of an AI agent")
	f.String(flagModelHash, "", "SHA-256 of the model card of an AI agent, in hex")
	f.String(flags.FlagChainID, "", "chain that the token is for (default: that of the client's configuration)")
	f.StringP(flags.FlagOutput, "o", flags.OutputFormatText, "output format (text|json)")
	return required(cmd, flagKey, flagIss, flagSub)
}

func runIssue(cmd *cobra.Command, _ []string) error {
	v := newValues(cmd)
	raw, err := os.ReadFile(v.text(flagKey))
	if err != nil {
		return err
	}
	key, err := tokens.ReadKey(raw)
	if err != nil {
		return err
	}
	if kid := v.text(flagKid); kid != "" {
		key.KeyID = kid
	}
	claims, err := claimsOf(cmd, v, time.Now())
	if err != nil {
		return err
	}
	text, err := tokens.Issue(key, claims)
	if err != nil {
		return err
	}
	token, err := types.ParseToken(text)
	if err != nil {
		return errorsmod.Wrap(err, "the chain would refuse this token")
	}
	if v.text(flags.FlagOutput) != flags.OutputFormatJSON {
		fmt.Fprintln(cmd.OutOrStdout(), text)
		return nil
	}
	shown, err := tokens.Payload(token.Claims)
	if err != nil {
		return err
	}
	return printJSON(cmd.OutOrStdout(), struct {
		Token  string          `json:"token"`
		Kid    string          `json:"kid"`
		Claims json.RawMessage `json:"claims"`
	}{text, token.Kid, shown})
}

func claimsOf(cmd *cobra.Command, v *values, now time.Time) (types.Claims, error) {
	c := types.Claims{
		Issuer: v.text(flagIss), Subject: v.text(flagSub), Organisation: v.text(flagOrg), ID: v.text(flagJti), Audience: v.chainID(),
		Responsible: v.text(flagResponsible), ModelID: v.text(flagModelID),
		IssuedAt: now.Unix(), Expires: now.Add(v.duration(flagLifetime)).Unix(),
	}
	if until := v.duration(flagUntil); until != 0 {
		c.Until = now.Add(until).Unix()
	}
	for _, name := range v.list(flagRole) {
		role, ok := types.RoleByName(name)
		if !ok {
			return c, fmt.Errorf("--%s %q: write employer, agent or validator", flagRole, name)
		}
		c.Roles = append(c.Roles, role)
	}
	kind, ok := types.KindByName(v.text(flagKind))
	if !ok {
		return c, fmt.Errorf("--%s: write human, organisation or ai_agent", flagKind)
	}
	c.Kind = kind
	for _, text := range v.list(flagCredential) {
		name, value, _ := strings.Cut(text, "=")
		hash, err := hex.DecodeString(value)
		if err != nil {
			return c, fmt.Errorf("--%s %s: the value hash is no hex", flagCredential, name)
		}
		c.Credentials = append(c.Credentials, types.TokenCredential{Type: name, ValueHash: hash})
	}
	hash, err := hex.DecodeString(v.text(flagModelHash))
	if err != nil {
		return c, fmt.Errorf("--%s is no hex", flagModelHash)
	}
	if c.ModelHash = hash; len(hash) == 0 {
		c.ModelHash = nil
	}
	if c.ID == "" {
		c.ID = rand.Text()
	}
	if c.Audience == "" {
		return c, fmt.Errorf("no chain is set: give --%s", flags.FlagChainID)
	}
	return c, v.err
}

// values reads flags; the first failure stays.
type values struct {
	cmd *cobra.Command
	err error
}

func newValues(cmd *cobra.Command) *values { return &values{cmd: cmd} }

func (v *values) keep(err error) {
	if v.err == nil {
		v.err = err
	}
}

func (v *values) text(name string) string {
	s, err := v.cmd.Flags().GetString(name)
	v.keep(err)
	return s
}

func (v *values) list(name string) []string {
	s, err := v.cmd.Flags().GetStringSlice(name)
	v.keep(err)
	return s
}

func (v *values) duration(name string) time.Duration {
	d, err := v.cmd.Flags().GetDuration(name)
	v.keep(err)
	return d
}

// chainID is the flag's, or that of the client's configuration.
func (v *values) chainID() string {
	if id := v.text(flags.FlagChainID); id != "" {
		return id
	}
	return client.GetClientContextFromCmd(v.cmd).ChainID
}

func required(cmd *cobra.Command, names ...string) *cobra.Command {
	for _, name := range names {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the flag is not defined above
		}
	}
	return cmd
}

func printJSON(out io.Writer, v any) error {
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}

// readToken reads a token from an argument, or from standard input for "-". Line ends around it are nothing of it.
func readToken(cmd *cobra.Command, arg string) (string, error) {
	if arg != "-" {
		return strings.TrimSpace(arg), nil
	}
	raw, err := io.ReadAll(io.LimitReader(cmd.InOrStdin(), 2*types.MaxToken))
	return strings.TrimSpace(string(raw)), err
}
