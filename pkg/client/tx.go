package client

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"sync"

	gogoproto "github.com/cosmos/gogoproto/proto"

	cmtservice "github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdktx "github.com/cosmos/cosmos-sdk/types/tx"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
)

// chainID is asked once.
type chainID struct {
	mu sync.Mutex
	id string
}

// ChainID returns the id of the chain, which is part of every signature.
func (c *Client) ChainID(ctx context.Context) (string, error) {
	c.chain.mu.Lock()
	defer c.chain.mu.Unlock()
	if c.chain.id != "" {
		return c.chain.id, nil
	}
	info, err := c.Node().GetNodeInfo(ctx, &cmtservice.GetNodeInfoRequest{})
	if err != nil {
		return "", fmt.Errorf("client: chain id: %w", err)
	}
	if info.DefaultNodeInfo == nil || info.DefaultNodeInfo.Network == "" {
		return "", errors.New("client: the node does not tell its chain id; set Options.ChainID")
	}
	c.chain.id = info.DefaultNodeInfo.Network
	return c.chain.id, nil
}

// draft is a transaction before its signature.
type draft struct {
	messages []sdk.Msg
	memo     string
	gas      uint64
	fee      sdk.Coins
	sequence uint64
}

// encode makes the two halves of a transaction that are signed.
func (d draft) encode(signer Signer) (body, auth []byte, err error) {
	packed := make([]*codectypes.Any, len(d.messages))
	for i, m := range d.messages {
		if packed[i], err = codectypes.NewAnyWithValue(m); err != nil {
			return nil, nil, err
		}
	}
	pub, err := codectypes.NewAnyWithValue(signer.PubKey())
	if err != nil {
		return nil, nil, err
	}
	body, err = gogoproto.Marshal(&sdktx.TxBody{Messages: packed, Memo: d.memo})
	if err != nil {
		return nil, nil, err
	}
	auth, err = gogoproto.Marshal(&sdktx.AuthInfo{
		SignerInfos: []*sdktx.SignerInfo{{
			PublicKey: pub, Sequence: d.sequence,
			ModeInfo: &sdktx.ModeInfo{Sum: &sdktx.ModeInfo_Single_{
				Single: &sdktx.ModeInfo_Single{Mode: signing.SignMode_SIGN_MODE_DIRECT},
			}},
		}},
		Fee: &sdktx.Fee{Amount: d.fee, GasLimit: d.gas},
	})
	return body, auth, err
}

// sign makes the bytes of a transaction under SIGN_MODE_DIRECT.
func (d draft) sign(ctx context.Context, signer Signer, chainID string, accountNumber uint64) ([]byte, error) {
	body, auth, err := d.encode(signer)
	if err != nil {
		return nil, err
	}
	doc, err := gogoproto.Marshal(&sdktx.SignDoc{
		BodyBytes: body, AuthInfoBytes: auth, ChainId: chainID, AccountNumber: accountNumber,
	})
	if err != nil {
		return nil, err
	}
	signature, err := signer.Sign(ctx, doc)
	if err != nil {
		return nil, fmt.Errorf("client: signature: %w", err)
	}
	return gogoproto.Marshal(&sdktx.TxRaw{BodyBytes: body, AuthInfoBytes: auth, Signatures: [][]byte{signature}})
}

// unsigned makes the bytes of a transaction for a simulation, which checks no signature.
func (d draft) unsigned(signer Signer) ([]byte, error) {
	body, auth, err := d.encode(signer)
	if err != nil {
		return nil, err
	}
	return gogoproto.Marshal(&sdktx.TxRaw{BodyBytes: body, AuthInfoBytes: auth, Signatures: [][]byte{{}}})
}

// Hash returns the hash of a transaction as nodes show it.
func Hash(raw []byte) string {
	sum := sha256.Sum256(raw)
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// TxError is a transaction that the chain refused, either at the door or in a block.
type TxError struct {
	Hash      string
	Codespace string
	Code      uint32
	Log       string
	// Height of the block that it is in; 0: refused before.
	Height int64
}

func (e *TxError) Error() string {
	where := "was refused"
	if e.Height > 0 {
		where = fmt.Sprintf("failed in block %d", e.Height)
	}
	return fmt.Sprintf("transaction %s %s: %s (%s code %d)", e.Hash, where, e.Log, e.Codespace, e.Code)
}

// Responses decodes what the messages of a transaction returned, in order.
//
//	var posted jobstypes.MsgPostJobResponse
//	err := client.Responses(result, &posted)
func Responses(result *sdk.TxResponse, into ...gogoproto.Message) error {
	data, err := hex.DecodeString(result.Data)
	if err != nil {
		return fmt.Errorf("client: result of %s: %w", result.TxHash, err)
	}
	var all sdk.TxMsgData
	if err := gogoproto.Unmarshal(data, &all); err != nil {
		return fmt.Errorf("client: result of %s: %w", result.TxHash, err)
	}
	if len(all.MsgResponses) != len(into) {
		return fmt.Errorf("client: %s returned %d responses, want %d", result.TxHash, len(all.MsgResponses), len(into))
	}
	for i, packed := range all.MsgResponses {
		if want := "/" + gogoproto.MessageName(into[i]); packed.TypeUrl != want {
			return fmt.Errorf("client: response %d of %s is a %s, not a %s", i, result.TxHash, packed.TypeUrl, want)
		}
		if err := gogoproto.Unmarshal(packed.Value, into[i]); err != nil {
			return fmt.Errorf("client: response %d of %s: %w", i, result.TxHash, err)
		}
	}
	return nil
}
