package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/x/identity/client/tokens"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

const (
	// eID is the issuer of the demo's tokens.
	eID = "https://eid.example.gov"
	// citizen is a credential that its tokens may carry.
	citizen = "citizen"
	// registrarLimit leaves the registrar one more admission than the demo needs.
	registrarLimit = 3
	// agentRoot is the name whose children work as agents.
	agentRoot = "agent.gov"
	// ministryOrg is the organisation that the ministry represents.
	ministryOrg = "ministry-of-labour"
)

func identityCodec() codec.Codec {
	registry := codectypes.NewInterfaceRegistry()
	identitytypes.RegisterInterfaces(registry)
	return codec.NewProtoCodec(registry)
}

// wire makes keys and a list, and lets the council decide on all the wiring at once.
func (d *desk) wire(ctx context.Context) error {
	var err error
	if d.eddsa, err = d.keygen(ctx, identitytypes.AlgEdDSA); err != nil {
		return err
	}
	if d.es256, err = d.keygen(ctx, identitytypes.AlgES256); err != nil {
		return err
	}
	list, err := d.list(ctx, "list-1", translator, harbour, assistant, stranger)
	if err != nil {
		return err
	}
	answer, err := d.client.Identity().Params(ctx, &identitytypes.QueryParamsRequest{})
	if err != nil {
		return err
	}
	d.params = answer.Params
	params := d.params
	params.RegistrarDailyAdmissions = registrarLimit
	messages, err := d.wiring(list)
	if err != nil {
		return err
	}
	id, err := d.propose(ctx, "wiring", append(messages, &identitytypes.MsgUpdateParams{Authority: app.Authority(), Params: params})...)
	if err != nil {
		return err
	}
	answer, err = d.client.Identity().Params(ctx, &identitytypes.QueryParamsRequest{})
	if err != nil {
		return err
	}
	d.step("the council", answer.Params.RegistrarDailyAdmissions == registrarLimit, "sets the wiring of admissions by proposal "+id,
		"two issuer keys, an allow list, a role root, a representative and a type of credential, in one decision",
		fmt.Sprintf("%d messages in force", len(messages)+1))
	return nil
}

// wiring returns the messages that connect the sources of admissions.
func (d *desk) wiring(list identitytypes.AllowlistRoot) ([]sdk.Msg, error) {
	authority, owner := app.Authority(), d.addresses[ministry]
	agents := []identitytypes.Role{working}
	messages := []sdk.Msg{
		&identitytypes.MsgSetCredentialType{Authority: authority, Type: identitytypes.CredentialType{Id: citizen, Active: true}},
		&identitytypes.MsgSetAllowlistRoot{Authority: authority, Root: list},
		&identitytypes.MsgRegisterName{Sender: authority, Name: "gov", Owner: owner},
		&identitytypes.MsgRegisterName{Sender: authority, Name: agentRoot, Owner: owner},
		&identitytypes.MsgSetRoleRoot{Authority: authority, Root: identitytypes.RoleRoot{
			Name: agentRoot, Roles: agents, Kind: company, DailyAdmissions: 10, Active: true,
		}},
		&identitytypes.MsgSetOrganisation{Authority: authority, Organisation: identitytypes.Organisation{
			Id: ministryOrg, Name: "Ministry of Labour", Kind: identitytypes.ORGANISATION_KIND_GOVERNMENT, Active: true,
			Representatives: []string{owner}, AttestRoles: agents, DailyAttestations: 10,
		}},
	}
	// The ES256 key may admit one a day, so that its limit can be shown.
	for _, k := range []struct {
		key   jose.JSONWebKey
		daily uint32
	}{{d.eddsa, 10}, {d.es256, 1}} {
		public, err := tokens.PublicJWK(k.key)
		if err != nil {
			return nil, err
		}
		messages = append(messages, &identitytypes.MsgSetIssuerKey{Authority: authority, Key: identitytypes.IssuerKey{
			Kid: k.key.KeyID, Issuer: eID, Jwk: public, Roles: agents, Kinds: []identitytypes.ParticipantKind{human},
			CredentialTypes: []string{citizen}, Term: 24 * time.Hour, DailyAdmissions: k.daily, Active: true,
		}})
	}
	return messages, nil
}

// keygen makes a key of an issuer.
func (d *desk) keygen(ctx context.Context, alg string) (jose.JSONWebKey, error) {
	if _, err := d.must(ctx, "", "identity", "token", "keygen", "--alg", alg, "--out", d.keyFile(alg)); err != nil {
		return jose.JSONWebKey{}, err
	}
	raw, err := os.ReadFile(d.keyFile(alg))
	if err != nil {
		return jose.JSONWebKey{}, err
	}
	return tokens.ReadKey(raw)
}

func (d *desk) keyFile(alg string) string { return filepath.Join(d.folder, alg+".json") }

// list builds an allow list of agents and returns what the council is to set.
func (d *desk) list(ctx context.Context, name string, listed ...string) (root identitytypes.AllowlistRoot, err error) {
	lines := []string{"address"}
	for _, newcomer := range listed {
		lines = append(lines, d.addresses[newcomer])
	}
	csv, err := d.file(name+".csv", []byte(strings.Join(lines, "\n")+"\n"))
	if err != nil {
		return root, err
	}
	built, err := d.must(ctx, "", "identity", "allowlist", "build", csv, "--role", "agent", "--chain-id", d.node.ChainID,
		"--out", filepath.Join(d.folder, name), "-o", "json")
	if err != nil {
		return root, err
	}
	var answer struct {
		Lists []struct {
			Setting json.RawMessage `json:"setting"`
		} `json:"lists"`
	}
	if err := json.Unmarshal([]byte(built.out), &answer); err != nil {
		return root, err
	}
	if len(answer.Lists) != 1 {
		return root, fmt.Errorf("%d allow lists of one role", len(answer.Lists))
	}
	return root, d.cdc.UnmarshalJSON(answer.Lists[0].Setting, &root)
}

// propose lets two of three officials decide on messages; the proposal is in force when it returns.
func (d *desk) propose(ctx context.Context, title string, messages ...sdk.Msg) (string, error) {
	return d.run.propose(ctx, d.cdc, title, "Identities of the demo: "+title, messages...)
}
