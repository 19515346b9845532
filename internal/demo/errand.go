package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	gogoproto "github.com/cosmos/gogoproto/proto"
	"github.com/spf13/cobra"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// parcel is a message as the director hands it to a participant, who signs and sends it.
type parcel struct {
	Type  string `json:"type"`
	Bytes []byte `json:"bytes"`
}

func wrap(messages ...sdk.Msg) ([]byte, error) {
	parcels := make([]parcel, len(messages))
	for i, m := range messages {
		bytes, err := gogoproto.Marshal(m)
		if err != nil {
			return nil, err
		}
		parcels[i] = parcel{Type: gogoproto.MessageName(m), Bytes: bytes}
	}
	return json.Marshal(parcels)
}

func unwrap(content []byte) ([]sdk.Msg, error) {
	var parcels []parcel
	if err := json.Unmarshal(content, &parcels); err != nil {
		return nil, err
	}
	messages := make([]sdk.Msg, len(parcels))
	for i, p := range parcels {
		kind := gogoproto.MessageType(p.Type)
		if kind == nil {
			return nil, fmt.Errorf("no message %q", p.Type)
		}
		message, ok := reflect.New(kind.Elem()).Interface().(sdk.Msg)
		if !ok {
			return nil, fmt.Errorf("%q is no message", p.Type)
		}
		if err := gogoproto.Unmarshal(p.Bytes, message); err != nil {
			return nil, err
		}
		messages[i] = message
	}
	return messages, nil
}

func errandCmd() *cobra.Command {
	var (
		flags participantFlags
		file  string
		try   bool
	)
	cmd := &cobra.Command{
		Use:   "errand",
		Short: "Sign messages as one transaction and send it",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return flags.run(cmd, func(ctx context.Context, p *participant) error { return p.errand(ctx, file, try) })
		},
	}
	flags.add(cmd)
	cmd.Flags().StringVar(&file, "file", "", "file with the messages")
	cmd.Flags().BoolVar(&try, "try", false, "say why the chain refused it, instead of failing")
	return cmd
}

func (p *participant) errand(ctx context.Context, file string, try bool) error {
	content, err := os.ReadFile(file) // #nosec G304 -- in the demo's own home
	if err != nil {
		return err
	}
	messages, err := unwrap(content)
	if err != nil {
		return err
	}
	_, err = p.account.Send(ctx, messages...)
	if !try {
		return err
	}
	n := note{From: p.name, Tried: true}
	if err != nil {
		n.Refused = err.Error()
	}
	return p.notes.send(n)
}

// errandFile lays messages out for a participant.
func (r *run) errandFile(name string, messages []sdk.Msg) (string, error) {
	content, err := wrap(messages...)
	if err != nil {
		return "", err
	}
	file, err := os.CreateTemp(keyFolder(r.home, name), "errand-*.json")
	if err != nil {
		return "", err
	}
	if err := file.Close(); err != nil {
		return "", err
	}
	return file.Name(), os.WriteFile(filepath.Clean(file.Name()), content, 0o600)
}

// sends has a participant send messages as one transaction, which must work.
func (r *run) sends(ctx context.Context, name string, messages ...sdk.Msg) error {
	p, err := r.sending(name, messages...)
	if err != nil {
		return err
	}
	return r.ended(ctx, p)
}

// sending starts to; ended waits for it.
func (r *run) sending(name string, messages ...sdk.Msg) (*process, error) {
	file, err := r.errandFile(name, messages)
	if err != nil {
		return nil, err
	}
	return r.crew.start("errand", name, "--file", file)
}

// ended waits for processes to end, while the chain goes on, and has read what they have done.
func (r *run) ended(ctx context.Context, processes ...*process) error {
	for _, p := range processes {
		err := r.until(ctx, p.name+" to finish", func() bool {
			select {
			case <-p.done:
				return len(r.crew.notes) == 0
			default:
				return false
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// tries has a participant send what must not work, and makes a step of it; because is a part of the reason.
func (r *run) tries(ctx context.Context, name, tried, because string, messages ...sdk.Msg) error {
	file, err := r.errandFile(name, messages)
	if err != nil {
		return err
	}
	r.tried, r.refused = false, ""
	if err := r.act(ctx, "errand", name, "--file", file, "--try"); err != nil {
		return err
	}
	if !r.tried {
		return fmt.Errorf("%s did not say what became of it", name)
	}
	r.step(name, r.refused != "" && strings.Contains(r.refused, because), tried, "refused: "+because, brief(said{err: r.refused, code: exitOf(r.refused)}))
	return nil
}

// exitOf: a refusal is an exit code other than 0, as at the command line.
func exitOf(refused string) int {
	if refused == "" {
		return 0
	}
	return 1
}
