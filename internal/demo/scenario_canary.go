package demo

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/agijobs/agijobs/examples/work"
	jobstypes "github.com/agijobs/agijobs/x/jobs/types"
	validationtypes "github.com/agijobs/agijobs/x/validation/types"
)

// auditing are the messages of an audit office.
var auditing = []string{
	"/agijobs.validation.v1.MsgRegisterCanaries", "/agijobs.jobs.v1.MsgOpenCanary", "/agijobs.validation.v1.MsgDiscloseCanaries",
}

// audit is the desk of the audit office, with the secrets of its day.
type audit struct {
	*run
	folder string
}

// canary: the office fixes what is wrong about a result before anybody hands it in. Two of three judges approve it without
// looking. Auditor, employer and agent then show together that it was a test.
func canary(ctx context.Context, r *run) error {
	a := audit{run: r, folder: filepath.Join(r.home, "audit")}
	if err := os.MkdirAll(a.folder, 0o700); err != nil {
		return err
	}
	if err := a.register(ctx); err != nil {
		return err
	}
	if err := r.submitted(ctx, agent1, []string{"--flip"}, times(lazySeats, approveBlindly)); err != nil {
		return err
	}
	signed, err := a.sign(ctx)
	if err != nil {
		return err
	}
	if err := r.verdict(ctx, 0, jobstypes.JOB_STATUS_APPROVED); err != nil {
		return err
	}
	if _, err := r.must(ctx, "", "tx", "broadcast", signed, "--wait", "-o", "json"); err != nil {
		return err
	}
	if err := r.settled(ctx); err != nil {
		return err
	}
	if err := a.held(ctx); err != nil {
		return err
	}
	_, err = r.must(ctx, auditor, "tx", "validation", "canary", "disclose", "--file", a.file("day.json"))
	return err
}

func (a audit) file(name string) string { return filepath.Join(a.folder, name) }

// register seals the day's test, and registers its root.
func (a audit) register(ctx context.Context) error {
	spec, result, err := a.flawed()
	if err != nil {
		return err
	}
	tests := fmt.Sprintf("canaries:\n  - employer: %s\n    spec: spec.md\n    result: flawed.json\n    verdict: reject\n", a.addresses[ministry])
	for name, content := range map[string][]byte{"spec.md": spec, "flawed.json": result, "canaries.yaml": []byte(tests)} {
		if err := os.WriteFile(a.file(name), content, 0o600); err != nil {
			return err
		}
	}
	_, err = a.must(ctx, "", "tx", "validation", "canary", "build", a.file("canaries.yaml"), "--out", a.file("day.json"), "--chain-id", a.node.ChainID)
	if err != nil {
		return err
	}
	_, err = a.must(ctx, auditor, "tx", "validation", "canary", "register", "--file", a.file("day.json"))
	return err
}

// flawed makes the result that the agent is going to hand in.
func (a audit) flawed() (spec, result []byte, err error) {
	l := libraryOf(a.home)
	uri := base + a.scenario.offer.folder + "/spec.md"
	if spec, err = l.get(uri); err != nil {
		return nil, nil, err
	}
	kind, head, err := work.ForSpec(spec)
	if err != nil {
		return nil, nil, err
	}
	input, err := l.get(beside(uri, head.Input))
	if err != nil {
		return nil, nil, err
	}
	if result, err = kind.Do(spec, input); err != nil {
		return nil, nil, err
	}
	spoil(result)
	return spec, result, nil
}

// sign has the three sign the opening one after the other, each with its own keyring, before the verdict is known: nothing
// of it can be seen before it is sent.
func (a audit) sign(ctx context.Context) (file string, err error) {
	unsigned, err := a.must(ctx, "", append([]string{
		"tx", "validation", "canary", "open", a.jobText(), "--file", a.file("day.json"), "--gas-prices", gasPrice(),
	}, a.key(auditor)...)...)
	if err != nil {
		return "", err
	}
	file = a.file("open.json")
	if err := os.WriteFile(file, []byte(unsigned.out), 0o600); err != nil {
		return "", err
	}
	for _, name := range []string{auditor, ministry, agent1} {
		signed := a.file("signed-by-" + name + ".json")
		_, err := a.must(ctx, "", append([]string{"tx", "sign", file, "--sign-mode", "amino-json", "--output-document", signed}, a.key(name)...)...)
		if err != nil {
			return "", err
		}
		file = signed
	}
	return file, nil
}

// key are the flags that name a participant's key.
func (a audit) key(name string) []string {
	return []string{"--from", name, "--keyring-dir", keyFolder(a.home, name), "--keyring-backend", "test"}
}

// held reads what the module holds of the lazy judges.
func (a audit) held(ctx context.Context) error {
	var judges []string
	for _, e := range all[*validationtypes.EventCanarySlashed](a.run) {
		slashes, err := a.client.Validation().CanarySlashes(ctx, &validationtypes.QueryCanarySlashesRequest{Address: e.Slash.Validator})
		if err != nil {
			return err
		}
		for _, s := range slashes.Slashes {
			if s.JobId == a.job {
				judges = append(judges, fmt.Sprintf("%s of %s", a.print.teller.money(s.Amount), a.print.teller.name(s.Validator)))
			}
		}
	}
	a.step(theChain, len(judges) == lazySeats, "keeps the slashes of those who did not look until nobody can contradict the office any more",
		fmt.Sprintf("%d held", lazySeats), fmt.Sprintf("%d held: %v", len(judges), judges))
	return nil
}
