package proof

import (
	"bytes"
	"fmt"

	cmtencoding "github.com/cometbft/cometbft/crypto/encoding"
	cmttypes "github.com/cometbft/cometbft/types"
)

// Validator is a member of a validator set. Its address follows from its key.
type Validator struct {
	KeyType string `json:"key_type"`
	Key     []byte `json:"key"`
	Power   int64  `json:"power,string"`
}

func fromSet(set *cmttypes.ValidatorSet) []Validator {
	out := make([]Validator, 0, set.Size())
	for _, v := range set.Validators {
		out = append(out, Validator{KeyType: v.PubKey.Type(), Key: v.PubKey.Bytes(), Power: v.VotingPower})
	}
	return out
}

// toSet builds CometBFT's set; hash is what the header says of it. Who proposes is in no hash, and nothing here asks for it.
func toSet(list []Validator, hash []byte) (*cmttypes.ValidatorSet, error) {
	if len(list) == 0 || len(list) > maxValidators {
		return nil, fmt.Errorf("%d validators", len(list))
	}
	members := make([]*cmttypes.Validator, 0, len(list))
	seen := make(map[string]bool, len(list))
	for i, v := range list {
		key, err := cmtencoding.PubKeyFromTypeAndBytes(v.KeyType, v.Key)
		if err != nil {
			return nil, fmt.Errorf("validator %d: %w", i, err)
		}
		if v.Power <= 0 {
			return nil, fmt.Errorf("validator %d has the power %d", i, v.Power)
		}
		member := &cmttypes.Validator{Address: key.Address(), PubKey: key, VotingPower: v.Power}
		if seen[member.Address.String()] {
			return nil, fmt.Errorf("validator %d is there twice", i)
		}
		seen[member.Address.String()] = true
		members = append(members, member)
	}
	set, err := cmttypes.ValidatorSetFromExistingValidators(append([]*cmttypes.Validator{}, members...))
	if err != nil {
		return nil, err
	}
	for i, member := range set.Validators {
		if members[i] != member {
			return nil, fmt.Errorf("validator %d is not in its place", i)
		}
	}
	if !bytes.Equal(set.Hash(), hash) {
		return nil, fmt.Errorf("its hash is %X, the header says %X", set.Hash(), hash)
	}
	return set, nil
}
