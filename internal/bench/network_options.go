package bench

import (
	"fmt"
	"io"

	"github.com/agijobs/agijobs/internal/localnet"
)

// NetworkOptions say how much load a network of real nodes gets.
type NetworkOptions struct {
	// Binary is the program that runs the nodes.
	Binary     string `json:"-"`
	Validators int    `json:"validators"`
	// Seconds of load.
	Seconds int `json:"seconds"`
	// Rate of bank sends a second, and Senders who send them in turns.
	Rate    int `json:"rate"`
	Senders int `json:"senders"`
	// Lives are so many employers, each with an agent, whose jobs live one after another.
	Lives int `json:"lives"`
	// Progress is told what happens; nil: nobody.
	Progress io.Writer `json:"-"`
}

// DefaultNetworkOptions offer what two cores can take.
func DefaultNetworkOptions() NetworkOptions {
	return NetworkOptions{Validators: 4, Seconds: 20, Rate: 100, Senders: 100, Lives: 4}
}

// The most of each: one machine runs the nodes and makes the load.
const (
	mostSeconds, mostRate, mostSenders, mostLives = 3_600, 10_000, 10_000, 100
)

// Validate says what is wrong with the options.
func (o NetworkOptions) Validate() error {
	for _, n := range []struct {
		flag             string
		value, min, most int
	}{
		{"validators", o.Validators, 1, localnet.MostNodes},
		{"seconds", o.Seconds, 1, mostSeconds},
		{"rate", o.Rate, 1, mostRate},
		{"senders", o.Senders, 1, mostSenders},
		{"lives", o.Lives, 0, mostLives},
	} {
		if n.value < n.min || n.value > n.most {
			return fmt.Errorf("--%s is %d; use %d to %d", n.flag, n.value, n.min, n.most)
		}
	}
	return nil
}
