package app_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	protov2 "google.golang.org/protobuf/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/agijobs/agijobs/app"
	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// bag is a transaction of messages and nothing else.
type bag []sdk.Msg

func (b bag) GetMsgs() []sdk.Msg                    { return b }
func (b bag) GetMsgsV2() ([]protov2.Message, error) { return nil, nil }

func TestNestedSecretsStayOutOfBlocks(t *testing.T) {
	const public = `{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	key := func(jwk string) sdk.Msg {
		return &identitytypes.MsgSetIssuerKey{Authority: app.Authority(), Key: identitytypes.IssuerKey{
			Kid: "k", Issuer: "i", Jwk: jwk, Roles: []identitytypes.Role{identitytypes.ROLE_AGENT},
			Kinds: []identitytypes.ParticipantKind{identitytypes.PARTICIPANT_KIND_HUMAN},
		}}
	}
	private := strings.Replace(public, "{", `{"d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",`, 1)
	// {"alg":"EdDSA","kid":"k"} with {"given_name":"Ada"}
	named := &identitytypes.MsgEnrolWithToken{
		Sender: app.Authority(), Applicant: app.Authority(), Token: "eyJhbGciOiJFZERTQSIsImtpZCI6ImsifQ.eyJnaXZlbl9uYW1lIjoiQWRhIn0.AA",
	}
	propose := func(msg sdk.Msg) sdk.Msg {
		m, err := govv1.NewMsgSubmitProposal([]sdk.Msg{msg}, nil, "", "", "t", "s", false)
		require.NoError(t, err)
		return m
	}
	exec := func(msg sdk.Msg) sdk.Msg { m := authz.NewMsgExec(nil, []sdk.Msg{msg}); return &m }
	check := func(msg sdk.Msg) error {
		passed := false
		_, err := app.NestedSecrets{}.AnteHandle(sdk.Context{}, bag{msg}, false, func(ctx sdk.Context, _ sdk.Tx, _ bool) (sdk.Context, error) {
			passed = true
			return ctx, nil
		})
		require.Equal(t, err == nil, passed)
		return err
	}
	for _, wrap := range []func(sdk.Msg) sdk.Msg{
		func(m sdk.Msg) sdk.Msg { return m }, propose, exec, func(m sdk.Msg) sdk.Msg { return exec(propose(m)) }, func(m sdk.Msg) sdk.Msg { return propose(exec(m)) },
	} {
		require.NoError(t, check(wrap(key(public))))
		require.ErrorIs(t, check(wrap(key(private))), identitytypes.ErrPrivateKey)
		require.ErrorIs(t, check(wrap(named)), identitytypes.ErrTokenUnknownClaim)
	}
}
