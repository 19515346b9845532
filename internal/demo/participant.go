package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/agijobs/agijobs/app"
	"github.com/agijobs/agijobs/examples/work"
	"github.com/agijobs/agijobs/pkg/client"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	sovereigntypes "github.com/agijobs/agijobs/x/sovereign/types"
)

// poll is how often a participant looks at the chain.
const poll = 150 * time.Millisecond

// participant is one process with one key. It knows the chain by gRPC and the documents by their uris.
type participant struct {
	name    string
	home    string
	client  *client.Client
	account *client.Account
	library library
	notes   *notes
}

// note is one line that a participant tells the director.
type note struct {
	From string `json:"from"`
	Text string `json:"text"`
	// JobID is set by an employer who has posted.
	JobID uint64 `json:"job_id,omitempty"`
	// Refused is why the chain refused what was tried, and Tried tells that something was.
	Refused string `json:"refused,omitempty"`
	Tried   bool   `json:"tried,omitempty"`
}

type notes struct {
	mu   sync.Mutex
	from string
	out  io.Writer
}

func (n *notes) say(format string, args ...any) error {
	return n.send(note{From: n.from, Text: fmt.Sprintf(format, args...)})
}

func (n *notes) send(what note) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	return json.NewEncoder(n.out).Encode(what)
}

// participantFlags are common to all participants.
type participantFlags struct{ home, name, grpc string }

func (f *participantFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.home, "home", "", "home of the demo")
	cmd.Flags().StringVar(&f.name, "key", "", "name of the participant and of its key")
	cmd.Flags().StringVar(&f.grpc, "grpc", "", "gRPC address of the node")
	for _, name := range []string{"home", "key", "grpc"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err)
		}
	}
}

// gasPrice is what the demo's node asks.
func gasPrice() string { return app.MinGasPrice + sovereigntypes.DefaultCurrency().Base }

// keyFolder is a participant's own folder: its key and its sealed votes.
func keyFolder(home, name string) string { return filepath.Join(home, "participants", name) }

func openKeyring(home, name string) (keyring.Keyring, error) {
	return keyring.New(app.Name, keyring.BackendTest, keyFolder(home, name), nil, newCodec())
}

func libraryOf(home string) library { return library{root: filepath.Join(home, "documents")} }

func (f *participantFlags) open(out io.Writer) (*participant, error) {
	ring, err := openKeyring(f.home, f.name)
	if err != nil {
		return nil, err
	}
	signer, err := client.FromKeyring(ring, f.name)
	if err != nil {
		return nil, err
	}
	c, err := client.Dial(f.grpc, client.Options{GasPrice: gasPrice(), Poll: poll, Patience: patience})
	if err != nil {
		return nil, err
	}
	return &participant{
		name: f.name, home: f.home, client: c, account: c.Account(signer), library: libraryOf(f.home),
		notes: &notes{from: f.name, out: out},
	}, nil
}

// run executes what a participant does and ends when the director is gone: then its standard input is closed.
func (f *participantFlags) run(cmd *cobra.Command, do func(ctx context.Context, p *participant) error) error {
	p, err := f.open(cmd.OutOrStdout())
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	go func() {
		_, err := io.Copy(io.Discard, os.Stdin)
		if err == nil {
			cancel()
		}
	}()
	err = do(ctx, p)
	if closeErr := p.client.Close(); err == nil {
		err = closeErr
	}
	return err
}

func (p *participant) address() sdk.AccAddress {
	return sdk.MustAccAddressFromBech32(p.account.Address())
}

func (p *participant) job(ctx context.Context, id uint64) (jobstypes.Job, error) {
	r, err := p.client.Jobs().Job(ctx, &jobstypes.QueryJobRequest{JobId: id})
	if err != nil {
		return jobstypes.Job{}, fmt.Errorf("job %d: %w", id, err)
	}
	return r.Job, nil
}

// assignment is what a job asks for: the spec as on chain, the input as in the spec, the program for its kind.
type assignment struct {
	kind        work.Kind
	spec, input []byte
	// data that the input is, where the spec names its licence.
	data []jobstypes.DataSource
	// sources are the jobs whose results are the input, sorted.
	sources []uint64
}

func (p *participant) read(ctx context.Context, job jobstypes.Job) (assignment, error) {
	spec, err := p.library.fetch(job.Spec)
	if err != nil {
		return assignment{}, err
	}
	kind, head, err := work.ForSpec(spec)
	if err != nil {
		return assignment{}, err
	}
	if head.Results {
		return p.readResults(ctx, job, assignment{kind: kind, spec: spec})
	}
	input, err := p.library.get(beside(job.Spec.Uri, head.Input))
	a := assignment{kind: kind, spec: spec, input: input}
	if licence := head.Fields["licence"]; licence != "" {
		a.data = []jobstypes.DataSource{{Document: document(beside(job.Spec.Uri, head.Input), input), Licence: licence}}
	}
	return a, err
}

// participantCmd holds the programs of the participants.
func participantCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:    "demo-participant",
		Short:  "The programs of the demo's participants, each a process of its own",
		Hidden: true,
	}
	cmd.AddCommand(employerCmd(), agentCmd(), validatorCmd(), workerCmd(), stewardCmd(), errandCmd())
	return cmd
}
