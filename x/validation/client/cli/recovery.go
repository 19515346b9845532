package cli

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"

	"github.com/agijobs/agijobs/internal/preimage"
	"github.com/agijobs/agijobs/x/validation/client/sealed"
	"github.com/agijobs/agijobs/x/validation/types"
)

// sealer seals a vote under a salt of its own choice.
type sealer func(key sealed.Key, vote types.Vote) (sealed.Vote, error)

// saltSource returns the sealer that the flags ask for: with randomness, or with --recovery by the key.
func saltSource(flags *pflag.FlagSet, clientCtx client.Context) (sealer, error) {
	recovery, err := flags.GetBool(flagRecovery)
	if err != nil {
		return nil, err
	}
	if recovery {
		return recoverySealer(clientCtx), nil
	}
	return sealed.Seal, nil
}

func recoverySealer(clientCtx client.Context) sealer {
	return func(key sealed.Key, vote types.Vote) (sealed.Vote, error) {
		salt, err := recoverySalt(clientCtx.Keyring, key)
		if err != nil {
			return sealed.Vote{}, err
		}
		return sealed.SealWith(key, vote, salt)
	}
}

// recoveryText is what the key signs: one text for each seat. It is no transaction and cannot be taken for one, and it tells
// whoever is asked to sign it elsewhere what it opens.
func recoveryText(key sealed.Key) string {
	return fmt.Sprintf("agijobs/recovery-salt/v1\nThis signature opens my sealed vote. Give it to nobody.\nchain: %s\njob: %d\nrung: %d\nvalidator: %s\n",
		key.ChainID, key.JobID, key.Rung, key.Validator)
}

// recoveryDomain keeps a salt apart from every other hash of a signature.
const recoveryDomain = "agijobs/recovery-salt/v1"

// recoverySalt derives a seat's salt from its holder's key: SHA-256 over domain and signature, each preceded by its length in
// 8 bytes. The key must sign the same text alike each time, or the salt could not be had again.
func recoverySalt(keys keyring.Keyring, key sealed.Key) ([]byte, error) {
	if keys == nil {
		return nil, errors.New("--recovery signs with your key: set --keyring-backend")
	}
	text := []byte(recoveryText(key))
	first, public, err := keys.SignByAddress(key.Validator, text, signing.SignMode_SIGN_MODE_DIRECT)
	if err != nil {
		return nil, fmt.Errorf("--recovery needs a key of this keyring that signs any text, not a multisig, an offline key or a Ledger: %w", err)
	}
	second, _, err := keys.SignByAddress(key.Validator, text, signing.SignMode_SIGN_MODE_DIRECT)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(first, second) {
		return nil, fmt.Errorf("--recovery cannot work with this %s key: it signs the same text differently each time, so the salt "+
			"could not be computed again; commit without --recovery and keep the file", public.Type())
	}
	var f preimage.Fields
	f.Text(recoveryDomain)
	f.Bytes(first)
	return f.Sum(), nil
}
