package simulation

import (
	"github.com/stretchr/testify/require"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"

	identitytypes "github.com/agijobs/agijobs/x/identity/types"
)

// rotateControllerKey gives an AI agent another key. The agent signs nothing else in the block.
func rotateControllerKey(n *Nation) *identitytypes.MsgRotateControllerKey {
	p, ok := pick(n, n.identity().Participants, func(p identitytypes.Participant) bool {
		return p.Kind == machine && p.Responsible != "" && p.RotationAllowedTo == p.Responsible && n.idle(p.Address) &&
			n.known(p.Address) && n.known(p.Responsible) && n.idle(p.Responsible)
	})
	if !ok || !n.take("person "+p.Address, "sender "+p.Address) {
		return nil
	}
	secret := make([]byte, 32)
	n.r.Read(secret)
	key := secp256k1.GenPrivKeyFromSecret(secret)
	packed, err := codectypes.NewAnyWithValue(key.PubKey())
	require.NoError(n.T, err)
	n.proposed[p.Address] = key
	return &identitytypes.MsgRotateControllerKey{Sender: p.Responsible, Address: p.Address, PublicKey: packed}
}
