package localnode

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Results reads the results of transactions that a command printed with --wait -o json.
func Results(printed string) ([]sdk.TxResponse, error) {
	var out []sdk.TxResponse
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	decoder := json.NewDecoder(strings.NewReader(printed))
	for decoder.More() {
		var raw json.RawMessage
		if err := decoder.Decode(&raw); err != nil {
			return nil, fmt.Errorf("%w in %s", err, printed)
		}
		var result sdk.TxResponse
		if err := cdc.UnmarshalJSON(raw, &result); err != nil {
			return nil, err
		}
		out = append(out, result)
	}
	return out, nil
}

// Proposal finds the proposal that a command has handed in, and the height of its last transaction.
func Proposal(printed string) (id string, height int64, err error) {
	all, err := Results(printed)
	if err != nil {
		return "", 0, err
	}
	for _, result := range all {
		height = result.Height
		for _, e := range result.Events {
			for _, a := range e.Attributes {
				if e.Type == "submit_proposal" && a.Key == "proposal_id" {
					id = a.Value
				}
			}
		}
	}
	if id == "" {
		err = fmt.Errorf("no proposal in %s", printed)
	}
	return id, height, err
}
