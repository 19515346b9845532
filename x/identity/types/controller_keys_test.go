package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"

	"github.com/agijobs/agijobs/x/identity/types"
)

func controllerKey(t testing.TB) types.ControllerKey {
	t.Helper()
	packed, err := codectypes.NewAnyWithValue(secp256k1.GenPrivKeyFromSecret([]byte("x")).PubKey())
	require.NoError(t, err)
	return types.ControllerKey{Address: address("bot"), PublicKey: packed, Rotations: 1}
}

func TestControllerKeyValidate(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*types.ControllerKey)
		err    error
	}{
		"good":          {func(*types.ControllerKey) {}, nil},
		"no address":    {func(c *types.ControllerKey) { c.Address = "" }, types.ErrInvalidAddress},
		"never rotated": {func(c *types.ControllerKey) { c.Rotations = 0 }, types.ErrInvalidKey},
		"no key":        {func(c *types.ControllerKey) { c.PublicKey = nil }, types.ErrInvalidKey},
		"another type":  {func(c *types.ControllerKey) { c.PublicKey.TypeUrl = "/cosmos.crypto.ed25519.PubKey" }, types.ErrInvalidKey},
		"padded":        {func(c *types.ControllerKey) { c.PublicKey.Value = append(c.PublicKey.Value, 0x50, 1) }, types.ErrInvalidKey},
		"cut":           {func(c *types.ControllerKey) { c.PublicKey.Value = c.PublicKey.Value[:20] }, types.ErrInvalidKey},
	} {
		t.Run(name, func(t *testing.T) {
			c := controllerKey(t)
			tc.change(&c)
			require.ErrorIs(t, c.Validate(), tc.err)
		})
	}
}

// No bytes that a message can carry make the parser panic, and what it accepts it can compare and hash.
func FuzzParseControllerKey(f *testing.F) {
	f.Add(controllerKey(f).PublicKey.Value)
	f.Add([]byte{0x0a, 33, 2})
	f.Add([]byte{0xff})
	f.Fuzz(func(t *testing.T, value []byte) {
		key, err := types.ParseControllerKey(&codectypes.Any{TypeUrl: "/cosmos.crypto.secp256k1.PubKey", Value: value})
		if err != nil {
			require.ErrorIs(t, err, types.ErrInvalidKey)
			return
		}
		require.Len(t, key.Address(), 20)
		require.Len(t, key.Bytes(), secp256k1.PubKeySize)
	})
}

func TestGenesisOfCredentialsTermsKeys(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*types.GenesisState)
		err    error
	}{
		"good":               {func(*types.GenesisState) {}, nil},
		"type twice":         {func(gs *types.GenesisState) { gs.CredentialTypes = append(gs.CredentialTypes, gs.CredentialTypes[0]) }, types.ErrInvalidGenesis},
		"bad type":           {func(gs *types.GenesisState) { gs.CredentialTypes[0].MaxLifetime = -1 }, types.ErrInvalidCredentialType},
		"too many types":     {func(gs *types.GenesisState) { gs.CredentialTypes = make([]types.CredentialType, 257) }, types.ErrTooManyTypes},
		"credential twice":   {func(gs *types.GenesisState) { gs.Credentials = append(gs.Credentials, gs.Credentials[0]) }, types.ErrInvalidGenesis},
		"of no type":         {func(gs *types.GenesisState) { gs.Credentials[0].Type = "y" }, types.ErrUnknownCredentialType},
		"of nobody":          {func(gs *types.GenesisState) { gs.Credentials[0].Subject = address("nobody") }, types.ErrInvalidGenesis},
		"of no issuer":       {func(gs *types.GenesisState) { gs.Credentials[0].Issuer = "key:" }, types.ErrInvalidCredential},
		"ends first":         {func(gs *types.GenesisState) { gs.Credentials[0].ExpiresAt = &gs.Credentials[0].IssuedAt }, types.ErrInvalidCredential},
		"short hash":         {func(gs *types.GenesisState) { gs.Credentials[0].ValueHash = []byte{1} }, types.ErrInvalidCredential},
		"revoked by nobody":  {func(gs *types.GenesisState) { gs.Credentials[0].Revoked = true }, types.ErrInvalidAddress},
		"not revoked, by":    {func(gs *types.GenesisState) { gs.Credentials[0].RevokedBy = address("human") }, types.ErrInvalidCredential},
		"terms without hash": {func(gs *types.GenesisState) { gs.Terms.Sha256 = nil }, types.ErrInvalidTerms},
		"terms of version 0": {func(gs *types.GenesisState) { gs.Terms.Version = 0 }, types.ErrInvalidTerms},
		"required too much":  {func(gs *types.GenesisState) { gs.Terms.RequiredBefore = 2 }, types.ErrInvalidTerms},
		"acknowledged ahead": {func(gs *types.GenesisState) { gs.Participants[0].AcknowledgedTerms = 3 }, types.ErrInvalidGenesis},
		"no terms":           {func(gs *types.GenesisState) { gs.Terms = nil }, types.ErrInvalidGenesis},
		"key of a human":     {func(gs *types.GenesisState) { gs.ControllerKeys[0].Address = address("human") }, types.ErrInvalidGenesis},
		"key twice":          {func(gs *types.GenesisState) { gs.ControllerKeys = append(gs.ControllerKeys, gs.ControllerKeys[0]) }, types.ErrInvalidGenesis},
		"bad key":            {func(gs *types.GenesisState) { gs.ControllerKeys[0].Rotations = 0 }, types.ErrInvalidKey},
	} {
		t.Run(name, func(t *testing.T) {
			gs := types.DefaultGenesis()
			human, bot := participant("human"), participant("bot")
			human.AcknowledgedTerms = 2
			bot.Kind, bot.Responsible = types.PARTICIPANT_KIND_AI_AGENT, human.Address
			gs.Participants = []types.Participant{human, bot}
			gs.CredentialTypes = []types.CredentialType{{Id: "x", Active: true}}
			gs.Credentials = []types.Credential{{Subject: human.Address, Type: "x", Issuer: "key:eid-1", IssuedAt: now}}
			gs.Terms = &types.Terms{Version: 2, Uri: document, Sha256: make([]byte, 32), EffectiveAt: now, RequiredBefore: 1}
			gs.ControllerKeys = []types.ControllerKey{controllerKey(t)}
			tc.change(gs)
			require.ErrorIs(t, gs.Validate(), tc.err)
		})
	}
}
