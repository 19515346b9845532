package cliutil

import (
	"bytes"
	"encoding/json"
	"io"

	"sigs.k8s.io/yaml"
)

// broadcast is what a node answered when a transaction was handed in.
type broadcast struct {
	TxHash    string `json:"txhash"`
	Code      uint32 `json:"code"`
	Codespace string `json:"codespace"`
	RawLog    string `json:"raw_log"`
}

// capture passes a command's output on and notes each broadcast response in it. The SDK prints a document in one Write,
// so nothing is pieced together here. With hold, responses are kept back, because the result in the block replaces them; all
// else (the transaction to confirm, an unsigned transaction) reaches the reader at once.
type capture struct {
	out  io.Writer
	hold bool
	seen []broadcast
	// held: the last document was kept back, and so is the line end that the SDK writes after it.
	held bool
}

func (c *capture) Write(p []byte) (int, error) {
	if c.held && string(p) == "\n" {
		return len(p), nil
	}
	c.held = false
	if response, ok := parseBroadcast(p); ok {
		c.seen = append(c.seen, response)
		if c.hold {
			c.held = true
			return len(p), nil
		}
	}
	return c.out.Write(p)
}

// parseBroadcast recognises a TxResponse of a broadcast in JSON or YAML.
func parseBroadcast(p []byte) (broadcast, bool) {
	if !bytes.Contains(p, []byte("txhash")) {
		return broadcast{}, false
	}
	raw := bytes.TrimSpace(p)
	if !bytes.HasPrefix(raw, []byte("{")) {
		converted, err := yaml.YAMLToJSON(raw)
		if err != nil {
			return broadcast{}, false
		}
		raw = converted
	}
	var response broadcast
	if err := json.Unmarshal(raw, &response); err != nil || len(response.TxHash) != 64 {
		return broadcast{}, false
	}
	return response, true
}
