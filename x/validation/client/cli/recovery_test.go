package cli

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"

	"github.com/agijobs/agijobs/x/validation/client/sealed"
	"github.com/agijobs/agijobs/x/validation/types"
)

const words = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"

// keys returns a keyring with one key from words, and the seat of its holder.
func keys(t *testing.T) (keyring.Keyring, sealed.Key) {
	t.Helper()
	registry := codectypes.NewInterfaceRegistry()
	cryptocodec.RegisterInterfaces(registry)
	ring := keyring.NewInMemory(codec.NewProtoCodec(registry))
	record, err := ring.NewAccount("validator", words, "", "m/44'/118'/0'/0/0", hd.Secp256k1)
	require.NoError(t, err)
	addr, err := record.GetAddress()
	require.NoError(t, err)
	return ring, sealed.Key{ChainID: "test-1", Validator: addr, JobID: 18420003000, Rung: 0}
}

func TestRecoverySaltIsTheKeysAndTheSeats(t *testing.T) {
	ring, key := keys(t)
	salt, err := recoverySalt(ring, key)
	require.NoError(t, err)
	require.Len(t, salt, types.SaltLen)

	// The same words give the same salt on another machine; it must never change, or old votes could not be opened.
	other, _ := keys(t)
	again, err := recoverySalt(other, key)
	require.NoError(t, err)
	require.Equal(t, salt, again)
	require.Equal(t, "8ce748172bcc8f8f5678e30f863668e4716713979925dc96a961dee67199658a", hex.EncodeToString(salt))

	for name, change := range map[string]func(*sealed.Key){
		"chain": func(k *sealed.Key) { k.ChainID = "test-2" },
		"job":   func(k *sealed.Key) { k.JobID++ },
		"rung":  func(k *sealed.Key) { k.Rung++ },
	} {
		seat := key
		change(&seat)
		got, err := recoverySalt(ring, seat)
		require.NoError(t, err)
		require.NotEqual(t, salt, got, name)
	}
	require.Equal(t, "agijobs/recovery-salt/v1\nThis signature opens my sealed vote. Give it to nobody.\nchain: test-1\njob: 18420003000\nrung: 0\nvalidator: "+
		key.Validator.String()+"\n", recoveryText(key))
}

// moody signs the same text differently each time, as keys with random signatures do.
type moody struct {
	keyring.Keyring
	n byte
}

func (m *moody) SignByAddress(sdk.Address, []byte, signing.SignMode) ([]byte, cryptotypes.PubKey, error) {
	m.n++
	return bytes.Repeat([]byte{m.n}, 64), secp256k1.GenPrivKey().PubKey(), nil
}

func TestRecoveryRefusesKeysThatItCannotUse(t *testing.T) {
	ring, key := keys(t)
	_, err := recoverySalt(&moody{}, key)
	require.ErrorContains(t, err, "signs the same text differently each time")
	_, err = recoverySalt(nil, key)
	require.ErrorContains(t, err, "--keyring-backend")

	offline, err := ring.SaveOfflineKey("paper", secp256k1.GenPrivKey().PubKey())
	require.NoError(t, err)
	key.Validator, err = offline.GetAddress()
	require.NoError(t, err)
	_, err = recoverySalt(ring, key)
	require.ErrorIs(t, err, keyring.ErrOfflineSign)
	require.ErrorContains(t, err, "not a multisig, an offline key or a Ledger")
}

// With --recovery a vote whose file is lost opens its commitment again, if the flags are the same.
func TestRecoveryOpensALostVote(t *testing.T) {
	ring, key := keys(t)
	clientCtx := client.Context{}.WithKeyring(ring).WithHomeDir(t.TempDir())
	cmd := parsed(t, "--recovery", "--approve", "--score", "92", "--check", "privacy=pass")
	salt, err := saltSource(cmd.Flags(), clientCtx)
	require.NoError(t, err)
	committed, err := voteToSend(cmd, sealed.NewStore(clientCtx.HomeDir), key, false, salt)
	require.NoError(t, err)

	reveal := func(args ...string) (sealed.Vote, error) {
		cmd := NewRevealCmd()
		require.NoError(t, cmd.ParseFlags(args))
		return voteToOpen(cmd.Flags(), clientCtx, key)
	}
	_, err = reveal()
	require.ErrorIs(t, err, sealed.ErrNotFound, "the file was never saved")
	opened, err := reveal("--recovery", "--approve", "--score", "92", "--check", "privacy=pass")
	require.NoError(t, err)
	require.Equal(t, committed, opened)

	opened, err = reveal("--recovery", "--approve", "--score", "91", "--check", "privacy=pass")
	require.NoError(t, err)
	answer := &types.QueryRoundResponse{Round: types.Round{Status: types.ROUND_STATUS_REVEAL, ClosesMs: 9}}
	seat := types.Seat{Status: types.SEAT_STATUS_COMMITTED, Commitment: committed.Commitment}
	require.ErrorContains(t, checkReveal(answer, seat, opened.Commitment), "with --recovery from other flags")
	require.NoError(t, checkReveal(answer, seat, committed.Commitment))

	_, err = reveal("--recovery")
	require.ErrorContains(t, err, "exactly one of")
	_, err = reveal("--approve", "--score", "92")
	require.ErrorContains(t, err, "leave its flags out, or give --recovery")
}

func TestWithoutRecoverySaltsAreRandom(t *testing.T) {
	seal, err := saltSource(parsed(t).Flags(), client.Context{})
	require.NoError(t, err)
	first, err := seal(testKey(), types.Vote{Verdict: types.VOTE_VERDICT_REJECT})
	require.NoError(t, err)
	second, err := seal(testKey(), types.Vote{Verdict: types.VOTE_VERDICT_REJECT})
	require.NoError(t, err)
	require.NotEqual(t, first.Salt, second.Salt)
}

func TestCheckAnswers(t *testing.T) {
	asked := types.Round{JobId: 7, Checks: []string{"licence", "privacy"}}
	answer := func(names ...string) types.Vote {
		v := types.Vote{Verdict: types.VOTE_VERDICT_REJECT}
		for _, name := range names {
			v.Checks = append(v.Checks, types.CheckAnswer{Check: name, Pass: true})
		}
		return v
	}
	const wanted = "give exactly --check licence=pass|fail --check privacy=pass|fail"
	for name, tc := range map[string]struct {
		round types.Round
		vote  types.Vote
		want  []string
	}{
		"all":           {asked, answer("licence", "privacy"), []string{""}},
		"one missing":   {asked, answer("licence"), []string{`check "privacy" is not answered`, wanted}},
		"one unknown":   {asked, answer("bias", "licence", "privacy"), []string{`check "bias" is not asked for`, wanted}},
		"nothing asked": {types.Round{JobId: 7}, answer("bias"), []string{`check "bias" is not asked for: answer none`}},
		"no panel":      {types.Round{JobId: 7}, types.Vote{Verdict: types.VOTE_VERDICT_SPLIT}, []string{"only a panel can split"}},
		"panel":         {types.Round{JobId: 7, Panel: true}, types.Vote{Verdict: types.VOTE_VERDICT_SPLIT}, []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, want := range tc.want {
				requireError(t, want, checkAnswers(tc.round, tc.vote))
			}
		})
	}
}
